"""How the crawler behaves: whom it may ask, how often, for how much; and Scrapy's settings that make it so."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from importlib.metadata import version
from ipaddress import ip_address
from mimetypes import MimeTypes
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from dots.crawl.outcomes import MEDIA, OFF_LIST, PRIVATE
from dots.crawl.pace import Pace

ROBOT = "dots"
ADDRESS = r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+"
LARGEST_ROBOTS = 500 * 1024
TYPES = MimeTypes()
"""Python's own table of file names; the machine's might differ from one to the next."""


@dataclass(frozen=True)
class Manners:
    """What the configuration's section `crawl` says of a crawl's behaviour; times are in seconds, sizes in bytes."""

    contact: str
    delay: float
    concurrency: int
    max_pages: int
    max_bytes: int
    max_page_bytes: int
    max_depth: int
    max_seconds: float
    max_alike: int
    deadline: float
    retries: int
    backoff: float
    max_wait: float
    progress: float

    def __post_init__(self):
        if not re.fullmatch(ADDRESS, self.contact):
            raise ValueError(
                f"crawl.contact: {self.contact!r} is no e-mail address; give one that is read, so that whoever runs a "
                "crawled site can write to you"
            )


MANNERS = tuple(field.name for field in fields(Manners))


class Gate:
    """Let through only what may be asked for: hosts on the allow-list, no images, nothing once the crawl is over."""

    def __init__(self, crawler: Crawler):
        self.hosts = set(crawler.settings.getlist("DOTS_HOSTS"))
        self.proxy = crawler.settings["DOTS_PROXY"]
        self.pace = crawler.get_extension(Pace)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Gate:
        """Make the gate from the crawler's settings."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse what may not be asked for; robots.txt and the targets of redirects come this way as well."""
        asked = urlsplit(request.url)
        if asked.netloc not in self.hosts:
            raise IgnoreRequest(PRIVATE if _is_private(asked.hostname) else OFF_LIST)
        if reason := self.pace.refusal(request.url):
            raise IgnoreRequest(reason)
        if (TYPES.guess_type(asked.path)[0] or "").startswith(("image/", "video/", "audio/")):
            raise IgnoreRequest(MEDIA)
        if self.proxy:
            request.meta["proxy"] = self.proxy


def settings(manners: Manners, hosts: list[str], proxy: str | None) -> dict[str, object]:
    """Give Scrapy's settings for a crawl.

    Parameters
    ----------
    manners
        How to behave.
    hosts
        Allow-list: names, with the port if it is not the usual one.
    proxy
        Address of the loopback server that answers for all hosts, or None to ask the hosts themselves.
    """
    patient = manners.delay > 0 or proxy is None
    return {
        "DOTS_MANNERS": manners,
        "DOTS_HOSTS": hosts,
        "DOTS_PROXY": proxy,
        "DOTS_CONTACT": manners.contact,
        "USER_AGENT": user_agent(manners.contact),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/json,text/plain;q=0.9",
            "Accept-Encoding": "gzip, deflate",
        },
        # a server on this machine that gains nothing from being spared is not; a test crawls with it on
        "AUTOTHROTTLE_ENABLED": patient,
        "AUTOTHROTTLE_START_DELAY": manners.delay,
        "AUTOTHROTTLE_MAX_DELAY": max(manners.max_wait, manners.delay),
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(manners.concurrency),
        "DOWNLOAD_DELAY": manners.delay,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "CONCURRENT_REQUESTS": manners.concurrency * max(1, len(hosts)),
        "CONCURRENT_REQUESTS_PER_DOMAIN": manners.concurrency,
        # Scrapy starts so many tasks for each page, 100 if it is not told, to handle what the spider found on it; links
        # are handled at once, so that all but one wake up for nothing
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_TIMEOUT": manners.deadline,
        "DOWNLOAD_MAXSIZE": manners.max_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,
        "RETRY_TIMES": manners.retries,
        "HTTPPROXY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        # or each crawl would open a port on which commands are taken
        "REMOTE_CONTROL_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "EXTENSIONS": {
            "scrapy.extensions.logstats.LogStats": None,
            "dots.crawl.pace.Pace": 500,
            "dots.crawl.progress.Progress": 510,
        },
        "DOWNLOADER_MIDDLEWARES": {
            "dots.crawl.politeness.Gate": 60,
            "dots.crawl.robots.Robots": 100,
            "dots.crawl.archive.Replay": 105,
            "dots.crawl.limits.Limits": 110,
            "dots.crawl.patience.Patience": 550,
            "dots.crawl.patience.Redirects": 600,
            "dots.crawl.archive.Recorder": 950,
            "dots.crawl.soundness.Soundness": 960,
        },
    }


def user_agent(contact: str) -> str:
    """Say honestly who asks, and whom to write to."""
    return f"{ROBOT}/{version('dots')} (research crawler; mailto:{contact})"


def _is_private(host: str | None) -> bool:
    """Tell whether a host is a written address that is not one of the public internet."""
    try:
        return not ip_address(host or "").is_global
    except ValueError:
        return host == "localhost"
