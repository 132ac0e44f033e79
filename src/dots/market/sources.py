"""Where each advert's text comes from: its own, a template, a stranger, a public text, or the advert it cross-posts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dots.market.draws import Draws
from dots.market.organisations import KINDS, Plan

MODULE = 1007
TEMPLATED = tuple(name for name, kind in KINDS.items() if kind.templated)
PER_TEMPLATE = 18
STRANGER = 0.6
"""Share of copied texts taken from a stranger; the others are public boilerplate."""


def template_chance(plan: Plan) -> float:
    """Give the chance that an advert of a templating kind is written from a template, so that the share comes out."""
    able = plan.organisations.loc[plan.organisations["kind"].isin(TEMPLATED), "adverts"].sum()
    wanted = plan.settings["template_share"] * plan.organisations["adverts"].sum()
    return min(1.0, wanted / max(able, 1))


def find_sources(
    frame: pd.DataFrame, plan: Plan, block: int, publics: dict[str, int]
) -> tuple[list[str], np.ndarray, list[int]]:
    """Say where the text of every advert of a block comes from.

    Parameters
    ----------
    frame, plan, block
        Planned adverts of the block.
    publics
        Language to the number of public texts in it.

    Returns
    -------
    origin
        Name of the text that the advert shares with others ('' if it is its own), unique over blocks.
    copied
        Whether it was copied from a stranger or is public.
    order
        Positions in an order in which every source comes before its copies.
    """
    settings = plan.settings
    generator = np.random.default_rng([plan.seed, MODULE, 1, block])
    draws = Draws(plan.seed, MODULE, 2, block)
    count = len(frame)
    twin = frame["twin"].to_numpy()
    alone = twin < 0
    templated = alone & frame["kind"].isin(TEMPLATED).to_numpy() & (generator.random(count) < template_chance(plan))
    free = 1 - settings["template_share"]
    copied = alone & ~templated & (generator.random(count) < min(1.0, settings["copied_share"] / max(free, 1e-9)))
    sizes = frame["organisation"].map(frame["organisation"].value_counts()).to_numpy()
    which = np.floor(generator.random(count) ** 1.5 * np.maximum(1, np.round(sizes / PER_TEMPLATE))).astype(int)
    organisation, language = frame["organisation"].tolist(), frame["language"].tolist()
    origin = [
        f"{name}/template-{number}" if flag else ""
        for name, number, flag in zip(organisation, which.tolist(), templated.tolist(), strict=True)
    ]
    first = np.flatnonzero(alone & ~copied).tolist()
    able = {tongue: [place for place in first if language[place] == tongue] for tongue in sorted(set(language))}
    copies = np.flatnonzero(copied).tolist()
    for place in copies:
        source = _stranger(able[language[place]], organisation, place, draws) if draws.chance() < STRANGER else None
        if source is None:
            tongue = language[place] if publics.get(language[place]) else "en"
            origin[place] = f"public-{tongue}-{draws.below(publics[tongue])}"
        else:
            origin[place] = _named(origin, source, block)
    twins = np.flatnonzero(~alone).tolist()
    for place in twins:
        origin[place] = _named(origin, _root(int(place), twin), block)
        copied[place] = copied[_root(int(place), twin)]
    return origin, copied, [*first, *copies, *twins]


def _stranger(able: list[int], organisation: list[str], place: int, draws: Draws) -> int | None:
    """Draw an advert of somebody else in the same language, or nothing if there hardly is any."""
    for _ in range(8):
        if able and organisation[source := draws.one(able)] != organisation[place]:
            return source
    return None


def _named(origin: list[str], source: int, block: int) -> str:
    """Name the text of an advert that somebody repeats."""
    if not origin[source]:
        origin[source] = f"text-{block}-{source}"
    return origin[source]


def _root(place: int, twin: np.ndarray) -> int:
    while twin[place] >= 0:
        place = int(twin[place])
    return place
