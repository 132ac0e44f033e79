"""Where a wave ends: limits on pages, bytes, depth, time and on pages alike. What is left is counted, not lost."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.asyncio import call_later, create_looping_call

from dots.adapters import ADVERT
from dots.crawl import outcomes
from dots.crawl.pace import Pace

TICK = 1.0
"""Seconds after which the time spent is written down again."""


class Limits:
    """Refuse what is beyond a limit. robots.txt and second tries of a page are not counted as pages.

    What the wave took before it was stopped counts, also what was asked for and came to nothing.
    """

    def __init__(self, crawler: Crawler):
        self.manners = crawler.settings["DOTS_MANNERS"]
        self.pace = crawler.get_extension(Pace)
        # what was recorded before the crawl was stopped does not come here again (`dots.crawl.archive.Replay`)
        self.wave = crawler.spider.wave
        self.alike = Counter(_shape(address) for address in self.wave.pages if self._is_guarded(address))
        self.alarm = None
        self.ticks = create_looping_call(self.wave.spent.note)
        crawler.signals.connect(self.opened, signal=signals.spider_opened)
        crawler.signals.connect(self.closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Limits:
        """Make the limits from the crawler's settings."""
        return cls(crawler)

    def opened(self, spider: Spider) -> None:
        """Set the alarm that ends the wave; at once, if its time was over before it was stopped."""
        left = self.manners.max_seconds - self.wave.spent.seconds
        if left <= 0:
            self.pace.refuse(outcomes.LATE)
        elif self.wave.spent.bytes >= self.manners.max_bytes:
            self.pace.refuse(outcomes.BYTES)
        self.wave.final = bool(self.pace.over)
        self.ticks.start(TICK)
        self.alarm = call_later(max(0.0, left), self.pace.refuse, outcomes.LATE)

    def closed(self, spider: Spider) -> None:
        """Take the alarm back."""
        self.ticks.stop()
        self.alarm.cancel()

    def process_request(self, request: Request) -> None:
        """Refuse whatever comes after the last page, or lies too deep, or is one too many of the same form."""
        if self.wave.spent.bytes >= self.manners.max_bytes and not self.pace.over:
            self.pace.refuse(outcomes.BYTES)
        if self.pace.over:
            raise IgnoreRequest(self.pace.over)
        if request.meta.get("dont_obey_robotstxt") or request.meta.get("retry_times"):
            return
        if request.meta.get("depth", 0) > self.manners.max_depth:
            raise IgnoreRequest(outcomes.DEEP)
        shape, guarded = _shape(request.url), self._is_guarded(request.url)
        if guarded and self.alike[shape] >= self.manners.max_alike:
            raise IgnoreRequest(outcomes.ALIKE)
        if self.wave.spent.pages >= self.manners.max_pages:
            raise IgnoreRequest(outcomes.ENOUGH)
        self.wave.spent.note(pages=1)
        self.alike[shape] += guarded

    def _is_guarded(self, address: str) -> bool:
        return self.pace.kind(address) != ADVERT


def _shape(address: str) -> tuple[str, str]:
    return urlsplit(address).netloc, form(address)


def form(address: str) -> str:
    """Give the form of an address: its path with numbers taken out, and the names of its query in order.

    The pages of an endless calendar, or of one list sorted in every way, have the same form.
    """
    parts = urlsplit(address)
    names = sorted({part.split("=", 1)[0] for part in parts.query.split("&")})
    return f"{re.sub(r'[0-9]+', '#', parts.path)}?{'&'.join(names)}"
