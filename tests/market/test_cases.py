"""Cases are a random sample only if nothing selects them, and a case knows no more than its own organisation."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chisquare

from dots.market import cases, expected, organisations
from dots.tables import market as tables


@pytest.fixture(scope="module")
def plan(settings, towns):
    def plan(seed: int = 3, **changes: object) -> organisations.Plan:
        asked = settings | {"adverts": 9_000, "organisations": 1_200, "shocks": []} | changes
        return organisations.plan_organisations(asked, towns, seed)

    return plan


def adverts(plan: organisations.Plan, block: int) -> pd.DataFrame:
    """Two adverts of every organisation of a block."""
    names = plan.block(block)["organisation"].repeat(2)
    return pd.DataFrame({"advert": [f"x/{block}-{at}" for at in range(len(names))], "organisation": names.to_numpy()})


def test_without_selection_cases_are_a_random_sample_by_kind_and_size(plan):
    kinds, sizes, means = [], [], []
    for seed in range(20):
        one = plan(seed, selection=0.0, cases=60)
        behind = one.organisations
        chosen = behind.loc[cases.choose(one).index]
        kinds.append(
            pd.DataFrame({"found": chosen["kind"].value_counts(), "there": behind["kind"].value_counts() / 20}).fillna(
                0
            )
        )
        sizes.append(np.log(chosen["adverts"]).mean() - np.log(behind["adverts"]).mean())
        means.append(chosen["degree"].mean() - behind["degree"].mean())
    counts = sum(kinds)
    assert chisquare(counts["found"], counts["there"]).pvalue > 0.01
    for differences in (sizes, means):
        assert abs(np.mean(differences)) < 3.5 * np.std(differences, ddof=1) / np.sqrt(20)


def test_selection_prefers_the_large_the_mobile_and_the_organised_and_more_of_it_does_so_more(plan):
    seen = []
    for selection in (0.0, 1.0, 2.0):
        one = plan(selection=selection, cases=60)
        seen.append(cases.choose(one)["visibility"].mean())
    assert abs(seen[0]) < 0.4 and seen[1] > 0.6 and seen[2] > seen[1] + 0.3
    behind, chosen = one.organisations, one.organisations.loc[cases.choose(one).index]
    assert chosen["adverts"].median() > 1.5 * behind["adverts"].median()
    assert chosen["mobile"].mean() > 1.5 * behind["mobile"].mean()
    assert chosen["degree"].mean() > behind["degree"].mean() + 0.5


def test_where_the_police_look_decides_too(plan):
    one = plan()
    visible = cases.visibility(one)
    parts = one.organisations.assign(visible=visible, size=np.log(one.organisations["adverts"]))
    parts["left"] = parts["visible"] - np.polyval(np.polyfit(parts["degree"], parts["visible"], 1), parts["degree"])
    regions = parts.groupby("home_region")["left"].mean()
    assert regions.max() - regions.min() > 0.5
    assert visible.mean() == pytest.approx(0, abs=1e-9) and visible.std(ddof=0) == pytest.approx(1)


def test_verdicts_are_wrong_as_often_as_planted_either_way(plan):
    one = plan(cases=1_200, selection=0.0)
    chosen = cases.choose(one)
    severe = expected.exploitation(one) >= cases.SEVERE
    assert (chosen["severe"] == severe[chosen.index]).all()
    wrong = chosen["exploited"] != chosen["severe"]
    assert wrong.mean() == pytest.approx(cases.WRONG, abs=0.02)
    assert wrong[~chosen["severe"]].any() and not wrong.all()


def test_there_are_as_many_cases_as_asked_and_never_more_than_organisations(plan):
    assert len(cases.choose(plan(cases=25))) == 25
    assert len(cases.choose(plan(cases=0))) == 0
    everybody = cases.choose(plan(cases=5_000))
    assert sorted(everybody.index) == list(range(1_200))
    assert everybody["case"].is_unique


def test_a_case_has_the_adverts_of_its_organisation_and_one_verdict(plan):
    one = plan(cases=400)
    chosen = cases.choose(one)
    rows, shown = [], []
    for block in range(one.blocks):
        shown.append(adverts(one, block))
        rows.append(cases.outcomes(shown[-1], chosen, one, block))
        tables.CASE_OUTCOMES.check(rows[-1], "case_outcomes")
    found = pd.concat(rows).merge(pd.concat(shown), on="advert")
    assert len(found) == 2 * len(chosen)
    of = chosen.set_index("organisation")
    assert (found["case"].to_numpy() == of.loc[found["organisation"], "case"].to_numpy()).all()
    assert (found["exploited"].to_numpy() == of.loc[found["organisation"], "exploited"].to_numpy()).all()


def test_a_block_without_cases_or_without_seen_adverts_has_no_outcomes(plan):
    one = plan(cases=400)
    chosen = cases.choose(one)
    tables.CASE_OUTCOMES.check(cases.outcomes(adverts(one, 0)[:0], chosen, one, 0), "case_outcomes")
    assert cases.outcomes(adverts(one, 0), chosen[:0], one, 0).empty


def test_what_is_stated_of_the_cases_is_what_was_chosen(plan):
    one = plan(cases=40, selection=2.0)
    chosen = cases.choose(one)
    stated = cases.planted(one, chosen)
    assert stated["mean_visibility"] > 1
    assert {name: at["exploited"] for name, at in stated["cases"].items()} == dict(
        zip(chosen["case"], chosen["exploited"], strict=True)
    )
