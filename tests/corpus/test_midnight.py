"""A wave is one look at a site, on the day that its batch is named by, however long it took and whatever clocks say."""

import pandas as pd
import pytest
from bundled import SITES
from tiny_archive import board, city, unchanged, wacz, warc

from dots.corpus import batches, clear_tables, spells, versions
from dots.governance import vault

KEYS = vault.load_keys(vault.SIMULATED, 7)
BEFORE, AFTER = "Wed, 12 Mar 2025 23:55:00 GMT", "Thu, 13 Mar 2025 00:10:00 GMT"
LATER, LATEST = "Wed, 02 Apr 2025 23:55:00 GMT", "Thu, 03 Apr 2025 00:10:00 GMT"
DAYS = ["2025-03-12", "2025-04-02"]


@pytest.fixture
def parsed(tmp_path):
    def parsed(**waves):
        """Seal batches by their names, and read them."""
        for name, listed in waves.items():
            vault.seal(wacz(warc(listed)[0]), tmp_path / f"sealed/{name}.wacz.age", vault.batch(KEYS, name))
        merged = versions.merge(batches.parse(tmp_path / "sealed", KEYS, SITES, tmp_path, 1))
        clear_tables.write_adverts(merged, tmp_path / "adverts.parquet", tmp_path)
        clear_tables.write_sightings(merged, tmp_path / "sightings.parquet")
        adverts, sightings = (pd.read_parquet(tmp_path / f"{name}.parquet") for name in ("adverts", "sightings"))
        found = spells.find(adverts, sightings, merged.site_waves).set_index("advert")
        return found, merged.site_waves, merged.attrition.set_index("reason")["records"]

    return parsed


def test_a_wave_that_goes_on_after_midnight_is_one_wave_and_nothing_seems_gone_or_new(parsed):
    early, late, again = board(1, BEFORE), board(2, AFTER), board(1, AFTER)
    second = [unchanged(early, LATER), unchanged(late, LATEST)]
    found, site_waves, _ = parsed(**{DAYS[0]: [early, late, again], DAYS[1]: second})
    assert site_waves["wave"].dt.strftime("%Y-%m-%d").tolist() == DAYS
    assert site_waves["pages"].tolist() == [2, 2] and site_waves["revisits"].tolist() == [0, 2]
    for row in found.itertuples():
        assert [f"{day:%Y-%m-%d}" for day in (row.first_seen, row.last_seen)] == DAYS
        assert (row.sightings, row.missed) == (2, 0)
        assert pd.isna(row.gone) and pd.isna(row.absent) and row.left_censored and row.right_censored


def test_a_site_whose_clock_is_wrong_is_seen_on_the_day_of_the_wave_and_told_of_without_an_address(parsed, caplog):
    wrong = [city(n, "Fri, 01 Jan 2038 00:00:00 GMT") for n in range(3)]
    found, site_waves, _ = parsed(**{DAYS[0]: [board(1, BEFORE), board(2, AFTER), *wrong]})
    assert set(site_waves["wave"]) == set(found["first_seen"]) == {pd.Timestamp(DAYS[0])}
    said = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert len(said) == 1 and "citylist.example: 3 pages with a Date header" in said[0] and DAYS[0] in said[0]
    assert "/listing/" not in caplog.text


@pytest.mark.parametrize("header", [None, "yesterday", "Mon, 01 Jan 1900 00:00:00 GMT"])
def test_a_page_of_a_wave_without_a_usable_date_header_is_still_left_out_and_counted(parsed, header):
    found, _, counts = parsed(**{DAYS[0]: [board(1, BEFORE), board(2, header)]})
    assert found.index.tolist() == ["noticeboard/000001"] and counts["no usable Date header"] == 1


def test_a_batch_that_is_not_named_by_a_day_holds_the_days_of_its_headers(parsed):
    found, site_waves, _ = parsed(direct=[board(1, BEFORE), board(2, AFTER)])
    assert site_waves["wave"].dt.strftime("%Y-%m-%d").tolist() == ["2025-03-12", "2025-03-13"]
    assert f"{found.loc['noticeboard/000001', 'gone']:%Y-%m-%d}" == "2025-03-13"
