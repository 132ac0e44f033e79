"""Where the crawl goes: from the addresses the adapters start at, along the links they name."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from dots.crawl import links, outcomes

logger = logging.getLogger(__name__)


class Market(Spider):
    """Follows links by adapter, for instance from index pages to adverts, and from a feed's page to the next."""

    name = "market"
    handle_httpstatus_all = True

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the addresses the crawl starts from."""
        for address in self.settings.getlist("DOTS_SEEDS"):
            yield self.ask(address)

    def ask(self, address: str) -> Request:
        """Make a request whose end is counted, however it ends."""
        return Request(address, callback=self.parse, errback=self.refused, meta={"handle_httpstatus_all": True})

    def parse(self, response: Response) -> Iterator[Request]:
        """Follow the links that the site's adapter names."""
        if response.status != 200:
            logger.warning("%s answered %d", urlsplit(response.url).netloc, response.status)
            return
        # a header given twice means the same as one with both values, RFC 9110, 5.3
        header = b", ".join(response.headers.getlist("Link")).decode("latin-1")
        for link in links.follow(self.settings["DOTS_SITES"], response.url, response.body, header):
            yield self.ask(link)

    def refused(self, failure: Failure) -> None:
        """Count a request that brought no answer, with the reason."""
        outcome = str(failure.value) if failure.check(IgnoreRequest) else f"failed: {failure.type.__name__}"
        listed = urlsplit(failure.request.url).netloc in self.settings.getlist("DOTS_HOSTS")
        outcomes.count(self.crawler.stats, failure.request.url, outcome, self.settings["DOTS_SITES"], listed=listed)
