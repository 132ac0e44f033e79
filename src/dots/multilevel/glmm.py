"""Linear mixed models by `glmm` (Rust): the reference engine, fast enough for a refit at every draw."""

from __future__ import annotations

import warnings
from importlib.metadata import version

import glmm
import numpy as np
import pandas as pd

from dots.multilevel.model import Fit, columns, formula, sizes

ENGINE = "glmm"


def fit(frame: pd.DataFrame, fixed: str, groups: dict[str, str]) -> Fit:
    """Fit a linear mixed model by REML.

    Parameters
    ----------
    frame
        One row an observation.
    fixed
        Fixed part, such as `score ~ month + social`.
    groups
        Grouping to its random terms: `{"network": "1"}` for intercepts, `{"Subject": "Days"}` for intercepts and
        correlated slopes.

    Raises
    ------
    RuntimeError
        If the fit does not converge.
    """
    fitted = _fit(frame, fixed, groups)
    variances, boundary = {}, {}
    for number, (group, terms) in enumerate(fitted.re_groups):
        deviations, _ = fitted.stddev_corr(number)
        pinned = fitted.diagnostics["pinned"][number] if len(fitted.diagnostics["pinned"]) else [False] * len(terms)
        for term, deviation, at_zero in zip(terms, deviations, pinned, strict=True):
            name = group if term == "(Intercept)" else f"{group}:{term}"
            variances[name] = float(deviation) ** 2
            boundary[name] = bool(at_zero)
    return Fit(
        engine=ENGINE,
        version=f"glmm {version('glmm')}",
        formula=formula(fixed, groups),
        terms=list(fitted.names),
        estimate=[float(value) for value in fitted.beta],
        error=[float(value) for value in fitted.se],
        df=fitted.coef_df.tolist() if np.isfinite(fitted.coef_df).all() else None,
        variances=variances | {"residual": float(fitted.dispersion)},
        boundary=boundary,
        criterion=-2 * float(fitted.loglik),
        converged=True,
        rows=int(fitted.nobs),
        groups=sizes(frame, groups),
    )


def fitted_values(frame: pd.DataFrame, fixed: str, groups: dict[str, str]) -> np.ndarray:
    """Give the fitted value of each row, group effects included."""
    return np.asarray(_fit(frame, fixed, groups).fitted)


def _fit(frame: pd.DataFrame, fixed: str, groups: dict[str, str]) -> glmm.Fit:
    with warnings.catch_warnings():
        # a fit on the boundary is a result, and is reported as one
        warnings.simplefilter("ignore", glmm.SingularFitWarning)
        fitted = glmm.fit(columns(frame, fixed, groups), formula(fixed, groups), reml=True)
    if not fitted.converged or fitted.aliased.any():
        raise RuntimeError(
            f"glmm: {formula(fixed, groups)} on {len(frame)} rows did not converge or has collinear terms "
            f"({fitted.diagnostics}); check the frame for terms that say the same"
        )
    return fitted
