"""Whether an adapter's file can be used: its YAML, its keys, and what no schema can say of selectors and patterns."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import yaml
from jsonschema import Draft202012Validator

from dots import documents, study

_NESTED = re.compile(r"\((?:[^()\\]|\\.)*(?:[*+]|,\})(?:[^()\\]|\\.)*\)(?:[*+]|\{\d*,)")
"""A group that repeats something and is repeated itself: such a pattern can take years to fail."""
_PROBE = datetime(2025, 3, 14)


class _Loader(yaml.SafeLoader):
    """Safe YAML without what hides mistakes or blows up: keys given twice, keys that are no text, aliases."""

    def compose_node(self, parent: object, index: object) -> yaml.Node:
        if self.check_event(yaml.AliasEvent):
            raise yaml.constructor.ConstructorError(
                None, None, "aliases (*name) are not read; write it out", self.peek_event().start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True) if isinstance(key, yaml.ScalarNode) else None
            if not isinstance(name, str):
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {getattr(key, 'value', '')!r} is no text; quote it", key.start_mark
                )
            if name in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {name!r} is given twice; keep one", key.start_mark
                )
            seen.add(name)
        return super().construct_mapping(node, deep)


def read(path: Path, schema: dict) -> tuple[dict, list[str]]:
    """Read an adapter's file and list what is wrong with it, each problem with key, value and fix.

    Parameters
    ----------
    path
        YAML file.
    schema
        JSON Schema of an adapter.

    Returns
    -------
    given
        What the file says; {} if it cannot be read.
    problems
        Empty if it can be used.
    """
    try:
        given = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except OSError as error:
        return {}, [f"cannot be opened ({error.strerror})"]
    except UnicodeDecodeError as error:
        return {}, [f"is no UTF-8 text ({error.reason} at byte {error.start}); save it as UTF-8"]
    except RecursionError:
        return {}, ["is nested too deeply to be an adapter"]
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        return {}, [f"{where}{getattr(error, 'problem', None) or error}"]
    if not isinstance(given, dict):
        return {}, [f"holds {type(given).__name__}, not the keys of an adapter; see docs/adapters.md"]
    problems = sorted({study.explain(error, "adapter") for error in Draft202012Validator(schema).iter_errors(given)})
    return given, problems or list(_problems(given))


def _problems(given: dict) -> Iterator[str]:
    """Yield what is wrong with an adapter that fits the schema."""
    yield from _names(given)
    yield from _pages(given)
    yield from _selectors(given)
    yield from _fields(given)


def _names(given: dict) -> Iterator[str]:
    try:
        ZoneInfo(given["time_zone"])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        close = difflib.get_close_matches(given["time_zone"], available_timezones(), 1)
        hint = f"did you mean {close[0]}?" if close else "use an IANA name such as Europe/London"
        yield f"time_zone: {given['time_zone']!r} is no known time zone; {hint}"
    try:
        b"a".decode(given.get("encoding", "utf-8"), "replace")
    except (LookupError, ValueError):
        yield f"encoding: {given['encoding']!r} is no encoding of text that Python knows; use one such as windows-1252"


def _pages(given: dict) -> Iterator[str]:
    patterns = []
    for kind, listed in given["pages"].items():
        for place, pattern in enumerate(listed):
            key = f"pages.{kind}.{place}: {pattern!r}"
            try:
                patterns.append(re.compile(pattern))
            except (re.error, RecursionError, OverflowError) as error:
                yield f"{key} is no regular expression ({error}); see Python's module re"
                continue
            if "://" in pattern or given["host"] in pattern:
                yield f"{key} names a host; write what follows the host, from the first /"
            if _NESTED.search(pattern):
                yield f"{key} repeats a repeat, which can take years to fail; write one repeat, such as [a-z/-]+"
            if kind == "advert" and "advert" not in patterns[-1].groupindex and "identifier" not in given:
                yield f"{key} does not say what names an advert; write (?P<advert>...) or give the key identifier"
        if kind != "index" and kind not in given["record"]:
            yield f"record: {kind} must be given, because pages has {kind}"
    for kind in given["record"]:
        if kind not in given["pages"]:
            yield f"record.{kind}: no address is of this kind; give pages.{kind} or leave it out"
    if "feed" in given["pages"] and "identifier" not in given:
        yield "identifier: must be given, because a page of a feed holds many adverts"
    for place, address in enumerate(given["start"]):
        yield from _start(f"start.{place}: {address!r}", address, given["host"], patterns)


def _start(key: str, address: str, host: str, patterns: list[re.Pattern]) -> Iterator[str]:
    try:
        parts = urlsplit(address)
        found = parts.hostname
    except ValueError as error:
        yield f"{key} is no address ({error})"
        return
    path = parts.path or "/"
    if found != host:
        yield f"{key} is not on the host {host!r}; an adapter starts on its own host"
    elif not any(one.fullmatch(path) or one.fullmatch(f"{path}?{parts.query}") for one in patterns):
        yield f"{key} fits no pattern of pages, so nothing on it would be read; add a pattern that matches {path!r}"


def _selectors(given: dict) -> Iterator[str]:
    check = partial(_selector, given["form"])
    for kind, one in given["record"].items():
        yield from check(f"record.{kind}", one)
    for name, one in given["fields"].items():
        yield from check(f"fields.{name}", one)
    if "identifier" in given:
        yield from check("identifier", given["identifier"])
    for kind, rules in given.get("links", {}).items():
        if kind not in given["pages"]:
            yield f"links.{kind}: no address is of this kind; give pages.{kind} or leave it out"
        for place, one in enumerate(rules):
            key = f"links.{kind}.{place}"
            if "link_header" not in one:
                yield from check(key, one)
                continue
            if given_too := sorted({"css", "jsonpath", "attribute", "address"} & set(one)):
                yield f"{key}.link_header: {one['link_header']!r} is whole by itself; leave out {', '.join(given_too)}"


def _selector(form: str, key: str, one: dict) -> Iterator[str]:
    wanted, other = documents.KEYS[form], next(word for word in documents.KEYS.values() if word != documents.KEYS[form])
    if other in one:
        yield f"{key}.{other}: {one[other]!r} is not read where form is {form}; use {wanted}"
    elif wanted not in one:
        yield f"{key}: {wanted} must be given"
    elif reason := documents.mistake(form, one[wanted]):
        yield f"{key}.{wanted}: {one[wanted]!r} {reason}"
    if form == "json" and "attribute" in one:
        yield f"{key}.attribute: {one['attribute']!r} is for HTML; name the value in jsonpath"
    if form == "html" and "html" in one:
        yield f"{key}.html: {one['html']!r} is for HTML inside JSON; leave it out"


def _fields(given: dict) -> Iterator[str]:
    for name, one in given["fields"].items():
        kind = one.get("type", "text")
        if (name == "posted") != (kind == "date"):
            yield f"fields.{name}.type: {kind!r} is not allowed; posted is of type date, and no other field is"
        if "format" in one and not _tells_a_day(one["format"]):
            yield f"fields.{name}.format: {one['format']!r} does not tell day, month and year, such as %d/%m/%Y does"
        if "format" in one and kind != "date":
            yield f"fields.{name}.format: {one['format']!r} is for a date; leave it out"
        if "join" in one and kind == "date":
            yield f"fields.{name}.join: {one['join']!r} would make one date of several; leave it out"


def _tells_a_day(form: str) -> bool:
    try:
        return datetime.strptime(_PROBE.strftime(form), form).date() == _PROBE.date()
    except (ValueError, re.error):
        return False
