import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from dots.network import partition
from dots.tables import network


def test_each_advert_is_in_exactly_one_network(market):
    found = market.find(market.link())
    assert sorted(found["advert"]) == sorted(market.adverts["advert"])
    assert found["advert"].is_unique and found["network"].notna().all()


def test_networks_are_numbered_by_falling_size(market):
    size = market.find(market.link()).groupby("network").size().sort_index()
    assert size.index[0] == "n000001"
    assert (size.diff().dropna() <= 0).all()


def test_the_planted_organisations_are_found_where_plain_union_find_finds_one_giant(market, monkeypatch):
    links = market.link()
    found = market.find(links).merge(market.adverts, on="advert")
    assert adjusted_rand_score(found["owner"], found["network"]) > 0.9
    monkeypatch.setattr(partition, "GUARDED", 10**9)
    plain = market.find(links.assign(kept=True)).merge(market.adverts, on="advert")
    assert adjusted_rand_score(plain["owner"], plain["network"]) < 0.3


def test_two_large_networks_that_hang_together_by_one_false_tie_are_kept_apart(world):
    for number in range(20):
        world.place("A", "phone-a", *(["email-false"] if number == 0 else []))
        world.place("B", "phone-b", *(["email-false"] if number == 0 else []))
    links = world.link().assign(kept=True)
    assert sorted(map(tuple, world.owners(world.find(links)))) == [("A",), ("B",)]


def test_two_telephones_used_side_by_side_are_one_network(world):
    for number in range(20):
        world.place("A", *(["phone-a"] if number % 3 else ["phone-a", "phone-b"]))
        world.place("A", *(["phone-b"] if number % 3 else ["phone-a", "phone-b"]))
    assert world.owners(world.find(world.link())) == [{"A"}]


def test_sure_ties_reproduce_the_point_partition_in_every_draw_and_are_wholly_stable(market):
    links = market.link()
    sure = links[links["kept"]].assign(own=1.0, probability=1.0)
    point = market.find(sure)
    drawn = partition.draw_networks(market.adverts["advert"], sure, 3, seed=5)
    for _, members in drawn.groupby("draw"):
        assert members.sort_values("advert")["network"].tolist() == point.sort_values("advert")["network"].tolist()
    assert (partition.stability(point, drawn) == 1).all()


def test_impossible_ties_leave_every_advert_alone(market):
    never = market.link().assign(own=0.0, probability=0.0)
    drawn = partition.draw_networks(market.adverts["advert"], never, 2, seed=5)
    assert drawn.groupby(["draw", "network"]).size().max() == 1
    point = market.find(never.assign(kept=False))
    assert (partition.stability(point, drawn) == 1).all()


def test_ties_fall_as_often_as_their_chance_says_and_those_of_one_identifier_together():
    links = pd.DataFrame(
        {
            "advert": [f"x/{number}" for number in range(8)],
            "identifier": ["i"] * 4 + ["j"] * 4,
            "party": ["x/0"] * 4 + ["x/4", "x/4", "x/6", "x/6"],
            "own": [0.3] * 4 + [0.8] * 4,
            "probability": [0.3] * 4 + [0.8, 0.8, 0.4, 0.4],
        }
    )
    fallen = pd.DataFrame(
        [links["advert"].isin(partition.draw_ties(links, draw, seed=3)["advert"]).to_numpy() for draw in range(800)]
    )
    assert fallen.mean().to_numpy() == pytest.approx(links["probability"].to_numpy(), abs=0.06)
    assert fallen[[0, 1, 2, 3]].nunique(axis=1).max() == 1
    assert (fallen[6] <= fallen[4]).all()  # the borrower has the tie only if the identifier is the owner's own


def test_a_draw_can_be_tossed_again_alone(measured):
    links = measured["links"]
    tossed = partition.draw_ties(links, 5, seed=1)
    assert tossed.equals(partition.draw_ties(links.sample(frac=1, random_state=4), 5, seed=1))
    assert not tossed.equals(partition.draw_ties(links, 6, seed=1))


def test_stability_is_the_share_of_the_others_that_stay():
    point = pd.DataFrame({"advert": list("abcd"), "network": ["n1", "n1", "n1", "n2"]})
    drawn = pd.DataFrame(
        {"draw": [1] * 4 + [2] * 4, "advert": list("abcd") * 2, "network": ["x", "x", "y", "y", "x", "x", "x", "z"]}
    )
    found = partition.stability(point, drawn)
    assert found.to_dict() == {"a": 0.75, "b": 0.75, "c": 0.5, "d": 0.5}


def test_memberships_and_draws_keep_their_contract(measured):
    network.MEMBERSHIPS.check(measured["memberships"], "memberships")
    drawn = network.MEMBERSHIP_DRAWS.check(measured["membership_draws"], "membership_draws")
    assert drawn.groupby("draw").size().nunique() == 1
    assert np.array_equal(drawn["draw"].unique(), np.arange(1, 13))
