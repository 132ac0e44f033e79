"""The continuum score against planted exploitation: order, calibration, chances and groups."""

import numpy as np
import pandas as pd
import pytest

from dots.validity.continuum import chance_of_high, continuum, rank_correlation


def world(organisations=40, each=5):
    random = np.random.default_rng(2)
    adverts = organisations * each
    return pd.DataFrame(
        {
            "advert": [f"site/{i:04d}" for i in range(adverts)],
            "organisation": np.repeat([f"o{i:02d}" for i in range(organisations)], each),
            "kind": np.repeat(["duo", "covert"], adverts // 2),
            "language": np.tile(["English", "other languages"], adverts // 2),
            "exploitation": random.uniform(size=adverts),
        }
    )


def codes(truth):
    return pd.DataFrame({"advert": truth["advert"], "code": np.where(truth["exploitation"] >= 0.5, 4, 0)})


def judge(truth, score, coded=None, **settings):
    scores = truth[["advert"]].assign(score=score, lower=0.0, upper=0.6)
    counts = pd.Series(np.arange(len(truth)) % 3, index=truth["advert"])
    settings = {"cutoff": 2, "seed": 1, "times": 0} | settings
    coded = codes(truth) if coded is None else coded
    return {(row["measure"], row["group"]): row for row in continuum(scores, truth, counts, coded, **settings)}


def test_a_score_equal_to_the_truth_is_perfect():
    truth = world()
    result = judge(truth, truth["exploitation"])
    for measure in ("score rank correlation, adverts", "score rank correlation, organisations"):
        assert result[measure, "all"]["value"] == pytest.approx(1.0)
    assert result["score calibration slope", "all"]["value"] == pytest.approx(1.0)
    assert result["score Brier skill of high", "all"]["value"] > 0.95
    assert result["score mean signed error", "covert"]["value"] == 0.0
    assert result["score interval coverage (nominal 0.9)", "all"]["value"] == (truth["exploitation"] <= 0.6).mean()


def test_a_scrambled_score_is_no_better_than_the_base_rate():
    truth = world()
    result = judge(truth, np.random.default_rng(9).permutation(truth["exploitation"]))
    assert abs(result["score rank correlation, adverts", "all"]["value"]) < 0.2
    assert result["score Brier skill of high", "all"]["value"] < 0.05


def test_a_score_too_high_for_one_language_is_biased_there_and_only_there():
    truth = world().assign(exploitation=lambda frame: frame["exploitation"] / 2)
    other = truth["language"] == "other languages"
    result = judge(truth, truth["exploitation"] + 0.2 * other)
    assert result["score mean signed error", "other languages"]["value"] == pytest.approx(0.2)
    assert result["score mean signed error", "English"]["value"] == pytest.approx(0.0)
    assert result["score mean signed error", "all"]["value"] == pytest.approx(0.1)
    assert result["score rank correlation, adverts", "other languages"]["value"] == pytest.approx(1.0)


def test_brier_score_worked_by_hand_where_all_codes_are_alike():
    truth = world()
    result = judge(truth, truth["exploitation"], coded=codes(truth).assign(code=0))
    high = truth["exploitation"] >= 0.5
    assert result["score Brier score of high", "all"]["value"] == pytest.approx(high.mean())
    assert result["score Brier score of high", "all"]["baseline"] == pytest.approx(high.mean() * (1 - high.mean()))


def test_coders_who_miss_half_of_the_high_adverts_make_chances_too_low():
    truth = world(400)
    missing = codes(truth).assign(code=lambda frame: frame["code"] * (np.arange(len(frame)) % 2))
    score = truth.set_index("advert")["exploitation"]
    chance = chance_of_high(score, missing, 2)
    assert chance[score.to_numpy() >= 0.5].mean() < 0.65
    assert chance.mean() == pytest.approx(0.25, abs=0.03)


def test_intervals_of_the_score_come_from_draws_of_organisations():
    truth = world()
    row = judge(truth, truth["exploitation"] * 0.5 + 0.1, times=40)["score mean absolute error", "all"]
    assert row["lower"] < row["value"] < row["upper"]


def test_rank_correlation_follows_scipy_and_is_missing_where_nothing_varies():
    random = np.random.default_rng(1)
    left, right = pd.Series(random.integers(0, 5, 60)), pd.Series(random.normal(size=60))
    assert rank_correlation(left, right) == pytest.approx(left.corr(right, method="spearman"))
    assert np.isnan(rank_correlation(left * 0, right))
