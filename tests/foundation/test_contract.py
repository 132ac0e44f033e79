"""A table that breaks its contract is neither written nor read."""

import importlib
import pkgutil

import pandas as pd
import pytest

from dots import tables
from dots.tables.contract import DTYPES, Column, Table
from dots.tables.market import CODED_SAMPLE

GOOD = pd.DataFrame({"advert": ["b", "a"], "coder": "one", "session": [1, 2], "code": [4, 0]})


def declared():
    return [
        pytest.param(value, id=f"{module.name}.{name}")
        for module in pkgutil.iter_modules(tables.__path__, "dots.tables.")
        for name, value in vars(importlib.import_module(module.name)).items()
        if isinstance(value, Table)
    ]


@pytest.mark.parametrize("table", declared())
def test_every_declared_table_is_whole(table):
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    assert set(table.key) <= set(names)
    assert table.zone in {"restricted", "pseudonymised", "released", "truth"}
    assert all(column.dtype in DTYPES and column.means for column in table.columns)


@pytest.mark.parametrize("table", declared())
def test_an_empty_table_keeps_its_types(table, tmp_path):
    empty = pd.DataFrame({column.name: pd.Series(dtype=DTYPES[column.dtype]) for column in table.columns})
    table.write(empty, tmp_path / "t.parquet")
    back = table.read(tmp_path / "t.parquet")
    assert {name: str(kind) for name, kind in back.dtypes.items()} == {
        column.name: DTYPES[column.dtype] for column in table.columns
    }


def test_rows_are_sorted_by_key_so_that_bytes_repeat(tmp_path):
    CODED_SAMPLE.write(GOOD, tmp_path / "a.parquet")
    CODED_SAMPLE.write(GOOD.iloc[::-1], tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert CODED_SAMPLE.read(tmp_path / "a.parquet")["advert"].tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (GOOD.assign(code=[4, 7]), "7"),
        (GOOD.assign(age=3), "age"),
        (GOOD.drop(columns="coder"), "coder"),
        (GOOD.assign(advert="a"), "uniqueness"),
        (GOOD.assign(coder=[None, "one"]), "coder"),
    ],
)
def test_a_broken_table_is_refused_with_the_column_and_the_value(frame, says, tmp_path):
    with pytest.raises(ValueError, match="coded_sample") as error:
        CODED_SAMPLE.write(frame, tmp_path / "t.parquet")
    assert says in str(error.value)
    assert not (tmp_path / "t.parquet").exists()


def test_an_optional_number_may_be_missing():
    table = Table("t", "a row", ("a",), (Column("a", "text", "key"), Column("n", "number", "n", optional=True)))
    assert table.check(pd.DataFrame({"a": ["x"], "n": [None]}), "here")["n"].isna().all()
