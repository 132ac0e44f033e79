"""Where the crawl goes: from index pages to adverts, and through a feed."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Iterator

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from dots.crawl import outcomes

logger = logging.getLogger(__name__)

NEXT = re.compile(r'<([^>]+)>\s*;\s*rel="?next"?')


class Market(Spider):
    """Walks index pages to adverts, and a feed from its newest page to its oldest."""

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
        """Follow an index page's links and a feed's next page; adverts lead nowhere."""
        if response.status != 200:
            logger.warning("%s answered %d", response.url, response.status)
            return
        kind = outcomes.kind(response.url)
        if kind == "index":
            for link in response.css("a::attr(href)").getall():
                yield self.ask(response.urljoin(link))
        elif kind == "feed":
            for link in NEXT.findall(response.headers.get("Link", b"").decode("latin-1")):
                yield self.ask(response.urljoin(link))

    def refused(self, failure: Failure) -> None:
        """Count a request that brought no answer, with the reason."""
        outcome = str(failure.value) if failure.check(IgnoreRequest) else f"failed: {failure.type.__name__}"
        outcomes.count(self.crawler.stats, failure.request.url, outcome, known=outcome != outcomes.OFF_LIST)
        logger.info("%s: %s", failure.request.url, outcome)
