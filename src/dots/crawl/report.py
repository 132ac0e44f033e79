"""The crawl on one page, as Markdown and as HTML: how it went, how polite it was, what was left out and why."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from dots.crawl import outcomes, rendering
from dots.crawl.rendering import Table

TITLE = "Report of the crawl"
GROUPS = {
    "fetched": r"200",
    "redirected": r"3\d\d",
    "tried again": rf"{outcomes.AGAIN}: .*",
    "failed": r"[45]\d\d|failed: .*",
    "left out": r".*",
}
"""Every outcome belongs to the first group whose pattern fits it."""
MEANS = {
    "200": "the page was fetched and archived",
    "404": "there is no such page",
    "410": "the page or the whole site is gone",
    "429": "the host asked to be left alone for a while",
    outcomes.OFF_LIST: "never asked, also not by a redirect",
    outcomes.ROBOTS: "never asked, because robots.txt forbids it or could not be read",
    outcomes.PATIENCE: "the host, by Retry-After or Crawl-delay, asks for more time than the study gives it",
    outcomes.PRIVATE: "the address belongs to a private network; never asked",
    outcomes.MEDIA: "not asked for, or dropped before it was kept",
    outcomes.LARGE: "dropped while it was received or decoded",
    outcomes.CUT: "the connection broke before the page was whole; nothing was kept",
    outcomes.GARBLED: "compressed content was broken or no such thing; nothing was kept",
    outcomes.SLOW: "the answer was not whole in time",
    outcomes.LOOP: "a redirect led back to an address it came from",
    outcomes.HOPS: "more than five redirects in a row",
} | {limit: "found, and left when the limit was reached" for limit in outcomes.LIMITS}
OF_GROUP = {
    "redirected": "the address it leads to was asked for, if it may be",
    "tried again": "a try that brought nothing, before the last one",
}
LIMITS = {
    outcomes.ENOUGH: "max_pages", outcomes.BYTES: "max_bytes", outcomes.DEEP: "max_depth",
    outcomes.LATE: "max_seconds", outcomes.ALIKE: "max_alike", outcomes.LARGE: "max_page_bytes",
    outcomes.SLOW: "deadline", outcomes.PATIENCE: "max_wait",
}  # fmt: skip


def write(
    md: Path,
    html: Path,
    *,
    waves: dict[str, pd.DataFrame],
    kept: dict[str, dict],
    settings: dict,
    head: str,
    archives: dict[str, str],
) -> None:
    """Write the report.

    Parameters
    ----------
    md, html
        Files to write; the HTML asks for nothing from anywhere.
    waves
        Name of each wave to its outcomes: host, kind, outcome, requests.
    kept
        Name of each wave to what was measured (`dots.crawl.pace.Pace.kept`). A wave may lack: the direct route measures
        nothing.
    settings
        The configuration's section `crawl`.
    head
        Hash of the custody log's last line at the time of writing.
    archives
        Name of each sealed file of the archive to its SHA-256.

    Raises
    ------
    ValueError
        If there is no wave.
    """
    if not waves:
        raise ValueError(f"{md}: a crawl without a wave has nothing to report")
    sections = compose(waves, kept, settings, head, archives)
    for path, text in ((md, rendering.markdown(sections)), (html, rendering.html(sections))):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def compose(
    waves: dict[str, pd.DataFrame], kept: dict[str, dict], settings: dict, head: str, archives: dict[str, str]
) -> list[tuple[str, list[str | Table]]]:
    """Put the report together: the heading of each section and its paragraphs and tables."""
    total = outcomes.total(list(waves.values()))
    groups = _groups(total)
    seconds, size = (sum(one[name] for one in kept.values()) for name in ("seconds", "bytes"))
    opening = (
        f"{len(waves)} wave{'s' * (len(waves) > 1)} at {total['host'].nunique()} hosts, route `{settings['route']}`: "
        f"{sum(groups.values()):,} requests were meant to be made. "
        + ", ".join(f"{count:,} {name}" for name, count in groups.items())
        + "."
    )
    if kept:
        opening += f" {_size(size)} came over the line in {seconds:,.0f} seconds"
        opening += f", {groups['fetched'] / seconds:.1f} pages a second." if seconds else "."
    unread = sum(one["unread"] for one in kept.values())
    if unread:
        opening += f" The links of {unread:,} pages could not be read; the log of the rule says why."
    return [
        (TITLE, [opening]),
        ("Waves", [_waves(waves, kept)]),
        ("Hosts and kinds of page", [_hosts(total)]),
        ("How requests ended", [_endings(total)]),
        ("Limits", [_limits(waves, settings)]),
        ("Politeness that was kept", _politeness(kept, settings)),
        ("Custody", _custody(head, archives)),
    ]


def group(outcome: str) -> str:
    """Tell which group an outcome belongs to: fetched, redirected, tried again, failed or left out."""
    return next(name for name, pattern in GROUPS.items() if re.fullmatch(pattern, outcome))


def _groups(frame: pd.DataFrame) -> dict[str, int]:
    found = frame.groupby(frame["outcome"].map(group))["requests"].sum()
    return {name: int(found.get(name, 0)) for name in GROUPS}


def _waves(waves: dict[str, pd.DataFrame], kept: dict[str, dict]) -> Table:
    rows = []
    for name, frame in waves.items():
        measured = kept.get(name)
        said = (_size(measured["bytes"]), f"{measured['seconds']:,.1f}") if measured else ("not measured",) * 2
        reached = [limit for limit in outcomes.LIMITS if (frame["outcome"] == limit).any()]
        rows.append((name, *(f"{count:,}" for count in _groups(frame).values()), *said, "; ".join(reached) or "none"))
    columns = ("Wave", *(name.capitalize() for name in GROUPS), "Received", "Seconds", "Limits reached")
    return Table("Requests of each wave by how they ended.", columns, rows)


def _hosts(total: pd.DataFrame) -> Table:
    rows = [
        (host, outcomes.NAMES.get(kind, kind), *(f"{count:,}" for count in _groups(part).values()))
        for (host, kind), part in total.groupby(["host", "kind"])
    ]
    return Table("Requests by host and kind of page.", ("Host", "Kind", *(name.capitalize() for name in GROUPS)), rows)


def _endings(total: pd.DataFrame) -> Table:
    counted = total.groupby("outcome")["requests"].sum().sort_values(ascending=False, kind="stable")
    rows = [
        (_say(name), group(name), MEANS.get(name, OF_GROUP.get(group(name), "")), f"{count:,}")
        for name, count in counted.items()
    ]
    return Table("Every outcome, the most frequent first.", ("Outcome", "Group", "Meaning", "Requests"), rows)


def _limits(waves: dict[str, pd.DataFrame], settings: dict) -> Table:
    rows = []
    for outcome, name in LIMITS.items():
        left = {day: int(frame.loc[frame["outcome"] == outcome, "requests"].sum()) for day, frame in waves.items()}
        where = ", ".join(day for day, count in left.items() if count)
        rows.append((f"{name}: {settings[name]:,}", where or "never", f"{sum(left.values()):,}"))
    return Table(
        "Limits of each wave, and the requests they left out or ended.", ("Limit", "Reached in", "Requests"), rows
    )


def _politeness(kept: dict[str, dict], settings: dict) -> list[str | Table]:
    agent = f"The contact in every request is {settings['contact']}."
    if not kept:
        return [f"{agent} Nothing was asked of a host, so nothing was measured."]
    rows = []
    for host in sorted({host for one in kept.values() for host in one["hosts"]}):
        parts = [one["hosts"][host] for one in kept.values() if host in one["hosts"]]
        gaps = [part["shortest_gap"] for part in parts if part["shortest_gap"] is not None]
        rows.append(
            (
                host,
                f"{sum(part['requests'] for part in parts):,}",
                f"{max(part['delay'] for part in parts):g}",
                f"{min(gaps):.3f}" if gaps else "one request",
                f"{sum(part['pauses'] for part in parts):,}",
                f"{sum(part['paused'] for part in parts):,.1f}",
                next((part["refused"] for part in parts if part["refused"]), "asked to the end"),
            )
        )
    columns = ("Host", "Answered", "Delay asked, s", "Shortest gap, s", "Pauses", "Paused, s", "End")
    return [agent, Table("What each host asked for, and what it got.", columns, rows)]


def _custody(head: str, archives: dict[str, str]) -> list[str | Table]:
    rows = [(name, digest) for name, digest in sorted(archives.items())]
    return [
        f"Head of the custody log: {head}. Keep it elsewhere: it fixes everything the log says.",
        Table("Sealed files of the archive and the SHA-256 of each, as encrypted.", ("File", "SHA-256"), rows),
    ]


def _say(outcome: str) -> str:
    return f"answer {outcome}" if outcome.isdigit() else outcome


def _size(count: int) -> str:
    for unit, width in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= width:
            return f"{count / width:.1f} {unit}"
    return f"{count} bytes"
