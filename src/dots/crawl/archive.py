"""What was published, kept as it came: WARC 1.1 records (ISO 28500:2017) in a WACZ package for each batch."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from fastwarc.warc import ArchiveIterator
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from surt import surt

from dots.crawl import exchanges, outcomes, packing
from dots.crawl.recording import Wave, warc_name
from dots.governance import vault

TOOLS = ("dots", "scrapy", "twisted", "protego", "warcio", "fastwarc", "pyrage")
RECORDED = "recorded"


class Replay:
    """Answer from the wave's spool what was recorded before the crawl was stopped, without a request."""

    def __init__(self, crawler: Crawler):
        self.wave: Wave = crawler.spider.wave
        for address, status in self.wave.found:
            outcomes.count(crawler.stats, address, str(status), crawler.settings["DOTS_SITES"])

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Replay:
        """Take the wave from the spider that crawls it."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """Give the recorded answer, if there is one."""
        return self.wave.replay(request.url)


class Recorder:
    """Record every request and its response in the wave's spool, as they pass between Scrapy and the network."""

    def __init__(self, crawler: Crawler):
        self.wave: Wave = crawler.spider.wave
        self.stats, self.sites = crawler.stats, crawler.settings["DOTS_SITES"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Recorder:
        """Take the wave from the spider that crawls it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Ask for nothing more when nothing can be recorded."""
        if self.wave.broken:
            raise IgnoreRequest(outcomes.BROKEN)

    def process_response(self, request: Request, response: Response) -> Response:
        """Record the pair and hand the response on."""
        if RECORDED in response.flags:
            return response
        try:
            self.wave.record(request, response)
        except OSError as error:
            self.wave.broken = error
            raise IgnoreRequest(outcomes.BROKEN) from error
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


def seal(wave: Wave, path: Path, *, title: str) -> dict[str, int]:
    """Seal a wave that has ended as a WACZ package, from its spool and without a file in clear.

    Parameters
    ----------
    wave
        The wave.
    path
        File to write; its name ends in `.wacz.age`.
    title
        Title of the package.

    Returns
    -------
    dict
        Record type to number of records; the digest of each was checked.

    Raises
    ------
    ValueError
        Naming the first frame or record that was changed.
    """
    counts: Counter[str] = Counter()
    lines: list[str] = []
    pages: list[dict[str, str]] = []
    name = warc_name(wave.day)

    def content() -> Iterator[bytes]:
        start = 0
        for place, frame in wave.frames():
            for record in exchanges.records(frame, f"{wave.path}, byte {place}"):
                counts[record.kind] += 1
                if record.kind in exchanges.ANSWERS:
                    lines.append(_line(record, start, name))
                    if record.type == "text/html" and record.status == "200":
                        pages.append({"url": record.address, "ts": record.date, "title": record.address})
            start += len(frame)
            yield frame

    package = packing.stream(
        [(name, content())],
        _sorted(lines),
        pages,
        title=title,
        created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        software=f"dots/{version('dots')}",
    )
    vault.seal_stream(package, path, wave.keys)
    return dict(counts)


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
    counts: Counter[str] = Counter()
    with zipfile.ZipFile(package) as opened:
        for name in sorted(opened.namelist()):
            if not name.startswith("archive/"):
                continue
            with opened.open(name) as stream:
                for record in ArchiveIterator(stream, parse_http=False):
                    kind = str(record.record_type)
                    if kind != "warcinfo" and not record.verify_block_digest(consume=True):
                        where = record.headers.get("WARC-Target-URI")
                        raise ValueError(f"{name}: the {kind} of {where} does not fit its digest")
                    counts[kind] += 1
    return dict(counts)


def _line(record: exchanges.Record, start: int, name: str) -> str:
    moment = "".join(letter for letter in record.date if letter.isdigit())[:14]
    return packing.index_line(
        record.address,
        moment,
        key=surt(record.address),
        mime="warc/revisit" if record.kind == "revisit" else record.type,
        status=record.status,
        digest=record.digest,
        length=str(record.length),
        offset=str(start + record.offset),
        filename=name,
    )


def _sorted(lines: list[str]) -> Iterator[str]:
    """Sort when the first line is asked for, which is when all are there."""
    yield from sorted(lines)
