"""Likelihood ratios against a published example and planted truth."""

import numpy as np
import pandas as pd
import pytest

from dots import indicators
from dots.classify import ratios


def flagged(**present):
    frame = pd.DataFrame(present)
    frame.index = [f"noticeboard/{place:06d}" for place in frame.index]
    return frame.rename_axis("advert").stack().rename_axis(["advert", "indicator"]).rename("present").reset_index()


def indicator(name):
    return indicators.Indicator(name, name, "exploitation", True, "planted", "here", None, None, {})


def test_a_ratio_and_its_interval_worked_by_hand():
    # 30 of 40 high and 20 of 100 others show it: LR+ = .75 / .2; log error = sqrt(1/30 - 1/40 + 1/20 - 1/100)
    ratio, lower, upper = ratios.likelihood_ratio(30, 20, 10, 80)
    error = np.sqrt(1 / 30 - 1 / 40 + 1 / 20 - 1 / 100)
    assert ratio == pytest.approx(3.75)
    assert (lower, upper) == pytest.approx((3.75 * np.exp(-1.959964 * error), 3.75 * np.exp(1.959964 * error)))


def test_an_empty_cell_is_corrected_towards_one_and_stays_finite():
    ratio, lower, upper = ratios.likelihood_ratio(5, 0, 5, 10)
    assert ratio == pytest.approx((5.5 / 11) / (0.5 / 11))
    assert 0 < lower < ratio < upper < np.inf


def test_without_groups_the_design_effect_is_one():
    rng = np.random.default_rng(1)
    shown, high = rng.random(400) < 0.4, rng.random(400) < 0.3
    assert ratios.design_effect(shown, high, np.arange(400)) == pytest.approx(1, abs=0.01)


def test_ten_copies_are_one_observation():
    rng = np.random.default_rng(1)
    shown, high = rng.random(100) < 0.4, rng.random(100) < 0.3
    effect = ratios.design_effect(np.repeat(shown, 10), np.repeat(high, 10), np.repeat(np.arange(100), 10))
    assert effect == pytest.approx(10, rel=0.02)


def planted(seed, ratio, groups=400, size=3):
    """Plant an indicator that all adverts of a group show or do not, so adverts are far from independent."""
    rng = np.random.default_rng(seed)
    high = rng.random(groups) < 0.4
    shown = rng.random(groups) < np.where(high, 0.2 * ratio, 0.2)
    names = np.repeat(np.arange(groups), size)
    present = flagged(planted=np.repeat(shown, size))
    code = pd.Series(np.repeat(np.where(high, 3.0, 1.0), size), index=present["advert"])
    return ratios.table(
        present, code, pd.Series(names, index=code.index), {"planted": indicator("planted")}, cutoff=2
    ).iloc[0]


@pytest.mark.parametrize("ratio", [1.0, 2.5, 0.4])
def test_the_interval_covers_the_planted_ratio_in_about_95_of_100_markets(ratio):
    rows = [planted(seed, ratio) for seed in range(100)]
    assert 88 <= sum(row["lower"] <= ratio <= row["upper"] for row in rows) <= 100
    assert np.mean([np.log(row["positive_ratio"]) for row in rows]) == pytest.approx(np.log(ratio), abs=0.06)


def test_a_ratio_of_two_is_worth_little_where_high_adverts_are_rare():
    assert ratios.predictive_value(2, 0.01) == pytest.approx(2 / 101)
    assert ratios.predictive_value(1, 0.2) == pytest.approx(0.2)


def test_what_few_adverts_show_is_not_reported():
    table = pd.DataFrame({"indicator": ["rare", "usual", "all"], "share": [0.05, 0.3, 0.97], "coded": [100, 100, 100]})
    assert ratios.reportable(table, 10)["indicator"].tolist() == ["usual"]
