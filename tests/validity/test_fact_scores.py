"""Facts are judged by what was planted: a town by the version seen last, a price to the pound, a phrase by advert."""

import pandas as pd
import pytest

from dots.validity.facts import facts

DAYS = pd.to_datetime(["2025-01-10", "2025-01-20"])
ADVERTS = [f"site/{number}" for number in range(8)]


def planted():
    seen = pd.DataFrame(
        {"advert": ADVERTS, "price": [80.0] * 6 + [None] * 2, "age": 30, "language": ["en"] * 6 + ["pl"] * 2}
    )
    rows = [(advert, "2025-01-01", "2025-01-15", "Leeds") for advert in ADVERTS]
    rows += [(advert, "2025-01-15", "2025-02-01", "York") for advert in ADVERTS]
    versions = pd.DataFrame(rows, columns=["advert", "since", "until", "town"])
    versions[["since", "until"]] = versions[["since", "until"]].apply(pd.to_datetime)
    marks = [(advert, name, advert in ADVERTS[:2]) for advert in ADVERTS for name in ("movement", "always_available")]
    return seen, versions, pd.DataFrame(marks, columns=["advert", "indicator", "present"])


def judged(**changes):
    seen, versions, marks = planted()
    last = {"sightings": pd.DataFrame([(advert, DAYS[1]) for advert in ADVERTS], columns=["advert", "seen"])}
    adverts = pd.DataFrame({"advert": ADVERTS, "town": "York", "price": seen["price"], "age": 30.0})
    stated = [(advert, "language", "clear", "en" if place < 6 else "pl") for place, advert in enumerate(ADVERTS)]
    stated += [(advert, "touring", "arrived", "arrived") for advert in ADVERTS[:2]]
    stated += [(advert, "availability", "always", "always") for advert in ADVERTS[:2]]
    given = (
        {"adverts": adverts, "stated": pd.DataFrame(stated, columns=["advert", "kind", "rule", "value"])}
        | last
        | changes
    )
    rows = facts(given["adverts"], given["stated"], given["sightings"], seen, versions, marks)
    return {(row["measure"], row["group"]): row["value"] for row in rows}


def test_what_was_planted_scores_one_throughout():
    assert set(judged().values()) == {1.0}


def test_the_town_of_the_version_seen_last_counts():
    seen = pd.DataFrame([(advert, DAYS[place % 2]) for place, advert in enumerate(ADVERTS)], columns=["advert", "seen"])
    assert judged(sightings=seen)["town accuracy", "all"] == 0.5


def test_a_price_that_is_another_or_none_or_too_many_counts_against_it():
    adverts = pd.DataFrame(
        {"advert": ADVERTS, "town": "York", "price": [80, 80, 90, None, 80, 80, 50, None], "age": 30.0}
    )
    found = judged(adverts=adverts)
    assert found["price precision", "all"] == pytest.approx(4 / 6)
    assert found["price recall", "all"] == pytest.approx(4 / 6)


def test_a_language_is_judged_by_itself():
    stated = pd.DataFrame(
        [(advert, "language", "clear", "en") for advert in ADVERTS], columns=["advert", "kind", "rule", "value"]
    )
    found = judged(stated=stated)
    assert found["language accuracy", "en"] == 1 and found["language accuracy", "pl"] == 0
    assert found["language accuracy", "all"] == 0.75
    assert found["touring recall", "all"] == 0


def test_a_phrase_read_where_none_was_planted_costs_precision_and_hours_are_no_phrase():
    stated = [(advert, "touring", "visit", "visit") for advert in ADVERTS[1:5]]
    stated += [(advert, "availability", "hours", "10:00-19:00") for advert in ADVERTS]
    found = judged(stated=pd.DataFrame(stated, columns=["advert", "kind", "rule", "value"]))
    assert found["touring precision", "all"] == 0.25 and found["touring recall", "all"] == 0.5
    assert found["availability at all hours recall", "all"] == 0
