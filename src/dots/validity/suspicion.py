"""Wrongful suspicion: of the networks an analyst would look at, how many should not be looked at.

A network on the shortlist is suspected wrongly if the exploitation planted in its adverts is, on average,
below the cutoff that coders call high. How it is organised does not enter: an agency without exploitation
is suspected wrongly, a lone exploited worker is not.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

ALL = "all"


def suspicion(shortlist: pd.DataFrame, memberships: pd.DataFrame, truth: pd.DataFrame, cutoff: float) -> pd.DataFrame:
    """Count wrongly suspected networks by the kind planted.

    Parameters
    ----------
    shortlist
        Networks large enough to be shortlisted: `network`, `shortlisted` (flag).
    memberships
        `advert`, `network`.
    truth
        Planted adverts: `advert`, `kind`, `exploitation` (0..1).
    cutoff
        Mean planted exploitation from which suspicion is right, 0..1.

    Returns
    -------
    DataFrame
        One row a kind that has eligible networks and one for `all`, as in `tables.validity.SUSPICION`.
    """
    planted = memberships.merge(truth, on="advert")
    by_network = planted.groupby("network").agg(
        kind=("kind", lambda kinds: kinds.value_counts().sort_index().idxmax()),
        exploitation=("exploitation", "mean"),
    )
    judged = shortlist[["network", "shortlisted"]].join(by_network, on="network")
    judged["low"] = judged["exploitation"] < cutoff
    rows = [_row(kind, group) for kind, group in judged.groupby("kind")]
    return pd.DataFrame([*rows, _row(ALL, judged)])


def by_score_alone(shortlist: pd.DataFrame) -> pd.DataFrame:
    """Draw up a shortlist of the same length by the model's score alone, without what coders said.

    Parameters
    ----------
    shortlist
        `network`, `model_score` (mean score of its adverts), `shortlisted`.
    """
    order = shortlist.sort_values(["model_score", "network"], ascending=[False, True])
    return order.assign(shortlisted=np.arange(len(order)) < order["shortlisted"].sum())


def _row(kind: str, judged: pd.DataFrame) -> dict:
    picked = judged[judged["shortlisted"]]
    wrongful = int(picked["low"].sum())
    low, high = wilson(wrongful, len(picked))
    return {
        "kind": kind,
        "eligible": len(judged),
        "shortlisted": len(picked),
        "wrongful": wrongful,
        "rate": wrongful / len(picked) if len(picked) else np.nan,
        "lower": low,
        "upper": high,
        "by_chance": judged["low"].mean() if len(judged) else np.nan,
    }


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Give the 95 % Wilson interval of a share, or missing values where nothing was tried."""
    if not trials:
        return np.nan, np.nan
    low, high = proportion_confint(successes, trials, method="wilson")
    return float(max(low, 0.0)), float(min(high, 1.0))
