"""First seen, last seen, changed, gone and censored agree with the planted lives of adverts, every one of them."""

import numpy as np
import pandas as pd
import pytest
import simulated
from bundled import SITES

from dots.corpus import pages, spells, versions
from dots.market import direct
from dots.tables import corpus as tables


@pytest.fixture(scope="module", params=[3, 4])
def market(request, tmp_path_factory):
    """Simulate a market with platforms that close, parse what the waves see of it, and find the spells."""
    made = simulated.simulate(request.param, adverts=600, organisations=45)
    part = pages.collect(direct.pages(made.about, made.rows), SITES, tmp_path_factory.mktemp("texts") / "texts.parquet")
    site_waves = versions.merge([part]).site_waves
    adverts, sightings, _ = pages.parse(direct.pages(made.about, made.rows), SITES)
    found = tables.SPELLS.check(spells.find(adverts, sightings, site_waves), "test")
    return made, found.set_index("advert"), site_waves


def lives(made):
    """List for every advert the waves in which it is up, and those of its platform, from the truth alone."""
    waves = pd.DatetimeIndex(made.about["waves"])
    for advert, rows in made.truth["versions"].groupby("advert"):
        platform = advert.split("/")[0]
        closes = pd.Timestamp(made.about["closures"].get(platform, "2200-01-01"))
        up = [day for day in waves if day < closes and ((rows["since"] <= day) & (day < rows["until"])).any()]
        yield advert, up, [day for day in waves if day < closes]


def test_every_spell_is_the_planted_life_as_the_waves_can_tell_it(market):
    made, found, site_waves = market
    seen = 0
    for advert, up, waves in lives(made):
        if not up:
            assert advert not in found.index
            continue
        seen += 1
        row = found.loc[advert]
        before = [day for day in waves if day < up[0]]
        after = [day for day in waves if day > up[-1]]
        assert (row["first_seen"], row["last_seen"], row["sightings"]) == (up[0], up[-1], len(up))
        assert row["missed"] == sum(up[0] < day < up[-1] for day in waves) - max(len(up) - 2, 0)
        assert (row["left_censored"], row["right_censored"]) == (not before, not after)
        assert row["absent"] == before[-1] if before else pd.isna(row["absent"])
        assert row["gone"] == after[0] if after else pd.isna(row["gone"])
    assert seen == len(found) > 400
    assert found["right_censored"].any() and found["gone"].notna().any() and found["left_censored"].any()


def test_an_advert_ends_between_its_last_sighting_and_gone(market):
    made, found, _ = market
    until = made.truth["versions"].groupby("advert")["until"].max().reindex(found.index)
    ended = found["gone"].notna()
    assert (until[ended] > found.loc[ended, "last_seen"]).all() and (until[ended] <= found.loc[ended, "gone"]).all()


def test_nothing_is_gone_because_its_platform_closed(market):
    made, found, _ = market
    closures = {name: pd.Timestamp(day) for name, day in made.about["closures"].items()}
    assert closures
    for platform, day in closures.items():
        part = found[found["platform"] == platform]
        last = part["last_seen"].max()
        assert last < day
        assert part.loc[part["last_seen"] == last, "right_censored"].all()
        assert not (part["gone"] >= day).any()


def sighted(*rows):
    frame = pd.DataFrame(rows, columns=["advert", "seen", "changed"])
    return frame.assign(seen=pd.to_datetime(frame["seen"]))


def waves(**states):
    rows = [
        {"platform": platform, "wave": pd.Timestamp(f"2026-01-{day:02d}"), "state": state, "pages": 1, "revisits": 0}
        for platform, listed in states.items()
        for day, state in enumerate(listed, start=1)
    ]
    return tables.SITE_WAVES.check(pd.DataFrame(rows), "test")


def spell(sightings, site_waves):
    adverts = pd.DataFrame({"advert": sightings["advert"].unique(), "platform": "board"})
    found = tables.SPELLS.check(spells.find(adverts, sightings, site_waves), "test")
    return found.set_index("advert").loc["board/1"]


@pytest.mark.parametrize("state", ["failed", "closed"])
def test_a_wave_in_which_the_site_could_not_be_crawled_tells_nothing(state):
    rows = sighted(("board/1", "2026-01-02", False))
    row = spell(rows, waves(board=["crawled", "crawled", state, "crawled"]))
    assert row["gone"] == pd.Timestamp("2026-01-04") and not row["right_censored"]
    row = spell(rows, waves(board=["crawled", "crawled", state, state], other=["crawled"] * 4))
    assert pd.isna(row["gone"]) and row["right_censored"]
    row = spell(rows, waves(board=[state, "crawled", "crawled"]))
    assert pd.isna(row["absent"]) and row["left_censored"]


def test_an_advert_that_came_back_has_one_spell_and_the_waves_that_missed_it():
    rows = sighted(("board/1", "2026-01-01", False), ("board/1", "2026-01-04", True))
    row = spell(rows, waves(board=["crawled", "crawled", "failed", "crawled", "crawled"]))
    assert (row["sightings"], row["missed"], row["changes"]) == (2, 1, 1)
    assert row["gone"] == pd.Timestamp("2026-01-05")


def test_a_sighting_on_a_day_that_is_no_wave_is_refused():
    with pytest.raises(ValueError, match="board/1: seen on 2026-01-09, which is no wave of board"):
        spell(sighted(("board/1", "2026-01-09", False)), waves(board=["crawled"] * 3))


def test_numbers_of_spells_do_not_tell_of_small_groups():
    found = pd.DataFrame(
        {
            "sightings": np.repeat([1, 3], [40, 60]),
            "changes": np.repeat([0, 1], [95, 5]),
            "right_censored": np.repeat([True, False], [97, 3]),
            "left_censored": False,
        }
    )
    stated = spells.summarise(found, waves(board=["crawled", "failed"], other=["failed", "failed"]), 10)
    assert stated["waves"].value == 1 and stated["seen_once_share"].value == 0.4 and stated["sightings"].value == 3
    assert stated["changed_share"].text() == stated["right_censored_share"].text() == "withheld"
    assert stated["left_censored_share"].value == 0
