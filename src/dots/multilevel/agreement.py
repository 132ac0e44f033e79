"""What the engines found, side by side, and whether they agree."""

from __future__ import annotations

import math

import pandas as pd

from dots.multilevel.model import LEVEL_OF, Fit, intervals, shares

REFERENCE = "glmm"


def effects(fits: list[Fit]) -> pd.DataFrame:
    """Stack the fixed effects of every engine (table `effects`)."""
    return pd.concat([intervals(fit).assign(engine=fit.engine) for fit in fits], ignore_index=True)


def variances(fits: list[Fit], bounds: pd.DataFrame) -> pd.DataFrame:
    """Stack the variance components of every engine (table `variances`).

    Parameters
    ----------
    fits
        One fit an engine, of the model with networks and regions.
    bounds
        level, lower, upper of the reference engine's shares.
    """
    rows = [
        {
            "engine": fit.engine,
            "level": LEVEL_OF[component],
            "variance": variance,
            "share": shares(fit.variances)[component],
            "boundary": fit.boundary.get(component, False),
        }
        for fit in fits
        for component, variance in fit.variances.items()
    ]
    return pd.DataFrame(rows).merge(bounds.assign(engine=REFERENCE), on=["engine", "level"], how="left")


def agreement(fits: list[Fit], spread: dict[str, float], tolerance: float) -> pd.DataFrame:
    """Compare every engine with the reference, quantity by quantity (table `engine_agreement`).

    Estimates, standard errors and standard deviations between groups are all put on the scale of the score: a
    term's are multiplied by the standard deviation of the term, so that a slope a month and a slope for a whole
    platform are held to one tolerance.

    Parameters
    ----------
    fits
        One fit an engine; one of them by glmm.
    spread
        Standard deviation of each term in the model frame.
    tolerance
        Largest difference allowed.
    """
    (reference,) = (fit for fit in fits if fit.engine == REFERENCE)
    known = _quantities(reference, spread)
    rows = []
    for fit in fits:
        if fit.engine == REFERENCE:
            continue
        found = _quantities(fit, spread)
        if found.keys() != known.keys():
            raise ValueError(
                f"{fit.engine} and {REFERENCE} did not fit one model: {sorted(found.keys() ^ known.keys())}"
            )
        rows += [(name, fit.engine, REFERENCE, abs(found[name] - known[name])) for name in known]
    frame = pd.DataFrame(rows, columns=["quantity", "engine", "reference", "difference"])
    return frame.assign(tolerance=tolerance, agrees=frame["difference"] <= tolerance)


def refuse_disagreement(frame: pd.DataFrame) -> None:
    """Raise if any quantity differs by more than the tolerance, with the table in the error."""
    apart = frame[~frame["agrees"]]
    if len(apart):
        raise ValueError(
            f"engines disagree on {len(apart)} of {len(frame)} quantities (multilevel.tolerance = "
            f"{frame['tolerance'].iloc[0]}); find out which is wrong before raising it:\n{apart.to_string(index=False)}"
        )


def _quantities(fit: Fit, spread: dict[str, float]) -> dict[str, float]:
    scale = {"(Intercept)": 1.0} | spread
    found = {}
    for term, estimate, error in zip(fit.terms, fit.estimate, fit.error, strict=True):
        found[f"estimate of {term}"] = estimate * scale[term]
        found[f"standard error of {term}"] = error * scale[term]
    for component, variance in fit.variances.items():
        found[f"standard deviation between {LEVEL_OF[component]}s"] = math.sqrt(variance)
    return found
