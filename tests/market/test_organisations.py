"""Who is behind the market is as planned, whatever its size."""

import time

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency, chisquare

from dots.market import organisations
from dots.market.movement import TOWN_POWER, town_weights
from dots.market.organisations import BLOCK, KINDS, plan_organisations

MANY = {"adverts": 300_000, "organisations": 22_000}


@pytest.fixture(scope="module")
def plan(settings, towns):
    return plan_organisations(settings | MANY, towns, seed=3)


@pytest.mark.parametrize(("adverts", "count"), [(300, 23), (2_500, 190), (1_000, 999), (500, 500), (100_000, 300)])
def test_adverts_sum_to_what_was_asked_and_nobody_has_none(settings, towns, adverts, count):
    behind = plan_organisations(settings | {"adverts": adverts, "organisations": count}, towns, 1).organisations
    assert len(behind) == behind["organisation"].nunique() == count
    assert behind["adverts"].sum() == adverts
    assert behind["adverts"].min() >= 1


def test_kinds_are_no_further_from_their_shares_than_rounding(plan, settings):
    counts = plan.organisations["kind"].value_counts()
    for kind, share in settings["kinds"].items():
        assert abs(counts[kind] - share * len(plan.organisations)) < 1, kind


def test_kinds_are_spread_evenly_over_blocks(plan):
    block = plan.organisations.index // BLOCK < plan.blocks // 2
    assert chi2_contingency(pd.crosstab(plan.organisations["kind"], block)).pvalue > 0.01


def test_agencies_and_covert_networks_have_a_heavy_tail_and_independents_are_small(plan):
    sizes = plan.organisations.groupby("kind")["adverts"]
    assert sizes.median()["independent"] * 5 < sizes.median()["covert"]
    for kind in ("agency", "covert"):
        part = sizes.get_group(kind)
        assert part.mean() > 1.3 * part.median()
        survivors = [(part >= size).mean() for size in (part.min(), 2 * part.min(), 4 * part.min())]
        # with an exponent of 1 the share above a size halves when the size doubles, faster towards the upper bound
        assert survivors[1] == pytest.approx(0.455, abs=0.05)
        assert survivors[2] == pytest.approx(0.18, abs=0.04)


@pytest.mark.parametrize("asked", [-0.1, 0.0, 0.2, 0.35, 0.5])
def test_organisation_and_exploitation_correlate_exactly_as_asked(settings, towns, asked):
    behind = plan_organisations(settings | {"correlation": asked}, towns, 5).organisations
    assert behind["degree"].corr(behind["exploitation"]) == pytest.approx(asked, abs=1e-6)


def test_a_correlation_that_cannot_be_planted_is_refused_with_the_range(settings, towns):
    with pytest.raises(ValueError, match=r"market\.correlation: 0.99 .*choose between -?\d.\d\d and \d.\d\d"):
        plan_organisations(settings | {"correlation": 0.99}, towns, 1)


def test_more_organisations_than_adverts_are_refused(settings, towns):
    with pytest.raises(ValueError, match=r"market\.organisations: 200 .*not 100"):
        plan_organisations(settings | {"adverts": 100, "organisations": 200}, towns, 1)


def test_shares_of_kinds_that_do_not_sum_to_one_are_refused(settings):
    with pytest.raises(ValueError, match=r"market\.kinds: the shares sum to 1\.5"):
        organisations.kind_counts(settings["kinds"] | {"independent": 1.0}, 100)


def test_agencies_are_organised_without_exploitation(plan):
    means = plan.organisations.groupby("kind")[["degree", "exploitation"]].mean()
    assert means.loc["agency", "degree"] > means.loc["independent", "degree"] + 1
    assert means.loc["covert", "exploitation"] > means.loc["agency", "exploitation"] + 0.5
    assert plan.kind_effects["agency"] == plan.kind_effects["independent"] == 0


def test_some_who_work_alone_are_high_on_the_continuum(plan):
    alone = plan.organisations.query("kind == 'independent'")
    assert alone["isolated"].mean() == pytest.approx(organisations.ISOLATED, abs=0.01)
    gap = alone.groupby("isolated")["exploitation"].mean()
    assert gap[True] - gap[False] == pytest.approx(organisations.ISOLATED_EFFECT, abs=0.1)
    assert not plan.organisations.loc[plan.organisations["kind"] != "independent", "isolated"].any()


def test_minority_languages_have_their_share_and_are_alike_among_them(plan, settings):
    share, counts = settings["minority_language"], plan.organisations["language"].value_counts()
    expected = pd.Series({"en": 1 - share, "es": share / 3, "ro": share / 3, "pl": share / 3}) * counts.sum()
    assert chisquare(counts[expected.index], expected).pvalue > 0.01


def test_writing_in_a_minority_language_says_nothing_of_who_one_is(plan):
    behind = plan.organisations.assign(minority=plan.organisations["language"] != "en")
    assert chi2_contingency(pd.crosstab(behind["kind"], behind["minority"])).pvalue > 0.01
    for name in ("exploitation", "degree", "adverts"):
        own = behind[name] - behind.groupby("kind")[name].transform("mean")
        there, elsewhere = own[behind["minority"]], own[~behind["minority"]]
        error = np.sqrt(there.var() / len(there) + elsewhere.var() / len(elsewhere))
        assert abs(there.mean() - elsewhere.mean()) < 3.5 * error, name


def test_workers_and_controllers_fit_the_kind(plan):
    behind = plan.organisations.groupby("kind")
    for kind in ("independent", "touring", "scam"):
        assert set(behind.get_group(kind)["workers"]) == {1}
    assert set(behind.get_group("duo")["workers"]) == {2, 3}
    for kind in ("agency", "covert"):
        part = behind.get_group(kind)
        assert part["workers"].min() >= 2
        small, large = part["adverts"] <= part["adverts"].median(), part["adverts"] > part["adverts"].quantile(0.9)
        assert part.loc[large, "workers"].mean() > 2 * part.loc[small, "workers"].mean()
    assert set(behind.get_group("covert")["controllers"]) == {1, 2, 3}
    assert not plan.organisations.loc[plan.organisations["kind"] != "covert", "controllers"].any()


def test_organisations_come_and_go_within_the_market(plan):
    stay = plan.organisations["left"] - plan.organisations["arrived"]
    assert plan.organisations["arrived"].min() >= 0
    assert plan.organisations["left"].max() <= plan.days
    assert stay.min() >= organisations.LEAST_DAYS
    for kind, mean in (stay / plan.days).groupby(plan.organisations["kind"]):
        if KINDS[kind].active * 1.5 < 1:  # the others are cut at the market's own length
            assert mean.mean() == pytest.approx(KINDS[kind].active, abs=0.02), kind


def test_towns_have_their_share_of_homes(plan, towns):
    counts = plan.organisations["home"].value_counts().reindex(range(len(towns)), fill_value=0)
    assert chisquare(counts, town_weights(towns) * counts.sum()).pvalue > 0.01
    slope, _ = np.polyfit(np.log(towns["population"]), np.log(counts), 1, w=np.sqrt(counts))
    assert slope == pytest.approx(TOWN_POWER, abs=0.03)
    assert (towns["town"].to_numpy()[plan.organisations["home"]] == plan.organisations["home_town"]).all()
    assert (towns["region"].to_numpy()[plan.organisations["home"]] == plan.organisations["home_region"]).all()


def test_blocks_tile_the_organisations_and_first_counts_their_adverts(plan):
    blocks = [plan.block(number) for number in range(plan.blocks)]
    pd.testing.assert_frame_equal(pd.concat(blocks), plan.organisations)
    assert {len(block) for block in blocks[:-1]} == {BLOCK}
    assert 1 <= len(blocks[-1]) <= BLOCK
    following = plan.organisations["first"] + plan.organisations["adverts"]
    assert (following.to_numpy()[:-1] == plan.organisations["first"].to_numpy()[1:]).all()
    assert following.iloc[-1] == MANY["adverts"]


def test_the_seed_decides_the_plan(settings, towns):
    one, again, other = (plan_organisations(settings, towns, seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one.organisations, again.organisations)
    assert one.regions == again.regions != other.regions
    assert not one.organisations["degree"].equals(other.organisations["degree"])


def test_planning_millions_of_adverts_takes_seconds(settings, towns):
    begin = time.process_time()
    plan = plan_organisations(settings | {"adverts": 2_700_000, "organisations": 200_000}, towns, 1)
    assert time.process_time() - begin < 8
    assert plan.organisations["adverts"].sum() == 2_700_000
