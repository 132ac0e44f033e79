"""The scoreboard gives full marks to the truth and none to noise."""

import numpy as np
import pandas as pd
import pytest

from dots.validity import scoreboard
from dots.validity.intervals import cluster_bootstrap


def by_measure(rows):
    return {(row["measure"], row["group"]): row for row in rows}


def organisations(sizes, kinds):
    names = np.repeat([f"o{i}" for i in range(len(sizes))], sizes)
    return pd.DataFrame(
        {
            "advert": [f"site/{i:04d}" for i in range(sum(sizes))],
            "organisation": names,
            "kind": np.repeat(kinds, sizes),
        }
    )


def test_contacts_found_missed_and_invented_are_counted_once_each():
    planted = pd.DataFrame(
        {
            "advert": ["a", "a", "b"],
            "kind": "phone",
            "contact": ["p1", "p2", "p1"],
            "hiding": ["plain", "emoji", "emoji"],
        }
    )
    found = pd.DataFrame({"advert": ["a", "b", "c"], "kind": "phone", "contact": ["p1", "p1", "p9"]})
    result = by_measure(scoreboard.contacts(found, planted))
    assert result["contact precision", "all"]["value"] == pytest.approx(2 / 3)
    assert result["contact recall", "all"]["value"] == pytest.approx(2 / 3)
    assert result["contact recall by writing", "emoji"]["value"] == 0.5
    assert result["contact recall by writing", "plain"]["value"] == 1.0


def test_true_networks_score_one_and_a_shared_receptionist_ruins_union_find():
    truth = organisations([10] * 12, ["agency"] * 12)
    links = pd.DataFrame(
        {"advert": truth["advert"], "identifier": "phone-" + truth["organisation"]},
    )
    hub = pd.DataFrame({"advert": truth.groupby("organisation")["advert"].first(), "identifier": "phone-reception"})
    found = truth[["advert"]].assign(network=truth["organisation"])
    result = by_measure(scoreboard.networks(found, pd.concat([links, hub]), truth, seed=1))
    assert result["network adjusted Rand index", "all"]["value"] == 1.0
    assert result["network adjusted Rand index", "all"]["baseline"] == pytest.approx(0.0, abs=1e-9)
    assert result["network B-cubed recall by kind", "agency"]["value"] == 1.0


def test_organisations_joined_by_mistake_lower_the_whole_interval_of_precision():
    truth = organisations([10] * 12, ["agency"] * 12)
    number = truth["organisation"].str[1:].astype(int)
    found = (number // 2).astype(str).set_axis(truth["advert"])
    true = truth.set_index("advert")["organisation"]
    result = by_measure(scoreboard.partition("network", found, true, true, seed=1))["network pairwise precision", "all"]
    assert result["value"] == pytest.approx(90 / 190)
    assert result["lower"] < 0.7 and result["upper"] < 0.95


def test_scrambled_networks_score_at_chance():
    truth = organisations([8] * 20, ["duo"] * 20)
    found = truth[["advert"]].assign(network=np.random.default_rng(3).permutation(truth["organisation"]))
    links = pd.DataFrame({"advert": truth["advert"][:0], "identifier": []})
    result = by_measure(scoreboard.networks(found, links, truth, seed=1))
    assert abs(result["network adjusted Rand index", "all"]["value"]) < 0.05


def test_topics_match_whatever_their_order_and_scrambled_words_do_not():
    words = [f"w{i}" for i in range(60)]
    planted = pd.DataFrame(
        [(f"t{t}", words[15 * t + i], 0.06) for t in range(4) for i in range(15)],
        columns=["topic", "term", "weight"],
    )
    found = planted.assign(topic=planted["topic"].map({"t0": 3, "t1": 2, "t2": 0, "t3": 1}))
    adverts = pd.DataFrame(
        [(f"a{i}", f"t{t}", 0.25) for i in range(5) for t in range(4)], columns=["advert", "topic", "weight"]
    )
    prevalence = adverts.assign(topic=adverts["topic"].map({"t0": 3, "t1": 2, "t2": 0, "t3": 1}))
    result = by_measure(scoreboard.topics(found, prevalence, planted, adverts, seed=5))
    assert result["topic cosine", "all"]["value"] == pytest.approx(1.0)
    assert result["topic cosine", "all"]["baseline"] < 0.6
    assert result["topic prevalence error", "all"]["value"] == pytest.approx(0.0)


def test_a_score_equal_to_the_truth_is_perfect_and_noise_is_not():
    truth = organisations([5] * 40, ["duo"] * 40)
    truth["exploitation"] = np.random.default_rng(2).uniform(size=len(truth))
    scores = truth[["advert"]].assign(score=truth["exploitation"], lower=0.0, upper=1.0)
    counts = pd.Series(1, index=truth["advert"]).where(truth.index % 2 == 0, 2).set_axis(truth["advert"])
    result = by_measure(scoreboard.continuum(scores, truth, counts, seed=1))
    assert result["score rank correlation, adverts", "all"]["value"] == pytest.approx(1.0)
    assert result["score calibration slope", "all"]["value"] == pytest.approx(1.0)
    noise = scores.assign(score=np.random.default_rng(9).permutation(scores["score"]))
    result = by_measure(scoreboard.continuum(noise, truth, counts, seed=1))
    assert abs(result["score rank correlation, adverts", "all"]["value"]) < 0.2


def test_the_bootstrap_over_clusters_is_wider_than_one_over_adverts():
    random = np.random.default_rng(4)
    frame = pd.DataFrame({"cluster": np.repeat(np.arange(30), 20), "y": np.repeat(random.normal(size=30), 20)})
    frame["advert"] = np.arange(len(frame))
    mean = lambda sample: {"mean": sample["y"].mean()}  # noqa: E731
    clustered = cluster_bootstrap(frame, "cluster", mean, seed=1).loc["mean"]
    naive = cluster_bootstrap(frame, "advert", mean, seed=1).loc["mean"]
    assert clustered["upper"] - clustered["lower"] > 2.5 * (naive["upper"] - naive["lower"])


def test_ratio_equal_to_the_planted_one_has_log_difference_zero():
    adverts = [f"a{i}" for i in range(10)]
    planted = pd.DataFrame({"advert": adverts, "indicator": "movement", "present": [True] * 5 + [False] * 5})
    ratios = pd.DataFrame(
        {"indicator": ["movement"], "positive_ratio": [0.3], "lower": [0.2], "upper": [0.45], "coded": [100]}
    )
    result = by_measure(scoreboard.indicators(planted, planted, ratios, {"movement": 0.3}))
    assert result["likelihood ratio over planted (log)", "movement"]["value"] == pytest.approx(0.0)
    assert result["indicator detection F1", "movement"]["value"] == 1.0


def test_a_shortlist_stands_beside_one_by_score_alone_and_an_empty_one_states_no_rate():
    whole = {"kind": "all", "eligible": 20, "lower": 0.0, "upper": 0.3, "by_chance": 0.6}
    listed = pd.DataFrame([whole | {"shortlisted": 10, "wrongful": 0, "rate": 0.0}])
    alone = pd.DataFrame([whole | {"shortlisted": 10, "wrongful": 4, "rate": 0.4}])
    result = by_measure(scoreboard.shortlists(listed, alone))
    assert result["wrongful-suspicion rate", "all"]["value"] == 0.0
    assert result["wrongful-suspicion rate", "by score alone"]["value"] == 0.4
    assert scoreboard.shortlists(listed.assign(shortlisted=0), alone.assign(shortlisted=0)) == []
