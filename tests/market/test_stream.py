"""Blocks of the market are the same on any number of workers and in any order, and add up to the whole."""

import json

import pandas as pd
import pyarrow as arrow
import simulated

from dots.market import simulation, stream, summary

SEVERAL = {"adverts": 2400, "organisations": 600}


def test_blocks_do_not_depend_on_the_number_of_workers():
    world = simulated.world(5, **SEVERAL)
    alone, together = list(stream.parts(world, 1)), list(stream.parts(world, 2))
    assert len(alone) == len(together) == 3
    for left, right in zip(alone, together, strict=True):
        assert left.published == right.published
        assert all(left.tables[name].equals(right.tables[name]) for name in stream.TABLES)
        pd.testing.assert_frame_equal(left.events, right.events)


def test_a_block_does_not_depend_on_the_blocks_before_it():
    world = simulated.world(5, **SEVERAL)
    assert simulation.write_block(world, 2).published == list(stream.parts(world, 1))[2].published


def test_keys_are_unique_over_blocks_and_the_adverts_add_up():
    world = simulated.world(5, **SEVERAL)
    parts = list(stream.parts(world, 1))
    adverts = arrow.concat_tables([part.tables["adverts"] for part in parts]).to_pandas()
    assert adverts["advert"].is_unique
    assert len(adverts) == SEVERAL["adverts"]
    assert adverts["organisation"].nunique() == SEVERAL["organisations"]
    sums = summary.Sums()
    for part in parts:
        sums.add(part.sums)
    counted = summary.counted(world, sums)
    assert counted["adverts"] == counted["classified"] + counted["posts"] == SEVERAL["adverts"]
    assert json.dumps(summary.parameters(world, sums))


def test_a_table_written_in_parts_reads_as_one_written_whole(tmp_path):
    from dots.tables import truth

    world = simulated.world(5, **SEVERAL)
    parts = [part.tables["adverts"] for part in stream.parts(world, 1)]
    with truth.ADVERTS.writing(tmp_path / "parts.parquet") as write:
        for part in parts:
            write(part)
    whole = arrow.concat_tables(parts).to_pandas()
    truth.ADVERTS.write(whole, tmp_path / "whole.parquet")
    pd.testing.assert_frame_equal(
        truth.ADVERTS.read(tmp_path / "parts.parquet"), truth.ADVERTS.read(tmp_path / "whole.parquet")
    )


def test_an_empty_table_can_be_written_in_parts_too(tmp_path):
    from dots.tables import market

    with market.CASE_OUTCOMES.writing(tmp_path / "none.parquet"):
        pass
    assert market.CASE_OUTCOMES.read(tmp_path / "none.parquet").empty
