"""The adverts of an archive, and when each was seen: every page is read, what is left out is counted.

The archive holds the same adverts in several waves of the crawl. The day of a page is its server's own; the last copy
of an address within a day counts, and an advert is kept as it was seen last.
"""

from __future__ import annotations

import logging
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import pandas as pd

from dots.adapters import Sites
from dots.corpus import days, records
from dots.corpus.archive import Damage, Page
from dots.corpus.records import Record

logger = logging.getLogger(__name__)

RESPONSES, PAGES, RECORDS = "1 responses in the archive", "2 pages", "3 adverts and posts"
SIGHTED = "earlier sighting of the same advert"
COPIED_ADDRESS, COPIED_POST = "earlier copy of the same address", "earlier copy of the same post"


@dataclass
class _Found:
    """What was read, as columns: for each page its address, day and fate; for each record its page, advert and content.

    An address or content is kept as a digest of 64 bits, a reason as its place in `reasons`; a record that cannot be
    used has a negative advert, -1 less the place of its reason.
    """

    addresses: array = field(default_factory=lambda: array("q"))
    days: array = field(default_factory=lambda: array("q"))
    fates: array = field(default_factory=lambda: array("q"))
    pages: array = field(default_factory=lambda: array("q"))
    adverts: array = field(default_factory=lambda: array("q"))
    contents: array = field(default_factory=lambda: array("q"))
    reasons: list[str] = field(default_factory=list)
    damaged: int = 0


def parse(pages: Iterable[Page | Damage], sites: Sites) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read the adverts and posts of an archive.

    Of several copies of one address on one day, and of several copies of one post (a feed's pages overlap when
    posts arrive in between), the last counts. Waves may come in any order.

    Parameters
    ----------
    pages
        As `dots.corpus.archive.read` gives them. Each is read when it comes; the last version of each advert stays.
    sites
        The study's adapters.

    Returns
    -------
    clear_adverts, sightings
        Tables of those names.
    archive_pages
        Rows of `attrition`: how many responses, pages and records were kept or left out, and why.
    """
    found, latest = _Found(), []
    _collect(pages, sites, found, latest)
    kept = _last(found.addresses, found.days)
    page = _column(found.pages)
    usable = kept[page] if len(page) else page.astype(bool)
    advert, content, day = _column(found.adverts), _column(found.contents), _column(found.days)[page]
    outcomes = {(RESPONSES, "kept"): int(kept.sum()), (RESPONSES, COPIED_ADDRESS): int((~kept).sum())}
    outcomes[RESPONSES, "damaged record"] = found.damaged
    _count(outcomes, PAGES, _column(found.fates)[kept], found.reasons)
    _count(outcomes, RECORDS, -1 - advert[usable & (advert < 0)], found.reasons)
    good = np.flatnonzero(usable & (advert >= 0))
    seen = good[_last(advert[good], day[good])]
    seen = seen[np.lexsort((day[seen], advert[seen]))]
    again = np.zeros(len(seen), dtype=bool)
    again[1:] = advert[seen][1:] == advert[seen][:-1]
    changed = again.copy()
    changed[1:] &= content[seen][1:] != content[seen][:-1]
    outcomes[RECORDS, "kept"] = int((~again).sum())
    outcomes[RECORDS, SIGHTED] = int(again.sum())
    outcomes[RECORDS, COPIED_POST] = len(good) - len(seen)
    chosen = [latest[place] for place in advert[seen[~again]]]
    adverts = pd.DataFrame(
        {name: [record[place] for record in chosen] for place, name in enumerate(Record._fields)}
    ).astype(dict.fromkeys(("advert", "platform", *Record._fields[4:]), "str"))
    adverts["posted"], adverts["seen"] = days.dates(adverts["posted"]), days.dates(adverts["seen"])
    sightings = pd.DataFrame(
        {
            "advert": adverts["advert"].to_numpy()[np.cumsum(~again) - 1],
            "seen": days.dates(day[seen]),
            "changed": changed,
        }
    )
    return adverts, sightings, _attrition(outcomes)


def _collect(pages: Iterable[Page | Damage], sites: Sites, found: _Found, latest: list[Record]) -> None:
    """Read every page into columns, and the last version of each advert into `latest`."""
    known: dict[str, int] = {}
    places: dict[str, int] = {}
    for page in pages:
        if isinstance(page, Damage):
            logger.error("%s, byte %d: damaged record: %s", page.file, page.offset, page.reason)
            found.damaged += 1
            continue
        day = days.of_header(page.date)
        reason, read = records.read(page, day, sites)
        for record in read:
            found.pages.append(len(found.addresses))
            if isinstance(record, str):
                found.adverts.append(-1 - places.setdefault(record, len(places)))
                found.contents.append(0)
                continue
            place = known.setdefault(record.advert, len(known))
            found.adverts.append(place)
            found.contents.append(_digest("\x1f".join(record[4:])))
            if place == len(latest):
                latest.append(record)
            elif latest[place].seen <= record.seen:
                latest[place] = record
        found.addresses.append(_digest(page.url))
        found.days.append(day)
        found.fates.append(places.setdefault(reason, len(places)))
    found.reasons = list(places)


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


def _column(values: array) -> np.ndarray:
    return np.frombuffer(values, dtype=np.int64) if len(values) else np.zeros(0, dtype=np.int64)


def _last(*keys: array | np.ndarray) -> np.ndarray:
    """Mark the last row of each combination of keys."""
    columns = [_column(key) if isinstance(key, array) else key for key in keys]
    order = np.lexsort(columns)
    last = np.ones(len(order), dtype=bool)
    if len(order) > 1:
        last[:-1] = np.any([column[order][1:] != column[order][:-1] for column in columns], axis=0)
    marked = np.zeros(len(order), dtype=bool)
    marked[order[last]] = True
    return marked


def _count(outcomes: dict[tuple[str, str], int], step: str, places: np.ndarray, reasons: list[str]) -> None:
    outcomes[step, "kept"] = 0
    for place, count in enumerate(np.bincount(places, minlength=len(reasons))):
        if count:
            outcomes[step, reasons[place]] = int(count)


def _attrition(outcomes: dict[tuple[str, str], int]) -> pd.DataFrame:
    counted = [(step, reason, count) for (step, reason), count in sorted(outcomes.items()) if count or reason == "kept"]
    for step, reason, count in counted:
        logger.info("%s: %s: %d", step, reason, count)
    return pd.DataFrame(counted, columns=["step", "reason", "records"])
