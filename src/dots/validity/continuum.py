"""The continuum score against planted exploitation: order, calibration, intervals, and fairness between groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import rankdata
from sklearn.linear_model import LogisticRegression

from dots.validity.intervals import TIMES, cluster_bootstrap
from dots.validity.rows import row

ADVERTS, ORGANISATIONS = "score rank correlation, adverts", "score rank correlation, organisations"
COVERAGE, ERROR = "score interval coverage (nominal 0.9)", "score mean absolute error"
BRIER, SKILL = "score Brier score of high", "score Brier skill of high"
BIAS = "score mean signed error"


def continuum(
    scores: pd.DataFrame,
    truth: pd.DataFrame,
    counts: pd.Series,
    coded_sample: pd.DataFrame,
    *,
    cutoff: int,
    seed: int,
    times: int = TIMES,
) -> list[dict]:
    """Judge the continuum score, by advert, by planted organisation, by language and by kind.

    Parameters
    ----------
    scores
        `advert`, `score`, `lower`, `upper`.
    truth
        `advert`, `organisation`, `kind`, `language` (in groups), `exploitation`.
    counts
        Number of indicators by advert: the checklist that the score must beat.
    coded_sample
        Coders' judgements: advert, code. From them the score becomes a chance of being high (`chance_of_high`).
    cutoff
        Mean code, out of 4, from which an advert is high.
    seed, times
        Seed and draws of the bootstrap over organisations.
    """
    frame = truth.merge(scores[["advert", "score", "lower", "upper"]], on="advert")
    frame["count"] = frame["advert"].map(counts).fillna(0)
    frame["high"] = frame["exploitation"] >= cutoff / 4
    frame["chance"] = chance_of_high(frame.set_index("advert")["score"], coded_sample, cutoff).to_numpy()
    means = frame.groupby("organisation", as_index=False)[["score", "exploitation", "count"]].mean()
    base, high = frame["high"].mean(), frame["high"]
    flat = (frame["exploitation"] - frame["exploitation"].mean()).abs().mean()
    beside = {
        ADVERTS: (rank_correlation(frame["count"], frame["exploitation"]), "indicator count"),
        ORGANISATIONS: (rank_correlation(means["count"], means["exploitation"]), "indicator count"),
        ERROR: (flat, "mean only"),
        BRIER: (((high - base) ** 2).mean(), "base rate"),
        SKILL: (0.0, "base rate"),
    }
    ideal = {ERROR: 0.0, COVERAGE: 0.9, BRIER: 0.0, BIAS: 0.0}
    result = pd.concat(
        [
            cluster_bootstrap(frame, "organisation", _of_adverts, seed, times),
            cluster_bootstrap(means, "organisation", _of_organisations, seed, times),
        ]
    )
    rows = []
    for measure, at in result.iterrows():
        plain, plain_name = beside.get(measure, (np.nan, ""))
        rows.append(
            row(
                measure,
                at["value"],
                len(means) if measure == ORGANISATIONS else len(frame),
                interval=(at["lower"], at["upper"]),
                baseline=plain,
                baseline_name=plain_name,
                ideal=ideal.get(measure, 1.0),
            )
        )
    for by in ("language", "kind"):
        for group, part in frame.groupby(by):
            for measure, at in cluster_bootstrap(part, "organisation", _of_group, seed, times).iterrows():
                rows.append(
                    row(
                        measure,
                        at["value"],
                        len(part),
                        group=group,
                        interval=(at["lower"], at["upper"]),
                        ideal=0.0 if measure == BIAS else 1.0,
                    )
                )
    return rows


def chance_of_high(score: pd.Series, coded_sample: pd.DataFrame, cutoff: int) -> pd.Series:
    """Turn scores into chances of being high, by the score's own calibration on the adverts that coders judged.

    A logistic regression of "mean code at least the cutoff" on the score, which is out of fold. It learns from codes
    and is judged by planted exploitation, so that what coders miss shows as miscalibration. With codes all alike the
    chance is their share of high ones for every advert; without codes it is missing.

    Parameters
    ----------
    score
        By advert.
    coded_sample
        advert, code (0 to 4).
    cutoff
        Mean code from which an advert is high.
    """
    code = coded_sample.groupby("advert")["code"].mean()
    code = code[code.index.isin(score.index)]
    high = code >= cutoff
    if high.nunique() < 2:
        return pd.Series(high.mean(), index=score.index, dtype="float64")
    nearly_unpenalised = 1e6  # so that codes which the score separates wholly still have an estimate
    fitted = LogisticRegression(C=nearly_unpenalised).fit(score[high.index].to_numpy()[:, None], high)
    return pd.Series(fitted.predict_proba(score.to_numpy()[:, None])[:, 1], index=score.index)


def rank_correlation(left: pd.Series, right: pd.Series) -> float:
    """Give Spearman's rank correlation, missing where one side does not vary."""
    left, right = left.to_numpy(), right.to_numpy()
    if len(left) < 2 or (left == left[0]).all() or (right == right[0]).all():
        return np.nan
    return float(np.corrcoef(rankdata(left), rankdata(right))[0, 1])


def _of_adverts(frame: pd.DataFrame) -> dict[str, float]:
    score, true, high = frame["score"], frame["exploitation"], frame["high"]
    brier, spread = ((frame["chance"] - high) ** 2).mean(), high.mean() * (1 - high.mean())
    return {
        ADVERTS: rank_correlation(score, true),
        "score calibration slope": np.cov(score, true)[0, 1] / score.var() if score.var() > 0 else np.nan,
        COVERAGE: true.between(frame["lower"], frame["upper"]).mean(),
        ERROR: (score - true).abs().mean(),
        BRIER: brier,
        SKILL: 1 - brier / spread if spread else np.nan,
        BIAS: (score - true).mean(),
    }


def _of_organisations(means: pd.DataFrame) -> dict[str, float]:
    return {ORGANISATIONS: rank_correlation(means["score"], means["exploitation"])}


def _of_group(frame: pd.DataFrame) -> dict[str, float]:
    return {
        ADVERTS: rank_correlation(frame["score"], frame["exploitation"]),
        BIAS: (frame["score"] - frame["exploitation"]).mean(),
    }
