"""Contacts that were read against contacts that were planted, by kind and by how they were written."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dots.validity.clusters import harmonic
from dots.validity.intervals import wilson
from dots.validity.rows import ALL, row

KEY = ["advert", "kind", "contact"]
PLAIN, PLAIN_NAME = "plain", "plain pattern"
"""Rule that reads contacts written without any trick, and what it is called beside the others."""


def contacts(found: pd.DataFrame, planted: pd.DataFrame, ways: dict[str, str]) -> list[dict]:
    """Judge contact extraction over all, by kind, by way of writing and by group of ways, beside a plain pattern.

    Parameters
    ----------
    found
        `advert`, `kind`, `contact` (pseudonym), `rule` that found it.
    planted
        `advert`, `kind`, `contact`, and `hiding`: how it was written.
    ways
        Way of writing to its group (open, hidden, crafty).

    Notes
    -----
    What was planted nowhere was written in no way. It counts against a way if a contact of its kind that was written so
    was missed in the same advert: then it is most likely a misreading of that one.
    """
    judged, plain = (compare(read, planted) for read in (found, found[found["rule"] == PLAIN]))
    beside = {**_counts(plain, "kind"), **_written(plain, ways)}
    rows = []
    for (measure, group), counts in {**_counts(judged, "kind"), **_written(judged, ways)}.items():
        simple = scores(*beside[measure, group]) if (measure, group) in beside else None
        rows += _rows(measure, group, counts, simple)
    return rows


def compare(found: pd.DataFrame, planted: pd.DataFrame) -> pd.DataFrame:
    """Set contacts read beside those planted: one row a contact in an advert, with `read` and `there` (flags)."""
    judged = planted.merge(found[KEY], on=KEY, how="outer", indicator=True)
    return judged.assign(read=judged["_merge"] != "left_only", there=judged["_merge"] != "right_only")


def scores(right: int, read: int, there: int) -> tuple[float, float, float]:
    """Give precision, recall and F1 of contacts: so many are there, so many were read, and some of these are right.

    Where nothing was read the precision is missing, where nothing is there the recall.
    """
    precision, recall = right / read if read else np.nan, right / there if there else np.nan
    return precision, recall, harmonic(precision, recall) if right else 0.0


def _counts(judged: pd.DataFrame, by: str) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Count right, read and there over all contacts and by kind."""
    parts = [(ALL, judged), *judged.groupby(by)]
    return {
        ("", group): (int((part["read"] & part["there"]).sum()), int(part["read"].sum()), int(part["there"].sum()))
        for group, part in parts
    }


def _written(judged: pd.DataFrame, ways: dict[str, str]) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Count right, read and there by way of writing and by group of ways."""
    planted = judged[judged["there"]]
    invented = judged.loc[~judged["there"], KEY]
    missed = planted.loc[~planted["read"], ["advert", "kind", "hiding"]]
    misread = invented.merge(missed, on=["advert", "kind"])
    result = {}
    for measure, group_of in ((" by way of writing", {way: way for way in ways}), (" by group of ways", ways)):
        of = planted["hiding"].map(group_of)
        wrong = misread.assign(group=misread["hiding"].map(group_of)).drop_duplicates([*KEY, "group"])["group"]
        wrong = wrong.value_counts()
        for group, part in planted.groupby(of):
            right = int(part["read"].sum())
            result[measure, str(group)] = (right, right + int(wrong.get(group, 0)), len(part))
    return result


def _rows(by: str, group: str, counts: tuple[int, int, int], plain: tuple[float, float, float] | None) -> list[dict]:
    right, read, there = counts
    intervals = wilson(right, read), wilson(right, there), wilson(0, 0)
    return [
        row(
            f"contact {name}{by}",
            value,
            read if name == "precision" else there,
            group=group,
            interval=intervals[place],
            baseline=plain[place] if plain else np.nan,
            baseline_name=PLAIN_NAME,
        )
        for place, (name, value) in enumerate(zip(("precision", "recall", "F1"), scores(*counts), strict=True))
        if not np.isnan(value)
    ]
