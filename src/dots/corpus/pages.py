"""The pages of an archive, read part by part into columns: of each page its day and fate, of each advert its text.

A page whose content was read before at the same address (a revisit record, or the same response again) is not read a
second time: it stands for the records of that page (`dots.corpus.versions`). A page of a wave was seen on the day of
that wave, also if it came after midnight.
"""

from __future__ import annotations

import logging
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
import pyarrow as arrow
import pyarrow.parquet as parquet

from dots.adapters import Sites
from dots.corpus import days, records
from dots.corpus.archive import Damage, Page, Revisit
from dots.corpus.records import Record

logger = logging.getLogger(__name__)

RESPONSES, PAGES, RECORDS = "1 responses in the archive", "2 pages", "3 adverts and posts"
SIGHTED = "earlier sighting of the same advert"
COPIED_ADDRESS, COPIED_POST = "earlier copy of the same address", "earlier copy of the same post"
ORPHAN = "revisit of a page that the archive does not hold"
ROBOTS = "robots.txt"
CLOSED = "HTTP status 410"
NEW, AGAIN, REVISIT = 0, 1, 2
"""A page that was read, one that has the content of one that was, and a revisit record."""
TEXTS = arrow.schema(
    [(name, arrow.string()) for name in ("advert", "platform")]
    + [("posted", arrow.int32())]
    + [(name, arrow.string()) for name in Record._fields[4:]]
)
# ASSUME a wave takes no more days than this, also one that was stopped and gone on with; a `Date` header from outside
# them, or from before the wave, comes from a clock that is wrong (one day before: a clock that is slow at midnight)
LONGEST = 7
ROWS = 4096
"""Texts that are in memory together while a part is read."""


@dataclass
class Part:
    """What one part of an archive holds: its texts in a file (`TEXTS`), the rest as columns.

    A page has the digest of its address, that of address and content, its day, the place of its fate in `reasons`, the
    place of its site in `sites` and whether it was read. A record has its page, the digest of its advert, that of its
    content and its row of the texts; one that cannot be used has row -1 less the place of its reason.
    """

    texts: Path
    addresses: array = field(default_factory=lambda: array("q"))
    contents: array = field(default_factory=lambda: array("q"))
    days: array = field(default_factory=lambda: array("i"))
    fates: array = field(default_factory=lambda: array("i"))
    sites: array = field(default_factory=lambda: array("i"))
    kinds: array = field(default_factory=lambda: array("b"))
    pages: array = field(default_factory=lambda: array("i"))
    adverts: array = field(default_factory=lambda: array("q"))
    versions: array = field(default_factory=lambda: array("q"))
    rows: array = field(default_factory=lambda: array("i"))
    reasons: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    platforms: dict[str, str] = field(default_factory=dict)
    damaged: int = 0


def parse(pages: Iterable[Page | Revisit | Damage], sites: Sites) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read the adverts and posts of an archive that is small enough for memory.

    Of several copies of one address on one day, and of several copies of one post (a feed's pages overlap when
    posts arrive in between), the last counts. Waves may come in any order.

    Parameters
    ----------
    pages
        As `dots.corpus.archive.read` gives them.
    sites
        The study's adapters.

    Returns
    -------
    clear_adverts, clear_sightings
        Tables of those names.
    archive_pages
        Rows of `attrition`: how many responses, pages and records were kept or left out, and why.
    """
    from dots.corpus import clear_tables, versions

    with tempfile.TemporaryDirectory(prefix="dots-corpus-") as folder:
        merged = versions.merge([collect(pages, sites, Path(folder, "texts.parquet"))])
        adverts, sightings = Path(folder, "adverts.parquet"), Path(folder, "sightings.parquet")
        clear_tables.write_adverts(merged, adverts, Path(folder))
        clear_tables.write_sightings(merged, sightings)
        return pd.read_parquet(adverts), pd.read_parquet(sightings), merged.attrition


def collect(pages: Iterable[Page | Revisit | Damage], sites: Sites, texts: Path, wave: int = days.NONE) -> Part:
    """Read the pages of one part of an archive.

    Parameters
    ----------
    pages
        As `dots.corpus.archive.read_part` gives them. Each is read when it comes.
    sites
        The study's adapters.
    texts
        File to write the text of every advert to, in clear, each version once.
    wave
        Day of the wave that all pages belong to, as an ordinal: the day they were seen. Without one it is the day of
        each page's `Date` header. A page without a usable header is left out all the same.
    """
    part = Part(texts)
    reasons: dict[str, int] = {}
    hosts: dict[str, int] = {}
    strange: Counter[str] = Counter()
    known: set[int] = set()
    latest: dict[int, tuple[int, int]] = {}
    with _writing(texts) as write:
        for page in pages:
            if isinstance(page, Damage):
                logger.error("%s, byte %d: damaged record: %s", page.file, page.offset, page.reason)
                part.damaged += 1
                continue
            host = _host("/".join(page.url.split("/", 3)[:3]))
            day = days.of_header(page.date)
            if days.NONE not in (day, wave):
                strange[host] += not -1 <= day - wave <= LONGEST
                day = wave
            kind, content = NEW, 0
            status = 200 if page.status == 304 else page.status  # "not modified" stands for the page that was
            if isinstance(page, Revisit):
                kind, content = REVISIT, digest(f"{status} {page.url} {page.digest.upper()}")
            elif day != days.NONE:
                content = digest(f"{status} {page.url} {page.digest.upper() or blake2b(page.body).hexdigest()}")
                kind = AGAIN if content in known else NEW
                known.add(content)
            reason, read = records.read(page, day, sites) if kind == NEW else ("", [])
            for record in read:
                part.pages.append(len(part.addresses))
                if isinstance(record, str):
                    part.adverts.append(0)
                    part.versions.append(0)
                    part.rows.append(-1 - reasons.setdefault(record, len(reasons)))
                    continue
                part.platforms[host] = record.platform
                advert, version = digest(record.advert), digest("\x1f".join(record[4:]))
                before = latest.get(advert)
                if before is None or before[0] != version:
                    before = latest[advert] = version, write(record)
                part.adverts.append(advert)
                part.versions.append(version)
                part.rows.append(before[1])
            part.addresses.append(digest(page.url))
            part.contents.append(content)
            part.days.append(day)
            part.fates.append(reasons.setdefault(reason, len(reasons)))
            part.sites.append(hosts.setdefault(host, len(hosts)))
            part.kinds.append(kind)
    part.reasons, part.hosts = list(reasons), list(hosts)
    for host, count in sorted((+strange).items()):
        logger.warning(
            "%s: %d pages with a Date header that cannot be of the wave of %s, whose day counts: its clock is wrong",
            *(host, count, datetime.fromordinal(wave).date()),
        )
    return part


@lru_cache(1000)
def _host(root: str) -> str:
    """Give the host of an address without its path."""
    try:
        return urlsplit(root).hostname or ""
    except ValueError:
        return ""


def digest(text: str) -> int:
    """Give 64 bits that stand for a text."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


def column(values: array) -> np.ndarray:
    """Give the numbers of an array as NumPy sees them, without a copy."""
    return np.frombuffer(values, dtype=values.typecode) if len(values) else np.zeros(0, dtype=values.typecode)


def _storable(value: str | int) -> str | int:
    """Replace halves of characters, which JSON may hold and no file can."""
    if isinstance(value, int) or value.isascii():
        return value
    return value.encode("utf-8", "replace").decode()


@contextmanager
def _writing(texts: Path) -> Iterator:
    """Give what writes one record and says which row it has."""
    waiting: list[Record] = []
    count = 0
    with parquet.ParquetWriter(texts, TEXTS, compression="zstd", compression_level=1) as writer:

        def flush() -> None:
            columns = dict(zip(Record._fields, zip(*waiting, strict=True), strict=True)) if waiting else {}
            listed = [columns.get(name, ()) for name in TEXTS.names]
            try:
                writer.write_table(arrow.table(listed, TEXTS))
            except UnicodeEncodeError:
                writer.write_table(arrow.table([[_storable(value) for value in one] for one in listed], TEXTS))
            waiting.clear()

        def write(record: Record) -> int:
            nonlocal count
            waiting.append(record)
            count += 1
            if len(waiting) == ROWS:
                flush()
            return count - 1

        yield write
        flush()
