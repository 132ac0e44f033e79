"""Adapters: how each site is crawled and read, as one YAML file a site says it.

A site is its host, the addresses of its pages, the links to follow and the selectors of its fields. Nothing else in the
workflow knows a site. An adapter is checked whole when it is loaded (`dots.adapter_checks`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dots import documents

ADVERT, FEED, INDEX, ROBOTS, OTHER = "advert", "feed", "index", "robots", "other"
KINDS = (ADVERT, FEED, INDEX)
"""Kinds of page an adapter knows, in the order they are tried."""
LONGEST = 2000
"""Characters of an address that are compared with patterns; a longer one is of no kind."""


@dataclass(frozen=True)
class Field:
    """Where a field stands, and what it must be.

    Attributes
    ----------
    selector
        CSS selector or JSONPath query, from the record.
    attribute
        Attribute to take in place of the text.
    type
        text, date or number-as-text.
    format
        Form of a date (`datetime.strptime`), if it is given.
    html
        Whether a JSON text is HTML.
    join
        What stands between several matches; None takes the first.
    expected
        Whether the check of the adapter fails if no page has it.
    """

    selector: str
    attribute: str = ""
    type: str = "text"
    format: str = ""
    html: bool = False
    join: str | None = None
    expected: bool = False


@dataclass(frozen=True)
class Link:
    """Which links to follow: by selector (with attribute and form of the address) or by relation in the header Link."""

    selector: str = ""
    attribute: str = ""
    link_header: str = ""
    address: str = "{value}"
    to: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Adapter:
    """How one site is crawled and read; each part as in its file (`docs/adapters.md`)."""

    name: str
    host: str
    form: str
    language: str
    zone: ZoneInfo
    encoding: str
    months: tuple[str, ...] | None
    start: tuple[str, ...]
    patterns: tuple[tuple[str, re.Pattern], ...]
    links: tuple[tuple[str, tuple[Link, ...]], ...]
    records: tuple[tuple[str, str], ...]
    identifier: Field | None
    fields: tuple[tuple[str, Field], ...]

    def document(self, content: bytes) -> object:
        """Read a page of the site (`dots.documents.read`)."""
        return documents.read(self.form, content, self.encoding)

    @cached_property
    def record(self) -> dict[str, str]:
        """Kind of page to the selector of its records."""
        return dict(self.records)

    @cached_property
    def date_format(self) -> str:
        """Form of the day of posting, '' if it needs none."""
        return dict(self.fields)["posted"].format


@dataclass(frozen=True, eq=False)
class Sites:
    """The adapters of a study."""

    adapters: tuple[Adapter, ...]

    @cached_property
    def by_host(self) -> dict[str, Adapter]:
        """Host to its adapter."""
        return {adapter.host: adapter for adapter in self.adapters}

    @property
    def hosts(self) -> list[str]:
        """Every host, in the order of the files."""
        return [adapter.host for adapter in self.adapters]

    @property
    def start(self) -> list[str]:
        """Addresses a crawl starts from."""
        return [address for adapter in self.adapters for address in adapter.start]

    def place(self, address: str) -> tuple[Adapter | None, str, str]:
        """Tell whose page an address is, of which kind, and which advert's.

        Returns
        -------
        adapter
            None if no adapter has the host.
        kind
            advert, feed, index, robots or other.
        identifier
            The advert's, as the address has it; '' if it has none.
        """
        try:
            parts = urlsplit(address)
            adapter = self.by_host.get(parts.hostname)
        except ValueError:
            return None, OTHER, ""
        path = parts.path or "/"
        if path == "/robots.txt":
            return adapter, ROBOTS, ""
        if adapter is None or len(address) > LONGEST:
            return adapter, OTHER, ""
        whole = f"{path}?{parts.query}" if parts.query else ""
        for kind, pattern in adapter.patterns:
            if found := pattern.fullmatch(path) or (whole and pattern.fullmatch(whole)):
                return adapter, kind, found.groupdict().get("advert") or ""
        return adapter, OTHER, ""

    def kind(self, address: str) -> str:
        """Tell what was asked for: advert, feed, index, robots or other."""
        return self.place(address)[1]


def load(files: Iterable[Path], schema: dict) -> Sites:
    """Load adapters, one a file, in the order of the files' names.

    Parameters
    ----------
    files
        YAML files.
    schema
        JSON Schema of an adapter (`config/crawl/adapter_schema.yaml`).

    Raises
    ------
    ValueError
        Listing everything wrong, each with file, key, value and fix.
    """
    from dots import adapter_checks  # a worker that is handed adapters need not wait for the checks to be imported

    found = {path: adapter_checks.read(path, schema) for path in sorted(files, key=lambda path: path.name)}
    if not found:
        raise ValueError("there are no adapters: crawl.adapters names a folder with one YAML file a site")
    problems = [f"{path}: {problem}" for path, (_, listed) in found.items() for problem in listed]
    for key in ("host", "name"):
        first: dict[object, Path] = {}
        for path, (given, listed) in found.items():
            if not listed and (other := first.setdefault(given[key], path)) != path:
                problems.append(f"{path}: {key}: {given[key]!r} is claimed by {other} too; one adapter a {key}")
    if problems:
        raise ValueError("adapters are not valid:\n  " + "\n  ".join(problems))
    return Sites(tuple(_adapter(given) for given, _ in found.values()))


def hashes(files: Iterable[Path]) -> dict[str, str]:
    """Give the SHA-256 of each adapter by the name of its file, for the record of a crawl."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def texts(adapter: Adapter, field: Field, record: object) -> list[str]:
    """Give what a field's selector finds in a record, as texts; a field without `join` has one at most.

    A JSON value that is neither text nor number, an element without the attribute and an empty text are no finds.
    """
    if field.join is None:
        one = documents.first(adapter.form, record, field.selector)
        return [text] if one is not None and (text := _text(adapter, field, one)) else []
    return [
        text for one in documents.every(adapter.form, record, field.selector) if (text := _text(adapter, field, one))
    ]


def value(adapter: Adapter, field: Field, record: object) -> str:
    """Give a field of a record, '' if it is not found."""
    found = texts(adapter, field, record)
    return found[0] if len(found) == 1 else (field.join or "").join(found)


def records(adapter: Adapter, kind: str, document: object) -> Iterator[object] | None:
    """Give the records of a page, or None if they are not where the adapter says.

    Of a page of the kind advert that is the first; of a feed every element, or every member of the JSON array.
    """
    selector = adapter.record.get(kind)
    if selector is None or document is None:
        return None
    if adapter.form == "html":
        found = documents.every("html", document, selector) if kind == FEED else [document.css_first(selector)]
        return iter(found) if found and found[0] is not None else None
    found = documents.first("json", document, selector)
    if kind == FEED:
        return iter(found) if isinstance(found, list) else None
    return iter([found]) if isinstance(found, dict) else None


def _text(adapter: Adapter, field: Field, found: object) -> str:
    if adapter.form == "html":
        if field.attribute:
            return (found.attributes.get(field.attribute) or "").strip()
        return documents.text(found)
    text = documents.scalar(found) or ""
    return documents.text_of_html(text) if field.html else documents.lines(text)


def _adapter(given: dict) -> Adapter:
    """Make an adapter of a checked file."""
    form = given["form"]
    identifier = given.get("identifier")
    return Adapter(
        name=given["name"],
        host=given["host"],
        form=form,
        language=given["language"],
        zone=ZoneInfo(given["time_zone"]),
        encoding=given.get("encoding", "utf-8").lower(),
        months=tuple(given["months"]) if "months" in given else None,
        start=tuple(given["start"]),
        patterns=tuple((kind, re.compile(one)) for kind in KINDS for one in given["pages"].get(kind, ())),
        links=tuple((kind, tuple(_link(one, form) for one in rules)) for kind, rules in given.get("links", {}).items()),
        records=tuple((kind, one[documents.KEYS[form]]) for kind, one in given["record"].items()),
        identifier=_field(identifier, form) if identifier else None,
        fields=tuple((name, _field(one, form)) for name, one in given["fields"].items()),
    )


def _field(given: dict, form: str) -> Field:
    key = documents.KEYS[form]
    return Field(selector=given[key], **{name: value for name, value in given.items() if name != key})


def _link(given: dict, form: str) -> Link:
    key = documents.KEYS[form]
    rest = {name: value for name, value in given.items() if name not in (key, "to")}
    return Link(selector=given.get(key, ""), to=tuple(given.get("to", ())), **rest)
