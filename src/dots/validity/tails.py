"""How heavy the tail of organisations' sizes is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import zeta

LEAST = 30
"""Organisations that a tail must have, so that its exponent says something."""
STEEPEST = 12.0
Z = 1.959964
"""Standard errors on either side of a 95 % interval."""


@dataclass(frozen=True)
class PowerLaw:
    """A discrete power law fitted to the sizes of `smallest` or more; all missing where there are too few."""

    exponent: float
    lower: float
    upper: float
    smallest: float
    organisations: int


def power_law(sizes: np.ndarray) -> PowerLaw:
    """Fit a discrete power law to the tail of sizes by maximum likelihood.

    Parameters
    ----------
    sizes
        Whole numbers of 1 or more, one an organisation.

    Returns
    -------
    PowerLaw
        The tail begins where the Kolmogorov-Smirnov distance is least; the interval is the exponent's asymptotic 95 %
        interval given that beginning.

    References
    ----------
    A. Clauset, C. R. Shalizi and M. E. J. Newman (2009), Power-law distributions in empirical data, SIAM Review 51:
    661-703, sections 3.1 to 3.3.
    """
    values, counts = np.unique(sizes, return_counts=True)
    # a tail of one size has no exponent
    starts = [start for start in range(len(values) - 1) if counts[start:].sum() >= LEAST]
    fits = [(*_fit(values[start:].astype(float), counts[start:]), start) for start in starts]
    if not fits:
        return PowerLaw(np.nan, np.nan, np.nan, np.nan, 0)
    _, exponent, start = min(fits)
    number = int(counts[start:].sum())
    spread = Z * (exponent - 1) / np.sqrt(number)
    return PowerLaw(exponent, exponent - spread, exponent + spread, float(values[start]), number)


def _fit(values: np.ndarray, counts: np.ndarray) -> tuple[float, float]:
    """Give the distance and the exponent of the power law from the first of the values."""
    number, logs = counts.sum(), counts @ np.log(values)
    exponent = minimize_scalar(
        lambda exponent: exponent * logs + number * np.log(zeta(exponent, values[0])),
        bounds=(1.01, STEEPEST),
        method="bounded",
    ).x
    # the distance is greatest at a size that occurs, or just below one
    whole, upto = zeta(exponent, values[0]), np.cumsum(counts) / number
    at = np.abs(upto - (1 - zeta(exponent, values + 1) / whole))
    below = np.abs(upto - counts / number - (1 - zeta(exponent, values) / whole))
    return float(max(at.max(), below.max())), float(exponent)
