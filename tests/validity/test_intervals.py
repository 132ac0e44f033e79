"""Intervals over organisations: wide where organisations differ, there where wanted, the same each time."""

import numpy as np
import pandas as pd
import pytest

from dots.validity.intervals import cluster_bootstrap, total_bootstrap, wilson


def alike_within():
    """Thirty organisations of twenty adverts that are all alike."""
    random = np.random.default_rng(4)
    frame = pd.DataFrame({"organisation": np.repeat(np.arange(30), 20), "y": np.repeat(random.normal(size=30), 20)})
    return frame.assign(advert=np.arange(len(frame)))


def mean(sample):
    return {"mean": sample["y"].mean()}


def test_the_bootstrap_over_organisations_is_wider_than_one_over_adverts():
    frame = alike_within()
    clustered = cluster_bootstrap(frame, "organisation", mean, seed=1).loc["mean"]
    naive = cluster_bootstrap(frame, "advert", mean, seed=1).loc["mean"]
    assert clustered["upper"] - clustered["lower"] > 2.5 * (naive["upper"] - naive["lower"])


def test_both_bootstraps_agree_on_a_mean_because_they_draw_the_same_organisations():
    frame = alike_within()
    sums = frame[["y"]].assign(adverts=1.0)
    by_rows = cluster_bootstrap(frame, "organisation", mean, seed=7, times=50)
    by_totals = total_bootstrap(sums, frame["organisation"], lambda t: {"mean": t["y"] / t["adverts"]}, 7, times=50)
    pd.testing.assert_frame_equal(by_rows, by_totals)


def test_no_draws_give_the_value_and_no_interval():
    frame = alike_within()
    result = cluster_bootstrap(frame, "organisation", mean, seed=1, times=0).loc["mean"]
    assert result["value"] == pytest.approx(frame["y"].mean())
    assert np.isnan(result["lower"]) and np.isnan(result["upper"])


def test_a_draw_in_which_a_value_is_not_defined_is_left_out():
    frame = pd.DataFrame({"organisation": [0, 1], "y": [1.0, 2.0]})
    spread = cluster_bootstrap(frame, "organisation", lambda s: {"sd": s["y"].std() or np.nan}, seed=1, times=30)
    assert spread.loc["sd", "lower"] == spread.loc["sd", "upper"] == pytest.approx(np.sqrt(0.5))


def test_wilson_interval_equals_the_published_example():
    # Newcombe (1998), Statistics in Medicine 17:857, table I: 81 of 263 gives .2553 to .3662
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert all(np.isnan(wilson(0, 0)))
