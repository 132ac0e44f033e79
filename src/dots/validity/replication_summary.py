"""The numbers of the replications that a text may quote."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from dots.numbers import Number
from dots.validity.curves import headline, mean_interval
from dots.validity.intervals import wilson
from dots.validity.scenarios import BASELINE, SCRAMBLED

REPLICATIONS, COVERAGE = (f"results/tables/{name}.parquet" for name in ("replications", "coverage"))

QUOTED = {
    "wrongful_suspicion": ("wrongful suspicion", "mean wrongful-suspicion rate", "percent"),
    "network_ari": ("networks (ARI)", "mean adjusted Rand index of networks", "decimal"),
    "contact_recall": ("contacts (recall)", "mean share of planted contacts that were read", "percent"),
    "template_f1": ("templates (F1)", "mean pairwise F1 of templates", "decimal"),
    "spearman": (
        "score (Spearman)",
        "mean rank correlation of score and planted exploitation, organisations",
        "decimal",
    ),
}
"""Key of the number: label in `curves.CURVES`, its meaning, its style."""


def summarise(rows: pd.DataFrame, coverage: pd.DataFrame) -> dict[str, Number]:
    """State the numbers of the replications.

    Parameters
    ----------
    rows
        Rows of `tables.replications.REPLICATIONS`.
    coverage
        Rows of `tables.replications.COVERAGE`.

    Returns
    -------
    dict
        Key to number. Means over replications carry Student's 95 % interval, since replications are independent; a
        number that no replication has (no network was listed) is left out.
    """
    baseline, scrambled = (rows[rows["scenario"] == scenario] for scenario in (BASELINE, SCRAMBLED))
    found = {
        "run": Number(
            len(rows.drop_duplicates(["scenario", "seed"])), "replications of the study", REPLICATIONS, "count"
        ),
        "baseline_run": Number(
            baseline["seed"].nunique(), "of them, replications to which nothing was done", REPLICATIONS, "count"
        ),
    }
    for key, (label, meaning, style) in QUOTED.items():
        values = headline(baseline, label)["value"]
        found |= _mean(key, values, f"{meaning}, over replications", style)
        if len(values):
            found[f"{key}_lowest"] = Number(values.min(), f"lowest of them ({label})", REPLICATIONS, style)
            found[f"{key}_highest"] = Number(values.max(), f"highest of them ({label})", REPLICATIONS, style)
    for key, part, said in (("", baseline, ""), ("scrambled_", scrambled, ", codes scrambled")):
        lot = headline(part, "wrongful suspicion")["baseline"].dropna()
        found |= _mean(f"{key}by_lot", lot, f"mean wrongful-suspicion rate of a list drawn by lot{said}", "percent")
    for key in ("wrongful_suspicion", "spearman"):
        label, meaning, style = QUOTED[key]
        values = headline(scrambled, label)["value"]
        found |= _mean(f"scrambled_{key}", values, f"{meaning}, codes scrambled", style)
    return found | _covered(coverage)


def _mean(key: str, values: pd.Series, meaning: str, style: str) -> dict[str, Number]:
    if values.empty:
        return {}
    mean, lower, upper = mean_interval(values)
    if math.isnan(lower):
        return {key: Number(mean, meaning, REPLICATIONS, style)}
    low, high = (0.0, 1.0) if style == "percent" else (-1.0, 1.0)
    ends = (float(np.clip(end, low, high)) for end in (lower, upper))
    return {key: Number(mean, meaning, REPLICATIONS, style, 2 if style == "decimal" else 1, *ends)}


def _covered(coverage: pd.DataFrame) -> dict[str, Number]:
    """State how often intervals of all effects together, and of the scores, held the truth."""
    found = {}
    effects = coverage[coverage["measure"] == "effect bias"]
    if len(effects):
        tried = int(effects["replications"].sum())
        held = round((effects["coverage"] * effects["replications"]).sum())
        found["effect_coverage"] = Number(
            held / tried,
            "95 % intervals of effects that hold the effect in the truth",
            COVERAGE,
            "percent",
            1,
            *wilson(held, tried),
        )
    for at in coverage[coverage["measure"] == "score"].itertuples():
        ends = () if math.isnan(at.lower) else (at.lower, at.upper)
        found["score_coverage"] = Number(
            at.coverage, "planted values inside the 90 % intervals of scores", COVERAGE, "percent", 1, *ends
        )
    return found
