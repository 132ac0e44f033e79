"""Wrongful suspicion: of the networks an analyst would look at, how many should not be looked at.

A network on the shortlist is suspected wrongly if the exploitation planted in its adverts is, on average,
below the cutoff that coders call high. How it is organised does not enter: an agency without exploitation
is suspected wrongly, a lone exploited worker is not.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dots.validity.intervals import wilson
from dots.validity.rows import ALL, row

BY = ("kind", "language", "number")
"""Groupings of networks by what most of their adverts are."""
BY_SCORE, BY_COUNT = "by score alone", "by indicator count alone"
ENGLISH, OTHER = "English", "other languages"
SHARED, OWN = "shared number", "own number"
RATE = "wrongful-suspicion rate"
EVERY = 100
"""Capacity up to which the rate is given for every length of the list; beyond it in steps of a twentieth."""


def suspicion(
    shortlist: pd.DataFrame,
    memberships: pd.DataFrame,
    truth: pd.DataFrame,
    cutoff: float,
    counts: pd.Series | None = None,
) -> pd.DataFrame:
    """Count wrongly suspected networks: over all, by group, in other rankings and at other capacities.

    Parameters
    ----------
    shortlist
        Networks large enough to be shortlisted: `network`, `rank`, `model_score`, `shortlisted` (flag).
    memberships
        `advert`, `network`.
    truth
        Planted adverts: `advert`, `exploitation` (0..1) and the columns of `BY` (see `described`).
    cutoff
        Mean planted exploitation from which suspicion is right, 0..1.
    counts
        Number of indicators by advert, for the shortlist that a checklist would draw up.

    Returns
    -------
    DataFrame
        As in `tables.validity.SUSPICION`, over all first.
    """
    judged = judge(shortlist, memberships, truth, cutoff, counts)
    rows = [_row(ALL, ALL, judged)]
    rows += [_row(by, group, part) for by in BY for group, part in judged.groupby(by)]
    for group, column in ((BY_SCORE, "model_score"), (BY_COUNT, "count")):
        rows.append(_row("ranking", group, ranked_by(judged, column)))
    return pd.DataFrame([*rows, *by_capacity(judged)])


def judge(
    shortlist: pd.DataFrame,
    memberships: pd.DataFrame,
    truth: pd.DataFrame,
    cutoff: float,
    counts: pd.Series | None = None,
) -> pd.DataFrame:
    """Say of every eligible network what most of its adverts are, and whether suspicion would be wrong (`low`)."""
    members = memberships.loc[memberships["network"].isin(shortlist["network"]), ["advert", "network"]]
    planted = members.merge(truth[["advert", "exploitation", *BY]], on="advert")
    planted["count"] = 0.0 if counts is None else planted["advert"].map(counts).fillna(0.0)
    means = planted.groupby("network")[["exploitation", "count"]].mean()
    judged = shortlist[["network", "rank", "model_score", "shortlisted"]].join(means, on="network")
    for by in BY:
        judged[by] = judged["network"].map(_most(planted, by))
    return judged.assign(low=judged["exploitation"] < cutoff)


def described(adverts: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    """Add to planted adverts the groups by which suspicion and scores are judged.

    Parameters
    ----------
    adverts
        organisation, language (ISO 639-1) and others.
    contacts
        Planted contacts: advert, kind, contact.

    Returns
    -------
    DataFrame
        `adverts` with `language` in two groups (English, other languages) and `number`: shared if the organisation has
        a telephone number that another organisation's adverts carry, such as a receptionist's, own if not.
    """
    phones = contacts[contacts["kind"] == "phone"].merge(adverts[["advert", "organisation"]], on="advert")
    users = phones.groupby("contact")["organisation"].transform("nunique")
    sharing = adverts["organisation"].isin(phones.loc[users > 1, "organisation"])
    return adverts.assign(
        language=np.where(adverts["language"] == "en", ENGLISH, OTHER),
        number=np.where(sharing, SHARED, OWN),
    )


def ranked_by(judged: pd.DataFrame, column: str) -> pd.DataFrame:
    """Draw up a shortlist of the same length by one column alone, the highest first."""
    order = judged.sort_values([column, "network"], ascending=[False, True], kind="stable")
    return order.assign(shortlisted=np.arange(len(order)) < order["shortlisted"].sum())


def by_capacity(judged: pd.DataFrame) -> list[dict]:
    """Give the wrongful share among the first 1, 2, ... networks of the study's ranking."""
    order = judged.sort_values("rank", kind="stable")
    stated = int(order["shortlisted"].sum())
    return [
        _row("capacity", f"{capacity:06d}", order.assign(shortlisted=np.arange(len(order)) < capacity))
        for capacity in capacities(len(order), stated)
    ]


def capacities(eligible: int, stated: int) -> list[int]:
    """List the lengths of list at which the rate is given, the stated one, its half and its double among them."""
    steps = set(range(1, min(eligible, EVERY) + 1)) | {stated // 2, stated, 2 * stated, eligible}
    step = EVERY
    while step < eligible:
        steps.add(step)
        step = int(step * 1.05)
    return sorted(length for length in steps if 1 <= length <= eligible)


def shortlists(table: pd.DataFrame) -> list[dict]:
    """Give the rates as rows of the scoreboard, beside a shortlist drawn by lot from the same networks.

    Parameters
    ----------
    table
        Rows of `tables.validity.SUSPICION`. Groups of which nothing is shortlisted have no rate and get no row.
    """
    stated = table[(table["grouping"] != "capacity") & (table["shortlisted"] > 0)]
    return [
        row(
            RATE,
            at.rate,
            at.shortlisted,
            group=at.group,
            interval=(at.lower, at.upper),
            baseline=at.by_chance,
            baseline_name="drawn by lot",
            ideal=0.0,
        )
        for at in stated.itertuples()
    ]


def _most(planted: pd.DataFrame, by: str) -> pd.Series:
    """Give the group that most adverts of each network belong to; of several the first by name."""
    counted = planted.groupby(["network", by]).size().rename("adverts").reset_index()
    order = counted.sort_values(["network", "adverts", by], ascending=[True, False, True], kind="stable")
    return order.drop_duplicates("network").set_index("network")[by]


def _row(grouping: str, group: str, judged: pd.DataFrame) -> dict:
    picked = judged[judged["shortlisted"]]
    wrongful, innocent = int(picked["low"].sum()), int(judged["low"].sum())
    low, high = wilson(wrongful, len(picked))
    return {
        "grouping": grouping,
        "group": group,
        "eligible": len(judged),
        "innocent": innocent,
        "shortlisted": len(picked),
        "wrongful": wrongful,
        "rate": wrongful / len(picked) if len(picked) else np.nan,
        "lower": low,
        "upper": high,
        "by_chance": innocent / len(judged) if len(judged) else np.nan,
        "exposed": wrongful / innocent if innocent else np.nan,
    }
