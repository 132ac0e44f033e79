"""Blocks of the market are the same on any number of workers and in any order, and add up to the whole."""

import json

import pandas as pd
import pyarrow as arrow
import simulated

from dots.governance import naming, vault
from dots.market import simulation, stream, summary

SECRET = naming.secret(vault.load_keys(vault.SIMULATED, 5))
SEVERAL = {"adverts": 2400, "organisations": 600}


def test_blocks_do_not_depend_on_the_number_of_workers():
    world = simulated.world(5, **SEVERAL)
    alone, together = list(stream.parts(world, SECRET, 1)), list(stream.parts(world, SECRET, 2))
    assert len(alone) == len(together) == 3
    for left, right in zip(alone, together, strict=True):
        assert left.published == right.published
        assert all(left.tables[name].equals(right.tables[name]) for name in stream.TABLES)
        pd.testing.assert_frame_equal(left.events, right.events)


def test_a_block_does_not_depend_on_the_blocks_before_it():
    world = simulated.world(5, **SEVERAL)
    assert simulation.write_block(world, 2).published == list(stream.parts(world, SECRET, 1))[2].published


def test_keys_are_unique_over_blocks_and_the_adverts_add_up():
    world = simulated.world(5, **SEVERAL)
    parts = list(stream.parts(world, SECRET, 1))
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
    parts = [part.tables["adverts"] for part in stream.parts(world, SECRET, 1)]
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


def test_no_table_names_an_advert_as_its_site_does_and_all_name_it_alike():
    world = simulated.world(5, **SEVERAL)
    block, part = simulation.write_block(world, 1), list(stream.parts(world, SECRET, 1))[1]
    clear = {f"{row['platform']}/{row['number']}" for row in block.published}
    assert clear == set(block.truth["adverts"]["advert"])
    names = {naming.pseudonym(advert, SECRET): advert for advert in clear}
    for name, table in part.tables.items():
        frame = table.to_pandas()
        text = frame.to_csv()
        assert not [advert for advert in clear if advert in text], name
        assert set(frame["advert"]) <= set(names), name
    adverts = part.tables["adverts"].to_pandas()
    assert set(adverts["twin"]) <= {*names, ""} and (adverts["twin"] != "").any()
    named = adverts.assign(**{column: adverts[column].map(names | {"": ""}) for column in stream.ADVERTS})
    columns = ["advert", "twin", "organisation", "posted"]
    as_planted = block.truth["adverts"][columns].sort_values("advert", ignore_index=True)
    pd.testing.assert_frame_equal(
        named[columns].sort_values("advert", ignore_index=True), as_planted, check_dtype=False
    )
