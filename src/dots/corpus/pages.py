"""What each archived page is: an advert, a page of the feed, an index, or something else that is counted.

The archive holds the same adverts in several waves of the crawl. The day of a page is its server's own; the last copy
of an address within a day counts, and an advert is kept as it was seen last.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
from selectolax.lexbor import LexborHTMLParser

from dots.corpus import days
from dots.corpus.archive import Damage, Page
from dots.corpus.layouts import FEEDS, LAYOUTS

logger = logging.getLogger(__name__)

RESPONSES, PAGES, RECORDS = "1 responses in the archive", "2 pages", "3 adverts and posts"
SIGHTED = "earlier sighting of the same advert"
COPIED_ADDRESS, COPIED_POST = "earlier copy of the same address", "earlier copy of the same post"


class Record(NamedTuple):
    """One advert or post as a page holds it; days as proleptic ordinals, which take the least memory."""

    advert: str
    platform: str
    posted: int
    seen: int
    title: str
    body: str
    contact: str
    place: str
    price: str


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


def parse(pages: Iterable[Page | Damage]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read the adverts and posts of an archive.

    Of several copies of one address on one day, and of several copies of one post (a feed's pages overlap when
    posts arrive in between), the last counts. Waves may come in any order.

    Parameters
    ----------
    pages
        As `dots.corpus.archive.read` gives them. Each is read when it comes; the last version of each advert stays.

    Returns
    -------
    clear_adverts, sightings
        Tables of those names.
    archive_pages
        Rows of `attrition`: how many responses, pages and records were kept or left out, and why.
    """
    found, latest = _Found(), []
    _collect(pages, found, latest)
    kept = _last(found.addresses, found.days)
    page = _column(found.pages)
    usable = kept[page] if len(page) else page.astype(bool)
    advert, content, day = _column(found.adverts), _column(found.contents), _column(found.days)[page]
    outcomes = {(RESPONSES, "kept"): int(kept.sum()), (RESPONSES, COPIED_ADDRESS): int((~kept).sum())}
    outcomes[RESPONSES, "damaged record"] = found.damaged
    _count(outcomes, PAGES, _column(found.fates)[kept], found.reasons)
    _count(outcomes, RECORDS, -1 - advert[usable & (advert < 0)], found.reasons)
    records = np.flatnonzero(usable & (advert >= 0))
    seen = records[_last(advert[records], day[records])]
    seen = seen[np.lexsort((day[seen], advert[seen]))]
    again = np.zeros(len(seen), dtype=bool)
    again[1:] = advert[seen][1:] == advert[seen][:-1]
    changed = again.copy()
    changed[1:] &= content[seen][1:] != content[seen][:-1]
    outcomes[RECORDS, "kept"] = int((~again).sum())
    outcomes[RECORDS, SIGHTED] = int(again.sum())
    outcomes[RECORDS, COPIED_POST] = len(records) - len(seen)
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


def _collect(pages: Iterable[Page | Damage], found: _Found, latest: list[Record]) -> None:
    """Read every page into columns, and the last version of each advert into `latest`."""
    known: dict[str, int] = {}
    places: dict[str, int] = {}
    for page in pages:
        if isinstance(page, Damage):
            logger.error("%s, byte %d: damaged record: %s", page.file, page.offset, page.reason)
            found.damaged += 1
            continue
        day = days.of_header(page.date)
        reason, records = _read_page(page, day)
        for record in records:
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


def _read_page(page: Page, day: int) -> tuple[str, list[Record | str]]:
    """Say whether a page is kept, or why not, and give its records (a text: why a record cannot be used)."""
    address = urlsplit(page.url)
    host, path = address.hostname or "", address.path or "/"
    if page.status != 200:
        return f"HTTP status {page.status}", []
    if path == "/robots.txt":
        return "robots.txt", []
    if day == days.NONE:
        logger.warning("%s: no usable Date header (%r)", page.url, page.date)
        return "no usable Date header", []
    platform = sys.intern(host.split(".")[0])
    if host in FEEDS:
        many, one = FEEDS[host]
        if many.fullmatch(path):
            return _read_feed(page, platform, day, list)
        return _read_feed(page, platform, day, dict) if one.fullmatch(path) else ("neither advert nor index", [])
    layout = LAYOUTS.get(host)
    if layout and (number := layout.advert.fullmatch(path)):
        reason, record = _read_advert(page.body, host, f"{platform}/{number[1]}", page.url)
        return reason, [record if isinstance(record, str) else record._replace(seen=day)] if record else []
    return "index page" if layout and layout.index.fullmatch(path) else "neither advert nor index", []


@lru_cache(16)  # most waves find an advert as it was, and a directly written archive holds them one after the other
def _read_advert(body: bytes, host: str, advert: str, url: str) -> tuple[str, Record | str | None]:
    """Read an advert's page, but for the day it was seen."""
    layout = LAYOUTS[host]
    node = LexborHTMLParser(body).css_first(layout.record)
    if node is None:
        logger.warning("%s: no %s", url, layout.record)
        return "advert page without an advert", None
    stated = node.css_first(layout.posted)
    posted = _posted((stated.attributes.get("datetime") or stated.text()) if stated else "", url)
    if posted == days.NONE:
        return "kept", "no usable date of posting"
    fields = {name: _text(node, selector) for name, selector in layout.fields.items()}
    fields |= {name: sys.intern(fields[name]) for name in ("place", "price")}
    return "kept", Record(advert, sys.intern(host.split(".")[0]), posted, days.NONE, **fields)


def _read_feed(page: Page, platform: str, day: int, form: type) -> tuple[str, list[Record | str]]:
    """Read a page of posts (a list) or a single one (a dict)."""
    try:
        read = json.loads(page.body)
    except ValueError as error:
        logger.warning("%s: no JSON: %s", page.url, error)
        return "feed page that is no JSON", []
    if not isinstance(read, form):
        return "feed page without a list of posts", []
    statuses = read if form is list else [read]
    return "kept", [_status(status, platform, day, page.url) for status in statuses]


def _status(status: dict, platform: str, day: int, url: str) -> Record | str:
    if not isinstance(status, dict) or not status.get("id"):
        return "post without an identifier"
    posted = _posted(status.get("created_at"), url)
    if posted == days.NONE:
        return "no usable date of posting"
    body = LexborHTMLParser(status.get("content") or "").body
    place = sys.intern(", ".join(tag["name"] for tag in status.get("tags") or []))
    return Record(f"{platform}/{status['id']}", platform, posted, day, "", _plain(body) if body else "", "", place, "")


def _text(node: object, selector: str) -> str:
    part = node.css_first(selector)
    return _plain(part) if part else ""


def _plain(node: object) -> str:
    """Give the text of an element; paragraphs and line breaks become line breaks, other white space a space."""
    for mark in node.css("br, p, div, li"):
        mark.insert_before("\n")
    lines = (" ".join(re.split(r"[ \t\r\f\v]+", line)).strip() for line in node.text().splitlines())
    return "\n".join(line for line in lines if line)


def _posted(stated: str | None, url: str) -> int:
    day = days.stated(stated or "")
    if day == days.NONE:
        logger.warning("%s: no usable date of posting (%r)", url, stated)
    return day


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
