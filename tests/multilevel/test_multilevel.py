"""What the multilevel stage recovers of what was planted, and what it refuses."""

import math

import numpy as np
import pandas as pd
import pytest
from planted_scores import DEVIATION, EFFECTS, planted_frame

from dots.multilevel import agreement, chapter, engines, glmm, model, residuals, statsmodels, summary, uncertainty
from dots.multilevel import frame as frames
from dots.multilevel.model import GROUPS, TERMS, Fit

FIXED = "score ~ month + social + log_size + mobile"


@pytest.fixture(scope="module")
def frame():
    return planted_frame(1)


@pytest.fixture(scope="module")
def many():
    return [glmm.fit(planted_frame(seed), FIXED, GROUPS) for seed in range(120)]


def test_planted_effects_are_recovered_without_bias(many):
    for term in TERMS:
        place = many[0].terms.index(term)
        found = np.array([fit.estimate[place] for fit in many])
        standard_error = found.std(ddof=1) / math.sqrt(len(found))
        assert abs(found.mean() - EFFECTS[term]) < 3.5 * standard_error, term


def test_intervals_hold_the_planted_effects_about_95_times_in_100(many):
    held = [
        row.lower <= EFFECTS[row.term] <= row.upper
        for fit in many
        for row in model.intervals(fit).itertuples()
        if row.term in EFFECTS
    ]
    # 480 intervals, not independent: a fall below 92 % or a rise above 98 % would be an error of the method
    assert 0.92 < np.mean(held) < 0.98


def test_planted_variances_are_recovered_without_bias(many):
    for level, deviation in DEVIATION.items():
        component = "residual" if level == "advert" else level
        found = np.array([fit.variances[component] for fit in many])
        assert abs(found.mean() - deviation**2) < 3.5 * found.std(ddof=1) / math.sqrt(len(found)), level


def test_shares_of_variance_sum_to_one(many):
    assert all(math.isclose(sum(model.level_shares(fit).values()), 1) for fit in many)
    assert set(model.level_shares(many[0])) == {"network", "region", "advert"}


def test_bootstrap_interval_holds_the_planted_share_and_narrows_with_more_networks():
    true = DEVIATION["network"] ** 2 / sum(deviation**2 for deviation in DEVIATION.values())
    width = {}
    for networks in (20, 120):
        planted = planted_frame(3, networks=networks, adverts=10 * networks)
        fit = glmm.fit(planted, FIXED, GROUPS)
        replicates = uncertainty.replicate_shares(planted, fit, FIXED, 100, np.random.default_rng(5))
        bounds = uncertainty.bounds(replicates).set_index("level").loc["network"]
        assert bounds["lower"] < true < bounds["upper"]
        width[networks] = bounds["upper"] - bounds["lower"]
    assert width[120] < 0.7 * width[20]


def test_two_engines_agree_on_crossed_networks_and_regions(frame):
    fits = [glmm.fit(frame, FIXED, GROUPS), statsmodels.fit(frame, FIXED, GROUPS)]
    compared = agreement.agreement(fits, {term: frame[term].std() for term in TERMS}, 0.001)
    assert len(compared) == 2 * 5 + 3
    assert compared["agrees"].all()
    assert fits[0].criterion == pytest.approx(fits[1].criterion, abs=1e-4)


def test_two_engines_agree_where_regions_do_not_differ():
    flat = planted_frame(9, deviation=DEVIATION | {"region": 0.0})
    fits = [glmm.fit(flat, FIXED, GROUPS), statsmodels.fit(flat, FIXED, GROUPS)]
    compared = agreement.agreement(fits, {term: flat[term].std() for term in TERMS}, 0.001)
    assert compared["agrees"].all()


@pytest.mark.r
def test_lme4_agrees_where_r_is_installed(frame):
    if not engines.has_r():
        pytest.skip("R or pymer4 is not installed")
    from dots.multilevel import lme4

    fits = [glmm.fit(frame, FIXED, GROUPS), lme4.fit(frame, FIXED, GROUPS)]
    compared = agreement.agreement(fits, {term: frame[term].std() for term in TERMS}, 1e-5)
    assert compared["agrees"].all()
    assert fits[0].df == pytest.approx(fits[1].df, rel=1e-3)


def test_an_engine_that_is_wrong_fails_the_comparison_with_its_table(frame):
    fit = glmm.fit(frame, FIXED, GROUPS)
    wrong = Fit(**(vars(fit) | {"engine": "statsmodels", "estimate": [value + 0.01 for value in fit.estimate]}))
    compared = agreement.agreement([fit, wrong], {term: frame[term].std() for term in TERMS}, 0.001)
    with pytest.raises(ValueError, match=r"(?s)engines disagree on .*estimate of social"):
        agreement.refuse_disagreement(compared.astype({"quantity": str}))
    assert compared.set_index("quantity").loc["standard deviation between networks", "agrees"]


def test_a_slope_a_month_is_held_to_the_tolerance_as_the_months_it_spans(frame):
    fit = glmm.fit(frame, FIXED, GROUPS)
    shifted = list(fit.estimate)
    shifted[fit.terms.index("month")] += 0.0005
    other = Fit(**(vars(fit) | {"engine": "statsmodels", "estimate": shifted}))
    compared = agreement.agreement([fit, other], {term: frame[term].std() for term in TERMS}, 0.001)
    assert compared.loc[~compared["agrees"], "quantity"].tolist() == ["estimate of month"]


def test_pooling_adds_the_doubt_of_the_links():
    fit = glmm.fit(planted_frame(2), FIXED, GROUPS)
    same = uncertainty.pool([fit, fit, fit]).set_index("term")
    assert (same["linkage_share"] == 0).all()
    assert same["error"].to_list() == pytest.approx(fit.error)
    apart = [Fit(**(vars(fit) | {"estimate": [value + shift for value in fit.estimate]})) for shift in (-0.02, 0, 0.02)]
    pooled = uncertainty.pool(apart).set_index("term")
    # between draws: variance 0.0004, times 1 + 1/3
    place = fit.terms.index("social")
    total = fit.error[place] ** 2 + 0.0004 * 4 / 3
    assert pooled.loc["social", "error"] == pytest.approx(math.sqrt(total))
    assert pooled.loc["social", "linkage_share"] == pytest.approx(0.0004 * 4 / 3 / total)
    assert pooled.loc["social", "upper"] - pooled.loc["social", "estimate"] > 1.96 * math.sqrt(total)
    with pytest.raises(ValueError, match="network.draws"):
        uncertainty.pool([fit])


def test_pooled_degrees_of_freedom_are_those_of_barnard_and_rubin():
    # SOURCE the limits of Barnard & Rubin (1999): none lost without missing information, Rubin's with infinite data
    assert uncertainty._barnard_rubin(0.0, 50.0, 20) == pytest.approx(50 * 51 / 53)
    assert uncertainty._barnard_rubin(0.5, math.inf, 21) == pytest.approx(20 / 0.25)
    assert uncertainty._barnard_rubin(0.5, 50.0, 21) < 50 * 51 / 53 * 0.5


def test_the_same_seed_gives_the_same_replicates(frame):
    fit = glmm.fit(frame, FIXED, GROUPS)
    one, two = (uncertainty.replicate_shares(frame, fit, FIXED, 5, np.random.default_rng(4)) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_a_score_pressed_against_its_floor_shows_in_the_residuals(frame):
    inside = frame.assign(score=np.clip(frame["score"], 0, 1))
    pressed = frame.assign(score=np.clip(frame["score"] - 0.5, 0, 1))
    free, floored = residuals.check(inside, FIXED), residuals.check(pressed, FIXED)
    assert abs(free["skewness"]) < 0.3 and free["fitted_outside"] < 0.05
    assert floored["skewness"] > free["skewness"] + 0.5
    assert floored["fitted_outside"] > 0.1
    assert np.isfinite(residuals.to_logit(np.array([0.0, 0.5, 1.0]))).all()


# ---- the frame


@pytest.fixture()
def market():
    adverts = pd.DataFrame(
        {
            "advert": [f"noticeboard/{number:06d}" for number in range(6)] + ["social/1"],
            "platform": ["noticeboard"] * 6 + ["social"],
            "month": ["2024-12", "2025-01", "2025-02", "2025-01", "2025-01", "2025-01", "2025-03"],
            "region": ["Wales", "Wales", "Scotland", None, "London", "London", "London"],
        }
    )
    memberships = adverts[["advert"]].assign(network=["a", "a", "a", "a", "b", "c", "c"])
    scores = adverts[["advert"]].assign(score=[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    return adverts, scores, memberships


def test_adverts_alone_or_of_unknown_region_are_left_out_and_counted(market):
    built, attrition, _ = frames.build_frame(*market)
    counted = attrition.set_index("reason")["adverts"]
    assert counted.sum() == len(market[0])
    assert counted["kept"] == len(built) == 5
    assert counted[frames.UNTIED] == counted[frames.PLACELESS] == 1


def test_an_advert_of_unknown_region_still_counts_to_its_networks_size(market):
    built, _, centres = frames.build_frame(*market)
    size = np.exp(built.set_index("advert")["log_size"] + centres["log_size"])
    assert size["noticeboard/000000"] == pytest.approx(4)
    assert size["social/1"] == pytest.approx(2)


def test_a_network_is_mobile_if_it_advertises_in_several_regions(market):
    built, _, _ = frames.build_frame(*market)
    assert built.groupby("network")["mobile"].agg(["min", "max"]).to_dict("index") == {
        "a": {"min": 1.0, "max": 1.0},
        "c": {"min": 0.0, "max": 0.0},
    }


def test_months_run_on_over_the_turn_of_the_year_and_draws_share_a_centre(market):
    built, _, centres = frames.build_frame(*market)
    month = built.set_index("advert")["month"]
    assert month["noticeboard/000001"] - month["noticeboard/000000"] == pytest.approx(1)
    assert month.mean() == pytest.approx(0, abs=1e-9)
    smaller, _, _ = frames.build_frame(*[table[table["advert"] != "social/1"] for table in market], centres)
    assert smaller.set_index("advert")["month"]["noticeboard/000000"] == pytest.approx(month["noticeboard/000000"])


def test_an_advert_without_a_score_is_an_error(market):
    adverts, scores, memberships = market
    with pytest.raises(ValueError, match=r"1 of 7 adverts are not in scores .*social/1"):
        frames.build_frame(adverts, scores.iloc[:-1], memberships)


def test_few_adverts_left_out_are_not_shown_and_do_not_follow_from_those_kept():
    attrition = pd.DataFrame({"reason": ["kept", frames.UNTIED, frames.PLACELESS], "adverts": [1985, 0, 7]})
    assert chapter.attrition(attrition, 10)["Number"].tolist() == ["about 1,980", "0", "fewer than 10"]
    attrition["adverts"] = [1985, 0, 15]
    assert chapter.attrition(attrition, 10)["Number"].tolist() == ["1,985", "0", "15"]


def test_numbers_hide_few_adverts_left_out_and_give_every_share_its_interval(frame):
    fit = glmm.fit(frame, FIXED, GROUPS)
    shares = model.level_shares(fit)
    wide = pd.DataFrame({"level": list(shares), "lower": 0.0, "upper": 1.0})
    attrition = pd.DataFrame({"reason": ["kept", frames.UNTIED, frames.PLACELESS], "adverts": [fit.rows, 4, 3]})
    stated = summary.summarise(
        fit,
        residuals.check(frame.assign(score=frame["score"].clip(0, 1)), FIXED),
        attrition,
        agreement.effects([fit]),
        agreement.variances([fit], wide),
        pd.DataFrame({"difference": [3e-7]}),
        uncertainty.pool([fit, fit]),
        wide.assign(share=wide["level"].map(shares)),
        10,
    )
    assert stated["left_out"].text() == "fewer than 10" and stated["adverts"].text() == "about 600"
    assert stated["engine_difference"].text() == "0.000001"
    year = stated["effect_year"]
    assert year.value == pytest.approx(12 * fit.estimate[fit.terms.index("month")])
    estimates = [key for key in stated if key.startswith(("vpc_", "effect_")) and key != "vpc_network_logit"]
    assert len(estimates) == 10 and all(stated[key].lower is not None for key in estimates)


def test_a_term_that_does_not_vary_is_left_out_and_too_few_groups_are_refused(frame):
    assert model.fixed_part(frame.assign(social=0.0)) == "score ~ month + log_size + mobile"
    with pytest.raises(ValueError, match="2 regions; .* needs 3 or more"):
        model.fixed_part(frame[frame["region"].isin(["region 00", "region 01"])])


# ---- the engines of a machine


def test_results_do_not_need_r(monkeypatch):
    monkeypatch.setattr(engines.shutil, "which", lambda name: None)
    assert engines.chosen("auto") == ["glmm", "statsmodels"]
    with pytest.raises(ValueError, match="asks for pymer4"):
        engines.chosen(["glmm", "pymer4"])


def test_r_joins_the_engines_where_it_is_installed(monkeypatch):
    monkeypatch.setattr(engines, "has_r", lambda: True)
    assert engines.chosen("auto") == ["glmm", "statsmodels", "pymer4"]
    with pytest.raises(ValueError, match="lacks glmm"):
        engines.chosen(["statsmodels", "pymer4"])
