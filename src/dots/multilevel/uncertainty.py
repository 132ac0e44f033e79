"""How sure the models are: parametric bootstrap of variance shares, and Rubin's rules over draws of the links."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import stats

from dots.multilevel import glmm
from dots.multilevel.model import GROUPS, RESPONSE, Fit, level_shares

STREAM = 71
"""This module's own stream of random numbers within a study's seed."""


def simulate(frame: pd.DataFrame, fit: Fit, rng: np.random.Generator) -> np.ndarray:
    """Draw a response from a fitted model with random intercepts: new groups' effects, new residuals.

    Parameters
    ----------
    frame
        Columns of the model's terms and groupings.
    fit
        With numeric main effects only.
    rng
        Source of random numbers.

    Returns
    -------
    ndarray
        One value a row, on the scale of the response, not cut to its range.
    """
    mean = np.zeros(len(frame))
    for term, estimate in zip(fit.terms, fit.estimate, strict=True):
        mean += estimate * (1.0 if term == "(Intercept)" else frame[term].to_numpy())
    for component, variance in fit.variances.items():
        scale = math.sqrt(variance)
        if component == "residual":
            mean += rng.normal(0, scale, len(frame))
        else:
            codes, levels = pd.factorize(frame[component], sort=True)
            mean += rng.normal(0, scale, len(levels))[codes]
    return mean


def replicate_shares(
    frame: pd.DataFrame, fit: Fit, fixed: str, replicates: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Refit the model to data simulated from itself (parametric bootstrap).

    SOURCE Davison & Hinkley (1997), Bootstrap Methods and their Application, ch. 2; as lme4's `bootMer`.

    Parameters
    ----------
    frame
        Table `model_frame`.
    fit
        The model fitted to it.
    fixed
        Fixed part of its formula.
    replicates
        Simulated data sets.
    rng
        Source of random numbers.

    Returns
    -------
    DataFrame
        One row a replicate, one column a level: the variance partition coefficients.
    """
    rows = []
    for _ in range(replicates):
        refit = glmm.fit(frame.assign(**{RESPONSE: simulate(frame, fit, rng)}), fixed, GROUPS)
        rows.append(level_shares(refit))
    return pd.DataFrame(rows)


def bounds(replicates: pd.DataFrame) -> pd.DataFrame:
    """Give the 2.5 and 97.5 % points of each level's share: level, lower, upper."""
    points = replicates.quantile([0.025, 0.975])
    return pd.DataFrame(
        {"level": list(points.columns), "lower": points.iloc[0].tolist(), "upper": points.iloc[1].tolist()}
    )


def pool(fits: list[Fit]) -> pd.DataFrame:
    """Pool fixed effects over draws of the links by Rubin's rules (table `pooled_effects`).

    The draws stand where multiple imputations stand: each is one answer to who belongs with whom.

    SOURCE Rubin (1987), Multiple Imputation for Nonresponse in Surveys, ch. 3; degrees of freedom by Barnard & Rubin
    (1999), Biometrika 86(4), 948-955, with the mean Satterthwaite degrees of freedom as those of complete data.

    Parameters
    ----------
    fits
        The same model, one fit a draw.

    Raises
    ------
    ValueError
        If there are fewer than two draws, or they do not share their terms.
    """
    if len(fits) < 2:
        raise ValueError(f"{len(fits)} draw of the links: raise network.draws to 2 or more")
    if len({tuple(fit.terms) for fit in fits}) > 1:
        raise ValueError(f"the draws differ in their terms: {sorted({' + '.join(fit.terms) for fit in fits})}")
    draws = len(fits)
    estimates = np.array([fit.estimate for fit in fits])
    within = np.mean(np.square([fit.error for fit in fits]), axis=0)
    between = (1 + 1 / draws) * estimates.var(axis=0, ddof=1)
    total = within + between
    linkage = between / total
    complete = np.mean([fit.df or [math.inf] * len(fit.terms) for fit in fits], axis=0)
    df = [_barnard_rubin(share, each, draws) for share, each in zip(linkage, complete, strict=True)]
    estimate, error = estimates.mean(axis=0), np.sqrt(total)
    reach = stats.t.ppf(0.975, df) * error
    return pd.DataFrame(
        {
            "term": fits[0].terms,
            "estimate": estimate,
            "error": error,
            "lower": estimate - reach,
            "upper": estimate + reach,
            "linkage_share": linkage,
        }
    )


def pool_shares(fits: list[Fit], replicates: pd.DataFrame) -> pd.DataFrame:
    """Pool variance partition coefficients over draws (table `pooled_variances`).

    Parameters
    ----------
    fits
        The same model, one fit a draw.
    replicates
        Bootstrap replicates of every draw, stacked: their spread holds both the sampling of groups and the links.
    """
    means = pd.DataFrame([level_shares(fit) for fit in fits]).mean()
    return bounds(replicates).assign(share=lambda frame: frame["level"].map(means))


def _barnard_rubin(linkage: float, complete: float, draws: int) -> float:
    """Give the degrees of freedom of a pooled estimate; with no variance between draws, those of complete data."""
    observed = (complete + 1) / (complete + 3) * complete * (1 - linkage) if math.isfinite(complete) else math.inf
    if linkage == 0:
        return observed
    old = (draws - 1) / linkage**2
    return old if math.isinf(observed) else old * observed / (old + observed)
