"""The blocks of the market, in order, from any number of workers, with never more than a few in memory."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import pandas as pd
import pyarrow as arrow

from dots.governance import naming
from dots.market.simulation import World, write_block
from dots.tables import market, truth

TABLES = {
    "adverts": truth.ADVERTS,
    "versions": truth.VERSIONS,
    "advert_topics": truth.ADVERT_TOPICS,
    "indicators": truth.INDICATORS,
    "contacts": truth.CONTACTS,
    "coded_sample": market.CODED_SAMPLE,
    "case_outcomes": market.CASE_OUTCOMES,
}
"""Tables that grow with the adverts and are written part by part."""

ADVERTS = ("advert", "twin")
"""Columns that name an advert."""

AHEAD = 2
"""Blocks that each worker may be ahead of the one that is being written to disk."""

_given: tuple[World, bytes] | None = None


@dataclass(frozen=True)
class Part:
    """What one block adds to the files: rows for the site, checked tables, and what adds up over blocks."""

    published: list[dict]
    tables: dict[str, arrow.Table]
    events: pd.DataFrame
    sums: dict


def parts(world: World, secret: bytes, workers: int) -> Iterator[Part]:
    """Write every block and yield the parts in order; they do not depend on the number of workers.

    Parameters
    ----------
    world
        What blocks have in common.
    secret
        Secret of the adverts' pseudonyms (`dots.governance.naming.secret`). What is published has the numbers of the
        sites, every table has pseudonyms.
    workers
        Processes to use.
    """
    count = world.plan.blocks
    if min(workers, count) < 2:
        yield from (_part(world, secret, number) for number in range(count))
        return
    context = multiprocessing.get_context("spawn")  # a forked copy of a process with threads may hang
    with ProcessPoolExecutor(min(workers, count), context, initializer=_start, initargs=(world, secret)) as pool:
        waiting: deque = deque()
        for number in range(count):
            waiting.append(pool.submit(_one, number))
            if len(waiting) > AHEAD * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _part(world: World, secret: bytes, number: int) -> Part:
    """Write one block, hide its adverts' numbers and check its tables, where the block was made."""
    block = write_block(world, number)
    frames = block.truth | {"coded_sample": block.coded_sample, "case_outcomes": block.case_outcomes}
    names = naming.pseudonyms([*frames["adverts"]["advert"], ""], secret)
    frames = {name: _hidden(frames[name], names) for name in TABLES}
    tables = {name: table.arrow(frames[name], f"{name}, block {number}") for name, table in TABLES.items()}
    return Part(block.published, tables, block.truth["events"], block.sums)


def _hidden(frame: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Put pseudonyms for the numbers of the sites; an advert of no row would have none and break the contract."""
    return frame.assign(**{column: frame[column].map(names) for column in ADVERTS if column in frame})


def _start(world: World, secret: bytes) -> None:
    global _given
    _given = world, secret


def _one(number: int) -> Part:
    return _part(*_given, number)
