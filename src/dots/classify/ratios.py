"""How far an indicator tells adverts coded high on the continuum from the others."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

from dots.indicators import Indicator


def likelihood_ratio(
    true: int, false: int, missed: int, rejected: int, effect: float = 1.0, level: float = 0.95
) -> tuple[float, float, float]:
    """Compute a positive likelihood ratio with its interval by the log method.

    Parameters
    ----------
    true, false
        Adverts that show the indicator, coded high and not.
    missed, rejected
        Adverts that do not, coded high and not.
    effect
        Design effect: factor on the variance for adverts that resemble each other.
    level
        Coverage of the interval.

    Returns
    -------
    tuple of float
        LR+ = (share of high adverts that show it) / (share of the others), lower and upper end. If a cell is empty,
        one half is added to all four (Haldane 1956; Anscombe 1956), which draws the ratio towards one.

    References
    ----------
    D. L. Simel, G. P. Samsa and D. B. Matchar (1991), Likelihood ratios with confidence, J Clin Epidemiol 44: 763-770.
    """
    a, b, c, d = np.array([true, false, missed, rejected], float) + 0.5 * (min(true, false, missed, rejected) == 0)
    ratio = (a / (a + c)) / (b / (b + d))
    spread = norm.ppf(0.5 + level / 2) * np.sqrt(effect * (1 / a - 1 / (a + c) + 1 / b - 1 / (b + d)))
    return float(ratio), float(ratio * np.exp(-spread)), float(ratio * np.exp(spread))


def design_effect(shown: np.ndarray, high: np.ndarray, groups: np.ndarray) -> float:
    """Compute by how much groups of like adverts raise the variance of a log likelihood ratio, at least 1.

    Copies of one template carry its wording along, so a hundred copies are not a hundred observations. The variance
    is that of the log method, summed over groups instead of adverts (linearisation), over the log method's own.

    Parameters
    ----------
    shown, high, groups
        For each coded advert: whether it shows the indicator, whether it is coded high, and its group.

    Returns
    -------
    float
        1 where a cell is empty, since nothing can be estimated there.
    """
    influence = np.zeros(len(shown))
    for side, sign in ((high, 1), (~high, -1)):
        share = shown[side].mean() if side.any() else 0
        if share in (0, 1):
            return 1.0
        influence[side] = sign * (shown[side] - share) / (side.sum() * share)
    by_group = np.bincount(pd.factorize(groups)[0], weights=influence)
    number = len(by_group)
    if number < 2:
        return 1.0
    return float(max((by_group**2).sum() * number / (number - 1) / (influence**2).sum(), 1.0))


def table(
    present: pd.DataFrame, code: pd.Series, groups: pd.Series, indicators: dict[str, Indicator], cutoff: float
) -> pd.DataFrame:
    """Compute every indicator's share of adverts and likelihood ratio, whether or not it is in the score.

    Parameters
    ----------
    present
        The table `indicators`.
    code
        Mean code (0 to 4) by advert; only coded adverts.
    groups
        Group of adverts that resemble each other, by advert.
    indicators
        The indicator set.
    cutoff
        Mean code from which an advert counts as high.

    Returns
    -------
    DataFrame
        Rows of the table `indicator_ratios`.
    """
    high = code >= cutoff
    rows = []
    for name, found in present.groupby("indicator"):
        shown = found.set_index("advert")["present"]
        coded = shown.loc[code.index]
        effect = design_effect(coded.to_numpy(), high.to_numpy(), groups.loc[code.index].to_numpy())
        ratio, lower, upper = likelihood_ratio(*cells(coded, high), effect)
        rows.append(
            {
                "indicator": name,
                "axis": indicators[name].axis,
                "in_score": indicators[name].in_score,
                "share": shown.mean(),
                "positive_ratio": ratio,
                "lower": lower,
                "upper": upper,
                "coded": len(coded),
            }
        )
    return pd.DataFrame(rows)


def reportable(table: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Keep the ratios of indicators that enough coded adverts show (by their share) and enough do not."""
    shown = table["share"] * table["coded"]
    return table[(shown >= minimum) & (table["coded"] - shown >= minimum)].reset_index(drop=True)


def predictive_value(ratio: float, base_rate: float) -> float:
    """Turn a likelihood ratio into the share of flagged adverts that are high, at a base rate."""
    odds = ratio * base_rate / (1 - base_rate)
    return odds / (1 + odds)


def cells(shown: pd.Series, high: pd.Series) -> tuple[int, int, int, int]:
    """Count adverts: shown and high, shown and not, not shown and high, neither."""
    return tuple(int(part.sum()) for part in (shown & high, shown & ~high, ~shown & high, ~shown & ~high))
