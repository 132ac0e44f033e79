"""The model: a continuum score in adverts, with networks and regions as two groupings that cross.

`score ~ month + social + log_size + mobile + (1 | network) + (1 | region)`, Gaussian, by restricted maximum
likelihood (REML). Each engine has a module of its own with one function `fit`, and gives the same `Fit`.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass

import pandas as pd
from scipy import stats

logger = logging.getLogger(__name__)

RESPONSE = "score"
TERMS = ("month", "social", "log_size", "mobile")
GROUPS = {"network": "1", "region": "1"}
LEVEL_OF = {"network": "network", "region": "region", "residual": "advert"}

READABLE = {
    "month": ("Twelve months later", 12.0),
    "social": ("Social post, not classified advert", 1.0),
    "log_size": ("Network of twice as many adverts", math.log(2)),
    "mobile": ("Network in several regions, not one", 1.0),
}
"""What each term is called in figures and tables, and the step of it that is shown."""

FEWEST = {"network": 5, "region": 3}
"""Groups below which a variance between them is not worth estimating."""


@dataclass(frozen=True)
class Fit:
    """One fitted linear mixed model.

    Attributes
    ----------
    engine, version
        Library that fitted it, and its version.
    formula
        In lme4's notation.
    terms, estimate, error
        Fixed effects with standard errors, in the formula's order; the first term is `(Intercept)`.
    df
        Degrees of freedom of each term's t interval (Satterthwaite), or None for a normal interval.
    variances
        Variance of each component: `group` for its intercepts, `group:term` for a slope, `residual`.
    boundary
        Whether the estimate of each component but the residual lies at zero.
    criterion
        The REML criterion, -2 times the restricted log-likelihood, on lme4's scale.
    converged
        Always true: an engine raises instead of returning a fit that did not converge.
    rows, groups
        Rows, and number of levels of each grouping.
    """

    engine: str
    version: str
    formula: str
    terms: list[str]
    estimate: list[float]
    error: list[float]
    df: list[float] | None
    variances: dict[str, float]
    boundary: dict[str, bool]
    criterion: float
    converged: bool
    rows: int
    groups: dict[str, int]


def fixed_part(frame: pd.DataFrame) -> str:
    """Write the fixed part of the formula, without terms that do not vary in this study.

    A study with one platform has no effect of the platform; the term is left out, and the log says so.

    Raises
    ------
    ValueError
        If there are too few networks or regions, or the score does not vary.
    """
    for group, fewest in FEWEST.items():
        found = frame[group].nunique()
        if found < fewest:
            raise ValueError(
                f"model_frame: {found} {group}s; a variance between {group}s needs {fewest} or more. "
                "Give the study more adverts, or lower network.threshold"
            )
    if frame[RESPONSE].nunique() < 2:
        raise ValueError(
            f"model_frame: every advert has the score {frame[RESPONSE].iloc[0]}; there is nothing to model"
        )
    varying = [term for term in TERMS if frame[term].nunique() > 1]
    for term in sorted(set(TERMS) - set(varying)):
        logger.warning("%s does not vary and is left out of the model", term)
    return f"{RESPONSE} ~ " + " + ".join(varying or ["1"])


def formula(fixed: str, groups: dict[str, str]) -> str:
    """Write a formula in lme4's notation from its fixed part and the random terms of each grouping."""
    return " + ".join([fixed, *(f"({terms} | {group})" for group, terms in groups.items())])


def columns(frame: pd.DataFrame, fixed: str, groups: dict[str, str]) -> pd.DataFrame:
    """Take the columns that a formula names; every engine then sees the same, and nothing else."""
    named = [name for name in frame.columns if name in _words(" ".join([fixed, *groups, *groups.values()]))]
    if frame[named].isna().any(axis=None):
        raise ValueError(f"columns {', '.join(named)} must not have missing values: engines drop rows unequally")
    return frame[named].reset_index(drop=True)


def sizes(frame: pd.DataFrame, groups: dict[str, str]) -> dict[str, int]:
    """Count the levels of each grouping."""
    return {group: int(frame[group].nunique()) for group in groups}


def shares(variances: dict[str, float]) -> dict[str, float]:
    """Divide the variance among the components: variance partition coefficients (random intercepts only).

    SOURCE Goldstein, Browne & Rasbash (2002), Understanding Statistics 1(4), 223-231.
    """
    total = sum(variances.values())
    return {component: variance / total for component, variance in variances.items()}


def level_shares(fit: Fit) -> dict[str, float]:
    """Divide the variance of a fit with networks and regions among region, network and advert."""
    return {LEVEL_OF[component]: share for component, share in shares(fit.variances).items()}


def intervals(fit: Fit) -> pd.DataFrame:
    """Give each fixed effect with its 95 % interval: term, estimate, error, lower, upper."""
    df = fit.df or [math.inf] * len(fit.terms)
    frame = pd.DataFrame({"term": fit.terms, "estimate": fit.estimate, "error": fit.error})
    reach = [float(stats.t.ppf(0.975, each)) for each in df] * frame["error"]
    return frame.assign(lower=frame["estimate"] - reach, upper=frame["estimate"] + reach)


def _words(text: str) -> set[str]:
    return set("".join(letter if letter.isalnum() or letter == "_" else " " for letter in text).split())
