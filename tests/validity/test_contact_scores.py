"""Contacts found, missed and invented, counted by hand."""

import pandas as pd
import pytest

from dots.validity.contacts import contacts

WAYS = {"plain": "open", "emoji": "hidden", "turned": "crafty"}


def planted(*rows):
    return pd.DataFrame(rows, columns=["advert", "kind", "contact", "hiding"])


def found(*rows):
    return pd.DataFrame(rows, columns=["advert", "kind", "contact", "rule"])


def by_measure(*frames):
    return {(row["measure"], row["group"]): row for row in contacts(*frames, WAYS)}


def test_contacts_found_missed_and_invented_are_counted_once_each():
    result = by_measure(
        found(("a", "phone", "p1", "plain"), ("b", "phone", "p1", "emoji"), ("c", "phone", "p9", "emoji")),
        planted(("a", "phone", "p1", "plain"), ("a", "phone", "p2", "emoji"), ("b", "phone", "p1", "emoji")),
    )
    assert result["contact precision", "all"]["value"] == pytest.approx(2 / 3)
    assert result["contact recall", "all"]["value"] == pytest.approx(2 / 3)
    assert result["contact recall by way of writing", "emoji"]["value"] == 0.5
    assert result["contact recall by group of ways", "open"]["value"] == 1.0


def test_a_plain_pattern_reads_what_is_written_plainly_and_nothing_else():
    result = by_measure(
        found(("a", "phone", "p1", "plain"), ("b", "phone", "p2", "emoji")),
        planted(("a", "phone", "p1", "plain"), ("b", "phone", "p2", "emoji")),
    )
    assert result["contact recall", "all"]["value"] == 1.0
    assert result["contact recall", "all"]["baseline"] == 0.5
    assert result["contact recall by group of ways", "hidden"]["baseline"] == 0.0


def test_a_misreading_counts_against_the_way_it_misread_and_a_decoy_against_none():
    result = by_measure(
        found(
            ("a", "phone", "wrong", "turned"),  # in place of p1
            ("b", "phone", "p2", "turned"),
            ("b", "phone", "decoy", "plain"),  # nothing of b was missed
            ("a", "email", "e9", "plain"),  # no e-mail was missed
        ),
        planted(("a", "phone", "p1", "turned"), ("b", "phone", "p2", "turned")),
    )
    assert result["contact precision by way of writing", "turned"]["value"] == 0.5
    assert result["contact recall by way of writing", "turned"]["value"] == 0.5
    assert result["contact precision", "all"]["value"] == 0.25
    assert result["contact precision", "email"]["value"] == 0.0


def test_where_nothing_was_read_there_is_no_precision():
    result = by_measure(found(), planted(("a", "phone", "p1", "turned")))
    assert result["contact recall", "all"]["value"] == result["contact F1", "all"]["value"] == 0.0
    assert ("contact precision", "all") not in result
