"""Topics, indicators and effects against what was planted."""

import numpy as np
import pandas as pd
import pytest

from dots.validity import effects, indicators, topics


def by_measure(rows):
    return {(row["measure"], row["group"]): row for row in rows}


def planted_topics():
    words = [f"w{i}" for i in range(60)]
    planted = pd.DataFrame(
        [(f"t{t}", words[15 * t + i], 0.06) for t in range(4) for i in range(15)], columns=["topic", "term", "weight"]
    )
    shares = pd.DataFrame(
        [(f"a{i}", f"t{t}", (0.1, 0.2, 0.3, 0.4)[t]) for i in range(5) for t in range(4)],
        columns=["advert", "topic", "weight"],
    )
    return planted, shares


def test_topics_match_whatever_their_order_and_scrambled_words_do_not():
    planted, shares = planted_topics()
    other = {"t0": 3, "t1": 2, "t2": 0, "t3": 1}
    found, prevalence = (frame.assign(topic=frame["topic"].map(other)) for frame in (planted, shares))
    result = by_measure(topics.topics(found, prevalence, planted, shares, seed=5))
    assert result["topic cosine", "all"]["value"] == pytest.approx(1.0)
    assert result["topic cosine", "all"]["baseline"] < 0.6
    assert result["topic prevalence error", "all"]["value"] == pytest.approx(0.0)
    assert result["topic prevalence error", "all"]["baseline"] == pytest.approx(0.1)
    assert result["topics recovered (cosine above 0.7)", "all"]["value"] == 1.0


def test_a_language_that_the_crawl_saw_less_of_is_stated_beside_its_share_of_the_market():
    market = pd.DataFrame({"language": ["en"] * 6 + ["pl"] * 4})
    result = by_measure(topics.languages(market.iloc[:8], market))
    assert (result["share of adverts by language", "pl"]["value"]) == 0.25
    assert (result["share of adverts by language", "pl"]["ideal"]) == 0.4


def flags(present):
    return pd.DataFrame({"advert": [f"a{i}" for i in range(len(present))], "indicator": "movement", "present": present})


def test_an_indicator_found_in_half_of_its_adverts_and_nowhere_else():
    planted, found = flags([True] * 4 + [False] * 6), flags([True] * 2 + [False] * 8)
    row = by_measure(indicators.detection(found, planted))["indicator detection F1", "movement"]
    assert row["value"] == pytest.approx(2 / 3)  # precision 1, recall 1/2
    assert row["baseline"] == pytest.approx(2 * 0.4 / 1.4)


def estimate(ratio):
    return pd.DataFrame(
        [("movement", ratio, ratio / 2, ratio * 2, 100)],
        columns=["indicator", "positive_ratio", "lower", "upper", "coded"],
    )


def test_a_ratio_equal_to_the_planted_one_has_log_difference_zero_and_beats_saying_nothing():
    result = by_measure(indicators.ratios(estimate(0.3), estimate(0.6), {"movement": 0.3}))
    assert result["likelihood ratio over planted (log)", "movement"]["value"] == pytest.approx(0.0)
    cases = result["likelihood ratio from cases over planted (log)", "movement"]
    assert cases["value"] == pytest.approx(np.log(2)) and cases["baseline"] == pytest.approx(0.0)
    whole = result["likelihood ratio, mean absolute error (log)", "all"]
    assert whole["value"] == pytest.approx(0.0) and whole["baseline"] == pytest.approx(-np.log(0.3))


def test_cases_that_were_chosen_for_what_they_show_hide_the_ratio():
    # shown by 8 of 10 exploited adverts and 2 of 10 others, a ratio of 4; cases are those that show it, and two more
    exploited, shown = [True] * 10 + [False] * 10, [True] * 8 + [False] * 2 + [True] * 2 + [False] * 8
    found = flags(shown)
    cases = pd.DataFrame({"advert": found["advert"], "case": found["advert"], "exploited": exploited})
    whole = indicators.from_cases(found, cases).iloc[0]
    assert whole["positive_ratio"] == pytest.approx(4.0)
    chosen = indicators.from_cases(found, cases[found["present"] | (found.index % 10 == 9)]).iloc[0]
    assert chosen["positive_ratio"] < 2.0 and chosen["coded"] == 12


def test_cases_that_all_found_the_same_say_nothing():
    found = flags([True, False])
    cases = pd.DataFrame({"advert": found["advert"], "case": "c", "exploited": True})
    assert indicators.from_cases(found, cases).empty
    assert indicators.ratios(estimate(0.3), indicators.from_cases(found, cases), {}) == []


def test_an_effect_is_covered_if_its_interval_holds_the_value_on_the_truth():
    found = pd.DataFrame(
        {"term": ["month", "mobile"], "estimate": [0.1, 0.5], "lower": [0.0, 0.4], "upper": [0.2, 0.6]}
    )
    oracle = pd.DataFrame({"term": ["month", "mobile"], "estimate": [0.05, 0.1]})
    result = by_measure(effects.effects(found, oracle))
    assert result["effect bias", "mobile"]["value"] == pytest.approx(0.4)
    assert result["effect bias", "mobile"]["lower"] == pytest.approx(0.3)
    held = "effect interval holds the value on the truth"
    assert [result[held, group]["value"] for group in ("month", "mobile", "all")] == [1.0, 0.0, 0.5]


def test_the_error_of_a_variance_share_keeps_the_interval_of_the_share():
    found = pd.DataFrame({"level": ["network"], "share": [0.3], "lower": [0.2], "upper": [0.45]})
    oracle = pd.DataFrame({"level": ["network"], "share": [0.4]})
    row = by_measure(effects.shares(found, oracle))["variance share error", "network"]
    assert (row["value"], row["lower"], row["upper"]) == pytest.approx((-0.1, -0.2, 0.05))
