"""How a crawl is getting on: pages, line, rate, errors and time left, in the log at an interval."""

from __future__ import annotations

import logging
from datetime import timedelta

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call

from dots.crawl import outcomes

logger = logging.getLogger(__name__)


class Progress:
    """An extension of Scrapy that logs one line every `crawl.progress` seconds, and one at the end of the wave."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.manners = crawler.settings["DOTS_MANNERS"]
        self.calls = create_looping_call(self.log)
        crawler.signals.connect(self.opened, signal=signals.spider_opened)
        crawler.signals.connect(self.closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        """Make the extension."""
        return cls(crawler)

    def opened(self, spider: Spider) -> None:
        """Begin to log."""
        self.calls.start(self.manners.progress, now=False)

    def closed(self, spider: Spider, reason: str) -> None:
        """Log the last line."""
        self.calls.stop()
        self.log()

    def log(self) -> None:
        """Write one line."""
        counted = outcomes.table(self.crawler.stats.get_stats())
        pages = int(outcomes.fetched(counted)["requests"].sum())
        errors = int(outcomes.failed(counted)["requests"].sum())
        engine, spent = self.crawler.engine, self.crawler.spider.wave.spent
        line = len(engine.scheduler) + len(engine.downloader.active) if engine.scheduler else 0
        logger.info("%s", describe(pages, line, errors, spent.seconds, self.manners))


def describe(pages: int, line: int, errors: int, seconds: float, manners: object) -> str:
    """Put the state of a wave into one line.

    Parameters
    ----------
    pages, line, errors
        Pages fetched, requests that wait or are under way, requests that failed.
    seconds
        Since the wave began.
    manners
        `dots.crawl.politeness.Manners`, whose limits bound the time that is left.
    """
    rate = pages / seconds if seconds else 0.0
    said = f"{pages:,} pages, {line:,} in line, {rate:.1f} pages a second, {errors:,} errors"
    if not line:
        return f"{said}, nothing left"
    left = time_left(pages, line, rate, seconds, manners)
    return f"{said}, about {timedelta(seconds=round(left))} left" if left else f"{said}, at its limit"


def time_left(pages: int, line: int, rate: float, seconds: float, manners: object) -> float:
    """Estimate the seconds a wave still takes: what is in line at the rate so far, bounded by its limits.

    Pages not found yet are not in line, so the estimate grows while index pages are read.
    """
    most = max(0.0, manners.max_seconds - seconds)
    if not rate:
        return most
    return min(most, min(line, max(0, manners.max_pages - pages)) / rate)
