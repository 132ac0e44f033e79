"""Human coders, simulated: each judges a sample of adverts on the continuum, with a bias and an error of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd

MODULE = 1005
BIAS_SD = 0.25
"""Standard deviation of coders' biases, in codes."""
CODES = 4
"""Highest code: 0 none, 4 severe."""


def code_sample(
    adverts: pd.DataFrame, *, coders: int, share: float, error: float, seed: int
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Have a sample of adverts coded, each by two coders and every fifth by one more.

    The sample is stratified by what a researcher can see, platform and region.

    Parameters
    ----------
    adverts
        Planned adverts: advert, platform, region and exploitation are used.
    coders, share, error
        Coders, share of adverts to code, and standard deviation of a coder's error in codes.
    seed
        The study's seed.

    Returns
    -------
    sample
        advert, coder, code.
    biases
        Each coder's bias, in codes.
    """
    rng = np.random.default_rng([seed, MODULE])
    names = [f"coder-{number}" for number in range(1, coders + 1)]
    biases = BIAS_SD * rng.standard_normal(coders)
    order = rng.permutation(len(adverts))
    strata = adverts.iloc[order].groupby(["platform", "region"], sort=True).cumcount().sort_index()
    sizes = adverts.groupby(["platform", "region"])["advert"].transform("size")
    chosen = adverts[strata.to_numpy() < np.maximum(np.round(share * sizes.to_numpy()), 1)]
    rows = []
    for place, one in enumerate(chosen.itertuples()):
        panel = rng.permutation(coders)[: 3 if place % 5 == 0 else 2]
        for coder in sorted(panel):
            judged = CODES * one.exploitation + biases[coder] + error * rng.standard_normal()
            rows.append((one.advert, names[coder], int(np.clip(np.round(judged), 0, CODES))))
    return pd.DataFrame(rows, columns=["advert", "coder", "code"]), dict(zip(names, biases.tolist(), strict=True))
