"""When, where, on which platform and at what price each advert appears, and how exploitative what is behind it is."""

from __future__ import annotations

from bisect import bisect

import numpy as np
import pandas as pd

from dots.market import life, movement, platforms
from dots.market.calendar import month_starts
from dots.market.draws import Draws
from dots.market.movement import TOWN_POWER
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
    Plan,
)

MODULE = 1002
PLANNING, PRICES = 1, 2
"""Streams of a block. Never 0: NumPy takes [a, b, 0] and [a, b] for the same seeds."""
NUMBERS, LEVELS = 1, 2
"""Streams of the whole market."""
WHOLE = 1010
DIGITS = 12
"""Digits of a number on a classifieds site: more than a telephone number has, so that none looks like one."""
LEAST_ROOM = 20
"""Fewest bits of a number that stand for the advert within its day."""
LAG = 3
"""Most days between an advert and its cross-post."""
NO_PRICE = 0.15


def plan_adverts(plan: Plan, block: int, towns: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Draw the adverts of one block's organisations.

    Parameters
    ----------
    plan
        The plan of the market.
    block
        Number of the block. Nothing but the plan and this number decides what comes back.
    towns
        Gazetteer.

    Returns
    -------
    frame
        One row an advert, by day and then in random order: organisation, kind, language, person (number within the
        organisation), platform, number, advert (platform/number), town, region, day (from 0), posted, removed
        (first day it is not up), month (from 0), mobile, degree, latent (logit), exploitation (0 to 1), twin (row
        of the advert it cross-posts, -1 if none), must_hide (a policy makes it hide its contacts), renewed (ISO
        dates).
    versions
        One row a version of an advert (`dots.market.life.versions`).
    events
        One row a shock of the market: day, platform, event, adverts (of this block that it hit).
    """
    own = plan.block(block)
    rng = np.random.default_rng([plan.seed, MODULE, block, PLANNING])
    sizes = own["adverts"].to_numpy()
    owner = np.repeat(np.arange(len(own)), sizes)
    day, platform, twin = _post(plan, own, owner, rng)
    land, draws = movement.geography(towns), Draws(plan.seed, movement.MODULE, block)
    person, place, tours = _people_and_places(own, owner, twin, land, draws)
    frame = pd.DataFrame({"owner": owner, "day": day, "platform": platform, "person": person, "place": place})
    number = numbers(plan, day, int(own["first"].iloc[0]) + np.arange(len(owner)))
    order = np.argsort(number)
    frame, number = frame.iloc[order].reset_index(drop=True), number[order]
    frame["twin"] = _moved_rows(twin, order)
    owned = own[["organisation", "kind", "language", "mobile", "degree"]].iloc[frame["owner"]].reset_index(drop=True)
    frame = pd.concat([owned, frame], axis=1)
    frame["number"] = [
        str(value) if name == "social" else f"{value:0{DIGITS}d}"
        for value, name in zip(number.tolist(), frame["platform"].tolist(), strict=True)
    ]
    frame["advert"] = frame["platform"] + "/" + frame["number"]
    frame["town"] = towns["town"].to_numpy()[frame["place"]]
    frame["region"] = towns["region"].to_numpy()[frame["place"]]
    starts = (month_starts(plan.settings["first_month"], plan.settings["months"]) - plan.first_day).days
    frame["month"] = np.searchsorted(starts, frame["day"], side="right") - 1
    frame["latent"] = _latent(plan, own, frame, rng)
    frame["exploitation"] = 1 / (1 + np.exp(-frame["latent"]))
    rng = np.random.default_rng([plan.seed, life.MODULE, block, 1])
    events = _live(plan, own, frame, rng)
    edit, move = life.changes(frame["day"].to_numpy(), frame["gone"].to_numpy(), frame["mobile"].to_numpy(), rng)
    destination = _destinations(frame, move, tours, land, draws)
    versions = life.versions(frame, edit, move, destination, towns, plan.first_day)
    frame["posted"] = plan.first_day + pd.to_timedelta(frame["day"], unit="D")
    frame["removed"] = plan.first_day + pd.to_timedelta(frame["gone"], unit="D")
    return frame.drop(columns=["owner", "place", "gone"]), versions, events


def price_adverts(frame: pd.DataFrame, atypical: np.ndarray, plan: Plan, block: int) -> pd.DataFrame:
    """Add a price an hour in pounds (missing where none is stated) and whether it is atypical for the region.

    A typical price is within a fifth of the region's own; an atypical one is at most two thirds or at least
    one and a half times as high. Regions have the same level in every block.
    """
    regions = sorted(plan.regions)
    level = 100 + 15 * np.random.default_rng([plan.seed, WHOLE, LEVELS]).standard_normal(len(regions))
    local = dict(zip(regions, level + 30 * (np.array(regions) == "London"), strict=True))
    rng = np.random.default_rng([plan.seed, MODULE, block, PRICES])
    usual = rng.uniform(0.85, 1.2, len(frame))
    odd = np.where(rng.random(len(frame)) < 0.7, rng.uniform(0.45, 0.64, len(frame)), rng.uniform(1.6, 2.1, len(frame)))
    price = 5 * np.round(frame["region"].map(local) * np.where(atypical, odd, usual) / 5)
    stated = rng.random(len(frame)) >= NO_PRICE
    return frame.assign(price=price.where(stated), price_atypical=atypical & stated)


def numbers(plan: Plan, day: np.ndarray, index: np.ndarray) -> np.ndarray:
    """Give every advert a number that no other has, that rises with the day, and says nothing of who is behind it.

    Parameters
    ----------
    day
        Day posted.
    index
        Number of the advert over the whole market, from 0. It is scrambled one to one (multiplication by an odd number
        and exclusive or with the upper half are both invertible), so that neighbours do not stay neighbours.
    """
    bits = max(LEAST_ROOM, int(plan.settings["adverts"] - 1).bit_length())
    mask, half = np.uint64((1 << bits) - 1), np.uint64((bits + 1) // 2)
    keys = np.random.default_rng([plan.seed, WHOLE, NUMBERS]).integers(0, 1 << bits, 4).astype(np.uint64)
    mixed = (index.astype(np.uint64) + keys[0]) & mask
    for key in keys[1:]:
        mixed ^= mixed >> half
        mixed = (mixed * (key | np.uint64(1))) & mask
    mixed ^= mixed >> half
    return (day.astype(np.int64) + 1 << bits) + mixed.astype(np.int64)


def parameters(plan: Plan) -> dict:
    """State what was planted in the continuum and in the adverts' lives, and what came of it over organisations."""
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
        "language": 0.0,
        "variances": parts,
        "realised_variances": realised,
        "region_effects": plan.regions,
        "realised_correlation": float(organisations["degree"].corr(organisations["exploitation"])),
        "town_power": TOWN_POWER,
        "trip_km": movement.TRIP,
        "platform_shares": dict(
            zip(platforms.PLATFORMS, platforms.shares(plan.settings["social_share"]).tolist(), strict=True)
        ),
        "minority_language_share": float((organisations["language"] != "en").mean()),
    }


def _post(
    plan: Plan, own: pd.DataFrame, owner: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw day and platform of every advert, and the one it cross-posts (-1 if none): the one before it."""
    arrived, left = own["arrived"].to_numpy()[owner], own["left"].to_numpy()[owner]
    day = arrived + np.floor(rng.random(len(owner)) * (left - arrived)).astype(int)
    days, last = day[np.lexsort((day, owner))].tolist(), (left - 1).tolist()
    starts = (np.append(-1, owner[:-1]) != owner).tolist()
    lag, luck, luck_too = rng.integers(0, LAG + 1, len(owner)).tolist(), *rng.random((2, len(owner))).tolist()
    sharing = platforms.over_time(plan.settings, plan.shocks, plan.days)
    chosen, twin = [0] * len(owner), [-1] * len(owner)
    for place, first in enumerate(starts):
        if first:
            chosen[place] = bisect(sharing[days[place]].first, luck[place])
            continue
        before = chosen[place - 1]
        follows = min(days[place - 1] + lag[place], last[place])
        if luck_too[place] < sharing[follows].repeats[before]:
            days[place], twin[place] = follows, place - 1
            chosen[place] = bisect(sharing[follows].onward[before], luck[place])
        else:
            chosen[place] = bisect(sharing[days[place]].fresh, luck[place])
    return np.array(days), np.array(platforms.PLATFORMS)[chosen], np.array(twin)


def _people_and_places(
    own: pd.DataFrame, owner: np.ndarray, twin: np.ndarray, land: movement.Geography, draws: Draws
) -> tuple[np.ndarray, np.ndarray, list[tuple[int, ...]]]:
    """Give person and town of every advert, and every organisation's tour.

    Workers take turns and organisations move on; a cross-post repeats person and town.
    """
    fresh = twin < 0
    counts = np.bincount(owner, weights=fresh, minlength=len(own)).astype(int)
    places, tours = [], []
    for one, count in zip(own.itertuples(), counts.tolist(), strict=True):
        tours.append(movement.circuit(land, one.home, draws) if one.kind == "touring" else ())
        places += movement.visit(land, one.home, one.mobile, tours[-1], count, draws)
    turn = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    person = turn % np.repeat(own["workers"].to_numpy(), counts)
    source = np.cumsum(fresh) - 1
    return person[source], np.array(places)[source], tours


def _moved_rows(twin: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Follow rows that something points at to where a new order puts them."""
    row = np.empty(len(order), int)
    row[order] = np.arange(len(order))
    return np.where(twin[order] >= 0, row[twin[order]], -1)


def _latent(plan: Plan, own: pd.DataFrame, frame: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    return (
        own["exploitation"].to_numpy()[frame["owner"]]
        + frame["region"].map(plan.regions).to_numpy()
        + MONTH_SLOPE * (frame["month"].to_numpy() - (plan.settings["months"] - 1) / 2)
        + SOCIAL * (frame["platform"] == "social").to_numpy()
        + RESIDUAL_SD * rng.standard_normal(len(frame))
    )


def _live(plan: Plan, own: pd.DataFrame, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add, in place, the adverts' ends, renewals and whether they must hide contacts; give the shocks' counts."""
    day, left = frame["day"].to_numpy(), own["left"].to_numpy()[frame["owner"]]
    frame["gone"] = life.stand(day, left, plan.days, plan.settings["advert_life"], rng)
    templated = frame["kind"].map({name: kind.templated for name, kind in KINDS.items()}).to_numpy(bool)
    frame["gone"], frame["must_hide"], events = life.strike(frame, templated, plan.shocks, plan.first_day, rng)
    dates = pd.date_range(plan.first_day, periods=plan.days).strftime("%Y-%m-%d").tolist()
    board = (frame["platform"] != "social").to_numpy()  # a post on a feed cannot be renewed
    frame["renewed"] = life.renew(day, frame["gone"].to_numpy(), board, dates, rng)
    return events


def _destinations(
    frame: pd.DataFrame, move: np.ndarray, tours: list[tuple[int, ...]], land: movement.Geography, draws: Draws
) -> np.ndarray:
    """Give the town (row) each advert is moved to; its own if it stays."""
    owner, place = frame["owner"].tolist(), frame["place"].to_numpy().copy()
    for row in np.flatnonzero(move >= 0).tolist():
        place[row] = movement.onward(land, tours[owner[row]], int(place[row]), draws)
    return place
