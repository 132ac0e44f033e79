import numpy as np
import pandas as pd
import pytest

from dots.network import geography
from dots.tables import network


def test_london_to_edinburgh_is_534_kilometres():
    # SOURCE great-circle distance between 51.5074 N 0.1278 W and 55.9533 N 3.1883 W
    assert geography.haversine(51.5074, -0.1278, 55.9533, -3.1883) == pytest.approx(534, abs=1)
    assert geography.haversine(0, 0, 0, 180) == pytest.approx(np.pi * geography.EARTH)


def test_one_town_has_radius_zero_and_two_have_half_their_distance():
    adverts = pd.DataFrame(
        {
            "network": ["a", "a", "b", "b", "c"],
            "latitude": [53.8, 53.8, 51.5074, 55.9533, np.nan],
            "longitude": [-1.5, -1.5, -0.1278, -3.1883, np.nan],
        }
    )
    radius = geography.radius_of_gyration(adverts)
    assert radius["a"] == pytest.approx(0, abs=1e-4)
    assert radius["b"] == pytest.approx(534 / 2, abs=1)
    assert "c" not in radius


def visits(*rows):
    frame = pd.DataFrame(rows, columns=["network", "posted", "region"])
    return frame.assign(posted=pd.Timestamp("2025-01-01") + pd.to_timedelta(frame["posted"], unit="D"))


def test_moves_are_changes_of_region_in_order_of_time():
    found = geography.moves(visits(("a", 3, "Wales"), ("a", 1, "London"), ("a", 2, "London"), ("a", 4, "London")))
    assert found[["origin", "destination"]].to_numpy().tolist() == [["London", "Wales"], ["Wales", "London"]]


def test_on_a_day_with_several_regions_a_network_starts_where_it_was():
    found = geography.moves(visits(("a", 1, "Wales"), ("a", 2, "London"), ("a", 2, "Wales")))
    assert found[["origin", "destination"]].to_numpy().tolist() == [["Wales", "London"]]


def test_an_advert_without_a_region_and_a_network_in_one_region_move_nowhere():
    assert geography.moves(visits(("a", 1, "Wales"), ("a", 2, None), ("a", 3, "Wales"))).empty


def test_moves_equal_the_changes_of_region(market, measured):
    joined = measured["memberships"].merge(market.adverts, on="advert")
    one_a_day = joined.groupby(["network", "posted"])["region"].nunique().max() == 1
    moved = geography.moves(joined)
    counted = network.MOVEMENT.check(measured["movement"], "movement")
    assert counted["moves"].sum() == len(moved) > 0
    assert (counted["origin"] != counted["destination"]).all()
    order = joined.sort_values(["network", "posted"], kind="stable")
    changes = (order["region"] != order.groupby("network")["region"].shift()) & order.duplicated("network")
    assert len(moved) == changes.sum() if one_a_day else len(moved) <= changes.sum()


def test_each_network_leaves_where_it_came_to(market, measured):
    moved = geography.moves(measured["memberships"].merge(market.adverts, on="advert"))
    came = moved.groupby("network")["destination"].shift()
    later = came.notna()
    assert (came[later] == moved.loc[later, "origin"]).all()
