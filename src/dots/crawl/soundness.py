"""Whether an answer is a whole page, before it is archived: it decodes, it is not too large, it is no image."""

from __future__ import annotations

import zlib

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from dots.crawl.outcomes import GARBLED, LARGE, MEDIA

STEP = 64 * 1024
GZIP = b"\x1f\x8b"
WINDOWS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}
"""zlib's window for each coding; servers send `deflate` with and without zlib's head."""
# SOURCE WHATWG MIME Sniffing, 6.1 and 6.2: how images and videos begin
MARKS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"\x1aE\xdf\xa3")


class Soundness:
    """Stands next to the network, so that what it refuses never reaches the archive."""

    def __init__(self, crawler: Crawler):
        self.largest = crawler.settings["DOTS_MANNERS"].max_page_bytes

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Soundness:
        """Make the middleware."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuse what is no whole page."""
        coding = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").strip().lower()
        start = response.body[:STEP]
        if response.body and coding not in ("", "identity"):
            start = decode(response.body, coding, request.meta.get("download_maxsize", self.largest))
        if start.startswith(MARKS) or start[4:8] == b"ftyp" or (start[:4] == b"RIFF" and start[8:12] == b"WEBP"):
            raise IgnoreRequest(MEDIA)
        return response


def decode(body: bytes, coding: str, largest: int) -> bytes:
    """Decode a body to see whether it can be, in steps that keep the memory small.

    Parameters
    ----------
    body
        As it was received.
    coding
        Value of `Content-Encoding`; a list of several is refused, because the crawler asks for none.
    largest
        Bytes the decoded body may have.

    Returns
    -------
    bytes
        How it begins.

    Raises
    ------
    IgnoreRequest
        If it is too large, cut off, or something else than the coding.
    """
    for window in WINDOWS.get(coding, ()):
        try:
            return _start(body, window, largest)
        except zlib.error:
            continue
    raise IgnoreRequest(GARBLED)


def _start(body: bytes, window: int, largest: int) -> bytes:
    start, size, left = b"", 0, body
    while left:
        decoder = zlib.decompressobj(window)
        while not decoder.eof:
            piece = decoder.decompress(left, STEP)
            left, size, start = decoder.unconsumed_tail, size + len(piece), start or piece
            if size > largest:
                raise IgnoreRequest(LARGE)
            if not piece and not left and not decoder.eof:
                raise zlib.error("cut off")
        # gzip may have several members; anything else after the end is ignored, as browsers do
        left = decoder.unused_data if decoder.unused_data.startswith(GZIP) else b""
    return start
