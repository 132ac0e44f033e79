"""Which networks an analyst would look at first: a list of networks, never of people or single adverts."""

from __future__ import annotations

import numpy as np
import pandas as pd

NORMAL_95, NORMAL_90 = 1.959964, 1.644854
HIGHEST_CODE = 4


def rank_networks(
    memberships: pd.DataFrame,
    drawn: pd.DataFrame,
    scores: pd.DataFrame,
    coded_sample: pd.DataFrame,
    *,
    min_cell: int,
    capacity: int,
) -> pd.DataFrame:
    """Rank networks by the lower end of the interval of their place on the continuum.

    Ranking by the lower end asks what the evidence bears at least, so that a network is not listed because
    little is known of it. How a network is organised does not enter.

    Parameters
    ----------
    memberships
        Point partition: advert, network.
    drawn
        Networks of the link draws: draw, advert, network.
    scores
        Scores of adverts, from a model that never saw their group, with 90 % intervals.
    coded_sample
        Coders' judgements of a sample of adverts.
    min_cell
        Adverts below which a network is not listed.
    capacity
        Networks an analyst has time for; the first so many are flagged.

    Returns
    -------
    DataFrame
        As in `tables.network.SHORTLIST`. The 95 % interval adds two variances (Rubin 1987): of the estimate
        within a partition, and of the estimate between link draws, where a network is represented by the
        draw's network that holds most of its adverts.
    """
    errors = coding_errors(scores, coded_sample)
    variance, correlation = error_structure(errors, memberships, scores)
    means = estimate(memberships, scores, errors, variance, correlation)
    means = means[means["adverts"] >= min_cell]

    by_draw = follow(memberships[memberships["network"].isin(means.index)], drawn)
    keyed = drawn.assign(network=drawn["draw"].astype(str) + "/" + drawn["network"])
    of_draw = estimate(keyed, scores, errors, variance, correlation)["mean_score"]
    by_draw["score"] = of_draw.reindex(by_draw["draw"].astype(str) + "/" + by_draw["drawn"]).to_numpy()
    draws = drawn["draw"].nunique()
    between = by_draw.groupby("network")["score"].var(ddof=1).reindex(means.index).fillna(0.0)
    error = np.sqrt(means["within"] + (1 + 1 / draws) * between)

    ranked = means.assign(
        lower=(means["mean_score"] - NORMAL_95 * error).clip(0, 1),
        upper=(means["mean_score"] + NORMAL_95 * error).clip(0, 1),
        mean_score=means["mean_score"].clip(0, 1),
    ).reset_index()
    order = ranked.sort_values(["lower", "mean_score", "network"], ascending=[False, False, True], kind="stable")
    order["rank"] = np.arange(1, len(order) + 1)
    order["shortlisted"] = order["rank"] <= capacity
    columns = ["network", "adverts", "coded", "model_score", "mean_score", "lower", "upper", "rank", "shortlisted"]
    return order[columns]


def coding_errors(scores: pd.DataFrame, coded_sample: pd.DataFrame) -> pd.Series:
    """Give, for every coded advert, its mean code (on 0..1) less its score."""
    coded = coded_sample.groupby("advert")["code"].mean() / HIGHEST_CODE
    return (coded - scores.set_index("advert")["score"]).dropna().rename("error")


def error_structure(errors: pd.Series, memberships: pd.DataFrame, scores: pd.DataFrame) -> tuple[float, float]:
    """Give the variance of a score's error and how alike the errors of one network are (intraclass correlation).

    A model that sees only text errs for all adverts of a network in one direction, so errors do not average out.
    """
    if len(errors) < 2:
        # ASSUME nothing was coded: errors as large as the conformal intervals say, and the same in all of a network
        width = scores["upper"] - scores["lower"]
        return float(((width / (2 * NORMAL_90)) ** 2).mean()), 1.0
    network = memberships.set_index("advert")["network"].reindex(errors.index)
    return float(errors.var()), intraclass_correlation(errors, network)


def estimate(
    members: pd.DataFrame, scores: pd.DataFrame, errors: pd.Series, variance: float, correlation: float
) -> pd.DataFrame:
    """Place each network on the continuum: the mean score of its adverts, corrected by what coders said of some.

    The composite estimator of small-area statistics (Fay and Herriot 1979; Rao and Molina 2015): with c coded
    adverts and intraclass correlation r, the network's own error is estimated by w times the mean error of the
    coded ones, w = c r / (1 + (c - 1) r). A network without coded adverts keeps its score, and a wide interval.

    Parameters
    ----------
    members
        One row an advert: advert, network.
    scores, errors
        Scores of adverts; errors of the coded ones by advert.
    variance, correlation
        Variance and intraclass correlation of the errors.

    Returns
    -------
    DataFrame
        By network: adverts, coded, model_score (mean score alone), mean_score (corrected), within (variance:
        r v (1 - w) of the network's error, (1 - r) v / n of its adverts').
    """
    joined = members[["advert", "network"]].merge(scores[["advert", "score"]], on="advert")
    joined["error"] = joined["advert"].map(errors)
    means = joined.groupby("network").agg(
        adverts=("advert", "size"), coded=("error", "count"), model_score=("score", "mean"), error=("error", "mean")
    )
    weight = means["coded"] * correlation / (1 + (means["coded"] - 1).clip(lower=0) * correlation)
    means["mean_score"] = means["model_score"] + weight * means["error"].fillna(0.0)
    means["within"] = variance * (correlation * (1 - weight) + (1 - correlation) / means["adverts"])
    return means.drop(columns="error")


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
