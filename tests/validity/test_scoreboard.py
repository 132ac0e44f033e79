"""The scoreboard gives full marks to the truth and none to noise."""

import pandas as pd
import pytest
import small_world

from dots.tables import validity as tables
from dots.validity import scoreboard

NOT_ABOUT_THE_STUDY = ("by contacts alone", "by score alone", "by indicator count alone")
"""Groups whose rows are those of another method."""


@pytest.fixture(scope="module")
def planted():
    return small_world.truth()


def judged(found, planted, **settings):
    settings = {"cutoff": 2, "seed": 1, "times": 0} | settings
    return scoreboard.board(found, planted, small_world.parameters(), **settings)


def values(rows):
    return {(at.measure, at.group): at.value for at in rows.itertuples()}


def test_a_study_that_found_out_everything_has_every_measure_at_its_ideal(planted):
    rows, _ = judged(small_world.oracle(planted), planted)
    rows = rows[~rows["group"].isin(NOT_ABOUT_THE_STUDY)]
    # what no wave saw cannot be found; intervals that always cover are no better than those that cover as promised;
    # cases stand for the organisations that became one; the chance of being high is a fit to codes
    aside = rows["measure"].str.contains("ever seen|coverage|from cases|Brier|share of adverts|holds the value")
    off = rows[~aside & ((rows["value"] - rows["ideal"]).abs() > 1e-9)]
    assert off.empty, off.to_string()
    assert values(rows)["score Brier skill of high", "all"] > 0.9
    assert set(rows["stage"]) == set(scoreboard.STAGES)


def test_a_study_that_says_nothing_scores_at_chance(planted):
    rows, suspected = judged(small_world.scrambled(small_world.oracle(planted)), planted)
    found = values(rows)
    assert abs(found["network adjusted Rand index", "all"]) < 0.05
    assert abs(found["template adjusted Rand index", "all"]) < 0.05
    assert found["contact F1", "all"] < 0.15
    assert abs(found["score rank correlation, adverts", "all"]) < 0.25
    assert abs(found["score calibration slope", "all"]) < 0.25
    assert found["score Brier skill of high", "all"] < 0.05
    assert found["topic cosine", "all"] < 0.75
    whole = suspected.set_index(["grouping", "group"]).loc[("all", "all")]
    assert whole["lower"] <= whole["by_chance"] <= whole["upper"]


def test_adverts_that_nobody_saw_count_against_the_crawl_alone(planted):
    found = values(judged(small_world.oracle(planted), planted)[0])
    adverts = len(planted["adverts"])
    assert found["share of the market ever seen", "all"] == pytest.approx((adverts - 10) / adverts)
    assert found["adverts recovered", "all"] == found["contact recall", "all"] == 1.0


def test_without_draws_values_are_the_same_and_only_model_and_wilson_intervals_are_left(planted):
    found = small_world.oracle(planted)
    quick, _ = judged(found, planted)
    slow, _ = judged(found, planted, times=10)
    pd.testing.assert_series_equal(quick["value"], slow["value"])
    drawn = (
        quick.set_index(["measure", "group"])["lower"].isna() & slow.set_index(["measure", "group"])["lower"].notna()
    )
    assert drawn["network pairwise F1", "all"] and drawn["score mean absolute error", "all"]
    assert not drawn["contact recall", "all"] and not drawn["effect bias", "month"]


def test_both_tables_keep_their_contracts_and_repeat(planted, tmp_path):
    found = small_world.oracle(planted)
    for run in ("first", "second"):
        rows, suspected = judged(found, planted, times=3)
        tables.SCOREBOARD.write(rows, tmp_path / f"board-{run}")
        tables.SUSPICION.write(suspected, tmp_path / f"suspicion-{run}")
    for name in ("board", "suspicion"):
        assert (tmp_path / f"{name}-first").read_bytes() == (tmp_path / f"{name}-second").read_bytes()


def test_a_measure_that_is_not_defined_has_no_row_and_is_named_in_the_log(planted, caplog):
    found = small_world.oracle(planted)
    found["scores"] = found["scores"].assign(score=0.5)
    rows, _ = judged(found, planted)
    assert "score rank correlation, adverts" not in set(rows["measure"])
    assert "classify / score rank correlation, adverts / all" in caplog.text
