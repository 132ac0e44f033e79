"""A corpus of any size is read row group by row group: the same tables for any number of processes, and all of it."""

import pandas as pd
import pyarrow.parquet as parquet
import pytest
from pandas.testing import assert_frame_equal

from dots.corpus import placing, reading, row_groups
from dots.tables import corpus as tables

NAMES = ("adverts", "facts", "contacts", "clear_contacts")
GROUPS, SIZE = 5, 7


def clear():
    """Give 35 adverts; every fifth states an age below 18, and all of the third row group do."""
    numbers = range(GROUPS * SIZE)
    young = {number for number in numbers if number % 5 == 0 or number // SIZE == 2}
    return pd.DataFrame(
        {
            "advert": [f"noticeboard/{number:04d}" for number in numbers],
            "platform": "noticeboard",
            "posted": pd.Timestamp("2025-03-04"),
            "seen": pd.Timestamp("2025-04-01"),
            "title": "Anna in Leeds",
            "body": [f"Aged {16 if n in young else 30}, here until Friday. Call 07700 900{n:03d}" for n in numbers],
            "contact": "",
            "place": "Leeds",
            "price": "£90 per hour",
        }
    )


def write(table, frame, path):
    with table.writing(path) as put:
        for start in range(0, len(frame), SIZE):
            put(table.arrow(frame.iloc[start : start + SIZE], path))


@pytest.fixture(scope="module")
def sources(towns, ranges):
    return reading.Sources(placing.gazetteer(towns), ranges, {})


@pytest.fixture(scope="module")
def read(tmp_path_factory, sources, keys):
    folder = tmp_path_factory.mktemp("groups")
    write(tables.CLEAR_ADVERTS, clear(), folder / "clear.parquet")

    def run(workers):
        to = {name: folder / f"{name}-{workers}.parquet" for name in NAMES}
        return reading.read_file(folder / "clear.parquet", sources, keys, workers, **to), to

    return {workers: run(workers) for workers in (1, 2, 3)}


def test_the_bytes_are_the_same_on_any_number_of_processes(read):
    (outcomes, dropped), one = read[1]
    for workers in (2, 3):
        assert read[workers][0] == (outcomes, dropped)
        assert not [name for name in NAMES if one[name].read_bytes() != read[workers][1][name].read_bytes()]


def test_what_is_read_in_parts_is_what_is_read_at_once(read, sources, keys):
    whole = reading.read_part(clear(), sources)
    _, to = read[1]
    pseudonyms = reading.pseudonymised(whole.clear_contacts, keys)
    for table, name, frame in (
        (tables.ADVERTS, "adverts", whole.adverts),
        (tables.FACTS, "facts", whole.facts),
        (tables.CONTACTS, "contacts", pseudonyms),
        (tables.CLEAR_CONTACTS, "clear_contacts", whole.clear_contacts),
    ):
        assert_frame_equal(table.read(to[name]), table.check(frame, name))


def test_every_advert_is_counted_and_a_row_group_without_any_left_is_no_trouble(read):
    (outcomes, dropped), to = read[2]
    assert sum(outcomes.values()) == GROUPS * SIZE
    assert outcomes[reading.UNDER_AGE] == len(dropped) == 12
    assert parquet.ParquetFile(to["adverts"]).num_row_groups == GROUPS - 1
    assert not dropped & set(tables.FACTS.read(to["facts"])["advert"])


def test_sightings_of_dropped_adverts_are_left_out_whatever_their_row_group(read, tmp_path):
    (_, dropped), to = read[1]
    seen = pd.concat(
        [clear()[["advert"]].assign(seen=day, changed=False) for day in pd.to_datetime(["2025-03-10", "2025-04-01"])]
    )
    write(tables.SIGHTINGS, seen.sort_values(["advert", "seen"]), tmp_path / "seen.parquet")
    reading.sightings(tmp_path / "seen.parquet", dropped, tmp_path / "kept.parquet")
    kept = tables.SIGHTINGS.read(tmp_path / "kept.parquet")
    assert sorted(set(kept["advert"])) == tables.ADVERTS.read(to["adverts"])["advert"].tolist()
    assert len(kept) == 2 * (GROUPS * SIZE - len(dropped))


def test_an_error_in_a_process_is_not_swallowed(tmp_path, sources):
    write(tables.CLEAR_ADVERTS, clear(), tmp_path / "clear.parquet")
    with pytest.raises(AttributeError):
        list(row_groups.each(tmp_path / "clear.parquet", reading._read_group, "no sources", workers=2))
