"""Intervals of measures on adverts that come in organisations: whole organisations are drawn, not adverts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

TIMES = 200


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
        From a frame to named values. The frame it gets has a column `copy`: 0 for the first time its cluster was
        drawn, 1 for the second and so on. A statistic that compares labels adds it to them, so that copies of one
        cluster stay apart while different clusters that were wrongly joined stay joined.
    seed
        Seed of the draws.
    times
        Bootstrap draws.

    Returns
    -------
    DataFrame
        Indexed by the statistics' names: value (on the frame itself), lower, upper.
    """
    generator = np.random.default_rng([seed, 9401])
    rows = [positions for _, positions in sorted(frame.groupby(by).indices.items())]
    drawn = []
    for _ in range(times):
        picked = np.sort(generator.integers(len(rows), size=len(rows)))
        copies = np.arange(len(picked)) - np.searchsorted(picked, picked)
        sample = frame.iloc[np.concatenate([rows[pick] for pick in picked])]
        drawn.append(statistic(sample.assign(copy=np.repeat(copies, [len(rows[pick]) for pick in picked]))))
    spread = pd.DataFrame(drawn)
    return pd.DataFrame(
        {
            "value": pd.Series(statistic(frame.assign(copy=0))),
            "lower": spread.quantile(0.025),
            "upper": spread.quantile(0.975),
        }
    )
