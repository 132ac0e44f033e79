"""The archive of the market written without HTTP, for markets too large to crawl, or straight into memory.

Every advert's page is written as the market's server would give it in each wave that sees it, with the same headers and
date, so that parsing finds the same adverts and sightings as after a crawl. Requests, robots.txt, index and feed pages
are left out; a post stands at its own address.
"""

from __future__ import annotations

import multiprocessing
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import pandas as pd
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from dots.corpus.archive import Page
from dots.crawl import packing
from dots.market import layouts, site

LEFT_OUT = "requests, robots.txt, index and feed pages; delay and page limit do not apply"
PARTS = 32
"""Parts of the market in one WARC file: some 200,000 records, 150 MB."""
LEVEL = 6


def seen(about: dict, rows: Iterable[dict]) -> Iterator[tuple[str, dict]]:
    """Give the day of every wave that sees a version of an advert, and the version; an advert's waves in order.

    Parameters
    ----------
    about
        What the market's archive says of it (`dots.market.site.Writer`); `waves` in order.
    rows
        Versions, those of one advert in order.
    """
    waves, closures = about["waves"], about["closures"]
    for row in rows:
        until = min(row["until"], closures.get(row["platform"], site.NEVER))
        for day in waves[bisect_left(waves, row["since"]) : bisect_left(waves, until)]:
            yield day, row


def pages(about: dict, rows: Iterable[dict]) -> Iterator[Page]:
    """Give the pages of every wave as `dots.corpus.archive.read` would, without writing an archive (`seen`)."""
    for number, (day, row) in enumerate(seen(about, rows)):
        yield Page(layouts.address(row), 200, layouts.stamp(day), layouts.page(row, day), "memory", number)


def write(market: Path, package: Path, *, info: dict[str, str], title: str, workers: int) -> dict[str, pd.DataFrame]:
    """Write a WACZ package of the market; its bytes do not depend on the number of workers.

    Parameters
    ----------
    market
        The market's archive, in clear.
    package
        Package to write, in clear; WARC files are made beside it and removed.
    info
        Fields of the record that opens each WARC file (`dots.crawl.archive.describe`).
    title
        Title of the package.
    workers
        Processes to use.

    Returns
    -------
    dict
        Day of each wave to its outcomes (`dots.tables.crawl.CRAWL_OUTCOMES`).
    """
    about, _ = site.read(market)
    names = site.names(market)
    groups = [names[start : start + PARTS] for start in range(0, len(names), PARTS)]
    warcs = [package.with_name(f"crawl-{number:04d}.warc.gz") for number in range(1, len(groups) + 1)]
    info = info | {"description": f"Written without HTTP from the simulated market. Left out: {LEFT_OUT}"}
    jobs = [(market, group, warc, info) for group, warc in zip(groups, warcs, strict=True)]
    if min(workers, len(jobs)) < 2:
        counted = [_write_file(*job) for job in jobs]
    else:
        context = multiprocessing.get_context("spawn")  # a forked copy of a process with threads may hang
        with ProcessPoolExecutor(min(workers, len(jobs)), context) as pool:
            counted = list(pool.map(_write_file, *zip(*jobs, strict=True)))
    packing.assemble(
        warcs,
        [_index(warc) for warc in warcs],
        package,
        title=title,
        created=f"{about['last']}T12:00:00Z",
        software=info["software"],
    )
    sums = sum(counted, Counter())
    return {day: _outcomes(sums, day) for day in about["waves"]}


def _write_file(market: Path, names: list[str], warc: Path, info: dict[str, str]) -> Counter[tuple[str, str]]:
    """Write one WARC file and its index; give the records of each wave and platform."""
    counts: Counter[tuple[str, str]] = Counter()
    about, parts = site.read(market, names)
    lines = []
    with warc.open("wb") as stream:
        writer = GzipWriter(stream, compression_level=LEVEL)
        _write_record(writer, _warcinfo(warc.name, about["first"], info))
        for rows in parts:
            for day, row in seen(about, rows):
                counts[day, row["platform"]] += 1
                offset, address, kind = stream.tell(), layouts.address(row), layouts.kind(row["platform"])
                record = _response(address, day, kind, layouts.page(row, day))
                _write_record(writer, record)
                lines.append(
                    packing.index_line(
                        address,
                        f"{day.replace('-', '')}120000",
                        mime=layouts.TYPES[kind].split(";")[0],
                        status="200",
                        digest=record.headers["WARC-Payload-Digest"],
                        length=str(stream.tell() - offset),
                        offset=str(offset),
                        filename=warc.name,
                    )
                )
    lines.sort()
    _index(warc).write_text("".join(lines))
    return counts


def _index(warc: Path) -> Path:
    return warc.with_name(f"{warc.name}.cdxj")


def _response(address: str, day: str, kind: str, body: bytes) -> WarcRecord:
    """Make the record of one answer; its identifier follows from address and day."""
    head = "".join(f"{name}: {value}\r\n" for name, value in layouts.headers(day, kind, len(body)))
    record = _record(WarcRecordType.response, f"{address} {day}", day)
    record.headers["WARC-Target-URI"] = address
    record.is_http = True
    record.set_bytes_content(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + body)
    record.parse_http()  # or there is no digest of the payload
    return record


def _warcinfo(name: str, day: str, info: dict[str, str]) -> WarcRecord:
    record = _record(WarcRecordType.warcinfo, name, day)
    record.headers["WARC-Filename"] = name
    record.headers["Content-Type"] = "application/warc-fields"
    record.set_bytes_content("".join(f"{field}: {value}\r\n" for field, value in info.items()).encode())
    return record


def _record(kind: WarcRecordType, name: str, day: str) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(record_type=kind, record_urn=_urn(name))
    record.record_date = _noon(day)
    return record


def _urn(name: str) -> bytes:
    """Give a version 8 UUID (RFC 9562) that follows from a name."""
    text = blake2b(name.encode(), digest_size=16).hexdigest()
    return f"uuid:{text[:8]}-{text[8:12]}-8{text[13:16]}-8{text[17:20]}-{text[20:]}".encode()


@lru_cache
def _noon(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)


def _write_record(writer: GzipWriter, record: WarcRecord) -> None:
    record.write(writer, checksum_data=True)
    writer.finish()  # or all records become one gzip member, in which nothing can be found


def _outcomes(sums: Counter[tuple[str, str]], day: str) -> pd.DataFrame:
    rows = [
        (layouts.HOSTS[platform], "advert", "200", sums[day, platform])
        for platform in sorted(layouts.HOSTS)
        if sums[day, platform]
    ]
    return pd.DataFrame(rows, columns=["host", "kind", "outcome", "requests"]).astype({"requests": "int64"})
