"""From the parts of an archive to its adverts: which copy of a page counts, which version, when each was seen.

Only numbers are in memory, some fifty bytes a record; texts stay on disk (`dots.corpus.clear_tables`).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as arrow
import pyarrow.compute as compute

from dots.corpus import clear_tables, days, pages, records
from dots.corpus.pages import Part, column
from dots.governance import naming
from dots.tables.corpus import SITE_WAVES

logger = logging.getLogger(__name__)


@dataclass
class Merged:
    """What an archive holds.

    Attributes
    ----------
    names
        The adverts, in the order in which they are written.
    files, rows
        For each advert its file of texts (place in `texts`) and row there: the version seen last.
    sighted, seen, changed
        For each sighting its advert (place in `names`), day and whether the advert had changed; sorted.
    texts
        Files of texts.
    attrition, site_waves
        Tables `archive_pages` and `site_waves`.
    """

    names: arrow.Array
    files: np.ndarray
    rows: np.ndarray
    sighted: np.ndarray
    seen: np.ndarray
    changed: np.ndarray
    texts: list[Path]
    attrition: pd.DataFrame
    site_waves: pd.DataFrame


@dataclass
class _Pages:
    """All pages as columns: day, fate, site, kind, whether kept; `reasons` and `platforms` name fates and sites."""

    day: np.ndarray
    fate: np.ndarray
    site: np.ndarray
    kind: np.ndarray
    kept: np.ndarray
    reasons: list[str]
    platforms: list[str]


def merge(parts: list[Part], secret: bytes | None = None) -> Merged:
    """Bring the parts of an archive together.

    Parameters
    ----------
    parts
        As `dots.corpus.pages.collect` gives them, in the order in which the archive is to be read: of two copies on one
        day the later counts.
    secret
        Secret of the adverts' pseudonyms, by which adverts are then sorted: the tables that the sealed ones become are
        written part by part, and the order of a site's numbers would tell which advert is which. Without it they are
        sorted by their numbers.
    """
    fetched, source = _pages(parts)
    page, advert, version, file, row = _records(parts, source, fetched.reasons)
    outcomes = {
        (pages.RESPONSES, "kept"): int(fetched.kept.sum()),
        (pages.RESPONSES, pages.COPIED_ADDRESS): int((~fetched.kept).sum()),
    }
    outcomes[pages.RESPONSES, "damaged record"] = sum(part.damaged for part in parts)
    _count(outcomes, pages.PAGES, fetched.fate[fetched.kept], fetched.reasons)
    usable = fetched.kept[page]
    _count(outcomes, pages.RECORDS, -1 - row[usable & (row < 0)], fetched.reasons)
    good = np.flatnonzero(usable & (row >= 0))
    day = fetched.day[page]
    seen = good[_last(advert[good], day[good])]
    outcomes[pages.RECORDS, pages.COPIED_POST] = len(good) - len(seen)
    seen = seen[np.lexsort((day[seen], advert[seen]))]
    again = np.zeros(len(seen), dtype=bool)
    again[1:] = advert[seen][1:] == advert[seen][:-1]
    changed = again.copy()
    changed[1:] &= version[seen][1:] != version[seen][:-1]
    outcomes[pages.RECORDS, "kept"], outcomes[pages.RECORDS, pages.SIGHTED] = int((~again).sum()), int(again.sum())
    newest = seen[np.append(~again[1:], True)] if len(seen) else seen
    names = clear_tables.names([part.texts for part in parts], file[newest], row[newest])
    shown = names.to_pylist() if secret is None else [naming.pseudonym(name, secret) for name in names.to_pylist()]
    order = compute.sort_indices(arrow.array(shown, arrow.string())).to_numpy()
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    sighted = rank[np.cumsum(~again) - 1] if len(seen) else np.zeros(0, dtype=np.int64)
    sorting = np.argsort(sighted, kind="stable")
    return Merged(
        names.take(order),
        file[newest][order],
        row[newest][order],
        sighted[sorting],
        day[seen][sorting],
        changed[sorting],
        [part.texts for part in parts],
        _attrition(outcomes),
        _site_waves(fetched),
    )


def _pages(parts: list[Part]) -> tuple[_Pages, np.ndarray]:
    """Put the pages of all parts together; and for each the page whose records it has, or -1."""
    reasons: dict[str, int] = {}
    sites: dict[str, int] = {}
    fates, hosts = [], []
    for part in parts:
        fates.append(_renumber(column(part.fates), part.reasons, reasons))
        hosts.append(_renumber(column(part.sites), part.hosts, sites))
    fate, site = _joined(fates), _joined(hosts)
    address, content = (_joined([column(getattr(part, name)) for part in parts]) for name in ("addresses", "contents"))
    day, kind = (_joined([column(getattr(part, name)) for part in parts]) for name in ("days", "kinds"))
    source = np.arange(len(kind))
    copies, read = np.flatnonzero(kind != pages.NEW), np.flatnonzero((kind == pages.NEW) & (content != 0))
    read = read[np.argsort(content[read], kind="stable")]
    place = np.searchsorted(content[read], content[copies])
    found = np.append(content[read], 0)[place] == content[copies]
    source[copies] = np.where(found, np.append(read, -1)[place], -1)
    fate[copies[found]] = fate[source[copies[found]]]
    undated = copies[day[copies] == days.NONE]
    source[undated] = -1
    fate[copies[~found]] = reasons.setdefault(pages.ORPHAN, len(reasons))
    fate[undated] = reasons.setdefault(records.UNDATED, len(reasons))
    named = {host: name for part in parts for host, name in part.platforms.items()}
    platforms = [named.get(host, host.split(".")[0]) for host in sites]
    return _Pages(day, fate, site, kind, _last(address, day), list(reasons), platforms), source


def _records(parts: list[Part], source: np.ndarray, reasons: list[str]) -> tuple[np.ndarray, ...]:
    """Put the records of all parts together, by pages; a page that was not read has those of its source."""
    known = {reason: place for place, reason in enumerate(reasons)}
    starts = np.cumsum([0, *(len(part.addresses) for part in parts)])
    page = _joined([column(part.pages) + start for part, start in zip(parts, starts[:-1], strict=True)])
    advert, version = (_joined([column(getattr(part, name)) for part in parts]) for name in ("adverts", "versions"))
    file = np.repeat(np.arange(len(parts), dtype=np.int32), [len(part.rows) for part in parts])
    rows = []
    for part in parts:
        row = column(part.rows).astype(np.int32)
        row[row < 0] = -1 - _renumber(-1 - row[row < 0], part.reasons, known)
        rows.append(row)
    row = _joined(rows)
    copies = np.flatnonzero((source != np.arange(len(source))) & (source >= 0))
    first, after = np.searchsorted(page, source[copies]), np.searchsorted(page, source[copies], side="right")
    times = after - first
    taken = np.repeat(first - np.cumsum(times) + times, times) + np.arange(times.sum())
    order = np.concatenate([np.arange(len(page)), taken])
    page = np.concatenate([page, np.repeat(copies, times)])
    sorting = np.argsort(page, kind="stable")
    order = order[sorting]
    return page[sorting], advert[order], version[order], file[order], row[order]


def _site_waves(fetched: _Pages) -> pd.DataFrame:
    """Say for each site and each day on which anything was fetched whether the site could be crawled."""
    silent = (pages.ROBOTS, pages.ORPHAN, records.UNDATED)
    told = [not (reason.startswith("HTTP status") or reason in silent) for reason in fetched.reasons]
    answered = np.array(told or [False])
    closed = np.array([reason == pages.CLOSED for reason in fetched.reasons] or [False])
    dated = fetched.kept & (fetched.day != days.NONE)
    frame = pd.DataFrame(
        {
            "platform": np.array(fetched.platforms, dtype=object)[fetched.site[dated]],
            "wave": days.dates(fetched.day[dated]),
            "pages": answered[fetched.fate[dated]],
            "revisits": answered[fetched.fate[dated]] & (fetched.kind[dated] == pages.REVISIT),
            "gone": closed[fetched.fate[dated]],
        }
    )
    index = pd.MultiIndex.from_product(
        [sorted(set(frame["platform"])), np.sort(frame["wave"].unique())], names=["platform", "wave"]
    )
    counted = frame.groupby(["platform", "wave"]).sum().reindex(index, fill_value=0).reset_index()
    state = np.select([counted["pages"] > 0, counted["gone"] > 0], ["crawled", "closed"], "failed")
    return SITE_WAVES.check(counted.drop(columns="gone").assign(state=state), "site_waves")


def _renumber(places: np.ndarray, names: list[str], known: dict[str, int]) -> np.ndarray:
    """Replace places in a part's own list of names by places in the list of all."""
    return np.array([known.setdefault(name, len(known)) for name in names] or [0])[places]


def _joined(columns: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(columns) if columns else np.zeros(0, dtype=np.int64)


def _last(*keys: np.ndarray) -> np.ndarray:
    """Mark the last row of each combination of keys."""
    order = np.lexsort(keys)
    last = np.ones(len(order), dtype=bool)
    if len(order) > 1:
        last[:-1] = np.any([key[order][1:] != key[order][:-1] for key in keys], axis=0)
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
