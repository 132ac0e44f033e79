"""What the plan alone says of an organisation's adverts: where on the continuum of exploitation they will stand.

Constants of the whole market, and what becomes of cases, must not depend on any block's draws. They rest on the
distribution an advert's place has once its organisation is known.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dots.market.organisations import MONTH_SLOPE, RESIDUAL_SD, SOCIAL, Plan

NODES = 9
"""Nodes of the Gauss-Hermite rule; the mean of a logistic of a normal is exact to four digits at our variances."""


def places(plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    """Give the places on the continuum at which each organisation's adverts will stand, and how likely each is.

    Parameters
    ----------
    plan
        The organisations, with their effects and the days they are in the market.

    Returns
    -------
    places
        Organisations by nodes: exploitation, 0 to 1.
    weights
        Weight of each node; they sum to 1.

    Notes
    -----
    The latent place of an advert is taken as normal around its organisation's own, with the effects of region, month
    and platform and the residual. ASSUME: who stays at home advertises in the home region alone, who moves in all
    regions as the market does.
    """
    organisations, settings = plan.organisations, plan.settings
    own = organisations["exploitation"].to_numpy()
    adverts = organisations["adverts"].to_numpy(float)
    effect = organisations["home_region"].map(plan.regions).to_numpy(float)
    mobile = organisations["mobile"].to_numpy(bool)
    typical = np.average(effect, weights=adverts)
    spread = np.average((effect - typical) ** 2, weights=adverts)
    months = settings["months"] / plan.days
    middle = ((organisations["arrived"] + organisations["left"]) / 2 * months - settings["months"] / 2).to_numpy()
    length = ((organisations["left"] - organisations["arrived"]) * months).to_numpy()
    social = settings["social_share"]
    mean = own + np.where(mobile, typical, effect) + MONTH_SLOPE * middle + SOCIAL * social
    variance = (
        RESIDUAL_SD**2
        + np.where(mobile, spread, 0.0)
        + (MONTH_SLOPE * length) ** 2 / 12
        + SOCIAL**2 * social * (1 - social)
    )
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    latent = mean[:, None] + np.sqrt(variance)[:, None] * nodes
    return 1 / (1 + np.exp(-latent)), weights / weights.sum()


def exploitation(plan: Plan) -> pd.Series:
    """Give the mean place on the continuum of the adverts each organisation will have, on the organisations' index."""
    place, weights = places(plan)
    return pd.Series(place @ weights, index=plan.organisations.index, name="exploitation")
