"""Linear mixed models by statsmodels' MixedLM: the second engine, which needs no R."""

from __future__ import annotations

import logging
import math
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd
from statsmodels.regression.mixed_linear_model import MixedLM

from dots.multilevel.model import Fit, columns, formula, sizes

logger = logging.getLogger(__name__)

ENGINE = "statsmodels"
OPTIMISERS = ("bfgs", "powell", "cg")
AT_ZERO = 1e-6
"""Share of the variance below which a component counts as zero: optimisers here never reach the boundary itself."""


def fit(frame: pd.DataFrame, fixed: str, groups: dict[str, str]) -> Fit:
    """Fit a linear mixed model by REML.

    Crossed groupings are variance components within one group that holds every row. One optimiser alone cannot be
    trusted: on a published data set (`Hsb82`) L-BFGS reports convergence at an infinite likelihood. So the
    model is fitted by several, and the converged fit with the highest finite restricted likelihood is kept.

    Parameters
    ----------
    frame, fixed, groups
        As for `dots.multilevel.glmm.fit`; slopes only where there is one grouping.

    Raises
    ------
    ValueError
        If slopes are asked for in several groupings.
    RuntimeError
        If no optimiser converges.
    """
    data = columns(frame, fixed, groups)
    model = _model(data, fixed, groups)
    found, failures = [], []
    for method in OPTIMISERS:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            # warnings of the search are judged here by its end: convergence and a finite likelihood
            warnings.simplefilter("ignore")
            try:
                result = model.fit(reml=True, method=method)
            except np.linalg.LinAlgError as error:
                failures.append(f"{method}: {error}")
                continue
        if result.converged and math.isfinite(result.llf) and np.isfinite(result.bse_fe).all():
            found.append(result)
        else:
            failures.append(f"{method}: converged {result.converged}, log-likelihood {result.llf:.6g}")
    for failure in failures:
        logger.warning("optimiser %s", failure)
    if not found:
        raise RuntimeError(
            f"statsmodels: {formula(fixed, groups)} on {len(frame)} rows did not converge ({'; '.join(failures)}); "
            "scale the terms alike, or take statsmodels out of multilevel.engines"
        )
    best = max(found, key=lambda result: result.llf)
    variances = _variances(best, groups)
    total = sum(variances.values()) + float(best.scale)
    return Fit(
        engine=ENGINE,
        version=f"statsmodels {version('statsmodels')}",
        formula=formula(fixed, groups),
        terms=[name.replace("Intercept", "(Intercept)") for name in best.fe_params.index],
        estimate=[float(value) for value in best.fe_params],
        error=[float(value) for value in best.bse_fe],
        df=None,
        variances=variances | {"residual": float(best.scale)},
        boundary={name: bool(variance < AT_ZERO * total) for name, variance in variances.items()},
        criterion=-2 * float(best.llf),
        converged=True,
        rows=len(data),
        groups=sizes(data, groups),
    )


def _model(data: pd.DataFrame, fixed: str, groups: dict[str, str]) -> MixedLM:
    if len(groups) == 1:
        ((group, terms),) = groups.items()
        return MixedLM.from_formula(fixed, data, groups=data[group], re_formula=f"1 + {terms}")
    sloped = [group for group, terms in groups.items() if terms != "1"]
    if sloped:
        raise ValueError(f"statsmodels fits several groupings with intercepts only; {', '.join(sloped)} has slopes")
    return MixedLM.from_formula(
        fixed,
        data,
        groups=np.ones(len(data)),
        re_formula="0",
        vc_formula={group: f"0 + C({group})" for group in groups},
    )


def _variances(result: object, groups: dict[str, str]) -> dict[str, float]:
    if len(groups) == 1:
        (group,) = groups
        names = [group, *(f"{group}:{term}" for term in result.cov_re.columns[1:])]
        return dict(zip(names, np.diag(result.cov_re).astype(float).tolist(), strict=True))
    found = dict(zip(result.model.exog_vc.names, result.vcomp.tolist(), strict=True))
    return {group: float(found[group]) for group in groups}
