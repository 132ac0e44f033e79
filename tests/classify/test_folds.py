"""Adverts that are tied are never on both sides of a test."""

import numpy as np
import pandas as pd
import pytest

from dots.classify import folds


def market(organisations=40, size=10, copied=0, seed=1):
    """Build organisations with one phone and one template each, some adverts copying a stranger's template."""
    rng = np.random.default_rng(seed)
    number = organisations * size
    adverts = pd.Series([f"noticeboard/{place:06d}" for place in range(number)])
    owner = np.arange(number) // size
    template = owner.copy()
    for place in rng.choice(number, copied, replace=False):
        template[place] = rng.integers(organisations)
    contacts = pd.DataFrame({"advert": adverts, "contact": [f"phone-{one}" for one in owner]})
    templates = pd.DataFrame({"advert": adverts, "template": [f"template-{one}" for one in template]})
    return adverts, contacts, templates


def test_no_network_is_split_between_folds():
    adverts, contacts, templates = market()
    parts = folds.parts(adverts, contacts, templates, 5, seed=1)
    fold = folds.assign(parts, pd.Series(True, index=adverts.index), 5, seed=1)
    assert fold.groupby(contacts["contact"]).nunique().max() == 1
    assert fold.groupby(templates["template"]).nunique().max() == 1


def test_ties_run_through_other_adverts():
    adverts = pd.Series(["a", "b", "c", "d"])
    contacts = pd.DataFrame({"advert": ["a", "b"], "contact": ["x", "x"]})
    templates = pd.DataFrame({"advert": ["b", "c", "d"], "template": ["t", "t", "u"]})
    assert folds.group(adverts, contacts, templates).tolist() == [0, 0, 0, 1]
    assert folds.group(adverts, contacts).tolist() == [0, 0, 1, 2]


def test_texts_copied_from_strangers_glue_the_market_and_the_cut_keeps_contacts_whole():
    adverts, contacts, templates = market(copied=60)
    whole = folds.group(adverts, contacts, templates).value_counts(normalize=True)
    assert whole.max() > 0.5
    parts = folds.parts(adverts, contacts, templates, 5, seed=1)
    assert parts.value_counts(normalize=True).max() <= 0.2
    assert parts.groupby(contacts["contact"]).nunique().max() == 1
    assert (parts == folds.parts(adverts, contacts, templates, 5, seed=1)).all()


def test_no_model_learns_from_an_advert_tied_to_one_it_scores():
    adverts, contacts, templates = market(copied=60)
    parts = folds.parts(adverts, contacts, templates, 5, seed=1)
    fold = folds.assign(parts, pd.Series(True, index=adverts.index), 5, seed=1)
    allowed = folds.training(adverts, fold, contacts, templates)
    left_out = 0
    for number, flags in allowed.items():
        scored = fold == number
        for identifier in (contacts["contact"], templates["template"]):
            assert not set(identifier[scored]) & set(identifier[flags])
        left_out += (~scored & ~flags).sum()
    assert 0 < left_out < 0.6 * len(adverts)


def test_folds_hold_about_as_many_coded_adverts_and_about_as_many_adverts():
    adverts, contacts, templates = market()
    coded = pd.Series(np.arange(len(adverts)) % 4 == 0)
    fold = folds.assign(folds.parts(adverts, contacts, templates, 5, seed=1), coded, 5, seed=1)
    assert np.ptp(fold.value_counts()) <= 10
    assert np.ptp(fold[coded].value_counts()) <= 3


def test_too_few_groups_are_refused_with_the_fix():
    adverts, contacts, templates = market(organisations=3)
    parts = folds.parts(adverts, contacts, templates, 5, seed=1)
    with pytest.raises(ValueError, match="classify.folds: 5 is not allowed, only 3 groups"):
        folds.assign(parts, pd.Series(True, index=adverts.index), 5, seed=1)
