"""What a table promises: its columns, types, units, ranges and key, checked whenever it is written or read.

The tables themselves are declared in the module of the stage that writes them (`dots.tables.corpus` and so
on); the data dictionary in the docs is generated from those declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import pyarrow as arrow
import pyarrow.parquet as parquet

DTYPES = {
    "text": "str",
    "integer": "int64",
    "number": "float64",
    "flag": "bool",
    "date": "datetime64[ns]",
}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name
        The column's name, the same in every table that has it.
    dtype
        One of `DTYPES`.
    means
        One phrase for the data dictionary.
    unit
        Unit of a number ("GBP an hour", "km", "share"), or "".
    minimum, maximum
        Inclusive range.
    values
        The only values allowed.
    optional
        Whether values may be missing (integers may not: use "number").
    """

    name: str
    dtype: str
    means: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    values: tuple = ()
    optional: bool = False

    def schema(self) -> pa.Column:
        """Give the pandera column that checks this one."""
        checks = []
        if self.minimum is not None:
            checks.append(pa.Check.ge(self.minimum))
        if self.maximum is not None:
            checks.append(pa.Check.le(self.maximum))
        if self.values:
            checks.append(pa.Check.isin(self.values))
        return pa.Column(DTYPES[self.dtype], checks, nullable=self.optional, coerce=True)


@dataclass(frozen=True)
class Table:
    """The contract of one table.

    Attributes
    ----------
    name
        The file's stem.
    means
        What one row is.
    key
        Columns that together identify a row; rows are sorted by them.
    columns
        All columns, in order; no other may be present.
    zone
        `restricted` (sealed), `pseudonymised` (stays with the research team), `released` (groups only) or
        `truth` (planted; only the evaluation reads it).
    """

    name: str
    means: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    zone: str = "pseudonymised"

    def check(self, frame: pd.DataFrame, where: object) -> pd.DataFrame:
        """Return the frame with the contract's column order, types and row order.

        Raises
        ------
        ValueError
            Naming the table, the place, and each column or value that breaks the contract.
        """
        names = [column.name for column in self.columns]
        schema = pa.DataFrameSchema(
            {column.name: column.schema() for column in self.columns},
            strict=True,
            unique=list(self.key) or None,
        )
        try:
            frame = schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as error:
            cases = error.failure_cases[["column", "check", "failure_case"]].drop_duplicates().head(12)
            raise ValueError(
                f"{where}: table {self.name!r} breaks its contract (see the data dictionary):\n"
                + cases.to_string(index=False)
            ) from error
        return frame[names].sort_values(list(self.key), kind="stable", ignore_index=True)

    def arrow(self, frame: pd.DataFrame, where: object) -> arrow.Table:
        """Check the frame and give it as an Arrow table without pandas' own metadata."""
        return arrow.Table.from_pandas(self.check(frame, where), preserve_index=False).replace_schema_metadata(None)

    def write(self, frame: pd.DataFrame, path: Path) -> None:
        """Check the frame and write it as Parquet, the same bytes for the same rows."""
        path.parent.mkdir(parents=True, exist_ok=True)
        parquet.write_table(self.arrow(frame, path), path, compression="zstd")

    @contextmanager
    def writing(self, path: Path) -> Iterator[Callable[[arrow.Table], None]]:
        """Write a table that is too large for memory, part by part.

        Yields
        ------
        callable
            Takes the next part, as `arrow` gives it. Keys are checked and sorted within each part; `read` does so over
            the whole.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        empty = pd.DataFrame({column.name: pd.Series(dtype=DTYPES[column.dtype]) for column in self.columns})
        with parquet.ParquetWriter(path, self.arrow(empty, path).schema, compression="zstd") as writer:
            yield writer.write_table

    def read(self, path: Path) -> pd.DataFrame:
        """Read a Parquet file and check it."""
        return self.check(parquet.read_table(path).to_pandas(), path)
