"""A Parquet file of any size, worked through row group by row group, by several processes, in its order.

A row group needs nothing of another, so they could as well be spread over the machines of a cluster. What comes out
does not depend on the number of processes.
"""

from __future__ import annotations

import logging
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeVar

import pyarrow as arrow
import pyarrow.parquet as parquet

Result = TypeVar("Result")
_STATE: dict[str, object] = {}


def each(
    path: Path, work: Callable[..., Result], *given: object, workers: int = 1, columns: list[str] | None = None
) -> Iterator[Result]:
    """Give what a function makes of each row group, in order; a few at a time are in memory.

    Parameters
    ----------
    path
        Parquet file.
    work
        Function of a module: takes a row group as an Arrow table, and what is `given`.
    given
        What else it takes; sent to each process once.
    workers
        Processes.
    columns
        The only columns to read.
    """
    with parquet.ParquetFile(path) as file:
        groups = file.num_row_groups
        if workers < 2 or groups < 2:
            for number in range(groups):
                yield work(file.read_row_group(number, columns), *given)
            return
    context = multiprocessing.get_context("spawn")  # a forked copy of a process with threads may hang
    with ProcessPoolExecutor(workers, context, _start, (path, work, given, columns)) as pool:
        waiting: deque = deque()
        for number in range(groups):
            if len(waiting) > workers:
                yield waiting.popleft().result()
            waiting.append(pool.submit(_one, number))
        while waiting:
            yield waiting.popleft().result()


def _start(path: Path, work: Callable, given: tuple, columns: list[str] | None) -> None:
    """Prepare a process: Arrow's own threads would compete with the other processes."""
    logging.getLogger().setLevel(logging.WARNING)
    arrow.set_cpu_count(1)
    _STATE.update(path=path, work=work, given=given, columns=columns)


def _one(number: int) -> object:
    with parquet.ParquetFile(_STATE["path"]) as file:
        return _STATE["work"](file.read_row_group(number, _STATE["columns"]), *_STATE["given"])
