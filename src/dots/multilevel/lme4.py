"""Linear mixed models by R's lme4, through pymer4: a third engine where R is installed. No other module knows R."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import warnings
from importlib.metadata import version

import pandas as pd

from dots.multilevel.model import Fit, columns, formula, sizes

logger = logging.getLogger(__name__)

ENGINE = "pymer4"

# rpy2 finds R at run time (ABI); the compiled interface is bound to the R it was built with
os.environ.setdefault("RPY2_CFFI_MODE", "ABI")
# pymer4 0.8.2 calls a method that pandas 3 has removed
pd.DataFrame.applymap = pd.DataFrame.map


def fit(frame: pd.DataFrame, fixed: str, groups: dict[str, str]) -> Fit:
    """Fit a linear mixed model by REML.

    Parameters
    ----------
    frame, fixed, groups
        As for `dots.multilevel.glmm.fit`.

    Raises
    ------
    RuntimeError
        If R, lme4 or lmerTest is missing, or lme4 reports that the fit did not converge.
    """
    data = columns(frame, fixed, groups)
    said = io.StringIO()
    with contextlib.redirect_stdout(said), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lmer, lme4_version = _start()
        model = lmer(formula(fixed, groups), data=data)
        model.fit(REML=True, summarize=False, verbose=False)
    trouble = [message for message in model.warnings if "singular" not in message.lower()]
    if trouble:
        raise RuntimeError(f"lme4: {formula(fixed, groups)} on {len(data)} rows: {'; '.join(trouble)}")
    variances = {
        group if name == "(Intercept)" else f"{group}:{name}": _settled(variance)
        for group, name, variance in zip(
            model.ranef_var.index, model.ranef_var["Name"], model.ranef_var["Var"], strict=True
        )
        if group != "Residual"
    }
    coefficients = model.coefs
    return Fit(
        engine=ENGINE,
        version=f"pymer4 {version('pymer4')}, lme4 {lme4_version}",
        formula=formula(fixed, groups),
        terms=list(coefficients.index),
        estimate=coefficients["Estimate"].map(_settled).tolist(),
        error=coefficients["SE"].map(_settled).tolist(),
        df=coefficients["DF"].map(_settled).tolist(),
        variances={name: variances[name] for name in sorted(variances)}
        | {"residual": _settled(model.ranef_var.loc["Residual", "Var"])},
        boundary={name: variance == 0 for name, variance in sorted(variances.items())},
        criterion=float(f"{-2 * model.logLike:.10g}"),
        converged=True,
        rows=len(data),
        groups=sizes(data, groups),
    )


def _settled(value: float) -> float:
    """Keep six significant digits: from one run to the next, R's optimiser ends elsewhere in the ninth."""
    return float(f"{value:.6g}")


def _start() -> tuple[type, str]:
    """Start R quietly; its console goes to the log instead."""
    try:
        from rpy2.rinterface_lib import callbacks

        callbacks.consolewrite_warnerror = lambda line: logger.debug("R: %s", line.strip())
        callbacks.consolewrite_print = lambda line: logger.debug("R: %s", line.strip())
        from pymer4.models import Lmer
        from rpy2.robjects.packages import importr

        return Lmer, importr("lme4").__version__
    except Exception as error:
        raise RuntimeError(
            "pymer4 could not start R with lme4 and lmerTest: install them (Debian: r-cran-lme4, r-cran-lmertest), "
            "or set multilevel.engines to [glmm, statsmodels]"
        ) from error
