"""When, where, on which platform and at what price each advert appears, and how exploitative what is behind it is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dots.market.organisations import (
    INTERCEPT,
    ISOLATED_EFFECT,
    KINDS,
    MOBILE,
    MONTH_SLOPE,
    NETWORK_SD,
    REGION_SD,
    RESIDUAL_SD,
    SOCIAL,
    TOWN_POWER,
    Plan,
    town_weights,
)

MODULE = 1002
STAY = 0.75
"""Chance that the next advert of a moving organisation is in the same town."""
HOME = 0.85
"""Chance that an organisation that stays advertises in its home town, not elsewhere in the region."""
TRIP = 150.0
"""Distance at which the pull of another town halves, km."""
NO_PRICE = 0.15
AGES = (21, 45)
ACTIVE = {"independent": 0.5, "duo": 0.5, "touring": 0.6, "agency": 0.9, "covert": 0.6, "scam": 0.4}
"""Mean share of the market's months in which an organisation is active."""


def month_starts(first_month: str, months: int) -> pd.DatetimeIndex:
    """List the first day of every month, and of the month after the last."""
    return pd.date_range(f"{first_month}-01", periods=months + 1, freq="MS")


def plan_adverts(
    plan: Plan, *, towns: pd.DataFrame, first_month: str, months: int, social_share: float, seed: int
) -> pd.DataFrame:
    """Draw the adverts of every organisation.

    Parameters
    ----------
    plan
        The organisations.
    towns
        Gazetteer.
    first_month, months, social_share
        As in the configuration's section `market`.
    seed
        The study's seed.

    Returns
    -------
    DataFrame
        One row an advert, in order of publication: advert (platform/number), platform, number, organisation,
        kind, town, region, posted, month (from 0), mobile, degree, latent (logit), exploitation (0 to 1).
    """
    rng = np.random.default_rng([seed, MODULE])
    starts = month_starts(first_month, months)
    days = (starts[-1] - starts[0]).days
    near = _trips(towns)
    by_name = {town: place for place, town in enumerate(towns["town"])}
    regions = towns["region"].to_numpy()
    rows = []
    for one in plan.organisations.itertuples():
        length = int(np.clip(days * ACTIVE[one.kind] * rng.uniform(0.5, 1.5), 28, days))
        begin = int(rng.integers(0, days - length + 1))
        when = np.sort(begin + rng.integers(0, length, size=one.adverts))
        where = _places(rng, one.adverts, by_name[one.home_town], one.mobile, near, regions, towns)
        rows += [
            (one.organisation, one.kind, day, place, one.mobile, one.degree)
            for day, place in zip(when, where, strict=True)
        ]
    frame = pd.DataFrame(rows, columns=["organisation", "kind", "day", "place", "mobile", "degree"])
    frame["town"] = towns["town"].to_numpy()[frame["place"]]
    frame["region"] = regions[frame["place"]]
    frame["posted"] = starts[0] + pd.to_timedelta(frame["day"], unit="D")
    frame["month"] = (frame["posted"].dt.year - starts[0].year) * 12 + frame["posted"].dt.month - starts[0].month
    social = rng.random(len(frame)) < social_share
    frame["platform"] = np.where(social, "social", "noticeboard")
    own = plan.organisations.set_index("organisation")["exploitation"]
    frame["latent"] = (
        frame["organisation"].map(own)
        + frame["region"].map(plan.regions)
        + MONTH_SLOPE * (frame["month"] - (months - 1) / 2)
        + SOCIAL * social
        + RESIDUAL_SD * rng.standard_normal(len(frame))
    )
    frame["exploitation"] = 1 / (1 + np.exp(-frame["latent"]))
    # a random order within the day, so that neighbouring numbers say nothing of who is behind them
    frame["shuffle"] = rng.permutation(len(frame))
    frame = frame.sort_values(["day", "shuffle"], ignore_index=True)
    numbers = frame.groupby("platform").cumcount() + 1
    frame["number"] = np.where(
        frame["platform"] == "noticeboard", numbers.map("{:06d}".format), (100_000 + 7 * numbers).astype(str)
    )
    frame["advert"] = frame["platform"] + "/" + frame["number"]
    return frame.drop(columns=["day", "shuffle", "place"])


def price_adverts(frame: pd.DataFrame, atypical: np.ndarray, seed: int) -> pd.DataFrame:
    """Add a price an hour in pounds (missing where none is stated) and whether it is atypical for the region.

    A typical price is within a fifth of the region's own; an atypical one is at most two thirds or at least
    one and a half times as high.
    """
    rng = np.random.default_rng([seed, MODULE, 1])
    regions = sorted(frame["region"].unique())
    local = dict(
        zip(regions, 100 + 15 * rng.standard_normal(len(regions)) + 30 * (np.array(regions) == "London"), strict=True)
    )
    usual = rng.uniform(0.85, 1.2, len(frame))
    odd = np.where(rng.random(len(frame)) < 0.7, rng.uniform(0.45, 0.64, len(frame)), rng.uniform(1.6, 2.1, len(frame)))
    price = 5 * np.round(frame["region"].map(local) * np.where(atypical, odd, usual) / 5)
    stated = rng.random(len(frame)) >= NO_PRICE
    return frame.assign(price=price.where(stated), price_atypical=atypical & stated)


def parameters(plan: Plan, frame: pd.DataFrame) -> dict:
    """State what was planted in the continuum, and what came of it."""
    organisations = plan.organisations
    parts = {"network": NETWORK_SD**2, "region": REGION_SD**2, "residual": RESIDUAL_SD**2}
    realised = {
        "network": float(organisations["network_effect"].var()),
        "region": float(np.var(list(plan.regions.values()), ddof=1)),
        "residual": RESIDUAL_SD**2,
    }
    return {
        "scale": "logit",
        "intercept": INTERCEPT,
        "kind_effects": plan.kind_effects,
        "kind_degrees": {name: kind.degree for name, kind in KINDS.items()},
        "month": MONTH_SLOPE,
        "social": SOCIAL,
        "mobile": MOBILE,
        "isolated": ISOLATED_EFFECT,
        "variances": parts,
        "realised_variances": realised,
        "region_effects": plan.regions,
        "realised_correlation": float(organisations["degree"].corr(organisations["exploitation"])),
        "town_power": TOWN_POWER,
        "mean_exploitation": float(frame["exploitation"].mean()),
        "high_share": float((frame["exploitation"] >= 0.5).mean()),
    }


def _places(
    rng, count: int, home: int, mobile: bool, near: np.ndarray, regions: np.ndarray, towns: pd.DataFrame
) -> list[int]:
    if not mobile:
        own = np.flatnonzero(regions == regions[home])
        weights = town_weights(towns.iloc[own])
        others = rng.choice(own, size=count, p=weights)
        return np.where(rng.random(count) < HOME, home, others).tolist()
    places, place = [], home
    for stays in rng.random(count) < STAY:
        if not stays:
            place = int(rng.choice(len(near), p=near[place]))
        places.append(place)
    return places


def _trips(towns: pd.DataFrame) -> np.ndarray:
    """Give the chance of each next town from each town: its market, discounted by distance."""
    latitude, longitude = np.radians(towns["latitude"].to_numpy()), np.radians(towns["longitude"].to_numpy())
    half = (
        np.sin((latitude[:, None] - latitude) / 2) ** 2
        + np.cos(latitude[:, None]) * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
    )
    distance = 2 * 6371.0 * np.arcsin(np.sqrt(half))
    pull = town_weights(towns)[None, :] * 0.5 ** (distance / TRIP)
    np.fill_diagonal(pull, 0.0)
    return pull / pull.sum(axis=1, keepdims=True)
