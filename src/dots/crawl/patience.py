"""What to do when a host answers with no page: wait and ask again, follow a redirect, or give up and count it."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    StopDownload,
)
from scrapy.http import Response
from w3lib.url import safe_url_string

from dots.crawl import outcomes, resolver
from dots.crawl.pace import Pace

BUSY = (429, 500, 502, 503, 504, 522, 524, 408)
PASSING = (
    CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError,
    ResponseDataLossError,
)  # fmt: skip
WORDS = {
    StopDownload: outcomes.MEDIA,
    DownloadCancelledError: outcomes.LARGE,
    DownloadTimeoutError: outcomes.SLOW,
    ResponseDataLossError: outcomes.CUT,
}
# SOURCE RFC 9309, 2.3.1.2: five consecutive redirects, even across authorities; the same for pages
MOST_REDIRECTS = 5
REDIRECT = (301, 302, 303, 307, 308)


class Patience:
    """Pause a host that is busy or failing, longer each time or as long as it says, and then ask once more."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.backoff = crawler.settings["DOTS_MANNERS"].backoff
        self.pace = crawler.get_extension(Pace)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Patience:
        """Make the middleware."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Pause the host of a busy answer and ask again, or hand the answer on when the tries are used up."""
        if response.status not in BUSY:
            return response
        asked = wish(response)
        if asked is not None:
            self.pace.pause(urlsplit(request.url).hostname, asked)
        return self._again(request, str(response.status), pause=asked is None) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Ask again after an error of the line; put into words what no second try mends."""
        host = urlsplit(request.url).hostname
        if isinstance(exception, CannotResolveHostError) and resolver.was_refused(host):
            raise IgnoreRequest(outcomes.PRIVATE) from exception
        word = next((word for kind, word in WORDS.items() if isinstance(exception, kind)), None)
        if isinstance(exception, PASSING):
            again = self._again(request, word or f"failed: {type(exception).__name__}", pause=True)
            if again:
                failure = (word or type(exception).__name__).removeprefix("failed: ")
                self.pace.count(request.url, f"{outcomes.AGAIN}: {failure}")
                return again
        if word:
            raise IgnoreRequest(word) from exception
        return None

    def _again(self, request: Request, reason: str, *, pause: bool) -> Request | None:
        """Give the request for the next try, if there is one left, the host having been paused."""
        again = get_retry_request(request, spider=self.crawler.spider, reason=reason)
        if again and pause:
            waits = self.backoff * 2 ** (again.meta["retry_times"] - 1)
            self.pace.pause(urlsplit(request.url).hostname, min(waits, self.pace.longest))
        return again


class Redirects:
    """Follow redirects, each of which passes the allow-list, robots.txt and the limits like any other request."""

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Give the request a redirect leads to; refuse a loop and one redirect too many."""
        if response.status not in REDIRECT or "Location" not in response.headers:
            return response
        target = urldefrag(urljoin(response.url, safe_url_string(response.headers["Location"])))[0]
        if urlsplit(target).scheme not in ("http", "https"):
            return response
        seen = [*request.meta.get("redirect_urls", []), request.url]
        if target in seen:
            raise IgnoreRequest(outcomes.LOOP)
        if len(seen) > MOST_REDIRECTS:
            raise IgnoreRequest(outcomes.HOPS)
        # a place in line and a number of tries are those of the old address
        left_behind = ("download_slot", "download_latency", "retry_times")
        meta = {name: value for name, value in request.meta.items() if name not in left_behind}
        return request.replace(url=target, meta=meta | {"redirect_urls": seen})


def wish(response: Response) -> float | None:
    """Read how many seconds a host asks to be left alone: `Retry-After`, in seconds or as a date (RFC 9110, 10.2.3).

    A date is compared with the host's own `Date`, so that a clock that is wrong does no harm.
    """
    said = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if said.isascii() and said.isdigit():
        return float(said)
    until = _moment(said)
    if until is None:
        return None
    now = _moment((response.headers.get("Date") or b"").decode("latin-1")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _moment(said: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(said)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
