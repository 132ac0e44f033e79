"""Adverts in clear and their sightings as tables of any size: texts go from file to file, sorted by advert."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as arrow
import pyarrow.ipc as ipc
import pyarrow.parquet as parquet

from dots.corpus import days
from dots.corpus.pages import ROWS
from dots.tables.corpus import CLEAR_ADVERTS, CLEAR_SIGHTINGS

if TYPE_CHECKING:
    from dots.corpus.versions import Merged

CHUNK = 1 << 14
"""Rows that are sorted and written together."""


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
        for chunk in chunks:
            with ipc.open_stream(str(chunk)) as stream:
                frame = stream.read_all().to_pandas()
            chunk.unlink()
            frame["seen"] = days.dates(last[frame.pop("rank")])
            frame["posted"] = days.dates(frame["posted"])
            write(CLEAR_ADVERTS.arrow(frame, path))


def write_sightings(merged: Merged, path: Path) -> None:
    """Write the table `clear_sightings`, chunk by chunk."""
    with CLEAR_SIGHTINGS.writing(path) as write:
        for start in range(0, len(merged.seen), CHUNK):
            part = slice(start, start + CHUNK)
            frame = {
                "advert": merged.names.take(arrow.array(merged.sighted[part])).to_pandas(),
                "seen": days.dates(merged.seen[part]),
                "changed": merged.changed[part],
            }
            write(CLEAR_SIGHTINGS.arrow(pd.DataFrame(frame), path))


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


def names(texts: list[Path], files: np.ndarray, rows: np.ndarray) -> arrow.Array:
    """Read the adverts' names from the files of texts."""
    names, places = [arrow.array([], arrow.string())], [np.zeros(0, dtype=np.int64)]
    for number, path in enumerate(texts):
        places.append(np.flatnonzero(files == number))
        stored = parquet.read_table(path, columns=["advert"])["advert"].combine_chunks()
        names.append(stored.take(arrow.array(rows[places[-1]])))
    order = np.argsort(np.concatenate(places))
    return arrow.concat_arrays(names).take(arrow.array(order))
