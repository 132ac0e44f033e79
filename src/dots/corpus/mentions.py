"""Where an advert or a contact is mentioned: in adverts and posts, and in every other page, link and request as well.

A page is read as the corpus reads it, then once more as a whole, its source included, so that a contact in a heading,
an index, a link or a name is found in any way of writing that the reader knows.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from dots.adapters import Sites
from dots.corpus import contacts, days, phones, records, skeleton
from dots.corpus.archive import Page
from dots.corpus.pieces import Piece
from dots.corpus.records import Record

ADVERT = "advert"


@dataclass(frozen=True)
class Sought:
    """An advert or a contact that is looked for.

    Attributes
    ----------
    field
        `advert`, or the kind of contact: `phone`, `email` or `handle`.
    value
        The advert as platform/number, its site's own number, or the contact's normal form.
    paths
        Where in its site an advert stands, as far as it is known.
    """

    field: str
    value: str
    paths: frozenset[str] = frozenset()


def contact(written: str, ranges: phones.Ranges) -> Sought:
    """Read the one contact that a text names, however it is written.

    Raises
    ------
    ValueError
        If the corpus reader finds none, or several. The message does not repeat the text.
    """
    found = contacts.distinct(contacts.find(skeleton.of(written), ranges))
    if len(found) != 1:
        raise ValueError(
            f"the corpus reader finds {len(found)} contacts in what was given and needs one: write a telephone number "
            "with its country code or leading 0, an e-mail address in full, a handle with its @"
        )
    kind, value, _ = found[0]
    return Sought(kind, value)


def advert(named: str) -> Sought:
    """Look for an advert.

    Raises
    ------
    ValueError
        If it is not named as platform/number.
    """
    if not re.fullmatch(r"[a-z0-9_-]+/[A-Za-z0-9_-]+", named):
        raise ValueError(f"{named!r} names no advert; write platform/number, the number as its site gives it")
    return Sought(ADVERT, named)


def learn(sought: Sought, pieces: Iterable[Piece], sites: Sites) -> Sought:
    """Learn from the pages of other adverts of its site at which addresses an advert may be mentioned."""
    if sought.field != ADVERT:
        return sought
    platform, number = sought.value.split("/")
    shapes = set()
    for piece in pieces:
        for record in _records(piece.page, sites) if piece.page else []:
            path, own = urlsplit(piece.address).path, record.advert.split("/")[1]
            if record.platform == platform and path.count(own) == 1:
                shapes.add(path.replace(own, "\0"))
    return replace(sought, paths=sought.paths | {shape.replace("\0", number) for shape in shapes})


def mentioned(piece: Piece, sought: Sought, sites: Sites, ranges: phones.Ranges) -> bool:
    """Say whether a record of the archive holds, links to or asks for what is looked for."""
    if sought.field == ADVERT:
        if piece.page and any(record.advert == sought.value for record in _records(piece.page, sites)):
            return True
        texts = _texts(piece.page.body) if piece.page else ()
        return any(_links(text, sought.paths) for text in (piece.address, _head(piece), *texts))
    wanted = (sought.field, sought.value)
    if wanted in _contacts(f"{piece.address}\n{_head(piece)}", ranges):
        return True
    return bool(piece.page) and any(wanted in found for found in _in_page(piece.page, sites, ranges))


def in_advert(title: str, body: str, line: str, ranges: phones.Ranges) -> list[tuple[str, str]]:
    """List the contacts of one advert as (kind, value), as the corpus reads them."""
    found = contacts.of_fields(title, body, line, ranges)[2]
    return [(kind, value) for kind, value, _ in contacts.distinct(found)]


def _in_page(page: Page, sites: Sites, ranges: phones.Ranges) -> Iterator[Iterable[tuple[str, str]]]:
    for record in _records(page, sites):
        yield in_advert(record.title, record.body, record.contact, ranges)
    for text in _texts(page.body):
        yield _contacts(text, ranges)


def _records(page: Page, sites: Sites) -> list[Record]:
    found = records.read(page, days.of_header(page.date), sites)[1]
    return [record for record in found if isinstance(record, Record)]


@lru_cache(1000)  # a page that did not change from one wave to the next is read once
def _texts(body: bytes) -> tuple[str, ...]:
    """Give a page's text as it is shown, and its source."""
    source = body.decode("utf-8", "replace")
    try:
        strings = "\n".join(_strings(json.loads(body)))
    except ValueError:
        strings = source
    read = LexborHTMLParser(strings)
    return (strings, html.unescape(source), read.body.text(separator="\n") if read.body else "")


@lru_cache(10_000)
def _contacts(text: str, ranges: phones.Ranges) -> frozenset[tuple[str, str]]:
    found = contacts.find(skeleton.of(unquote(text)), ranges)
    return frozenset((kind, value) for kind, value, _ in contacts.distinct(found))


def _strings(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _strings(inner)
    elif part is not None:
        yield str(part)


def _head(piece: Piece) -> str:
    """Give what stands before a page's body, or the whole of any other record."""
    block = piece.block.partition(b"\r\n\r\n")[0] if piece.page else piece.block
    return block.decode("utf-8", "replace")


def _links(text: str, paths: frozenset[str]) -> bool:
    return any(re.search(rf"{re.escape(path)}(?![0-9A-Za-z_-])", text) for path in paths)
