"""Keeping distance: the time between two requests to a host, pauses it asks for, and the end of asking at all.

Scrapy's AutoThrottle adapts the delay of a host to its answers but knows only the delay of the whole crawl as a lower
limit. Here each host has a lower limit of its own, from its robots.txt.
"""

from __future__ import annotations

import logging
from array import array
from collections import Counter
from time import monotonic
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Response
from scrapy.http.headers import Headers
from twisted.python.failure import Failure

from dots.crawl import outcomes
from dots.crawl.outcomes import PATIENCE

logger = logging.getLogger(__name__)

TICK = 0.001
"""Seconds between requests after a pause: a host without any delay could not be paused."""
MEDIA_TYPES = (b"image/", b"video/", b"audio/")


class Pace:
    """An extension of Scrapy that keeps, for each host, the distance asked for, and measures what was kept."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.sites = crawler.settings["DOTS_SITES"]
        manners = crawler.settings["DOTS_MANNERS"]
        self.delay, self.longest = manners.delay, manners.max_wait
        self.floors: dict[str, float] = {}
        self.shut: dict[str, str] = {}
        self.over = ""
        self.pauses: Counter[str] = Counter()
        self.paused: Counter[str] = Counter()
        self.starts: dict[str, array] = {}
        self.wave = crawler.spider.wave
        self.unread = 0
        connect = crawler.signals.connect
        connect(self.answered, signal=signals.headers_received)
        connect(self.received, signal=signals.bytes_received)
        # connected after AutoThrottle, so that it has the last word
        connect(self.throttled, signal=signals.response_downloaded)
        connect(self.stumbled, signal=signals.spider_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Pace:
        """Make the extension."""
        return cls(crawler)

    def keep(self, host: str, asked: float) -> None:
        """Wait as long between two requests to a host as the study or its robots.txt asks, whichever is longer.

        A host that asks for more than `crawl.max_wait` is not asked at all: its wish is kept, and the crawl ends.
        """
        delay = max(asked, self.delay)
        if asked > self.longest:
            self.refuse(PATIENCE, host)
        elif delay > 0:
            self.floors[host] = delay
            self.crawler.engine.downloader.per_slot_settings[host] = {"delay": delay, "concurrency": 1, "jitter": 0.0}
            if slot := self._slot(host):
                slot.delay, slot.concurrency, slot.jitter = max(delay, slot.delay), 1, 0.0
                slot.lastseen = max(slot.lastseen, monotonic())
            logger.info("%s: %g seconds between two requests", host, delay)

    def pause(self, host: str, asked: float) -> None:
        """Ask a host nothing for some seconds, or nothing more if that is longer than `crawl.max_wait`."""
        slot = self._slot(host)
        if asked > self.longest:
            self.refuse(PATIENCE, host)
        if asked > self.longest or slot is None:
            return
        until = monotonic() + asked
        slot.delay = max(slot.delay, TICK)
        if until > slot.lastseen + slot.delay:
            self.pauses[host] += 1
            self.paused[host] += until - max(monotonic(), slot.lastseen + slot.delay)
            slot.lastseen = until - slot.delay
            logger.info("%s: a pause of %g seconds", host, asked)

    def refuse(self, reason: str, host: str = "") -> None:
        """Ask nothing more of a host, or of any; what waits in line is let go with the reason."""
        if host:
            self.shut.setdefault(host, reason)
        else:
            self.over = self.over or reason
        logger.warning("%s: %s", host or "all hosts", reason)
        for name, slot in list(self.crawler.engine.downloader.slots.items()):
            while host in ("", name) and slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(Failure(IgnoreRequest(reason)))

    def refusal(self, address: str) -> str:
        """Say why an address may not be asked for; empty if it may, or if what was recorded answers in its place."""
        reason = self.over or self.shut.get(urlsplit(address).hostname or "", "")
        return reason if reason and not self.wave.holds(address) else ""

    def answered(self, headers: Headers, body_length: int, request: Request, spider: Spider) -> None:
        """Note when the request was sent, and receive no image, whatever its address looked like."""
        sent = monotonic() - request.meta.get("download_latency", 0.0)
        self.starts.setdefault(urlsplit(request.url).hostname or "", array("d")).append(sent)
        if (headers.get("Content-Type") or b"").strip().lower().startswith(MEDIA_TYPES):
            raise StopDownload

    def received(self, data: bytes, request: Request, spider: Spider) -> None:
        """Count what comes over the line, kept or not."""
        self.wave.spent.note(bytes=len(data))

    def throttled(self, response: Response, request: Request, spider: Spider) -> None:
        """Lift the delay to what the host asks for, where AutoThrottle went below it, and count it from this answer.

        Scrapy counts from when a request was sent; one that arrives late would be followed too soon.
        """
        host = request.meta.get("download_slot", "")
        floor, slot = self.floors.get(host, self.delay), self._slot(host)
        if slot and floor > 0:
            slot.delay, slot.lastseen = max(slot.delay, floor), max(slot.lastseen, monotonic())

    def stumbled(self, failure: Failure, response: Response, spider: Spider) -> None:
        """Count a page whose links could not be read; Scrapy logs why."""
        self.unread += 1

    def count(self, address: str, outcome: str) -> None:
        """Count how a request ended."""
        outcomes.count(self.crawler.stats, address, outcome, self.sites)

    def kind(self, address: str) -> str:
        """Tell what kind of page an address is."""
        return self.sites.kind(address)

    def kept(self) -> dict[str, object]:
        """Tell what was kept, in plain values for logs and the report.

        Returns
        -------
        dict
            `seconds`, `bytes` (of content, over the line; both with those before the crawl was stopped), `unread`
            (pages whose links could not be read), `over` (the limit that ended the wave, or empty) and `hosts`: host to
            `requests` (answered), `delay` (seconds asked for), `shortest_gap` (seconds between the starts of two
            requests; none if there was one only), `pauses` (number), `paused` (seconds), `refused` (why it was
            asked nothing more, or empty).
        """
        hosts = {}
        for host in sorted({*self.starts, *self.shut}):
            starts = sorted(self.starts.get(host, ()))
            gaps = [after - before for before, after in zip(starts, starts[1:], strict=False)]
            hosts[host] = {
                "requests": len(starts),
                "delay": self.floors.get(host, self.delay),
                "shortest_gap": min(gaps, default=None),
                "pauses": self.pauses[host],
                "paused": float(self.paused[host]),
                "refused": self.shut.get(host, ""),
            }
        taken = {"seconds": self.wave.spent.seconds, "bytes": self.wave.spent.bytes}
        return taken | {"unread": self.unread, "over": self.over, "hosts": hosts}

    def _slot(self, host: str) -> Slot | None:
        return self.crawler.engine.downloader.slots.get(host)
