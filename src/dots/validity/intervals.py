"""Intervals of measures on adverts that come in organisations: whole organisations are drawn, not adverts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

TIMES = 200
NO_INTERVAL = (np.nan, np.nan)

_STREAM = 9_401


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Give the 95 % Wilson interval of a share, or missing values where nothing was tried."""
    if not trials:
        return NO_INTERVAL
    low, high = proportion_confint(successes, trials, method="wilson")
    return float(max(low, 0.0)), float(min(high, 1.0))


def cluster_bootstrap(
    frame: pd.DataFrame,
    by: str,
    statistic: Callable[[pd.DataFrame], dict[str, float]],
    seed: int,
    times: int = TIMES,
) -> pd.DataFrame:
    """Compute statistics with 95 % intervals from a bootstrap over clusters.

    Parameters
    ----------
    frame
        One row a unit.
    by
        Column that names a unit's cluster; clusters are drawn with replacement.
    statistic
        From a frame to named values; a draw for which a value is not defined is left out of that value's interval.
    seed
        Seed of the draws.
    times
        Bootstrap draws; 0 gives no interval.

    Returns
    -------
    DataFrame
        Indexed by the statistics' names: value (on the frame itself), lower, upper.
    """
    rows = [positions for _, positions in sorted(frame.groupby(by).indices.items())]
    drawn = [
        statistic(frame.iloc[np.concatenate([rows[cluster] for cluster in picked])])
        for picked in _picks(len(rows), seed, times)
    ]
    return _ends(statistic(frame), drawn)


def total_bootstrap(
    sums: pd.DataFrame,
    by: pd.Series,
    statistic: Callable[[dict[str, float]], dict[str, float]],
    seed: int,
    times: int = TIMES,
) -> pd.DataFrame:
    """Compute statistics of totals with 95 % intervals from a bootstrap over clusters, at a cost that is linear.

    What a unit adds to the totals is counted once, among all units, and drawn along with its cluster. So an
    organisation that was joined to another by mistake stays joined to it, even where the other is not drawn: to join
    the drawn ones anew would make every draw look better than the whole.

    Parameters
    ----------
    sums
        One row a unit: what it adds to each total.
    by
        Cluster of each unit, on the same index.
    statistic
        From totals by column name to named values.
    seed, times
        As in `cluster_bootstrap`, whose result this has.
    """
    totals = sums.groupby(by).sum()
    values = totals.to_numpy(dtype="float64")
    drawn = [
        statistic(dict(zip(totals.columns, np.bincount(picked, minlength=len(values)) @ values, strict=True)))
        for picked in _picks(len(values), seed, times)
    ]
    return _ends(statistic(dict(zip(totals.columns, values.sum(axis=0), strict=True))), drawn)


def _picks(clusters: int, seed: int, times: int) -> Iterator[np.ndarray]:
    generator = np.random.default_rng([seed, _STREAM])
    return (np.sort(generator.integers(clusters, size=clusters)) for _ in range(times if clusters else 0))


def _ends(value: dict[str, float], drawn: list[dict[str, float]]) -> pd.DataFrame:
    spread = pd.DataFrame(drawn, columns=list(value), dtype="float64")
    return pd.DataFrame(
        {
            "value": pd.Series(value, dtype="float64"),
            "lower": spread.quantile(0.025),
            "upper": spread.quantile(0.975),
        }
    )
