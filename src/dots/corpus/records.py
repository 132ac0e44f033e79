"""What one archived page is: an advert, a page of the feed, an index, or something else that is counted."""

from __future__ import annotations

import json
import logging
import re
import sys
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from dots.corpus import days
from dots.corpus.archive import Page
from dots.corpus.layouts import FEEDS, LAYOUTS

logger = logging.getLogger(__name__)


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


def read(page: Page, day: int) -> tuple[str, list[Record | str]]:
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
