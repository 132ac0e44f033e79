import numpy as np
import pandas as pd
import pytest

from dots.network.links import companions, link_adverts, own_chance, parties
from dots.tables import network


def test_a_shared_telephone_makes_a_network(world):
    for _ in range(4):
        world.place("A", "phone-a")
    links = world.link()
    network.LINKS.check(links, "links")
    assert links["kept"].all()
    assert links["probability"].to_numpy() == pytest.approx(0.98)  # nothing beside it: the prior
    assert world.owners(world.find(links)) == [{"A"}]


def test_a_shared_receptionist_does_not_make_a_network(world):
    towns = ("Leeds", "Bristol", "Glasgow", "Cardiff", "London", "Norwich")
    for _ in range(3):
        for owner, town in enumerate(towns):
            world.place(owner, f"phone-{owner}", town=town)
            world.place(owner, f"phone-{owner}", "phone-receptionist", town=town)
    links = world.link()
    receptionist = links[links["identifier"] == "phone-receptionist"]
    assert not receptionist["kept"].any()
    assert links.loc[links["identifier"] != "phone-receptionist", "kept"].all()
    assert sorted(map(tuple, world.owners(world.find(links)))) == [(owner,) for owner in range(6)]


def test_an_agency_whose_workers_have_their_own_handles_stays_one_network(world):
    for number in range(24):
        worker = number % 4
        world.place(
            "agency", "phone-agency", f"handle-{worker}", *([f"handle-{(worker + 1) % 4}"] if number < 4 else [])
        )
    assert world.owners(world.find(world.link())) == [{"agency"}]


def test_one_who_tours_with_one_telephone_is_not_a_receptionist(world):
    for town in ("Leeds", "Bristol", "Glasgow", "Cardiff"):
        for _ in range(4):
            world.place("touring", "phone-t", town=town)
    links = world.link()
    assert links["probability"].to_numpy() == pytest.approx(0.98)
    assert world.owners(world.find(links)) == [{"touring"}]


def test_copied_boilerplate_does_not_make_a_network(world):
    for owner in range(8):
        for _ in range(3):
            world.place(owner, f"phone-{owner}")
        world.place(owner, f"phone-{owner}", template="boilerplate")
    links = world.link()
    boilerplate = links[links["identifier"] == "boilerplate"]
    assert boilerplate["probability"].max() < 0.05
    assert len(world.owners(world.find(links))) == 8


def test_a_text_borrowed_once_does_not_join_two_networks(world):
    for _ in range(12):
        world.place("A", "phone-a", template="text-a")
    for _ in range(12):
        world.place("B", "phone-b")
    borrowed = world.place("B", "phone-b", template="text-a")
    links = world.link()
    tie = links[(links["advert"] == borrowed) & (links["identifier"] == "text-a")]
    assert not tie["kept"].item() and tie["own"].item() > 0.9
    assert sorted(map(tuple, world.owners(world.find(links)))) == [("A",), ("B",)]


def test_a_network_that_changes_its_telephone_each_month_is_not_mistaken_for_strangers_who_copy(world):
    for number in range(36):
        world.place("covert", f"phone-{number // 4}", template=f"text-{number % 3}")
    links = world.link()
    assert links["kept"].all()
    assert world.owners(world.find(links)) == [{"covert"}]


def test_an_identifier_above_the_cap_ties_nobody(world):
    for _ in range(6):
        world.place("A", "phone-a")
    assert world.link(hub_cap=6)["kept"].all()
    capped = world.link(hub_cap=5)
    assert len(capped) == 6 and not capped["kept"].any() and (capped["probability"] == 0).all()
    assert world.owners(world.find(capped)) == []


def test_more_strangers_never_make_an_identifier_more_trusted(world):
    chance = []
    for strangers in range(1, 12):
        ties = pd.DataFrame(
            {"identifier": "x", "kind": "phone", "informed": True, "party": [f"p{n}" for n in range(strangers)]}
        )
        chance.append(own_chance(ties, {"phone": 0.98})[0])
    assert chance[0] == pytest.approx(0.98)
    assert np.all(np.diff(chance) < 0) and chance[-1] < 0.001


def test_ewens_ratio_is_the_product_of_the_restaurant_s_seatings():
    # three adverts: a new party, a new party, one that joins; sizes do not matter, only n and k
    ties = pd.DataFrame({"identifier": "x", "kind": "phone", "informed": True, "party": ["p", "q", "q"]})
    own, public = [(1 * t) / (t + 1) / (t + 2) for t in (1.0, 20.0)]
    odds = 1.0 * own / public
    assert own_chance(ties, {"phone": 0.5})[0] == pytest.approx(odds / (1 + odds))


def test_parties_are_found_without_the_identifier_itself(world):
    world.place("A", "phone-shared", "phone-a")
    world.place("A", "phone-shared", "phone-a", "email-a")
    world.place("B", "phone-shared", "email-b")
    world.place("C", "phone-shared")
    held = world.contacts.rename(columns={"contact": "identifier"})
    shared = held[held["identifier"] == "phone-shared"]
    found = parties(shared[["advert", "identifier", "kind"]], held)
    assert found["party"].nunique() == 3
    assert found["informed"].tolist() == [True, True, True, False]


def test_two_large_networks_that_borrowed_twice_are_no_companions():
    template = np.array(["p", "q", *["own-a"] * 10, "p", "q", *["own-b"] * 10])
    party = np.repeat([0, 1], 12)
    assert len(set(companions(template, party))) == 2
    template = np.array(["p", "q", "p", "p", "q"])
    assert len(set(companions(template, np.array([0, 0, 1, 1, 1])))) == 1


def test_links_do_not_depend_on_the_order_of_the_rows(market):
    links = network.LINKS.check(market.link(), "links")
    again = link_adverts(
        market.adverts.sample(frac=1, random_state=1),
        market.contacts.sample(frac=1, random_state=2),
        market.advert_templates.sample(frac=1, random_state=3),
        probability={"phone": 0.98, "email": 0.97, "handle": 0.95, "template": 0.60},
        hub_cap=150,
        threshold=0.5,
    )
    assert links.equals(network.LINKS.check(again, "again"))
