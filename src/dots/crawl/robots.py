"""robots.txt as RFC 9309 has it, read with Protego.

Scrapy's own middleware allows everything when robots.txt cannot be fetched, pays no heed to Crawl-delay and asks once a
crawl. The standard has it the other way round: what is unreachable forbids everything, and a copy is good for a day.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from dots.crawl import outcomes
from dots.crawl.pace import Pace
from dots.crawl.politeness import LARGEST_ROBOTS, ROBOT

logger = logging.getLogger(__name__)

# SOURCE RFC 9309, 2.4: a cached copy should not be used for more than 24 hours
DAY = 24 * 3600
HOUR = 3600
"""Seconds after which a robots.txt that could not be read is asked for again."""
FORBID_ALL = "User-agent: *\nDisallow: /\n"


@dataclass(frozen=True)
class Rules:
    """What one authority allows, and until when the copy is good."""

    parsed: Protego
    until: float


class Robots:
    """Obey robots.txt, its Crawl-delay included, and stay away where it cannot be read."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.clock = crawler.settings["DOTS_CLOCK"]
        self.largest = max(crawler.settings["DOTS_MANNERS"].max_page_bytes, 2 * LARGEST_ROBOTS)
        self.pace = crawler.get_extension(Pace)
        self.rules: dict[str, Rules] = {}
        self.asking: dict[str, asyncio.Task] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        """Make the middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Refuse what robots.txt forbids; it is asked for first, and again when the copy is a day old."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        asked = urlsplit(request.url)
        origin = f"{asked.scheme}://{asked.netloc}"
        if origin not in self.rules or self.rules[origin].until <= self.clock():
            if origin not in self.asking:
                self.asking[origin] = asyncio.ensure_future(self.ask(origin))
            await asyncio.shield(self.asking[origin])
        if reason := self.pace.refusal(request.url):
            raise IgnoreRequest(reason)
        if not self.rules[origin].parsed.can_fetch(request.url, ROBOT):
            raise IgnoreRequest(outcomes.ROBOTS)

    async def ask(self, origin: str) -> None:
        """Fetch and read the robots.txt of one authority; redirects are followed by `dots.crawl.patience.Redirects`."""
        meta = {"dont_obey_robotstxt": True, "download_maxsize": self.largest}
        request = Request(f"{origin}/robots.txt", meta=meta, callback=NO_CALLBACK, priority=1000, dont_filter=True)
        try:
            content = rules(await self.crawler.engine.download_async(request))
        # whatever went wrong, the file was not reached: counted, and everything is forbidden
        except Exception as error:
            reason = str(error) if isinstance(error, IgnoreRequest) else f"failed: {type(error).__name__}"
            logger.warning("%s: robots.txt: %s; nothing of it is asked for", origin, reason)
            self.pace.count(request.url, reason)
            content = None
        parsed = Protego.parse(FORBID_ALL if content is None else content)
        self.rules[origin] = Rules(parsed, self.clock() + (HOUR if content is None else DAY))
        self.pace.keep(urlsplit(origin).hostname or "", parsed.crawl_delay(ROBOT) or 0.0)
        del self.asking[origin]


def rules(response: Response) -> str | None:
    """Read the rules from an answer to a request for robots.txt.

    Returns
    -------
    str or None
        The rules, none of them if there is no such file; None if the file cannot be reached and all is forbidden.
    """
    # SOURCE RFC 9309, 2.3.1.3: 4xx means there are no rules; 2.3.1.4: 5xx means that nothing is allowed.
    # 429 says "not now" and no more; a redirect that is not followed leads to no file, and 2.3.1.2 lets a crawler take
    # it for absent only after five of them. In both cases the crawler may stay away, so it does.
    if response.status < 300:
        content = response.body[:LARGEST_ROBOTS]
        if len(content) < len(response.body):
            content = content.rpartition(b"\n")[0]
        return content.decode("utf-8-sig", errors="ignore")
    return "" if 400 <= response.status < 500 and response.status != 429 else None
