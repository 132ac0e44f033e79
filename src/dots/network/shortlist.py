"""Which networks an analyst would look at first: a list of networks, never of people or single adverts."""

from __future__ import annotations

import numpy as np
import pandas as pd

NORMAL_95, NORMAL_90 = 1.959964, 1.644854


def rank_networks(
    memberships: pd.DataFrame, drawn: pd.DataFrame, scores: pd.DataFrame, *, min_cell: int, capacity: int
) -> pd.DataFrame:
    """Rank networks by the lower end of the interval of their mean continuum score.

    Ranking by the lower end asks what the evidence bears at least, so that a network is not listed because
    little is known of it. How a network is organised does not enter.

    Parameters
    ----------
    memberships
        Point partition: advert, network.
    drawn
        Networks of the link draws: draw, advert, network.
    scores
        Scores of adverts, with their 90 % intervals.
    min_cell
        Adverts below which a network is not listed.
    capacity
        Networks an analyst has time for; the first so many are flagged.

    Returns
    -------
    DataFrame
        As in `tables.network.SHORTLIST`. The 95 % interval adds two variances (Rubin 1987): of the score within
        a partition, and of the mean between link draws, where a network is represented by the draw's network
        that holds most of its adverts.
    """
    scored = memberships[["advert", "network"]].merge(scores, on="advert", validate="one_to_one")
    means = scored.groupby("network").agg(adverts=("advert", "size"), mean_score=("score", "mean"))
    means["within"] = score_variance(scored)
    means = means[means["adverts"] >= min_cell]

    by_draw = follow(memberships[memberships["network"].isin(means.index)], drawn)
    drawn_mean = drawn.merge(scores[["advert", "score"]], on="advert").groupby(["draw", "network"])["score"].mean()
    by_draw["score"] = drawn_mean.reindex(pd.MultiIndex.from_frame(by_draw[["draw", "drawn"]])).to_numpy()
    draws = drawn["draw"].nunique()
    between = by_draw.groupby("network")["score"].var(ddof=1).reindex(means.index).fillna(0.0)
    error = np.sqrt(means["within"] + (1 + 1 / draws) * between)

    ranked = means.assign(
        lower=(means["mean_score"] - NORMAL_95 * error).clip(0, 1),
        upper=(means["mean_score"] + NORMAL_95 * error).clip(0, 1),
    ).reset_index()
    order = ranked.sort_values(["lower", "mean_score", "network"], ascending=[False, False, True], kind="stable")
    order["rank"] = np.arange(1, len(order) + 1)
    order["shortlisted"] = order["rank"] <= capacity
    return order[["network", "adverts", "mean_score", "lower", "upper", "rank", "shortlisted"]]


def score_variance(scored: pd.DataFrame) -> pd.Series:
    """Give the variance of each network's mean score that the scores' own errors cause.

    Errors of adverts of one network are alike, so they do not average out as independent ones would: the
    variance of a mean of n is v (1 + (n - 1) r) / n (Kish 1965), v the mean variance of one advert's error, from
    its conformal interval, and r the intraclass correlation.
    """
    # ASSUME errors within a network are correlated as the scores within it are: an upper bound, since the
    # scores also share what the network truly has in common
    error = ((scored["upper"] - scored["lower"]) / (2 * NORMAL_90)) ** 2
    groups = error.groupby(scored["network"])
    size = groups.size()
    return groups.mean() * (1 + (size - 1) * intraclass_correlation(scored["score"], scored["network"])) / size


def intraclass_correlation(values: pd.Series, groups: pd.Series) -> float:
    """Give the one-way intraclass correlation ICC(1) by analysis of variance, 0 if negative or not defined."""
    grouped = values.groupby(groups)
    size, mean = grouped.size(), grouped.mean()
    total, count = size.sum(), len(size)
    if count < 2 or total == count:
        return 0.0
    between = (size * (mean - values.mean()) ** 2).sum() / (count - 1)
    within = ((values - grouped.transform("mean")) ** 2).sum() / (total - count)
    typical = (total - (size**2).sum() / total) / (count - 1)
    spread = between + (typical - 1) * within
    return float(np.clip((between - within) / spread, 0, 1)) if spread > 0 else 0.0


def follow(memberships: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """Find each network again in every draw: the draw's network that holds most of its adverts.

    Parameters
    ----------
    memberships
        Point partition, or part of it: advert, network.
    drawn
        Networks of the draws: draw, advert, network.

    Returns
    -------
    DataFrame
        draw, network, drawn (the network within the draw; of several with as many, the largest).
    """
    merged = drawn.rename(columns={"network": "drawn"}).merge(memberships[["advert", "network"]], on="advert")
    counted = merged.groupby(["draw", "network", "drawn"]).size().rename("held").reset_index()
    order = counted.sort_values(
        ["draw", "network", "held", "drawn"], ascending=[True, True, False, True], kind="stable"
    )
    return order.drop_duplicates(["draw", "network"])[["draw", "network", "drawn"]].reset_index(drop=True)
