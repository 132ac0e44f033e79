"""What was published, kept as it came: WARC 1.1 records (ISO 28500:2017) in a WACZ package."""

from __future__ import annotations

import contextlib
import io
import zipfile
from http.client import responses
from importlib.metadata import version
from pathlib import Path

import wacz.main
from fastwarc.warc import ArchiveIterator
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dots.crawl import outcomes

TOOLS = ("dots", "scrapy", "twisted", "protego", "warcio", "wacz", "pyrage")
WARC = "crawl-{:04d}.warc.gz"


class Recorder:
    """Write every request and its response to a WARC file, as they pass between Scrapy and the network."""

    def __init__(self, crawler: Crawler):
        settings = crawler.settings
        self.stream = open(settings["DOTS_WARC"], "wb")  # noqa: SIM115 (closed when the spider closes)
        self.writer = WARCWriter(self.stream, gzip=True, warc_version="WARC/1.1")
        self.stats = crawler.stats
        self.sites = settings["DOTS_SITES"]
        about = describe(settings["DOTS_CONTACT"]) | {
            "http-header-user-agent": settings["USER_AGENT"],
            "robots": "obey",
        }
        self.writer.write_record(self.writer.create_warcinfo_record(Path(settings["DOTS_WARC"]).name, about))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Recorder:
        """Open the WARC file; it is closed with the spider."""
        recorder = cls(crawler)
        crawler.signals.connect(recorder.close, signal=signals.spider_closed)
        return recorder

    def close(self) -> None:
        """Close the WARC file."""
        self.stream.close()

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the pair and hand the response on."""
        # ASSUME Scrapy gives header names in title case and in its own order; values and body are as received
        answer = self.writer.create_warc_record(
            response.url,
            "response",
            payload=io.BytesIO(response.body),
            length=len(response.body),
            http_headers=StatusAndHeaders(
                f"{response.status} {responses.get(response.status, '')}", _headers(response), protocol="HTTP/1.1"
            ),
        )
        path = response.url.split("/", 3)[3] if response.url.count("/") > 2 else ""
        question = self.writer.create_warc_record(
            response.url,
            "request",
            http_headers=StatusAndHeaders(
                f"{request.method} /{path} HTTP/1.1", [("Host", response.url.split("/")[2]), *_headers(request)]
            ),
        )
        self.writer.write_request_response_pair(question, answer)
        outcomes.count(self.stats, response.url, str(response.status), self.sites)
        return response


def tool_versions() -> dict[str, str]:
    """Give the versions of what fetches, records and seals."""
    return {name: version(name) for name in TOOLS}


def describe(contact: str) -> dict[str, str]:
    """Give what the first record of every WARC file says of how and by whom it was made."""
    return {
        "software": ", ".join(f"{name}/{number}" for name, number in tool_versions().items()),
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "operator": contact,
    }


def package(warcs: list[Path], to: Path, *, title: str) -> None:
    """Put WARC files with their index and page list into a WACZ package.

    Raises
    ------
    RuntimeError
        With what the `wacz` package printed, if it did not succeed.
    """
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        failed = wacz.main.main(
            ["create", *map(str, warcs), "-o", str(to), "--detect-pages", "--hash-type", "sha256", "--title", title]
        )
    if failed:
        raise RuntimeError(f"{to.name}: no WACZ was made:\n{printed.getvalue()}")


def check(package: Path) -> dict[str, int]:
    """Read a WACZ package and check the digest of every record.

    Parameters
    ----------
    package
        The package.

    Returns
    -------
    dict
        Record type to number of records.

    Raises
    ------
    ValueError
        Naming the first record whose digest does not fit, or that has none.
    """
    counts: dict[str, int] = {}
    with zipfile.ZipFile(package) as opened:
        for name in sorted(opened.namelist()):
            if not name.startswith("archive/"):
                continue
            with opened.open(name) as stream:
                for record in ArchiveIterator(stream, parse_http=False):
                    kind = str(record.record_type)
                    if kind in ("request", "response") and not record.verify_block_digest(consume=True):
                        where = record.headers.get("WARC-Target-URI")
                        raise ValueError(f"{name}: the {kind} of {where} does not fit its digest")
                    counts[kind] = counts.get(kind, 0) + 1
    return counts


def _headers(message: Request | Response) -> list[tuple[str, str]]:
    left_out = (b"Proxy-Authorization", b"Transfer-Encoding")
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        if name not in left_out
        for value in values
    ]
