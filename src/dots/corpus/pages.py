"""What each archived page is: an advert, a page of the feed, an index, or something else that is counted."""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pandas as pd
from selectolax.lexbor import LexborHTMLParser

from dots.corpus.archive import Damage, Page

logger = logging.getLogger(__name__)

RESPONSES, PAGES, RECORDS = "1 responses in the archive", "2 pages", "3 adverts and posts"
COLUMNS = ["advert", "platform", "posted", "seen", "title", "body", "contact", "place", "price"]
_INDEX = re.compile(r"/|/region/[^/]+/page/\d+\.html")
_ADVERT = re.compile(r"/advert/(\d+)\.html")
_FEED = "/api/v1/timelines/public"


def parse(pages: Iterable[Page | Damage]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the adverts and posts of an archive.

    Of several copies of one address, and of several copies of one post (a feed's pages overlap when posts
    arrive in between), the last counts.

    Parameters
    ----------
    pages
        As `dots.corpus.archive.read` gives them.

    Returns
    -------
    clear_adverts
        Table of that name.
    archive_pages
        Rows of `attrition`: how many responses, pages and records were kept or left out, and why.
    """
    outcomes: Counter[tuple[str, str]] = Counter({(step, "kept"): 0 for step in (RESPONSES, PAGES, RECORDS)})
    addresses: dict[str, tuple[str, list[dict | str]]] = {}
    for page in pages:
        if isinstance(page, Damage):
            logger.error("%s, byte %d: damaged record: %s", page.file, page.offset, page.reason)
            outcomes[RESPONSES, "damaged record"] += 1
            continue
        if page.url in addresses:
            outcomes[RESPONSES, "earlier copy of the same address"] += 1
        addresses[page.url] = _read_page(page)
    outcomes[RESPONSES, "kept"] = len(addresses)
    adverts: dict[str, dict] = {}
    for reason, records in addresses.values():
        outcomes[PAGES, reason] += 1
        for record in records:
            if isinstance(record, str):
                outcomes[RECORDS, record] += 1
                continue
            if record["advert"] in adverts:
                outcomes[RECORDS, "earlier copy of the same post"] += 1
            adverts[record["advert"]] = record
    outcomes[RECORDS, "kept"] = len(adverts)
    for (step, reason), count in sorted(outcomes.items()):
        logger.info("%s: %s: %d", step, reason, count)
    frame = pd.DataFrame(list(adverts.values()), columns=COLUMNS)
    frame[["posted", "seen"]] = frame[["posted", "seen"]].astype("datetime64[ns]")
    counted = [(step, reason, count) for (step, reason), count in sorted(outcomes.items())]
    return frame, pd.DataFrame(counted, columns=["step", "reason", "records"])


def _read_page(page: Page) -> tuple[str, list[dict | str]]:
    """Say whether a page is kept, or why not, and give its records (a text: why a record cannot be used)."""
    address = urlsplit(page.url)
    if page.status != 200:
        return f"HTTP status {page.status}", []
    if address.path == "/robots.txt":
        return "robots.txt", []
    platform = address.hostname.split(".")[0]
    try:
        seen = _day(parsedate_to_datetime(page.date))
    except (TypeError, ValueError):
        logger.warning("%s: no usable Date header (%r)", page.url, page.date)
        return "no usable Date header", []
    if address.path == _FEED:
        return _read_feed(page, platform, seen)
    if number := _ADVERT.fullmatch(address.path):
        article = LexborHTMLParser(page.body).css_first("article.advert")
        if article is None:
            logger.warning("%s: no <article class='advert'>", page.url)
            return "advert page without an advert", []
        return "kept", [_advert(article, f"{platform}/{number[1]}", platform, seen, page.url)]
    return "index page" if _INDEX.fullmatch(address.path) else "neither advert nor index", []


def _advert(article: object, advert: str, platform: str, seen: pd.Timestamp, url: str) -> dict | str:
    time = article.css_first("time.posted")
    posted = _posted(time.attributes.get("datetime") if time else None, url)
    if posted is None:
        return "no usable date of posting"
    fields = {
        name: _text(article, f".{source}")
        for name, source in (
            ("title", "title"),
            ("body", "body"),
            ("contact", "contact"),
            ("place", "place"),
            ("price", "price"),
        )
    }
    return {"advert": advert, "platform": platform, "posted": posted, "seen": seen, **fields}


def _read_feed(page: Page, platform: str, seen: pd.Timestamp) -> tuple[str, list[dict | str]]:
    try:
        statuses = json.loads(page.body)
    except ValueError as error:
        logger.warning("%s: no JSON: %s", page.url, error)
        return "feed page that is no JSON", []
    if not isinstance(statuses, list):
        return "feed page without a list of posts", []
    return "kept", [_status(status, platform, seen, page.url) for status in statuses]


def _status(status: dict, platform: str, seen: pd.Timestamp, url: str) -> dict | str:
    if not isinstance(status, dict) or not status.get("id"):
        return "post without an identifier"
    posted = _posted(status.get("created_at"), url)
    if posted is None:
        return "no usable date of posting"
    body = LexborHTMLParser(status.get("content") or "").body
    return {
        "advert": f"{platform}/{status['id']}",
        "platform": platform,
        "posted": posted,
        "seen": seen,
        "title": "",
        "body": _plain(body) if body else "",
        "contact": "",
        "place": ", ".join(tag["name"] for tag in status.get("tags") or []),
        "price": "",
    }


def _text(article: object, selector: str) -> str:
    node = article.css_first(selector)
    return _plain(node) if node else ""


def _plain(node: object) -> str:
    """Give the text of an element; paragraphs and line breaks become line breaks, other white space a space."""
    for mark in node.css("br, p, div, li"):
        mark.insert_before("\n")
    lines = (" ".join(re.split(r"[ \t\r\f\v]+", line)).strip() for line in node.text().splitlines())
    return "\n".join(line for line in lines if line)


def _posted(stated: str | None, url: str) -> pd.Timestamp | None:
    try:
        return _day(pd.Timestamp(stated or ""))
    except ValueError:
        pass
    logger.warning("%s: no usable date of posting (%r)", url, stated)
    return None


def _day(time: object) -> pd.Timestamp:
    stamp = pd.Timestamp(time)
    if pd.isna(stamp):
        raise ValueError("no date")
    stamp = stamp.tz_convert("UTC").tz_localize(None) if stamp.tzinfo else stamp
    return stamp.normalize()
