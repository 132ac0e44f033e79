"""What a crawl in waves could see, and what it saw."""

import pandas as pd
import pytest

from dots.validity.crawl import crawl, visible

WAVES = ["2025-01-10", "2025-01-20", "2025-01-30"]


def versions(*rows):
    frame = pd.DataFrame(rows, columns=["advert", "since", "until"])
    return frame.assign(since=pd.to_datetime(frame["since"]), until=pd.to_datetime(frame["until"]))


def seen(*rows):
    frame = pd.DataFrame(rows, columns=["advert", "seen"])
    return frame.assign(seen=pd.to_datetime(frame["seen"]))


def test_an_advert_is_up_from_its_first_day_to_the_day_before_it_is_gone():
    up = visible(versions(("a", "2025-01-10", "2025-01-20"), ("b", "2025-01-11", "2025-01-31")), WAVES)
    assert up.to_numpy().tolist() == seen(("a", WAVES[0]), ("b", WAVES[1]), ("b", WAVES[2])).to_numpy().tolist()


def test_versions_of_one_advert_follow_each_other_and_an_advert_between_waves_is_never_up():
    split = versions(
        ("a", "2025-01-01", "2025-01-15"), ("a", "2025-01-15", "2025-02-01"), ("b", "2025-01-11", "2025-01-20")
    )
    up = visible(split, WAVES)
    assert up["advert"].tolist() == ["a", "a", "a"] and up["seen"].is_unique


def test_what_was_never_up_is_no_fault_of_the_crawl_but_lowers_the_share_of_the_market():
    market = versions(
        ("kept", "2025-01-01", "2025-02-01"),
        ("missed", "2025-01-05", "2025-01-15"),
        ("short", "2025-01-12", "2025-01-18"),
        ("early", "2025-01-08", "2025-01-12"),
    )
    adverts = pd.DataFrame({"advert": ["kept", "early"]})
    sightings = seen(("kept", WAVES[0]), ("kept", WAVES[1]), ("early", WAVES[0]), ("early", WAVES[2]))
    rows = {row["measure"]: row for row in crawl(adverts, sightings, market, WAVES)}
    assert rows["adverts recovered"]["value"] == pytest.approx(2 / 3)
    assert rows["adverts recovered"]["baseline"] == pytest.approx(1 / 3)
    assert rows["share of the market ever seen"]["value"] == pytest.approx(2 / 4)
    assert rows["sightings recovered"]["value"] == pytest.approx(3 / 5)
    assert rows["sightings that were up"]["value"] == pytest.approx(3 / 4)
