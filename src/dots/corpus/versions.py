"""From the parts of an archive to its adverts: which copy of a page counts, which version of an advert, when each was seen.

Only numbers are in memory (some fifty bytes a record); texts go from file to file, sorted by advert.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as arrow
import pyarrow.compute as compute
import pyarrow.ipc as ipc
import pyarrow.parquet as parquet

from dots.corpus import days
from dots.corpus.pages import (
    CLOSED, COPIED_ADDRESS, COPIED_POST, NEW, ORPHAN, PAGES, RECORDS, RESPONSES, REVISIT, ROBOTS, ROWS, SIGHTED, UNDATED,
    Part, column,
)  # fmt: skip
from dots.tables.corpus import CLEAR_ADVERTS, SIGHTINGS, SITE_WAVES

logger = logging.getLogger(__name__)

CHUNK = 1 << 14
"""Adverts that are sorted and written together."""


@dataclass
class Merged:
    """What an archive holds.

    Attributes
    ----------
    names
        The adverts, sorted.
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
    """All pages as columns: day, fate, site, kind, and which are kept; `reasons` and `platforms` name fates and sites."""

    day: np.ndarray
    fate: np.ndarray
    site: np.ndarray
    kind: np.ndarray
    kept: np.ndarray
    reasons: list[str]
    platforms: list[str]


def merge(parts: list[Part]) -> Merged:
    """Bring the parts of an archive together.

    Parameters
    ----------
    parts
        As `dots.corpus.pages.collect` gives them, in the order in which the archive is to be read: of two copies on one
        day the later counts.
    """
    pages, source = _pages(parts)
    page, advert, version, file, row = _records(parts, source, pages.reasons)
    outcomes = {(RESPONSES, "kept"): int(pages.kept.sum()), (RESPONSES, COPIED_ADDRESS): int((~pages.kept).sum())}
    outcomes[RESPONSES, "damaged record"] = sum(part.damaged for part in parts)
    _count(outcomes, PAGES, pages.fate[pages.kept], pages.reasons)
    usable = pages.kept[page]
    _count(outcomes, RECORDS, -1 - row[usable & (row < 0)], pages.reasons)
    good = np.flatnonzero(usable & (row >= 0))
    day = pages.day[page]
    seen = good[_last(advert[good], day[good])]
    outcomes[RECORDS, COPIED_POST] = len(good) - len(seen)
    seen = seen[np.lexsort((day[seen], advert[seen]))]
    again = np.zeros(len(seen), dtype=bool)
    again[1:] = advert[seen][1:] == advert[seen][:-1]
    changed = again.copy()
    changed[1:] &= version[seen][1:] != version[seen][:-1]
    outcomes[RECORDS, "kept"], outcomes[RECORDS, SIGHTED] = int((~again).sum()), int(again.sum())
    newest = seen[np.append(~again[1:], True)] if len(seen) else seen
    names = _names([part.texts for part in parts], file[newest], row[newest])
    order = compute.sort_indices(names).to_numpy()
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
        _site_waves(pages),
    )


def write_adverts(merged: Merged, path: Path, folder: Path) -> None:
    """Write the table `clear_adverts`, chunk by chunk; texts in clear pass through files in the folder."""
    last = np.zeros(len(merged.names), dtype=np.int64)
    np.maximum.at(last, merged.sighted, merged.seen)
    chunks = [folder / f"chunk-{number:05d}.arrow" for number in range(-(-len(last) // CHUNK))]
    with ExitStack() as stack:
        sinks: dict[int, ipc.RecordBatchStreamWriter] = {}
        for ranks, texts in _chosen(merged):
            for number in np.unique(ranks // CHUNK):
                part = texts.filter(ranks // CHUNK == number)
                if number not in sinks:
                    sinks[number] = stack.enter_context(ipc.new_stream(str(chunks[number]), part.schema))
                sinks[number].write_table(part)
    with CLEAR_ADVERTS.writing(path) as write:
        for number, chunk in enumerate(chunks):
            with ipc.open_stream(str(chunk)) as stream:
                frame = stream.read_all().to_pandas()
            chunk.unlink()
            frame["seen"] = days.dates(last[frame.pop("rank")])
            frame["posted"] = days.dates(frame["posted"])
            write(CLEAR_ADVERTS.arrow(frame, path))


def write_sightings(merged: Merged, path: Path) -> None:
    """Write the table `sightings`, chunk by chunk."""
    with SIGHTINGS.writing(path) as write:
        for start in range(0, len(merged.seen), CHUNK):
            part = slice(start, start + CHUNK)
            frame = {
                "advert": merged.names.take(arrow.array(merged.sighted[part])).to_pandas(),
                "seen": days.dates(merged.seen[part]),
                "changed": merged.changed[part],
            }
            write(SIGHTINGS.arrow(pd.DataFrame(frame), path))


def _chosen(merged: Merged) -> Iterator[tuple[np.ndarray, arrow.Table]]:
    """Give the versions to keep as they lie in the files of texts, with the place of each in the sorted adverts."""
    for number, path in enumerate(merged.texts):
        ranks = np.flatnonzero(merged.files == number)
        if not len(ranks):
            continue
        ranks = ranks[np.argsort(merged.rows[ranks])]
        rows, first = merged.rows[ranks], 0
        with parquet.ParquetFile(path) as texts:
            for batch in texts.iter_batches(ROWS):
                here = slice(*np.searchsorted(rows, (first, first + len(batch))))
                table = arrow.table(batch).take(arrow.array(rows[here] - first))
                yield ranks[here], table.append_column("rank", arrow.array(ranks[here]))
                first += len(batch)


def _names(texts: list[Path], files: np.ndarray, rows: np.ndarray) -> arrow.Array:
    """Read the adverts' names from the files of texts."""
    names, places = [arrow.array([], arrow.string())], [np.zeros(0, dtype=np.int64)]
    for number, path in enumerate(texts):
        places.append(np.flatnonzero(files == number))
        stored = parquet.read_table(path, columns=["advert"])["advert"].combine_chunks()
        names.append(stored.take(arrow.array(rows[places[-1]])))
    order = np.argsort(np.concatenate(places))
    return arrow.concat_arrays(names).take(arrow.array(order))


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
    copies, read = np.flatnonzero(kind != NEW), np.flatnonzero((kind == NEW) & (content != 0))
    read = read[np.argsort(content[read], kind="stable")]
    place = np.searchsorted(content[read], content[copies])
    found = np.append(content[read], 0)[place] == content[copies]
    source[copies] = np.where(found, np.append(read, -1)[place], -1)
    fate[copies[found]] = fate[source[copies[found]]]
    undated = copies[day[copies] == days.NONE]
    source[undated] = -1
    fate[copies[~found]] = reasons.setdefault(ORPHAN, len(reasons))
    fate[undated] = reasons.setdefault(UNDATED, len(reasons))
    named = {host: name for part in parts for host, name in part.platforms.items()}
    platforms = [named.get(host, host.split(".")[0]) for host in sites]
    return _Pages(day, fate, site, kind, _last(address, day), list(reasons), platforms), source


def _records(parts: list[Part], source: np.ndarray, reasons: list[str]) -> tuple[np.ndarray, ...]:
    """Put the records of all parts together, in the order of pages; a page that was not read has those of its source."""
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


def _site_waves(pages: _Pages) -> pd.DataFrame:
    """Say for each site and each day on which anything was fetched whether the site could be crawled."""
    answered = np.array([not reason.startswith("HTTP status") and reason not in (ROBOTS, ORPHAN, UNDATED)
                         for reason in pages.reasons] or [False])  # fmt: skip
    closed = np.array([reason == CLOSED for reason in pages.reasons] or [False])
    dated = pages.kept & (pages.day != days.NONE)
    frame = pd.DataFrame(
        {
            "platform": np.array(pages.platforms, dtype=object)[pages.site[dated]],
            "wave": days.dates(pages.day[dated]),
            "pages": answered[pages.fate[dated]],
            "revisits": answered[pages.fate[dated]] & (pages.kind[dated] == REVISIT),
            "gone": closed[pages.fate[dated]],
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
