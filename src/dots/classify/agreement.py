"""How far coders agree on where an advert stands on the continuum."""

from __future__ import annotations

import krippendorff
import numpy as np
import pandas as pd

from dots.classify import bootstrap


def alpha(coded_sample: pd.DataFrame, groups: pd.Series, seed: int) -> tuple[float, float, float]:
    """Compute Krippendorff's ordinal alpha between coders with a 95 % interval over groups of adverts.

    Parameters
    ----------
    coded_sample
        The market table: advert, coder, code.
    groups
        Group of each coded advert, by advert.
    seed
        Seed of the study.

    Returns
    -------
    tuple of float
        Alpha (1 agreement, 0 chance), lower and upper end.

    References
    ----------
    A. F. Hayes and K. Krippendorff (2007), Answering the call for a standard reliability measure for coding data.
    """
    wide = coded_sample.pivot(index="coder", columns="advert", values="code")
    judged = wide.to_numpy(float)

    def at(columns: np.ndarray) -> float:
        units = judged[:, columns]
        if len(np.unique(units[~np.isnan(units)])) < 2:
            return np.nan
        return krippendorff.alpha(reliability_data=units, level_of_measurement="ordinal")

    value = at(np.arange(judged.shape[1]))
    return (float(value), *bootstrap.interval(at, groups.loc[wide.columns], seed))
