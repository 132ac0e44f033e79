"""Which advert shows which indicator, with planted probabilities.

The chance of showing an indicator runs in a straight line from `at_low` at the lowest to `at_high` at the
highest place on its axis, so that its likelihood ratio is known. Movement is planted in reverse: the one study
with known outcomes found it less likely where there was trafficking (Lugo-Graulich et al. 2022). Copies of one
template share their draws, because a template carries its wording along; that leaves each advert's chance as it is.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import brentq

MODULE = 1004
SHARED = 0.85
"""Chance that a copy keeps its template's draw of an indicator."""
HIGH = 0.5
"""Place on the 0 to 1 axis from which an advert counts as high in the planted ratios."""


def positions(adverts: pd.DataFrame) -> dict[str, np.ndarray]:
    """Give every advert's place from 0 to 1 on the axes of exploitation and of organisation."""
    degree = adverts["degree"].to_numpy()
    return {
        "exploitation": adverts["exploitation"].to_numpy(),
        "organisation": 1 / (1 + np.exp(-3 * (degree - 1))),
    }


def chances(adverts: pd.DataFrame, spec: dict, hidden_share: float) -> pd.DataFrame:
    """Give each advert's chance of showing each indicator.

    The chances of `obscured_contact` are scaled so that their mean is `hidden_share`.
    """
    place = positions(adverts)
    frame = pd.DataFrame(
        {name: one["at_low"] + (one["at_high"] - one["at_low"]) * place[one["axis"]] for name, one in spec.items()}
    )
    frame["obscured_contact"] = _scaled(frame["obscured_contact"].to_numpy(), hidden_share)
    return frame


def plant(adverts: pd.DataFrame, probability: pd.DataFrame, copies: np.ndarray, seed: int) -> pd.DataFrame:
    """Draw the indicators of every advert.

    Parameters
    ----------
    adverts
        Planned adverts.
    probability
        As `chances` gives it.
    copies
        For each advert, the number of the template it is a copy of, or -1.
    seed
        The study's seed.

    Returns
    -------
    DataFrame
        One column of flags an indicator, in the adverts' order.
    """
    rng = np.random.default_rng([seed, MODULE])
    shape = (len(adverts), probability.shape[1])
    own = rng.random(shape)
    of_template = rng.random((max(int(copies.max()), 0) + 1, shape[1]))
    keeps = (rng.random(shape) < SHARED) & (copies >= 0)[:, None]
    draw = np.where(keeps, of_template[np.maximum(copies, 0)], own)
    return pd.DataFrame(draw < probability.to_numpy(), columns=probability.columns)


def parameters(adverts: pd.DataFrame, spec: dict, probability: pd.DataFrame, present: pd.DataFrame) -> dict:
    """State each indicator's planted chances and ratios.

    `ratio` is what an estimate should find: the planted chance among adverts high on its axis over that among
    the others. `exploitation_ratio` is the same against exploitation, whatever the axis; `realised_ratio` is what
    the draws came to.
    """
    place = positions(adverts)
    stated = {}
    for name, one in spec.items():
        high = place[one["axis"]] >= HIGH
        severe = place["exploitation"] >= HIGH
        stated[name] = {
            "axis": one["axis"],
            "at_low": float(one["at_low"]),
            "at_high": float(one["at_high"]),
            "ratio": _ratio(probability[name].to_numpy(), high),
            "exploitation_ratio": _ratio(probability[name].to_numpy(), severe),
            "realised_ratio": _ratio(present[name].to_numpy(float), high),
            "realised_exploitation_ratio": _ratio(present[name].to_numpy(float), severe),
            "share": float(present[name].mean()),
        }
    return stated


def _ratio(values: np.ndarray, high: np.ndarray) -> float | None:
    if not high.any() or high.all() or values[~high].mean() == 0:
        return None
    return float(values[high].mean() / values[~high].mean())


def _scaled(chance: np.ndarray, share: float) -> np.ndarray:
    if share in (0, 1):
        return np.full(len(chance), float(share))
    factor = brentq(lambda scale: np.clip(scale * chance, 0, 1).mean() - share, 0, 1 / chance.min())
    return np.clip(factor * chance, 0, 1)
