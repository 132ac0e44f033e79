"""Who is suspected wrongly, on worlds small enough to count by hand."""

import numpy as np
import pandas as pd
import pytest

from dots.tables import validity as tables
from dots.validity.suspicion import by_score_alone, suspicion, wilson


def world(kinds, exploitation, shortlisted, adverts=12):
    names = [f"n{i}" for i in range(len(kinds))]
    ids = [f"site/{name}{j}" for name in names for j in range(adverts)]
    memberships = pd.DataFrame({"advert": ids, "network": np.repeat(names, adverts)})
    truth = pd.DataFrame(
        {"advert": ids, "kind": np.repeat(kinds, adverts), "exploitation": np.repeat(exploitation, adverts)}
    )
    return pd.DataFrame({"network": names, "shortlisted": shortlisted}), memberships, truth


def test_an_agency_without_exploitation_is_suspected_wrongly_and_a_covert_network_with_it_is_not():
    result = suspicion(*world(["agency", "covert"], [0.1, 0.8], [True, True]), cutoff=0.5).set_index("kind")
    assert result.loc["agency", "rate"] == 1.0
    assert result.loc["covert", "rate"] == 0.0
    assert result.loc["all", "rate"] == 0.5


def test_organisation_alone_does_not_make_suspicion_right():
    result = suspicion(*world(["covert"], [0.2], [True]), cutoff=0.5).set_index("kind")
    assert result.loc["covert", "wrongful"] == 1


def test_networks_left_off_the_shortlist_count_only_towards_chance():
    result = suspicion(
        *world(["agency", "agency", "covert", "covert"], [0.1, 0.1, 0.9, 0.9], [False, False, True, True]),
        cutoff=0.5,
    ).set_index("kind")
    assert result.loc["all", ["shortlisted", "wrongful", "eligible"]].tolist() == [2, 0, 4]
    assert result.loc["all", "by_chance"] == 0.5
    assert np.isnan(result.loc["agency", "rate"])


def test_the_table_keeps_its_contract_with_an_empty_shortlist(tmp_path):
    result = suspicion(*world(["agency"], [0.1], [False]), cutoff=0.5)
    tables.SUSPICION.write(result, tmp_path / "suspicion.parquet")


def test_wilson_interval_equals_the_published_example():
    # Newcombe (1998), Statistics in Medicine 17:857, table I: 81 of 263 gives .2553 to .3662
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert all(np.isnan(wilson(0, 0)))


def test_a_list_by_score_alone_is_as_long_and_forgets_what_coders_said():
    listed = pd.DataFrame(
        {"network": ["a", "b", "c"], "model_score": [0.2, 0.9, 0.5], "shortlisted": [True, False, True]}
    )
    alone = by_score_alone(listed).set_index("network")["shortlisted"]
    assert alone.to_dict() == {"a": False, "b": True, "c": True}
