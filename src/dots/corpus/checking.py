"""What an adapter finds on saved pages, and what it misses, selector by selector."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from dots import adapters, documents
from dots.adapters import Adapter, Field, Sites
from dots.corpus import days, records
from dots.crawl import links

FOUND, MISSED, WRONG = "found", "missed", "wrong type"
WIDTH = 140
"""Characters of a value that are shown."""
RECORDED = (adapters.ADVERT, adapters.FEED)


@dataclass(frozen=True)
class Finding:
    """What one selector finds in one record: found, missed or wrong type, and the value or the reason."""

    outcome: str
    shown: str


@dataclass
class Checked:
    """One page as an adapter reads it.

    Attributes
    ----------
    url, kind, identifier
        Where it was, what its address says it is, and whose.
    own
        Whether it is a page of the adapter's host.
    follows
        Links the crawl would follow, each with the kind of its address.
    problem
        Why it has no record where it should, '' if nothing is wrong.
    found
        For each record, field (`identifier` among them) to what was found.
    """

    url: str
    kind: str
    identifier: str
    own: bool
    follows: list[tuple[str, str]] = field(default_factory=list)
    problem: str = ""
    found: list[dict[str, Finding]] = field(default_factory=list)


def check(site: Adapter, url: str, content: bytes) -> Checked:
    """Read one page with an adapter, as crawl and corpus would.

    Parameters
    ----------
    site
        The adapter.
    url
        Address the page was saved from.
    content
        The page.
    """
    sites = Sites((site,))
    owner, kind, identifier = sites.place(url)
    checked = Checked(url, kind, identifier, owner is not None)
    if owner is None:
        return checked
    checked.follows = [(link, _kind(sites, link)) for link in links.follow(sites, url, content, "")]
    if kind not in RECORDED:
        return checked
    try:
        found = adapters.records(site, kind, site.document(content))
    except ValueError as error:
        checked.problem = f"it is no JSON ({error})"
        return checked
    if found is None:
        checked.problem = f"no record: {site.record[kind]} finds nothing that can be one"
        return checked
    checked.found = [_findings(site, one, identifier) for one in found]
    return checked


def report(site: Adapter, pages: list[Checked], shown: int) -> str:
    """Write what was found on the first pages and over all of them, as text for a terminal.

    Parameters
    ----------
    site
        The adapter.
    pages
        What was found.
    shown
        Pages of the adapter's host to show one by one.
    """
    own = [page for page in pages if page.own]
    lines = [line for page in own[:shown] for line in _page(site, page)]
    if len(own) > shown:
        lines += [f"... and {len(own) - shown} more pages; --show {len(own)} shows them", ""]
    if len(own) < len(pages):
        lines += [f"pages of other hosts, not read: {len(pages) - len(own)}"]
    return "\n".join([*lines, *_summary(site, own)])


def failures(site: Adapter, pages: list[Checked]) -> list[str]:
    """List why an adapter fails: no page it knows, no record, or no find of a field that is expected on any record."""
    if not any(page.kind in adapters.KINDS for page in pages):
        return ["no page has an address that fits a pattern of the adapter"]
    if any(page.kind in RECORDED for page in pages) and not any(page.found for page in pages):
        return ["no record was found on any page"]
    found = [one for page in pages for one in page.found]
    expected = [name for name, one in _fields(site) if one.expected or name in ("posted", "identifier")]
    return [
        f"{name} is expected and was found on none of {len(found)} records"
        for name in expected
        if found and not any(one[name].outcome == FOUND for one in found)
    ]


def _fields(site: Adapter) -> list[tuple[str, Field]]:
    return [*([("identifier", site.identifier)] if site.identifier else []), *site.fields]


def _findings(site: Adapter, record: object, identifier: str) -> dict[str, Finding]:
    if site.form == "json" and not isinstance(record, dict):
        return {name: Finding(WRONG, f"the record is {type(record).__name__}, no object") for name, _ in _fields(site)}
    return {name: _finding(site, name, one, record) for name, one in _fields(site)}


def _finding(site: Adapter, name: str, one: Field, record: object) -> Finding:
    matches = documents.every(site.form, record, one.selector)
    if not matches:
        return Finding(MISSED, "")
    value = adapters.value(site, one, record)
    if not value:
        what = f"no attribute {one.attribute}, or an empty one" if one.attribute else "nothing that is a text"
        return Finding(WRONG, f"{len(matches)} matched, but the first has {what}")
    if one.type == "date" and records.day_posted(site, value) == days.NONE:
        return Finding(WRONG, f"no day that can be read: {value}")
    if one.type == "number-as-text" and not any(character.isdigit() for character in value):
        return Finding(WRONG, f"no number in it: {value}")
    if one.type == "date":
        return Finding(
            FOUND, f"{days.dates([records.day_posted(site, value)])[0].astype('datetime64[D]')} from {value}"
        )
    several = f" (the first of {len(matches)})" if one.join is None and len(matches) > 1 else ""
    return Finding(FOUND, f"{value}{several}")


def _kind(sites: Sites, link: str) -> str:
    owner, kind, _ = sites.place(link)
    return kind if owner else "another host"


def _page(site: Adapter, page: Checked) -> Iterator[str]:
    yield _plain(page.url)
    yield f"  kind: {page.kind}" + (f", identifier {_plain(page.identifier)}" if page.identifier else "")
    if page.problem:
        yield f"  MISSED  {_plain(page.problem)}"
    counts = Counter(kind for _, kind in page.follows)
    if counts:
        yield "  follows: " + ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))
        shown = {kind: link for link, kind in reversed(page.follows)}
        yield from (f"    {kind}: {_plain(link)}" for kind, link in sorted(shown.items()))
    if any(rule.link_header for kind, rules in site.links if kind == page.kind for rule in rules):
        yield "  follows also what the HTTP header Link names, which a saved page does not have"
    selectors = dict(_fields(site))
    for number, found in enumerate(page.found, start=1):
        if len(page.found) > 1:
            yield f"  record {number}"
        for name, one in found.items():
            mark = one.outcome if one.outcome == FOUND else one.outcome.upper()
            at = f" @{selectors[name].attribute}" if selectors[name].attribute else ""
            yield f"  {name:<11}{mark:<11}{selectors[name].selector}{at}" + (
                f"  ->  {_plain(one.shown)}" * bool(one.shown)
            )
    yield ""


def _summary(site: Adapter, pages: list[Checked]) -> Iterator[str]:
    kinds = Counter(page.kind for page in pages)
    yield f"pages: {len(pages)}" + "".join(f", {number} {kind}" for kind, number in sorted(kinds.items()))
    found = [one for page in pages for one in page.found]
    without = sum(page.kind in RECORDED and not page.found for page in pages)
    yield f"records: {len(found)}; pages that should have one and do not: {without}"
    for name, _ in _fields(site):
        outcomes = Counter(one[name].outcome for one in found)
        wrong = f", of the wrong type on {outcomes[WRONG]}" if outcomes[WRONG] else ""
        yield f"  {name:<11}found on {outcomes[FOUND]} of {len(found)}{wrong}"
    for problem in failures(site, pages):
        yield f"FAILS: {problem}"


def _plain(text: str) -> str:
    """Make a page's text safe and short enough for a line of a terminal: no control characters, no line breaks."""
    line = "".join(one if one.isprintable() else " / " if one == "\n" else "?" for one in text.replace("\u00a0", " "))
    return line if len(line) <= WIDTH else f"{line[:WIDTH]} ... ({len(text)} characters)"
