"""Pages as documents, HTML or JSON, and what CSS selectors and JSONPath queries find in them."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from functools import lru_cache, partial

import jsonpath
from jsonpath.segments import JSONPathChildSegment
from jsonpath.selectors import IndexSelector, NameSelector, WildcardSelector
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

logger = logging.getLogger(__name__)

KEYS = {"html": "css", "json": "jsonpath"}
"""Form of a document to the kind of selector that reads it."""
_QUERIES = jsonpath.JSONPathEnvironment(strict=True)
_SPACE = re.compile(r"[ \t\r\f\v]+")


def read(form: str, content: bytes, encoding: str = "utf-8") -> object:
    """Make a document of a page.

    Parameters
    ----------
    form
        html or json.
    content
        The page. HTML is read however broken it is.
    encoding
        How it is encoded.

    Returns
    -------
    LexborNode or object
        The root of an HTML page (None if it has none), or what the JSON says.

    Raises
    ------
    ValueError
        If it is no JSON.
    """
    text = content if encoding == "utf-8" else content.decode(encoding, "replace")
    if form == "html":
        return LexborHTMLParser(text).root
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("its parts are nested too deeply") from error


def mistake(form: str, selector: str) -> str:
    """Say why a text is no selector for a form of document; '' if it is one."""
    try:
        if form == "html":
            LexborHTMLParser("<p>").css(selector)
        else:
            _query(selector)
    except (SelectolaxError, UnicodeEncodeError):
        return "is no CSS selector that lexbor reads (no ::text or ::attr(); `attribute` takes an attribute)"
    except jsonpath.JSONPathError as error:
        return f"is no JSONPath query (RFC 9535): {error.args[0] if error.args else type(error).__name__}"
    except RecursionError:
        return "is nested too deeply"
    return ""


def first(form: str, node: object, selector: str) -> object | None:
    """Give the first element or JSON value that a selector finds, None if there is none."""
    if form == "html":
        return node.css_first(selector)
    return next(iter(_query(selector)(node)), None)


def every(form: str, node: object, selector: str) -> list:
    """Give every element or JSON value that a selector finds."""
    return node.css(selector) if form == "html" else _query(selector)(node)


def text(node: LexborNode) -> str:
    """Give the text of an element; paragraphs and line breaks become line breaks, other white space a space.

    The element is changed: selectors that rest on its text alone may find something else afterwards.
    """
    child = node.first_child
    if child is not None and (child.next is not None or not child.is_text_node):
        for mark in node.css("br, p, div, li"):
            mark.insert_before("\n")
    return lines(node.text())


def text_of_html(content: str) -> str:
    """Give the text of HTML that a JSON value holds, as `text` does."""
    body = LexborHTMLParser(content).body
    return text(body) if body else ""


def lines(written: str) -> str:
    """Put white space in order: no empty lines, one space between words."""
    if written.isprintable() and "  " not in written:
        return written.strip()
    found = (_SPACE.sub(" ", line).strip() for line in written.splitlines())
    return "\n".join(line for line in found if line)


def scalar(value: object) -> str | None:
    """Write a JSON text or number as text; None for anything else. What Unicode cannot hold becomes a question mark."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


@lru_cache(1000)
def _query(query: str) -> Callable[[object], list]:
    """Compile a JSONPath query. Names, places and `*` are followed here, several times as fast as the library does."""
    compiled = _QUERIES.compile(query)
    if not all(isinstance(segment, JSONPathChildSegment) for segment in compiled.segments):
        return partial(_ask, compiled)
    steps: list[str | int | None] = []
    for segment in compiled.segments:
        match segment.selectors:
            case (NameSelector(name=name),):
                steps.append(name)
            case (IndexSelector(index=index),):
                steps.append(index)
            case (WildcardSelector(),):
                steps.append(None)
            case _:
                return partial(_ask, compiled)
    return partial(_follow, steps)


def _ask(compiled: jsonpath.JSONPath, value: object) -> list:
    """Let the library find; it would take a text for JSON of its own."""
    if not isinstance(value, (dict, list)):
        return []
    try:
        return compiled.findall(value)
    except (jsonpath.JSONPathError, RecursionError) as error:
        logger.warning("%s: cannot be followed in this page (%s)", compiled, type(error).__name__)
        return []


def _follow(steps: list[str | int | None], value: object) -> list:
    found = [value]
    for step in steps:
        if step is None:
            found = [
                part
                for one in found
                if isinstance(one, (dict, list))
                for part in (one.values() if isinstance(one, dict) else one)
            ]
        elif isinstance(step, str):
            found = [one[step] for one in found if isinstance(one, dict) and step in one]
        else:
            found = [one[step] for one in found if isinstance(one, list) and -len(one) <= step < len(one)]
    return found
