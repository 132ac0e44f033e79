"""What the crawler may ask for, and how often: the allow-list, robots.txt, the delay and the page limit.

Scrapy's own robots.txt middleware allows everything when robots.txt cannot be fetched and pays no heed to
Crawl-delay. RFC 9309 (2.3.1.4) has it the other way round: an unreachable robots.txt forbids everything.
"""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.misc import build_from_crawler

from dots.crawl.outcomes import ENOUGH, OFF_LIST, ROBOTS

logger = logging.getLogger(__name__)

FORBID_ALL = b"User-agent: *\nDisallow: /\n"


class Gate:
    """Let through only requests to hosts on the allow-list, and send every one through the proxy."""

    def __init__(self, crawler: Crawler):
        self.hosts = set(crawler.settings.getlist("DOTS_HOSTS"))
        self.proxy = crawler.settings["DOTS_PROXY"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Gate:
        """Make the gate from the crawler's settings."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse a host that is not on the list."""
        if urlsplit(request.url).netloc not in self.hosts:
            raise IgnoreRequest(OFF_LIST)
        request.meta["proxy"] = self.proxy


class Robots(RobotsTxtMiddleware):
    """Obey robots.txt, its Crawl-delay included, and stay away where it cannot be read."""

    def process_request_2(self, rp: object, request: Request) -> None:
        """Refuse what robots.txt forbids."""
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            raise IgnoreRequest(ROBOTS) from None

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        # SOURCE RFC 9309, 2.3.1.3 and 2.3.1.4: 4xx means there are no rules, 5xx that nothing is allowed
        if response.status >= 500:
            response = response.replace(body=FORBID_ALL)
        elif response.status >= 400:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
        self._keep_distance(netloc, self._parsers[netloc].crawl_delay(self._robotstxt_useragent) or 0.0)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        waiting = self._parsers[netloc]
        self._parsers[netloc] = build_from_crawler(self._parserimpl, self.crawler, FORBID_ALL)
        waiting.callback(self._parsers[netloc])

    def _keep_distance(self, netloc: str, asked: float) -> None:
        """Wait as long between two requests to a host as the study or its robots.txt asks, whichever is longer."""
        delay = max(asked, self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
        if delay <= 0:
            return
        host, downloader = urlsplit(f"//{netloc}").hostname, self.crawler.engine.downloader
        downloader.per_slot_settings[host] = {"delay": delay, "concurrency": 1, "jitter": 0.0}
        if host in downloader.slots:
            slot = downloader.slots[host]
            slot.delay, slot.concurrency, slot.jitter = delay, 1, 0.0
        logger.info("%s: %g seconds between two requests", host, delay)


class Limit:
    """Stop asking after a number of pages (robots.txt not counted), so that a crawl ends."""

    def __init__(self, crawler: Crawler):
        # what was recorded before the crawl was stopped does not come here again (`dots.crawl.archive.Replay`)
        self.left = crawler.settings.getint("DOTS_MAX_PAGES") - len(crawler.spider.wave.pages)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Limit:
        """Make the limit from the crawler's settings."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse whatever comes after the last page; a second try of the same page is not counted."""
        if request.meta.get("dont_obey_robotstxt") or request.meta.get("retry_times"):
            return
        if self.left <= 0:
            raise IgnoreRequest(ENOUGH)
        self.left -= 1
