"""Indicators show as often as planted, whatever the block, and say as much as the study asks."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import simulated
import yaml
from planned import planned

from dots.market import expected, indicators

SEED = 11


@pytest.fixture(scope="module")
def spec(settings):
    return yaml.safe_load((simulated.ROOT / settings["text"]).read_text())["indicators"]


@pytest.fixture(scope="module")
def quiet(settings, towns):
    return planned(settings, towns, adverts=12_000, organisations=1_500, shocks=[])


def spread(count: int, seed: int = 1) -> pd.DataFrame:
    """Adverts spread evenly over both axes."""
    rng = np.random.default_rng(seed)
    place, organised = rng.random(count), rng.uniform(0.02, 0.98, count)
    degree = 1 + np.log(organised / (1 - organised)) / 3
    return pd.DataFrame({"exploitation": place, "degree": degree, "must_hide": False})


def hiding(market, spec: dict, **changes: float) -> pd.Series:
    """Chance of each advert to hide its contacts, with other settings."""
    plan = replace(market.plan, settings=market.plan.settings | changes)
    return indicators.chances(market.frame, spec, plan.settings, indicators.scale(plan, spec))["obscured_contact"]


def alone(frame: pd.DataFrame) -> np.ndarray:
    return np.full(len(frame), -1)


def test_strength_is_an_exponent_on_the_ratio_and_leaves_the_middle_where_it_is(spec):
    for one in spec.values():
        ratio = one["at_high"] / one["at_low"]
        for strength in (0, 0.6, 1, 2):
            low, high = indicators.ends(one, strength)
            assert high / low == pytest.approx(ratio**strength)
            assert (low + high) / 2 == pytest.approx((one["at_low"] + one["at_high"]) / 2)


def test_a_strength_that_is_no_chance_is_refused():
    with pytest.raises(ValueError, match=r"market\.indicator_strength: 3 .*lower it"):
        indicators.ends({"at_low": 0.5, "at_high": 0.9}, 3)


def test_planted_chances_come_back_from_a_regression_on_the_axis(spec, settings):
    frame = spread(60_000)
    chances = indicators.chances(frame, spec, settings | {"indicator_strength": 1.0}, 1.0)
    shown = indicators.plant(frame, chances, alone(frame), SEED, 0)
    for name, one in spec.items():
        place = indicators.positions(frame)[one["axis"]]
        design = np.column_stack([np.ones(len(frame)), place])
        estimate, residuals, *_ = np.linalg.lstsq(design, shown[name].to_numpy(float), rcond=None)
        error = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * residuals[0] / len(frame))
        planted = [one["at_low"], one["at_high"] - one["at_low"]]
        assert (np.abs(estimate - planted) < 4 * error).all(), name


@pytest.mark.parametrize("strength", [0.0, 1.0, 2.0])
def test_realised_ratios_are_the_planted_ones_at_every_strength(spec, settings, strength):
    frame, own = spread(60_000), settings | {"indicator_strength": strength}
    chances = indicators.chances(frame, spec, own, 0.7)
    shown = indicators.plant(frame, chances, alone(frame), SEED, 0)
    stated = indicators.parameters(indicators.sums(frame, spec, chances, shown), spec, own)
    for name, one in stated.items():
        assert np.log(one["realised_ratio"]) == pytest.approx(np.log(one["ratio"]), abs=0.15), name
        assert one["share"] == pytest.approx(chances[name].mean(), abs=0.01), name
        if strength == 0:
            assert one["ratio"] == pytest.approx(1), name
    if strength:
        assert stated["movement"]["ratio"] < 0.8 < 1.2 < stated["trustworthy_wording"]["ratio"]
    assert stated["nationality_stated"]["ratio"] == pytest.approx(1)


@pytest.mark.parametrize(("share", "strength"), [(0.25, 1.3), (0.4, 1.0), (0.65, 0.6), (0.9, 1.0)])
def test_contacts_are_hidden_as_often_as_asked_by_one_factor_for_the_whole_market(quiet, spec, share, strength):
    chances = hiding(quiet, spec, hidden_share=share, indicator_strength=strength)
    assert chances.mean() == pytest.approx(share, abs=0.015)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nobody_or_everybody_can_hide(quiet, spec, share):
    assert hiding(quiet, spec, hidden_share=share).to_numpy() == pytest.approx(share)


def test_who_must_hide_the_contact_does_and_nobody_else_is_changed(spec, settings):
    frame = spread(2_000)
    free = indicators.chances(frame, spec, settings, 0.9)
    forced = frame.assign(must_hide=np.arange(len(frame)) % 3 == 0)
    chances = indicators.chances(forced, spec, settings, 0.9)
    assert indicators.plant(forced, chances, alone(frame), SEED, 0).loc[forced["must_hide"], "obscured_contact"].all()
    pd.testing.assert_frame_equal(chances[~forced["must_hide"]], free[~forced["must_hide"]])


def test_copies_of_a_template_share_their_draws_and_keep_their_chance(spec, settings):
    frame = spread(40_000).assign(exploitation=0.3, degree=0.5)
    chances = indicators.chances(frame, spec, settings, 0.9)
    copies = np.arange(len(frame)) // 2
    together = indicators.plant(frame, chances, copies, SEED, 0)
    apart = indicators.plant(frame, chances, alone(frame), SEED, 0)
    for name in spec:
        first, second = together[name].to_numpy().reshape(-1, 2).T
        assert np.corrcoef(first, second)[0, 1] == pytest.approx(indicators.SHARED**2, abs=0.05), name
        assert together[name].mean() == pytest.approx(apart[name].mean(), abs=0.02), name


def test_an_advert_does_not_depend_on_its_neighbours_nor_a_block_on_other_blocks(spec, settings):
    frame = spread(500)
    chances = indicators.chances(frame, spec, settings, 0.9)
    pd.testing.assert_frame_equal(chances[:50], indicators.chances(frame[:50], spec, settings, 0.9))
    later = indicators.plant(frame, chances, alone(frame), SEED, 5)
    indicators.plant(frame, chances, alone(frame), SEED, 2)
    pd.testing.assert_frame_equal(later, indicators.plant(frame, chances, alone(frame), SEED, 5))
    assert (later != indicators.plant(frame, chances, alone(frame), SEED, 4)).to_numpy().any()


def test_sums_of_blocks_add_up_to_the_sums_of_the_market(spec, settings):
    frame = spread(900)
    chances = indicators.chances(frame, spec, settings, 0.9)
    shown = indicators.plant(frame, chances, alone(frame), SEED, 0)
    parts = [indicators.sums(frame[at], spec, chances[at], shown[at]) for at in (slice(0, 300), slice(300, None))]
    pd.testing.assert_frame_equal(parts[0] + parts[1], indicators.sums(frame, spec, chances, shown))


def test_an_indicator_nobody_low_shows_states_no_ratio(spec, settings):
    frame = spread(300).assign(exploitation=0.9)
    chances = indicators.chances(frame, spec, settings, 0.9)
    total = indicators.sums(frame, spec, chances, indicators.plant(frame, chances, alone(frame), SEED, 0))
    assert indicators.parameters(total, spec, settings)["movement"]["ratio"] is None


def test_what_the_plan_expects_of_organisations_is_what_their_adverts_come_to(quiet):
    came = quiet.frame.groupby("organisation")["exploitation"].agg(["mean", "size"])
    behind = quiet.plan.organisations.set_index("organisation")
    planned = expected.exploitation(quiet.plan).set_axis(behind.index)[came.index]
    many = came["size"] >= 10
    assert np.average(came["mean"] - planned, weights=came["size"]) == pytest.approx(0, abs=0.01)
    home = many & ~behind.loc[came.index, "mobile"]
    assert (came["mean"] - planned)[home].abs().max() < 0.2
    assert planned[many].corr(came["mean"][many]) > 0.9
