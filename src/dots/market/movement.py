"""Where the market is: how large towns are in it, and how organisations move between them."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dots.market.draws import Draws

MODULE = 1008
TOWN_POWER = 0.8
TRIP = 150.0
"""Distance at which the pull of another town halves, km."""
EARTH = 6371.0
STAY = 0.75
"""Chance that the next advert of a moving organisation is in the same town."""
TOUR_STAY = 0.4
"""The same chance for somebody on tour."""
CIRCUIT = (3, 6)
"""Fewest and most towns on a tour."""
HOME = 0.85
"""Chance that an organisation that stays advertises in its home town, not anywhere in the region."""


@dataclass(frozen=True)
class Geography:
    """Cumulative chances of towns, to draw from.

    Attributes
    ----------
    trips
        For each town, of the next town of somebody who moves on from there.
    nearby
        For each town, of any town of its region (its market share).
    """

    trips: list[list[float]]
    nearby: list[list[float]]


def town_weights(towns: pd.DataFrame) -> np.ndarray:
    """Give the share of the market of each town, population to the power `TOWN_POWER`."""
    weights = towns["population"].to_numpy(float) ** TOWN_POWER
    return weights / weights.sum()


def trips(towns: pd.DataFrame) -> np.ndarray:
    """Give the chance of each next town (columns) from each town (rows): its market, discounted by distance.

    ASSUME gravity: chances grow with the market of the town and halve every `TRIP` km; nobody moves to where they are.
    """
    latitude, longitude = np.radians(towns["latitude"].to_numpy()), np.radians(towns["longitude"].to_numpy())
    half = (
        np.sin((latitude[:, None] - latitude) / 2) ** 2
        + np.cos(latitude[:, None]) * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
    )
    distance = 2 * EARTH * np.arcsin(np.sqrt(half))
    pull = town_weights(towns)[None, :] * 0.5 ** (distance / TRIP)
    np.fill_diagonal(pull, 0.0)
    return pull / pull.sum(axis=1, keepdims=True)


def geography(towns: pd.DataFrame) -> Geography:
    """Prepare the gazetteer to draw towns from."""
    region = towns["region"].to_numpy()
    same = (region[:, None] == region) * town_weights(towns)
    return Geography(_cumulative(trips(towns)), _cumulative(same))


def circuit(land: Geography, home: int, draws: Draws) -> tuple[int, ...]:
    """Draw the towns that somebody tours, home first, each by gravity from the one before, none of them twice."""
    fewest, most = CIRCUIT
    wanted = min(fewest + draws.below(most - fewest + 1), len(land.trips))
    towns = [home]
    while len(towns) < wanted:
        town = bisect(land.trips[towns[-1]], draws.chance())
        if town not in towns:
            towns.append(town)
    return tuple(towns)


def onward(land: Geography, tour: tuple[int, ...], town: int, draws: Draws) -> int:
    """Give the town that follows: the next of the tour, or for those who have none, one drawn by gravity."""
    if tour:
        return tour[(tour.index(town) + 1) % len(tour)]
    return bisect(land.trips[town], draws.chance())


def visit(land: Geography, home: int, mobile: bool, tour: tuple[int, ...], adverts: int, draws: Draws) -> list[int]:
    """Give the towns of an organisation's adverts, one after another."""
    if not mobile:
        near = land.nearby[home]
        return [home if draws.chance() < HOME else bisect(near, draws.chance()) for _ in range(adverts)]
    stay, town, towns = TOUR_STAY if tour else STAY, home, []
    for _ in range(adverts):
        if draws.chance() >= stay:
            town = onward(land, tour, town, draws)
        towns.append(town)
    return towns


def _cumulative(weights: np.ndarray) -> list[list[float]]:
    sums = np.cumsum(weights, axis=1)
    return (sums / sums[:, -1:]).tolist()  # ends in exactly 1, above every draw
