"""The three platforms: how adverts are shared over those that are open, and who repeats an advert where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

PLATFORMS = ("noticeboard", "citylist", "social")
NOTICEBOARD = 0.6
"""Share of the classified adverts that noticeboard has; citylist has the others. ASSUME, no source gives one."""


@dataclass(frozen=True)
class Sharing:
    """Chances in a time in which the same platforms are open, all in the order of `PLATFORMS`.

    Attributes
    ----------
    first
        Cumulative chance of the platform of an organisation's first advert.
    fresh
        The same for a later advert that is no cross-post.
    repeats
        For each platform, the chance that the advert after one there is its cross-post.
    onward
        For each platform, cumulative chances of the platform that repeats an advert from there.
    """

    first: list[float]
    fresh: list[float]
    repeats: list[float]
    onward: list[list[float]]


def shares(social_share: float) -> np.ndarray:
    """Give the share of adverts of each platform while all are open."""
    classified = 1 - social_share
    return np.array([classified * NOTICEBOARD, classified * (1 - NOTICEBOARD), social_share])


def sharing(share: np.ndarray, cross_posting: float) -> Sharing:
    """Find chances under which every platform has its share although a cross-post never stays on its platform.

    As many cross-posts go from one platform to another as come back. If platforms a, b and c take r_a + r_b + r_c = 1
    of them, r_a + r_b - 1/2 go from a to b, so no r may be above a half. A platform with more than half of all adverts
    therefore takes half of the cross-posts; where the others have no room for that many, there are fewer than asked.

    Parameters
    ----------
    share
        Share of each platform, 0 if it is closed; they sum to 1.
    cross_posting
        Chance that an advert repeats its organisation's last one.
    """
    largest = share.argmax()
    chance = min(cross_posting, 2 * (1 - share[largest]))
    if chance <= 0:
        flat = _cumulative(share)
        return Sharing(flat, flat, [0.0] * len(share), [flat] * len(share))
    part = share.copy()
    if share[largest] > 0.5:
        part *= 0.5 / (1 - share[largest])
        part[largest] = 0.5
    flow = np.maximum(part[:, None] + part - 0.5, 0)
    np.fill_diagonal(flow, 0)
    flow[:, share == 0] = 0
    # what was posted before a platform closed is repeated on any that is open
    flow[share == 0] = share
    rest = np.maximum(share - chance * part, 0)
    fresh = rest if rest.sum() > 1e-9 else share
    repeats = np.divide(chance * part, share, out=np.full(len(share), chance), where=share > 0)
    return Sharing(_cumulative(share), _cumulative(fresh), repeats.tolist(), [_cumulative(row) for row in flow])


def over_time(settings: dict, shocks: pd.DataFrame, days: int) -> list[Sharing]:
    """Give the sharing of every day, from the shares and the planned closures (`dots.market.life.plan_shocks`).

    Raises
    ------
    ValueError
        If closures leave no platform for later adverts.
    """
    share, sharings, current = shares(settings["social_share"]), [], None
    closed = shocks[shocks["event"] == "closure"].groupby("day")["platform"].agg(list)
    for day in range(days):
        if day in closed.index or current is None:
            share = share * [platform not in closed.get(day, ()) for platform in PLATFORMS]
            if share.sum() <= 0:
                raise ValueError(
                    f"market.shocks: after the closure of {', '.join(closed[day])} no platform with a share of the "
                    "market is open; drop a closure, or change market.social_share"
                )
            share = share / share.sum()
            current = sharing(share, settings["cross_posting"])
        sharings.append(current)
    return sharings


def _cumulative(weights: np.ndarray) -> list[float]:
    sums = np.cumsum(weights)
    return (sums / sums[-1]).tolist()
