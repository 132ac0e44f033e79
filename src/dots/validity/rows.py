"""A row of the scoreboard: one measure of one stage, with its interval and the plain method that stands beside it."""

from __future__ import annotations

import numpy as np

from dots.validity.intervals import NO_INTERVAL

ALL = "all"
"""Group of a row that is about everything judged."""


def row(
    measure: str,
    value: float,
    units: int,
    *,
    group: str = ALL,
    interval: tuple[float, float] = NO_INTERVAL,
    baseline: float = np.nan,
    baseline_name: str = "",
    ideal: float = 1.0,
) -> dict:
    """Make one row of `tables.validity.SCOREBOARD`, without its stage."""
    return {
        "measure": measure,
        "group": group,
        "value": float(value),
        "lower": float(interval[0]),
        "upper": float(interval[1]),
        "baseline": float(baseline),
        "baseline_name": "" if np.isnan(baseline) else baseline_name,
        "ideal": float(ideal),
        "units": int(units),
    }
