"""Whether a Gaussian model suits a score between 0 and 1: its residuals, and the same model on the logit scale."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special, stats

from dots.multilevel import glmm
from dots.multilevel.model import GROUPS, RESPONSE, level_shares


def check(frame: pd.DataFrame, fixed: str) -> dict[str, float]:
    """Describe how the model fits.

    Parameters
    ----------
    frame
        Table `model_frame`.
    fixed
        Fixed part of the formula.

    Returns
    -------
    dict
        skewness and excess_kurtosis of the residuals; fitted_outside, share of fitted values outside 0 to 1;
        beyond_three, share of residuals more than three standard deviations out (.0027 if Gaussian);
        network_share_logit, the network's variance partition coefficient with the score on the logit scale.
    """
    fitted = glmm.fitted_values(frame, fixed, GROUPS)
    residual = frame[RESPONSE].to_numpy() - fitted
    logit = frame.assign(**{RESPONSE: to_logit(frame[RESPONSE].to_numpy())})
    return {
        "skewness": float(stats.skew(residual)),
        "excess_kurtosis": float(stats.kurtosis(residual)),
        "fitted_outside": float(np.mean((fitted < 0) | (fitted > 1))),
        "beyond_three": float(np.mean(np.abs(residual) > 3 * residual.std())),
        "network_share_logit": float(level_shares(glmm.fit(logit, fixed, GROUPS))["network"]),
    }


def to_logit(score: np.ndarray) -> np.ndarray:
    """Put scores from 0 to 1 on the logit scale, their ends drawn in by half an observation.

    SOURCE Smithson & Verkuilen (2006), Psychological Methods 11(1), 54-71.
    """
    count = len(score)
    return special.logit((score * (count - 1) + 0.5) / count)
