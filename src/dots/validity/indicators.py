"""Indicators against planted ones: whether they were found, and what codes and cases say they are worth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dots.classify import ratios as estimating
from dots.validity.clusters import harmonic
from dots.validity.rows import row

FROM_CODES, FROM_CASES = "likelihood ratio over planted (log)", "likelihood ratio from cases over planted (log)"
LEAST = 1e-6
"""Stands for a likelihood ratio of 0, whose logarithm is not finite."""


def detection(found: pd.DataFrame, planted: pd.DataFrame) -> list[dict]:
    """Judge whether each indicator was found in the adverts that show it.

    Parameters
    ----------
    found, planted
        advert, indicator, present; planted ones of adverts that were seen.
    """
    judged = planted.merge(found, on=["advert", "indicator"], suffixes=("_planted", "_found"))
    rows = []
    for name, part in judged.groupby("indicator"):
        right = int((part["present_planted"] & part["present_found"]).sum())
        there, read = int(part["present_planted"].sum()), int(part["present_found"].sum())
        precision, recall = right / read if read else 0.0, right / there if there else 0.0
        # flagging every advert has a precision of the share that shows it, and a recall of 1
        every = harmonic(there / len(part), 1.0)
        rows.append(
            row(
                "indicator detection F1",
                harmonic(precision, recall),
                there,
                group=name,
                baseline=every,
                baseline_name="every advert",
            )
        )
    return rows


def ratios(by_codes: pd.DataFrame, by_cases: pd.DataFrame, planted: dict[str, float]) -> list[dict]:
    """Compare likelihood ratios from coded adverts, and from case outcomes, with the planted ones (log difference).

    Parameters
    ----------
    by_codes, by_cases
        Rows of `tables.classify.INDICATOR_RATIOS`: indicator, positive_ratio, lower, upper, coded.
    planted
        Planted ratio by indicator.

    Notes
    -----
    Beside an estimate from cases stands the one from codes: adverts are coded at random, but become a case because
    their organisation is visible. Over all indicators the mean absolute error stands beside that of saying nothing,
    a ratio of 1 throughout.
    """
    rows = []
    from_codes = _log_errors(by_codes, planted)
    from_cases = _log_errors(by_cases, planted)
    for measure, errors, beside in ((FROM_CODES, from_codes, {}), (FROM_CASES, from_cases, from_codes)):
        for name, at in errors.items():
            rows.append(
                row(
                    measure,
                    at[0],
                    at[3],
                    group=name,
                    interval=at[1:3],
                    baseline=beside[name][0] if name in beside else np.nan,
                    baseline_name="coded adverts",
                    ideal=0.0,
                )
            )
        if errors:
            rows.append(
                row(
                    measure.replace(" over planted (log)", ", mean absolute error (log)"),
                    np.mean([abs(at[0]) for at in errors.values()]),
                    len(errors),
                    baseline=np.mean([abs(np.log(planted[name])) for name in errors]),
                    baseline_name="a ratio of 1",
                    ideal=0.0,
                )
            )
    return rows


def from_cases(found: pd.DataFrame, case_outcomes: pd.DataFrame) -> pd.DataFrame:
    """Estimate likelihood ratios from adverts of cases, as a study would that has outcomes in place of coders.

    Parameters
    ----------
    found
        Indicators found: advert, indicator, present.
    case_outcomes
        advert, case, exploited (flag).

    Returns
    -------
    DataFrame
        indicator, positive_ratio, lower, upper (95 %, with the design effect of cases), coded (adverts); empty if no
        case, or every case, found exploitation.
    """
    columns = ["indicator", "positive_ratio", "lower", "upper", "coded"]
    judged = found.merge(case_outcomes, on="advert")
    if judged["exploited"].nunique() < 2:
        return pd.DataFrame(columns=columns)
    rows = []
    for name, part in judged.groupby("indicator"):
        shown, high = part["present"], part["exploited"]
        effect = estimating.design_effect(shown.to_numpy(), high.to_numpy(), part["case"].to_numpy())
        rows.append((name, *estimating.likelihood_ratio(*estimating.cells(shown, high), effect), len(part)))
    return pd.DataFrame(rows, columns=columns)


def _log_errors(estimates: pd.DataFrame, planted: dict[str, float]) -> dict[str, tuple]:
    """Give by indicator the log of estimate over planted, its interval's ends, and the adverts it rests on."""
    known = estimates[estimates["indicator"].isin(planted)].sort_values("indicator")
    return {
        at.indicator: (
            *(np.log(max(value, LEAST) / planted[at.indicator]) for value in (at.positive_ratio, at.lower, at.upper)),
            at.coded,
        )
        for at in known.itertuples()
    }
