"""The indicator set: what is refused, what is found, and what the score may never see."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from dots import indicators as sets

DEFAULT = Path(__file__).parents[2] / "config" / "indicators" / "default.yaml"


def adverts(*texts, price=None, region="London"):
    return pd.DataFrame(
        {
            "advert": [f"noticeboard/{place:06d}" for place in range(len(texts))],
            "text": texts,
            "price": pd.Series(price if price is not None else [None] * len(texts), dtype=float),
            "region": region,
        }
    )


NOBODY = pd.DataFrame({"advert": [], "kind": [], "contact": [], "rule": []}, dtype=str)


def shown(text):
    found = sets.find(adverts(text), NOBODY, sets.load(DEFAULT), 10)
    return set(found.loc[found["present"], "indicator"])


def changed(tmp_path, change):
    content = yaml.safe_load(DEFAULT.read_text())
    change(content["indicators"], content)
    path = tmp_path / "set.yaml"
    path.write_text(yaml.safe_dump(content))
    return path


def test_the_default_set_is_valid_and_keeps_nationality_and_organisation_out_of_the_score():
    found = sets.load(DEFAULT)
    assert not found["nationality_stated"].in_score
    assert not any(indicator.in_score for indicator in found.values() if indicator.axis == "organisation")
    assert all(indicator.evidence and indicator.source for indicator in found.values())


def test_nationality_may_not_enter_a_score(tmp_path):
    path = changed(tmp_path, lambda found, _: found["nationality_stated"].update(in_score=True))
    with pytest.raises(ValueError, match="nationality_stated.in_score: true is refused"):
        sets.load(path)


def test_nationality_may_not_enter_a_score_under_another_name(tmp_path):
    path = changed(tmp_path, lambda found, _: found["movement"].update(patterns=[r"\b(?:exotic|{demonym})\b"]))
    with pytest.raises(ValueError, match="movement.patterns: matches 'polish'"):
        sets.load(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda one: one.pop("evidence"), "movement.evidence: must be given"),
        (lambda one: one.update(axis="crime"), "movement.axis: 'crime' is not allowed; allowed: exploitation"),
        (lambda one: one.update(paterns=["x"]), "movement.paterns: unknown key; did you mean patterns"),
        (lambda one: one.update(patterns=["(open"]), r"movement.patterns: '\(open' is no regular expression"),
        (lambda one: one.update(derived={"rule": "magic"}), "movement: give either `patterns` or `derived`"),
        (lambda one: one.update(in_score="yes"), "movement.in_score: 'yes' is not allowed"),
    ],
)
def test_a_set_that_is_wrong_says_where_and_how(tmp_path, change, message):
    with pytest.raises(ValueError, match=message):
        sets.load(changed(tmp_path, lambda found, _: change(found["movement"])))


def test_an_unknown_derived_rule_is_refused(tmp_path):
    path = changed(tmp_path, lambda found, _: found["price_atypical"].update(derived={"rule": "magic"}))
    with pytest.raises(ValueError, match="price_atypical.derived.rule: 'magic' is unknown"):
        sets.load(path)


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("just arrived in <place>", "movement"),
        ("touring, next stop <place>", "movement"),
        ("only this week", "short_stay"),
        ("professional and reliable service", "trustworthy_wording"),
        ("no out-calls", "incall_only"),
        ("available 24/7", "always_available"),
        ("two friends, anna and eva", "several_people"),
        ("her smile is the first thing you notice", "third_person"),
        ("i am romanian", "nationality_stated"),
    ],
)
def test_wording_shows_its_indicator_and_no_other(text, indicator):
    assert shown(text) == {indicator}


@pytest.mark.parametrize(
    "text",
    [
        "i speak english",
        "swedish massage and thai massage",
        "photos are genuine",
        "my place is here, come over any day you like",
        "call me in the evening",
        "i was in town last year",
    ],
)
def test_ordinary_wording_shows_nothing(text):
    assert shown(text) == set()


def test_a_contact_is_obscured_only_if_it_is_not_plainly_written():
    frame = adverts("a", "b", "c")
    contacts = pd.DataFrame({"advert": frame["advert"][:2], "rule": ["plain", "spelled"]})
    found = sets.find(frame, contacts, sets.load(DEFAULT), 10).query("indicator == 'obscured_contact'")
    assert found["present"].tolist() == [False, True, False]


def test_a_price_is_atypical_for_its_own_region():
    frame = pd.concat(
        [
            adverts(*["x"] * 12, price=[100] * 10 + [150, 65]),
            adverts(*["x"] * 12, price=[150] * 11 + [100], region="Wales"),
            adverts("x", price=[None]),
        ],
        ignore_index=True,
    ).assign(advert=lambda one: [f"noticeboard/{place:06d}" for place in one.index])
    found = sets.find(frame, NOBODY, sets.load(DEFAULT), 10).query("indicator == 'price_atypical'")
    assert found.loc[found["present"], "advert"].tolist() == [f"noticeboard/0000{place}" for place in (10, 11, 23)]


def test_what_the_score_sees_is_the_same_whatever_nationality_is_stated():
    found = sets.load(DEFAULT)
    texts = pd.Series([f"i am {word}, {word} lady, good {word}" for word in ("thai", "polish", "nigerian", "ebony")])
    assert sets.blank(texts, found).nunique() == 1


def test_what_the_score_sees_holds_no_wording_of_organisation_and_no_mask():
    left = sets.blank(pd.Series(["two friends in <place>, ask for her, relaxing massage"]), sets.load(DEFAULT))[0]
    assert "friends" not in left and "her" not in left.split() and "<" not in left
    assert "relaxing massage" in left
