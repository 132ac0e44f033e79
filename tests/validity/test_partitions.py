"""Networks and templates against the planted ones, beside the plain methods they must beat."""

import numpy as np
import pandas as pd
import pytest

from dots.validity.networks import measured, networks, structure
from dots.validity.partitions import partition


def organisations(sizes, kinds):
    return pd.DataFrame(
        {
            "advert": [f"site/{i:04d}" for i in range(sum(sizes))],
            "organisation": np.repeat([f"o{i:02d}" for i in range(len(sizes))], sizes),
            "kind": np.repeat(kinds, sizes),
        }
    )


def ties(truth, *more):
    own = pd.DataFrame({"advert": truth["advert"], "identifier": "phone-" + truth["organisation"], "kind": "phone"})
    return pd.concat([own, *more], ignore_index=True)


def by_measure(rows):
    return {(row["measure"], row["group"]): row for row in rows}


def test_true_networks_score_one_and_a_shared_receptionist_ruins_union_find():
    truth = organisations([10] * 12, ["agency"] * 12)
    firsts = truth.groupby("organisation")["advert"].first()
    hub = pd.DataFrame({"advert": firsts, "identifier": "phone-reception", "kind": "phone"})
    found = truth[["advert"]].assign(network=truth["organisation"])
    result = by_measure(networks(found, ties(truth, hub), truth, seed=1, times=20))
    assert result["network adjusted Rand index", "all"]["value"] == 1.0
    assert result["network adjusted Rand index", "all"]["baseline"] == pytest.approx(0.0, abs=1e-9)
    assert result["network B-cubed recall", "agency"]["value"] == 1.0
    assert result["networks found per organisation", "all"]["baseline"] == pytest.approx(1 / 12)


def test_boilerplate_that_all_copy_does_not_fool_a_method_that_looks_at_contacts_alone():
    truth = organisations([10] * 12, ["duo"] * 12)
    copied = pd.DataFrame({"advert": truth["advert"], "identifier": "template-1", "kind": "template"})
    found = truth[["advert"]].assign(network=truth["organisation"])
    result = by_measure(networks(found, ties(truth, copied), truth, seed=1, times=0))
    assert result["network pairwise precision", "by contacts alone"]["value"] == 1.0
    assert result["network pairwise precision", "all"]["baseline"] < 0.1


def test_an_organisation_in_two_pieces_counts_for_its_own_kind():
    truth = organisations([4] * 4, ["covert", "covert", "duo", "duo"])
    found = truth[["advert"]].assign(network=truth["organisation"])
    found.loc[:1, "network"] = "apart"
    result = by_measure(networks(found, ties(truth), truth, seed=1, times=0))
    assert result["networks that hold one organisation", "covert"]["value"] == 1.5
    assert result["networks that hold one organisation", "duo"]["value"] == 1.0
    assert result["network B-cubed recall", "covert"]["value"] == 0.75
    assert result["network B-cubed precision", "covert"]["value"] == 1.0


def test_organisations_joined_by_mistake_stay_joined_in_every_draw():
    truth = organisations([10] * 12, ["agency"] * 12).set_index("advert")
    found = truth["organisation"].str[1:].astype(int) // 2
    result = by_measure(partition("network", found, truth["organisation"], truth, seed=1))
    precision = result["network pairwise precision", "all"]
    assert precision["value"] == precision["lower"] == precision["upper"] == pytest.approx(9 / 19)


def test_a_value_lies_inside_its_interval_where_some_are_joined_and_some_are_not():
    truth = organisations([10] * 30, ["agency"] * 30).set_index("advert")
    number = truth["organisation"].str[1:].astype(int)
    found = number.where(number >= 10, number // 2)
    for row in partition("network", found, truth["organisation"], truth, seed=1):
        assert row["lower"] <= row["value"] + 1e-12 and row["value"] <= row["upper"] + 1e-12, row


def study(truth, memberships):
    """Put together the tables that measures of networks need; all adverts of an organisation share its number."""
    adverts = truth[["advert", "town", "region", "posted"]].assign(platform="site", latitude=53.0, longitude=-1.0)
    contacts = pd.DataFrame({"advert": truth["advert"], "contact": "phone-" + truth["organisation"], "kind": "phone"})
    return {
        "adverts": adverts,
        "contacts": contacts,
        "advert_templates": pd.DataFrame({"advert": truth["advert"], "template": truth["advert"]}),
        "links": ties(truth).assign(kept=True),
        "memberships": memberships,
    }


def placed(sizes):
    truth = organisations(sizes, ["agency"] * len(sizes))
    day = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(len(truth)) % 17, unit="D")
    return truth.assign(template="", town="Leeds", region="North", posted=day)


def test_measures_of_the_true_networks_are_those_of_the_organisations():
    truth = placed(list(range(5, 20)))
    found = study(truth, truth[["advert"]].assign(network=truth["organisation"]))
    pairs, names = measured(found, truth, found["contacts"])
    assert "complexity" in names and len(pairs) == 15
    for name in names:
        assert pairs[f"{name}_found"].tolist() == pytest.approx(pairs[f"{name}_true"].tolist(), nan_ok=True), name
    result = by_measure(structure(pairs, names, seed=1, times=0))
    assert result["network measure, rank correlation", "adverts"]["value"] == pytest.approx(1.0)
    assert result["network measure, median ratio", "density"]["value"] == 1.0


def test_a_network_cut_in_half_has_half_the_adverts_of_its_organisation_and_small_ones_are_left_out():
    truth = placed([4, 6, 8, 10])
    half = truth.groupby("organisation").cumcount() * 2 >= truth.groupby("organisation")["advert"].transform("size")
    found = study(truth, truth[["advert"]].assign(network=truth["organisation"] + half.map({False: "a", True: "b"})))
    pairs, names = measured(found, truth, found["contacts"])
    assert pairs["organisation"].tolist() == ["o01", "o02", "o03"]
    assert "complexity" not in names  # too few networks to compute components
    result = by_measure(structure(pairs, names, seed=1, times=0))
    assert result["network measure, median ratio", "adverts"]["value"] == 0.5
    assert result["network measure, rank correlation", "adverts"]["value"] == pytest.approx(1.0)
