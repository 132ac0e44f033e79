"""The continuum score on planted markets."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import GridSearchCV, GroupKFold

from dots import indicators as sets
from dots.classify import continuum, folds, summary
from dots.tables import classify as tables

DEFAULT = Path(__file__).parents[2] / "config" / "indicators" / "default.yaml"
WORDS = {"movement": "just arrived", "trustworthy_wording": "professional", "always_available": "day and night"}


def planted(seed=3, organisations=60, size=4):
    """Plant exploitation by organisation, indicators that follow it, and a stated nationality that follows it most."""
    rng = np.random.default_rng(seed)
    number = organisations * size
    owner = np.repeat(np.arange(organisations), size)
    truth = np.clip(rng.beta(1.5, 2, organisations)[owner] + 0.08 * rng.standard_normal(number), 0, 1)
    showing = {
        "movement": rng.random(number) < 0.7 - 0.6 * truth,
        "trustworthy_wording": rng.random(number) < 0.05 + 0.85 * truth,
        "always_available": rng.random(number) < 0.05 + 0.8 * truth,
    }
    filler = [" ".join(rng.choice(["massage", "oil", "dinner", "hotel", "warm", "music"], 5)) for _ in range(number)]
    nation = np.where(truth > 0.5, "i am thai", "i am polish")
    texts = [
        " ".join([filler[place], nation[place], *(WORDS[name] for name in WORDS if showing[name][place])])
        for place in range(number)
    ]
    adverts = pd.DataFrame(
        {
            "advert": [f"noticeboard/{place:06d}" for place in range(number)],
            "text": texts,
            "price": np.nan,
            "region": "London",
        }
    )
    contacts = pd.DataFrame(
        {"advert": adverts["advert"], "kind": "phone", "contact": [f"phone-{one}" for one in owner], "rule": "plain"}
    )
    templates = pd.DataFrame({"advert": adverts["advert"], "template": adverts["advert"]})
    prevalence = pd.DataFrame(
        {
            "advert": np.repeat(adverts["advert"], 2),
            "topic": np.tile([0, 1], number),
            "weight": np.column_stack([(share := rng.random(number)), 1 - share]).ravel(),
        }
    )
    code = pd.Series(np.clip(np.round(4 * truth + 0.4 * rng.standard_normal(number)), 0, 4) / 4)
    return adverts, contacts, templates, prevalence, code


def scored(adverts, contacts, templates, prevalence, code):
    chosen = sets.load(DEFAULT)
    present = sets.find(adverts, contacts, chosen, 10)
    columns, kinds = continuum.features(adverts, present, prevalence, chosen)
    parts = folds.parts(adverts["advert"], contacts, templates, 3, seed=1)
    fold = folds.assign(parts, code.notna(), 3, seed=1)
    training = folds.training(adverts["advert"], fold, contacts, templates)
    model = continuum.models(kinds)[continuum.MODEL]
    return continuum.cross_score(model, columns, code, parts, fold, training), fold


@pytest.fixture(scope="module")
def market():
    parts = planted()
    parts[-1][1::3] = np.nan  # a third is not coded, and is scored all the same
    return parts, *scored(*parts)


def test_the_score_ranks_adverts_of_groups_it_never_saw(market):
    (*_, code), score, _ = market
    judged = code.notna()
    assert np.corrcoef(score[judged], code[judged])[0, 1] > 0.3
    assert np.isfinite(score).all() and (score >= 0).all() and (score <= 1).all()


def test_changing_the_stated_nationality_changes_no_score(market):
    (adverts, *others), score, _ = market
    swapped = adverts.assign(text=adverts["text"].str.replace("thai", "brazilian").str.replace("polish", "nigerian"))
    assert (scored(swapped, *others)[0] == score).all()


def test_the_same_input_gives_the_same_scores(market):
    parts, score, _ = market
    assert (scored(*parts)[0] == score).all()


def test_codes_of_its_own_group_do_not_change_an_adverts_score(market):
    (adverts, contacts, templates, prevalence, code), score, fold = market
    other = code.where(fold != 0, 1 - code)
    changed = scored(adverts, contacts, templates, prevalence, other)[0]
    assert (changed[fold == 0] == score[fold == 0]).all()
    assert (changed[fold != 0] != score[fold != 0]).any()


def test_intervals_cover_nine_in_ten_of_exchangeable_codes():
    covered = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        truth = rng.random(200)
        code = pd.Series(truth)
        score = np.clip(truth + 0.15 * rng.standard_normal(200), 0, 1)
        lower, upper = continuum.intervals(score, code, pd.Series(np.arange(200) % 5))
        covered.append(((code >= lower) & (code <= upper)).mean())
    assert np.mean(covered) == pytest.approx(0.9, abs=0.015)


def test_an_interval_without_enough_residuals_is_the_whole_scale():
    lower, upper = continuum.intervals(np.array([0.5, 0.5]), pd.Series([0.4, 0.6]), pd.Series([0, 1]))
    assert lower.tolist() == [0, 0] and upper.tolist() == [1, 1]


def test_the_mean_has_no_rank_correlation_and_a_checklist_is_ranked_by_its_count(market):
    (*_, code), score, fold = market
    table = continuum.validate("mean only", np.full(len(score), 0.4), code, fold)
    assert table["spearman"].isna().all()
    exact = continuum.validate("indicator count", score, code, fold, order=code.fillna(0).to_numpy())
    assert exact["spearman"].to_numpy() == pytest.approx(1)
    tables.VALIDATION.check(pd.concat([table, exact]), "here")


def test_codes_of_adverts_that_the_crawl_missed_are_left_out():
    codes = pd.DataFrame({"advert": ["a", "a", "z"], "coder": ["1", "2", "1"], "code": [1, 3, 4]})
    assert continuum.mean_codes(codes, pd.Series(["a", "b"])).tolist()[0] == 0.5


def test_shares_by_count_sum_to_one():
    present = pd.DataFrame(
        {"advert": list("aabbccdd"), "indicator": list("xy" * 4), "present": [0, 0, 1, 0, 1, 1, 1, 0]}
    ).astype({"present": bool})
    assert summary.count_shares(present).tolist() == [0.25, 0.5, 0.25, 0.0]


def test_a_perfect_score_lies_on_the_diagonal():
    frame = pd.DataFrame({"score": np.linspace(0, 1, 200), "code": np.linspace(0, 1, 200), "group": np.arange(200)})
    bins = summary.calibration(frame, 10, seed=1)
    assert bins["adverts"].tolist() == [20] * 10
    assert bins["score"].to_numpy() == pytest.approx(bins["code"].to_numpy())
    assert ((bins["lower"] <= bins["code"]) & (bins["code"] <= bins["upper"])).all()


def test_parameters_are_those_that_scikit_learns_own_search_chooses(market):
    (adverts, contacts, _, prevalence, code), *_ = market
    chosen = sets.load(DEFAULT)
    columns, kinds = continuum.features(adverts, sets.find(adverts, contacts, chosen, 10), prevalence, chosen)
    model, grid = continuum.models(kinds)[continuum.MODEL]
    rows, groups = np.flatnonzero(code.notna()), np.arange(len(code)) % 9
    learnt = columns.iloc[rows], code.to_numpy()[rows]
    search = GridSearchCV(model, grid, cv=GroupKFold(4), scoring="neg_mean_absolute_error")
    search.fit(*learnt, groups=groups[rows])
    assert continuum._choose(model, grid, *learnt, groups[rows], 4) == search.best_params_
