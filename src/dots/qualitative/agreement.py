"""How far coders agree beyond chance: Krippendorff's alpha with bootstrap intervals."""

from __future__ import annotations

import logging

import krippendorff
import numpy as np
import pandas as pd

logger = logging.getLogger(__name__)

ALL = "All codes"
STREAM = 81
"""This module's own stream of random numbers within a study's seed."""


def alpha(ratings: np.ndarray, level: str = "nominal") -> float:
    """Compute Krippendorff's alpha.

    SOURCE Krippendorff (2019), Content Analysis, 4th ed., ch. 12.

    Parameters
    ----------
    ratings
        Coders x units, missing values as NaN.
    level
        nominal, ordinal, interval or ratio.

    Returns
    -------
    float
        1 full agreement, 0 as by chance; NaN where it is not defined because nothing varies or nobody overlaps.
    """
    paired = ratings[:, (~np.isnan(ratings)).sum(axis=0) > 1]
    if len(np.unique(paired[~np.isnan(paired)])) < 2:
        return float("nan")
    return float(krippendorff.alpha(reliability_data=ratings, level_of_measurement=level))


def code_agreement(codings: pd.DataFrame, draws: int, seed: int) -> pd.DataFrame:
    """Compute alpha for each code and for all codes together (table `code_agreement`).

    Intervals draw excerpts with replacement, the same ones for every code. Draws in which a code does not vary leave
    its alpha undefined and are left out of its interval.

    SOURCE Zapf et al. (2016), BMC Medical Research Methodology 16, 93, on bootstrap intervals over units.

    Parameters
    ----------
    codings
        Table `codings`.
    draws
        Bootstrap draws.
    seed
        Seed of the study.
    """
    given = codings.assign(given=codings["given"].astype(float))
    wide = given.pivot(index="coder", columns=["code", "excerpt"], values="given")
    codes, excerpts = sorted(codings["code"].unique()), sorted(codings["excerpt"].unique())
    # codes x coders x excerpts, NaN where a coder did not read
    ratings = np.stack([wide[code].reindex(columns=excerpts).to_numpy() for code in codes])
    rng = np.random.default_rng([seed, STREAM])
    drawn = np.array([_alphas(ratings[:, :, rng.integers(0, len(excerpts), len(excerpts))]) for _ in range(draws)])
    point = _alphas(ratings)
    read_twice = int(((~np.isnan(ratings[0])).sum(axis=0) > 1).sum())
    any_given = np.nansum(ratings, axis=1) > 0
    rows = []
    for place, code in enumerate([*codes, ALL]):
        defined = drawn[~np.isnan(drawn[:, place]), place]
        if len(defined) < draws:
            logger.info("%s: alpha is undefined in %d of %d bootstrap draws", code, draws - len(defined), draws)
        known = not np.isnan(point[place]) and len(defined) > 0
        lower, upper = np.quantile(defined, [0.025, 0.975]) if known else (np.nan, np.nan)
        counted = any_given.any(axis=0) if code == ALL else any_given[place]
        rows.append((code, point[place], lower, upper, read_twice, int(counted.sum())))
    return pd.DataFrame(rows, columns=["code", "alpha", "lower", "upper", "excerpts", "given"])


def _alphas(ratings: np.ndarray) -> list[float]:
    """Give alpha of each code, then of all codes (units: pairs of code and excerpt)."""
    return [*(alpha(code) for code in ratings), alpha(np.concatenate(list(ratings), axis=1))]
