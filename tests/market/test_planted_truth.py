"""What is planted can be found again in what is published and in the truth beside it."""

import re

import numpy as np
import pandas as pd
import pytest
import simulated
from scipy.stats import chisquare

from dots.market import organisations
from dots.tables import market as tables
from dots.tables import truth


def test_every_table_keeps_its_contract(market):
    tables.CODED_SAMPLE.check(market.coded_sample, "coded_sample")
    tables.CASE_OUTCOMES.check(market.case_outcomes, "case_outcomes")
    for name, frame in market.truth.items():
        getattr(truth, name.upper()).check(frame, name)


def test_the_market_has_the_adverts_and_organisations_it_was_asked_for(market, settings):
    adverts, behind = market.truth["adverts"], market.truth["organisations"]
    assert len(adverts) == settings["adverts"] == behind["adverts"].sum()
    assert len(behind) == adverts["organisation"].nunique() == settings["organisations"]


def test_kinds_of_organisation_have_their_planted_shares(large_market, settings):
    counts = large_market.truth["organisations"]["kind"].value_counts()
    expected = pd.Series(settings["kinds"]) * counts.sum()
    assert chisquare(counts[expected.index], expected).pvalue > 0.05


def test_agencies_and_covert_networks_have_a_heavy_tail_of_adverts(large_market):
    sizes = large_market.truth["organisations"].groupby("kind")["adverts"]
    assert sizes.median()["independent"] < sizes.median()["covert"]
    for kind in ("agency", "covert"):
        part = sizes.get_group(kind)
        assert part.mean() > 1.2 * part.median()


def test_organisation_and_exploitation_correlate_as_asked():
    for asked in (0.0, 0.5):
        behind = simulated.world(3, correlation=asked).plan.organisations
        assert behind["degree"].corr(behind["exploitation"]) == pytest.approx(asked, abs=0.02)


def test_a_correlation_that_cannot_be_planted_is_refused_with_the_range():
    with pytest.raises(ValueError, match=r"market\.correlation: 0.99 .*choose between"):
        simulated.world(3, correlation=0.99)


def test_organisation_is_not_exploitation(large_market):
    behind = large_market.truth["organisations"].groupby("kind")[["degree", "exploitation"]].mean()
    assert behind.loc["agency", "degree"] > behind.loc["independent", "degree"] + 1
    assert behind.loc["agency", "exploitation"] < behind.loc["covert", "exploitation"] - 0.5
    assert abs(behind.loc["agency", "exploitation"] - behind.loc["independent", "exploitation"]) < 0.5
    alone = large_market.truth["organisations"].query("kind == 'independent'")["exploitation"]
    assert (alone > behind.loc["covert", "exploitation"]).mean() > 0.01


def test_planted_effects_come_back_from_a_regression_on_the_truth(large_market):
    adverts = large_market.truth["adverts"]
    latent = np.log(adverts["exploitation"] / (1 - adverts["exploitation"]))
    month = (adverts["posted"].dt.year * 12 + adverts["posted"].dt.month).astype(float)
    social = adverts["advert"].str.startswith("social").astype(float)
    frame = pd.DataFrame({"latent": latent, "month": month, "social": social, "org": adverts["organisation"]})
    region = pd.get_dummies(adverts["region"], dtype=float)
    within = pd.concat([frame[["latent", "month", "social"]], region.iloc[:, 1:]], axis=1)
    within = within - within.groupby(frame["org"]).transform("mean")
    estimate, *_ = np.linalg.lstsq(within.iloc[:, 1:].to_numpy(), within["latent"].to_numpy(), rcond=None)
    assert estimate[0] == pytest.approx(organisations.MONTH_SLOPE, abs=0.006)
    assert estimate[1] == pytest.approx(organisations.SOCIAL, abs=0.06)
    planted = large_market.parameters["continuum"]["region_effects"]
    assert (
        np.corrcoef(estimate[2:], [planted[name] - planted[region.columns[0]] for name in region.columns[1:]])[0, 1]
        > 0.9
    )


def test_variances_are_ordered_network_before_region_and_stated_as_they_came_out(large_market):
    continuum = large_market.parameters["continuum"]
    assert continuum["variances"]["network"] > continuum["variances"]["region"] > 0
    assert continuum["realised_variances"]["network"] == pytest.approx(continuum["variances"]["network"], rel=0.15)
    effects = list(continuum["region_effects"].values())
    assert continuum["realised_variances"]["region"] == pytest.approx(np.var(effects, ddof=1))


def test_indicators_have_their_planted_likelihood_ratios():
    errors: dict[str, list[float]] = {}
    for seed in range(1, 9):
        for name, one in simulated.simulate(seed, adverts=6_000, organisations=700).parameters["indicators"].items():
            errors.setdefault(name, []).append(np.log(one["realised_ratio"] / one["ratio"]))
    for name, values in errors.items():
        assert abs(np.mean(values)) < 3.5 * np.std(values, ddof=1) / np.sqrt(len(values)), name
        assert abs(np.mean(values)) < 0.3, name


def test_movement_is_planted_in_reverse_and_nationality_without_meaning(large_market):
    ratios = large_market.parameters["likelihood_ratios"]
    assert ratios["movement"] < 0.8 < 1.2 < ratios["trustworthy_wording"]
    assert ratios["nationality_stated"] == pytest.approx(1)


def test_indicator_phrases_stand_in_the_advert_if_and_only_if_planted(market, words):
    bodies, adverts = bodies_of(market), market.truth["adverts"].set_index("advert")
    planted = market.truth["indicators"].set_index(["advert", "indicator"])["present"]
    for name in ("always_available", "trustworthy_wording", "incall_only", "short_stay"):
        flags = planted.xs(name, level="indicator")
        for language, part in bodies.groupby(adverts["language"].reindex(bodies.index)):
            phrases = [re.escape(phrase.rstrip(".").lower()) for phrase in words.tongues[language].phrases[name]]
            any_of = re.compile("|".join(phrases).replace(r"\{town\}", ".+"))
            found = part.map(lambda body, any_of=any_of: any_of.search(body.lower()) is not None)
            assert (found == flags[found.index]).all(), (name, language)


def test_topics_are_planted_in_the_words_of_the_adverts(market):
    weights = market.truth["advert_topics"].pivot(index="advert", columns="topic", values="weight")
    assert np.allclose(weights.sum(axis=1), 1)
    topics = market.truth["topics"]
    assert np.allclose(topics.groupby("topic")["weight"].sum(), 1)
    bodies = bodies_of(market)
    for topic, terms in topics.groupby("topic"):
        strongest = terms.nlargest(8, "weight")["term"]
        share = bodies.map(lambda body, strongest=strongest: sum(body.lower().count(term) for term in strongest))
        assert share.corr(weights.loc[share.index, topic]) > 0.3, topic


def test_copies_of_a_template_resemble_one_another_and_fresh_adverts_do_not(market):
    adverts = market.truth["adverts"].set_index("advert")
    grams = bodies_of(market).map(three_grams)
    rng = np.random.default_rng(1)
    groups = adverts[(adverts["template"] != "") & ~adverts["copied"]].groupby("template")
    pairs = [part.index[:2] for _, part in groups if len(part) > 1]
    alike = [jaccard(grams[left], grams[right]) for left, right in pairs]
    fresh = adverts.index[adverts["template"] == ""].to_numpy()
    strangers = [jaccard(*grams[rng.choice(fresh, 2, replace=False)]) for _ in range(3000)]
    assert np.median(alike) > 0.4
    assert np.quantile(strangers, 0.999) < 0.3


def test_coders_follow_the_continuum(large_market):
    sample = large_market.coded_sample.merge(large_market.truth["adverts"][["advert", "exploitation"]], on="advert")
    assert sample.groupby("advert")["coder"].nunique().min() >= 2
    assert sample["code"].corr(sample["exploitation"], method="spearman") > 0.5


def bodies_of(market) -> pd.Series:
    """Give the text of each advert as it was first posted, tongue by tongue as it comes."""
    first = {}
    for row in market.rows:
        first.setdefault(f"{row['platform']}/{row['number']}", row["body"])
    return pd.Series(first)


def three_grams(text: str) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return set(zip(words, words[1:], words[2:], strict=False))


def jaccard(left: set, right: set) -> float:
    return len(left & right) / len(left | right)
