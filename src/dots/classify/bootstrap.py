"""Intervals by drawing whole groups of adverts again, because adverts of one group resemble each other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

STREAM = 412
DRAWS = 500


def interval(
    statistic: Callable[[np.ndarray], float], groups: pd.Series, seed: int, draws: int = DRAWS
) -> tuple[float, float]:
    """Give the 95 % percentile interval of a statistic.

    Parameters
    ----------
    statistic
        Takes row numbers (with repeats), gives a number; a draw for which it is not finite is left out.
    groups
        Group of each row.
    seed
        Seed of the study.
    draws
        Bootstrap draws.

    Returns
    -------
    tuple of float
        Lower and upper end.
    """
    rng = np.random.default_rng([seed, STREAM])
    codes = pd.factorize(groups)[0]
    members = np.split(np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))[:-1])
    values = []
    for _ in range(draws):
        drawn = rng.integers(len(members), size=len(members))
        values.append(statistic(np.concatenate([members[number] for number in drawn])))
    values = np.array(values, float)
    lower, upper = np.quantile(values[np.isfinite(values)], [0.025, 0.975])
    return float(lower), float(upper)
