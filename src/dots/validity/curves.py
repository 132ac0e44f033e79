"""What many replications say together: how measures move with difficulty, and how often intervals hold the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import t as student

from dots.validity.intervals import wilson
from dots.validity.scenarios import BASELINE

CURVES = {
    "wrongful suspicion": ("network", "wrongful-suspicion rate"),
    "networks (ARI)": ("network", "network adjusted Rand index"),
    "contacts (recall)": ("corpus", "contact recall"),
    "templates (F1)": ("corpus", "template pairwise F1"),
    "score (Spearman)": ("classify", "score rank correlation, organisations"),
}
"""Label of each headline measure that curves show; all of them lie in -1..1."""

ERRORS = ("effect bias", "variance share error", "likelihood ratio over planted (log)")
"""Measures that are an estimate less the truth, so that their interval covers if it holds 0."""
ERROR_LEVEL = 0.95
FEWEST = 3
"""Replications from which a mean has an interval; two would give one that is wider than the scale."""
SCORES, SCORE_LEVEL = "score interval coverage (nominal 0.9)", 0.9
"""The measure that is itself a coverage: of the intervals of the scores of one replication."""


def headline(rows: pd.DataFrame, label: str) -> pd.DataFrame:
    """Pick the rows of one of the measures of `CURVES`, over all adverts."""
    stage, measure = CURVES[label]
    return rows[(rows["stage"] == stage) & (rows["measure"] == measure) & (rows["group"] == "all")]


def curves(rows: pd.DataFrame, own: dict[str, float], seeds: int) -> pd.DataFrame:
    """Average each headline measure at each value of each knob.

    Parameters
    ----------
    rows
        Rows of `tables.replications.REPLICATIONS`.
    own
        The value each knob has in the baseline. Its point of the curve is the baseline's.
    seeds
        Seeds of a curve: the baseline's point rests on its first so many, as the others do.

    Returns
    -------
    DataFrame
        Rows of `tables.replications.CURVES`.
    """
    changed = rows[rows["knob"] != ""]
    baseline = rows[rows["scenario"] == BASELINE]
    baseline = baseline[baseline["seed"].isin(sorted(baseline["seed"].unique())[:seeds])]
    knobs = sorted(changed["knob"].unique())
    parts = [changed.assign(own=False)]
    parts += [baseline.assign(knob=knob, setting=float(own[knob]), own=True) for knob in knobs]
    every = pd.concat(parts, ignore_index=True)
    shown = pd.concat([headline(every, label).assign(measure=label) for label in CURVES])
    table = shown.groupby(["knob", "setting", "own", "measure"])["value"].agg(
        seeds="size", mean="mean", spread="std", lowest="min", highest="max"
    )
    return table.fillna({"spread": 0.0}).reset_index()


def coverage(rows: pd.DataFrame) -> pd.DataFrame:
    """Count how often intervals of the baseline's replications held the true value, and how far estimates were off.

    Parameters
    ----------
    rows
        Rows of `tables.replications.REPLICATIONS`.

    Returns
    -------
    DataFrame
        Rows of `tables.replications.COVERAGE`. Of single estimates, the share of replications whose interval holds the
        truth, with Wilson's interval; of the scores, the mean over replications of the share of adverts whose interval
        does, with Student's.

    Raises
    ------
    ValueError
        If the replications hold no interval to judge.
    """
    baseline = rows[rows["scenario"] == BASELINE]
    errors = baseline[baseline["measure"].isin(ERRORS)].dropna(subset=["lower", "upper"])
    found = [_held(*key, part) for key, part in errors.groupby(["measure", "group"])]
    scores = baseline.loc[(baseline["measure"] == SCORES) & (baseline["group"] == "all"), "value"]
    if len(scores):
        mean, lower, upper = mean_interval(scores)
        found.append(
            {
                "measure": "score",
                "group": "all",
                "replications": len(scores),
                "nominal": SCORE_LEVEL,
                "coverage": mean,
                "lower": np.clip(lower, 0, 1),
                "upper": np.clip(upper, 0, 1),
                "bias": np.nan,
                "bias_lower": np.nan,
                "bias_upper": np.nan,
            }
        )
    if not found:
        raise ValueError(
            f"no replication has an interval of {', '.join((*ERRORS, SCORES))}: the scoreboard's names moved"
        )
    return pd.DataFrame(found)


def _held(measure: str, group: str, part: pd.DataFrame) -> dict:
    held = int(((part["lower"] <= 0) & (part["upper"] >= 0)).sum())
    lower, upper = wilson(held, len(part))
    bias, bias_lower, bias_upper = mean_interval(part["value"])
    return {
        "measure": measure,
        "group": group,
        "replications": len(part),
        "nominal": ERROR_LEVEL,
        "coverage": held / len(part),
        "lower": lower,
        "upper": upper,
        "bias": bias,
        "bias_lower": bias_lower,
        "bias_upper": bias_upper,
    }


def mean_interval(values: pd.Series) -> tuple[float, float, float]:
    """Give a mean over replications with Student's 95 % interval, whose ends are missing with fewer than `FEWEST`."""
    mean = values.mean()
    reach = student.ppf(0.975, len(values) - 1) * values.sem() if len(values) >= FEWEST else np.nan
    return float(mean), float(mean - reach), float(mean + reach)
