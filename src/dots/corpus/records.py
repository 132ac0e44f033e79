"""What one archived page is: an advert, a page of a feed, an index, or something else that is counted."""

from __future__ import annotations

import logging
import sys
from functools import lru_cache
from typing import NamedTuple

from dots import adapters
from dots.adapters import Adapter, Sites
from dots.corpus import days
from dots.corpus.archive import Page

logger = logging.getLogger(__name__)

MISSED = {
    ("html", adapters.ADVERT): "advert page without an advert",
    ("html", adapters.FEED): "feed page without adverts",
    ("json", adapters.ADVERT): "feed page without a list of posts",
    ("json", adapters.FEED): "feed page without a list of posts",
}
"""Form and kind of a page without records to the reason why it is left out."""
KEPT, UNDATED = "kept", "no usable Date header"
NO_ADVERT = "neither advert nor index"
NO_IDENTIFIER, NO_DATE = "post without an identifier", "no usable date of posting"


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


COLUMNS = Record._fields[4:]
"""Fields of a record that are text."""


def read(page: Page, day: int, sites: Sites) -> tuple[str, list[Record | str]]:
    """Say whether a page is kept, or why not, and give its records (a text: why a record cannot be used).

    Parameters
    ----------
    page
        One response of the archive.
    day
        Day it was seen, as an ordinal.
    sites
        The study's adapters.
    """
    if page.status != 200:
        return f"HTTP status {page.status}", []
    site, kind, number = sites.place(page.url)
    if kind == adapters.ROBOTS:
        return "robots.txt", []
    if day == days.NONE:
        return _told(page, UNDATED), []
    if kind == adapters.INDEX:
        return "index page", []
    if kind == adapters.OTHER:
        return NO_ADVERT, []
    reason, found = _read(page.body, site, kind, number)
    if reason != KEPT:
        _told(page, reason)
    return reason, [_told(page, record) if isinstance(record, str) else record._replace(seen=day) for record in found]


def _told(page: Page, reason: str) -> str:
    """Log why a page or a record is left out, by its place in the archive: an address or a text may name somebody."""
    logger.warning("%s, byte %d: %s", page.file, page.offset, reason)
    return reason


@lru_cache(16)  # most waves find an advert as it was, and a directly written archive holds them one after the other
def _read(body: bytes, site: Adapter, kind: str, number: str) -> tuple[str, tuple[Record | str, ...]]:
    """Read a page's records, but for the day it was seen."""
    try:
        document = site.document(body)
    except ValueError:
        return "feed page that is no JSON", ()
    found = adapters.records(site, kind, document)
    if found is None:
        return MISSED[site.form, kind], ()
    return KEPT, tuple(_record(site, one, number) for one in found)


def _record(site: Adapter, found: object, number: str) -> Record | str:
    """Read one record, or say why it cannot be used."""
    if site.form == "json" and not isinstance(found, dict):
        return NO_IDENTIFIER
    if site.identifier:
        number = adapters.value(site, site.identifier, found)
    if not number:
        return NO_IDENTIFIER
    written = {name: adapters.value(site, field, found) for name, field in site.fields}
    posted = day_posted(site, written.pop("posted"))
    if posted == days.NONE:
        return NO_DATE
    texts = dict.fromkeys(COLUMNS, "") | written
    texts |= {name: sys.intern(texts[name]) for name in ("place", "price")}
    return Record(f"{site.name}/{number}", sys.intern(site.name), posted, days.NONE, **texts)


def day_posted(site: Adapter, written: str) -> int:
    """Read the day of posting as a site writes it; `days.NONE` if it cannot be read."""
    return days.stated(written, site.zone, site.months or days.MONTHS, site.date_format)
