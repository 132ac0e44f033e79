import networkx
import numpy as np
import pandas as pd
import pytest

from dots.network import measures


def shapes_of(graph):
    """Measure one graph as one network, each edge an identifier of its own."""
    members = pd.DataFrame({"advert": [str(node) for node in graph], "network": "n1"})
    ties = pd.DataFrame(
        [(str(node), f"edge-{number}") for number, edge in enumerate(graph.edges) for node in edge],
        columns=["advert", "identifier"],
    )
    return measures.shapes(members, ties).loc["n1"]


def test_freeman_s_star_is_wholly_centralised_and_his_circle_not_at_all():
    # SOURCE Freeman (1979), "Centrality in social networks: conceptual clarification", figure 2: five points
    assert shapes_of(networkx.star_graph(4))["centralisation"] == pytest.approx(1)
    assert shapes_of(networkx.cycle_graph(5))["centralisation"] == 0
    assert shapes_of(networkx.complete_graph(5)).tolist() == [1, 0, 1]


def test_the_karate_club_measures_as_networkx_publishes_it():
    club = networkx.karate_club_graph()
    found = shapes_of(club)
    assert found["density"] == pytest.approx(0.13903743315508021)  # 78 edges of 34 members
    assert found["clustering"] == pytest.approx(0.5706384782076823)
    # SOURCE Zachary's club: the largest degree is 17, of 156 in all
    assert found["centralisation"] == pytest.approx((34 * 17 - 156) / (33 * 32))


@pytest.mark.parametrize("seed", range(8))
def test_igraph_and_networkx_agree(seed):
    graph = networkx.gnp_random_graph(12, 0.3, seed=seed)
    found = shapes_of(graph)
    for measure, value in measures.defined_shapes(graph).items():
        assert found[measure] == pytest.approx(value, abs=1e-12), measure


def test_a_disagreement_of_the_two_libraries_stops_the_run(market, measured):
    ties = measured["links"].loc[measured["links"]["kept"], ["advert", "identifier"]]
    found = measures.shapes(measured["memberships"], ties)
    assert measures.check_shapes(found, measured["memberships"], ties, most=20) == 20
    found["density"] += 0.01
    with pytest.raises(ArithmeticError, match="networkx"):
        measures.check_shapes(found, measured["memberships"], ties, most=20)


def test_ties_across_networks_do_not_count():
    members = pd.DataFrame({"advert": list("abcd"), "network": ["n1", "n1", "n2", "n2"]})
    ties = pd.DataFrame({"advert": list("abcd"), "identifier": "shared"})
    found = measures.shapes(members, ties)
    assert found["density"].tolist() == [1, 1]


def test_every_pair_that_shares_an_identifier_is_listed_once_for_each():
    random = np.random.default_rng(2)
    ties = pd.DataFrame({"advert": random.integers(0, 30, 120), "identifier": random.integers(0, 12, 120)})
    ties = ties.drop_duplicates()
    both = ties.merge(ties, on="identifier")
    expected = both[both["advert_x"] < both["advert_y"]]
    found = measures.advert_pairs(ties)
    assert len(found) == len(expected)
    assert set(found.itertuples(index=False, name=None)) == set(
        expected[["advert_x", "advert_y", "identifier"]].itertuples(index=False, name=None)
    )


def test_template_share_counts_only_texts_that_serve_twice_within_the_network(world):
    for template in ("t", "t", "u", None):
        world.place("A", "phone-a", template=template)
    world.place("B", "phone-b", template="u")
    links = world.link()
    found = measures.measure(
        world.find(links), links.loc[links["kept"]], world.adverts, world.contacts, world.advert_templates
    )
    assert found.loc[0, ["adverts", "contacts", "templates"]].tolist() == [4, 1, 3]
    assert found.loc[0, "template_share"] == 0.5


def test_adverts_add_up(market, measured):
    memberships = measured["memberships"]
    alone = (memberships.groupby("network").size() == 1).sum()
    assert measured["networks"]["adverts"].sum() + alone == len(market.adverts)
