"""Who is suspected wrongly, on worlds small enough to count by hand."""

import numpy as np
import pandas as pd
import pytest

from dots.tables import validity as tables
from dots.validity.headlines import by_length, grouped
from dots.validity.suspicion import capacities, described, shortlists, suspicion


def world(kinds, exploitation, shortlisted, adverts=12, **groups):
    names = [f"n{i}" for i in range(len(kinds))]
    ids = [f"site/{name}{j}" for name in names for j in range(adverts)]
    memberships = pd.DataFrame({"advert": ids, "network": np.repeat(names, adverts)})
    columns = {"kind": kinds, "exploitation": exploitation, "language": "English", "number": "own number"} | groups
    truth = pd.DataFrame({"advert": ids} | {name: np.repeat(value, adverts) if isinstance(value, list) else value
                                            for name, value in columns.items()})  # fmt: skip
    listed = pd.DataFrame({"network": names, "shortlisted": shortlisted, "model_score": exploitation})
    order = listed.sort_values("shortlisted", ascending=False, kind="stable").index
    listed.loc[order, "rank"] = np.arange(1, len(names) + 1)
    return listed, memberships, truth


def rates(*args, **settings):
    return suspicion(*world(*args, **settings), cutoff=0.5).set_index(["grouping", "group"])


def test_an_agency_without_exploitation_is_suspected_wrongly_and_a_covert_network_with_it_is_not():
    result = rates(["agency", "covert"], [0.1, 0.8], [True, True])
    assert result.loc[("kind", "agency"), "rate"] == 1.0
    assert result.loc[("kind", "covert"), "rate"] == 0.0
    assert result.loc[("all", "all"), "rate"] == 0.5


def test_organisation_alone_does_not_make_suspicion_right():
    assert rates(["covert"], [0.2], [True]).loc[("kind", "covert"), "wrongful"] == 1


def test_networks_left_off_the_shortlist_count_only_towards_chance():
    result = rates(["agency", "agency", "covert", "covert"], [0.1, 0.1, 0.9, 0.9], [False, False, True, True])
    whole = result.loc[("all", "all")]
    assert whole[["shortlisted", "wrongful", "eligible", "innocent"]].tolist() == [2, 0, 4, 2]
    assert whole["by_chance"] == 0.5 and whole["exposed"] == 0.0
    assert np.isnan(result.loc[("kind", "agency"), "rate"])


def test_a_language_that_bears_all_of_the_wrongful_suspicion_shows():
    tongues = ["English", "English", "other languages", "other languages"]
    result = rates(["duo"] * 4, [0.9, 0.1, 0.1, 0.1], [True, False, True, False], language=tongues)
    assert result.loc[("language", "English"), ["rate", "exposed"]].tolist() == [0.0, 0.0]
    assert result.loc[("language", "other languages"), ["rate", "exposed"]].tolist() == [1.0, 0.5]


def test_a_number_is_shared_if_another_organisation_carries_it_too():
    adverts = pd.DataFrame(
        {"advert": ["a", "b", "c", "d"], "organisation": ["o1", "o1", "o2", "o3"], "language": ["en", "en", "pl", "en"]}
    )
    contacts = pd.DataFrame(
        [("a", "phone", "own"), ("b", "phone", "reception"), ("c", "phone", "reception"), ("d", "email", "reception")],
        columns=["advert", "kind", "contact"],
    )
    result = described(adverts, contacts)
    assert result["number"].tolist() == ["shared number"] * 3 + ["own number"]
    assert result["language"].tolist() == ["English", "English", "other languages", "English"]


def test_a_list_by_score_alone_is_as_long_and_forgets_what_coders_said():
    listed, members, truth = world(["duo"] * 3, [0.2, 0.9, 0.6], [True, False, True])
    result = suspicion(listed, members, truth, cutoff=0.5).set_index(["grouping", "group"])
    assert result.loc[("all", "all"), ["shortlisted", "wrongful"]].tolist() == [2, 1]
    assert result.loc[("ranking", "by score alone"), ["shortlisted", "wrongful"]].tolist() == [2, 0]


def test_a_checklist_ranks_by_the_indicators_that_adverts_show_on_average():
    listed, members, truth = world(["duo"] * 3, [0.2, 0.9, 0.6], [True, False, False])
    counts = pd.Series(3, index=truth.loc[truth["exploitation"] == 0.6, "advert"])
    result = suspicion(listed, members, truth, 0.5, counts).set_index(["grouping", "group"])
    assert result.loc[("ranking", "by indicator count alone"), ["shortlisted", "wrongful"]].tolist() == [1, 0]


def test_the_rate_at_every_length_of_the_list_ends_at_chance_and_passes_the_stated_one():
    table = suspicion(*world(["duo"] * 4, [0.9, 0.1, 0.8, 0.2], [True, True, False, False]), cutoff=0.5)
    lists = by_length(table)
    assert lists["length"].tolist() == [1, 2, 3, 4]
    assert lists["rate"].tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert lists.loc[lists["stated"], "rate"].tolist() == [0.5]
    assert lists["rate"].iloc[-1] == lists["by_chance"].iloc[-1]


def test_lists_of_many_networks_are_thinned_but_hold_the_stated_length_its_half_and_its_double():
    lengths = capacities(100_000, 5_000)
    assert {1, 100, 2_500, 5_000, 10_000, 100_000} <= set(lengths)
    assert len(lengths) < 300 and max(lengths) == 100_000
    assert capacities(3, 10) == [1, 2, 3] and capacities(0, 0) == []


def test_the_scoreboard_states_a_rate_for_groups_that_are_shortlisted_and_none_for_others():
    table = suspicion(*world(["agency", "covert"], [0.1, 0.8], [False, True]), cutoff=0.5)
    rows = {row["group"]: row for row in shortlists(table)}
    assert rows["all"]["value"] == 0.0 and rows["all"]["baseline"] == 0.5
    assert "agency" not in rows and "000001" not in rows
    assert shortlists(table.assign(shortlisted=0)) == []


def test_over_all_comes_first_and_every_row_has_a_name():
    shown = grouped(suspicion(*world(["covert", "agency"], [0.1, 0.8], [False, True]), cutoff=0.5))
    assert shown["label"].tolist()[:3] == ["all networks", "agency", "covert"]
    assert shown["label"].tolist()[-1] == "a list by score alone"


def test_the_table_keeps_its_contract_with_an_empty_shortlist_and_with_nobody_eligible(tmp_path):
    listed, members, truth = world(["agency"], [0.1], [False])
    for part in (listed, listed.iloc[:0]):
        tables.SUSPICION.write(suspicion(part, members, truth, cutoff=0.5), tmp_path / "suspicion.parquet")
