"""Who is behind the market: organisations, how large, how organised, and where on the continuum of exploitation.

How organised an organisation is and how exploitative it is are two axes. They are tied together only as far
as `market.correlation` says: agencies are organised without exploitation, and some people who work alone are
high on the continuum (Kjellgren 2022, doi:10.5204/ijcjsd.2139, on the continuum).

The plan is drawn once and whole; everything else is made block by block from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from dots.market import life, platforms
from dots.market.calendar import month_starts
from dots.market.movement import town_weights

MODULE = 1001
BLOCK = 256
"""Organisations in one block."""


@dataclass(frozen=True)
class Kind:
    """What is planted for one kind of organisation.

    Attributes
    ----------
    smallest, largest
        Adverts of one organisation before the market is scaled to its size.
    tail
        Exponent of the bounded Pareto distribution of adverts; smaller is heavier.
    degree
        Mean of the organisation axis.
    pull
        Mean place on the exploitation axis before scaling (see `plan_organisations`).
    moving
        Chance that the organisation works in several regions.
    active
        Mean share of the market's time in which it is there.
    templated
        Whether it writes from templates.
    """

    smallest: int
    largest: int
    tail: float
    degree: float
    pull: float
    moving: float
    active: float
    templated: bool


# ASSUME sizes, degrees and pulls are invented to look like the kinds that Kjellgren (2024,
# doi:10.1177/17488958241245287) and Giommoni and Ikwu (2021) describe; no published table gives them.
KINDS = {
    "independent": Kind(1, 8, 1.2, 0.0, 0.0, 0.0, 0.5, False),
    "duo": Kind(2, 12, 1.2, 0.5, 0.0, 0.0, 0.5, False),
    "touring": Kind(3, 15, 1.2, 0.3, 0.0, 1.0, 0.6, False),
    "agency": Kind(10, 120, 1.0, 1.6, 0.0, 0.4, 0.9, True),
    "covert": Kind(10, 120, 1.0, 2.2, 1.0, 1.0, 0.6, True),
    "scam": Kind(10, 60, 1.0, 1.2, 0.1, 0.0, 0.4, True),
}
DEGREE_SD = 0.35
INTERCEPT = -1.8
NETWORK_SD = 0.6
REGION_SD = 0.4
RESIDUAL_SD = 0.5
MONTH_SLOPE = 0.02
SOCIAL = 0.25
MOBILE = 0.3
ISOLATED = 0.07
"""Chance that somebody who works alone is exploited all the same, with no organisation to be seen."""
ISOLATED_EFFECT = 2.2
STRONGEST = 8.0
MINORITY_LANGUAGES = ("es", "ro", "pl")
LEAST_DAYS = 28
"""Fewest days an organisation is in the market."""
CREW = (0.6, 0.3)
"""People of an agency or covert network: its adverts to the first power; the second is the spread of the logarithm."""


@dataclass(frozen=True)
class Plan:
    """The plan of the whole market.

    Attributes
    ----------
    organisations
        One row an organisation (see `plan_organisations`).
    regions
        Region to its effect on the continuum (logit).
    kind_effects
        Kind to its effect on the continuum (logit).
    shocks
        Planned shocks (`dots.market.life.plan_shocks`).
    settings
        The configuration's section `market`, with its knobs.
    seed
        The study's seed.
    first_day, days
        First day of the market, and how many days it has.
    """

    organisations: pd.DataFrame
    regions: dict[str, float]
    kind_effects: dict[str, float]
    shocks: pd.DataFrame
    settings: dict
    seed: int
    first_day: pd.Timestamp
    days: int

    @property
    def blocks(self) -> int:
        """Give the number of blocks."""
        return -(-len(self.organisations) // BLOCK)

    def block(self, number: int) -> pd.DataFrame:
        """Give the organisations of one block, numbered from 0, with their index in the whole."""
        return self.organisations.iloc[number * BLOCK : (number + 1) * BLOCK]


def kind_counts(kinds: dict[str, float], organisations: int) -> dict[str, int]:
    """Share organisations out over kinds (largest remainders), in the order of `KINDS`."""
    if abs(sum(kinds.values()) - 1) > 1e-6:
        raise ValueError(f"market.kinds: the shares sum to {sum(kinds.values()):g}; they must sum to 1")
    exact = np.array([kinds[kind] * organisations for kind in KINDS])
    return dict(zip(KINDS, _round_to(exact, organisations).tolist(), strict=True))


def plan_organisations(settings: dict, towns: pd.DataFrame, seed: int) -> Plan:
    """Draw the organisations.

    Parameters
    ----------
    settings
        The configuration's section `market`, with its knobs (`dots.study.resolve`).
    towns
        Gazetteer (`dots.places.load_towns`).
    seed
        The study's seed.

    Returns
    -------
    Plan
        `organisations` has one row each: organisation, kind, adverts (summing to `market.adverts`), home (row of the
        town), home_town, home_region, mobile, degree, isolated, network_effect, exploitation (intercept, kind, mobile,
        isolated and network effects on the logit scale; effects of region, month and platform come with the advert),
        language (ISO 639-1), workers and controllers (people), arrived and left (days from the market's first; `left`
        is the first day without it), first (number of its first advert, counted over the whole market).

    Raises
    ------
    ValueError
        If there are more organisations than adverts, the correlation cannot be planted, or a shock cannot happen.
    """
    adverts, count = settings["adverts"], settings["organisations"]
    if count > adverts:
        raise ValueError(f"market.organisations: {count} organisations need at least as many adverts, not {adverts}")
    rng = np.random.default_rng([seed, MODULE])
    counts = kind_counts(settings["kinds"], count)
    code = rng.permutation(np.repeat(np.arange(len(KINDS)), list(counts.values())))
    kind = np.array(list(KINDS))[code]
    smallest, largest, tail, degrees, pull, moving, active, templated = (
        np.array([getattr(one, name) for one in KINDS.values()])[code] for name in Kind.__dataclass_fields__
    )
    sizes = _sizes(_pareto(rng.random(count), smallest, largest, tail), adverts)
    home = rng.choice(len(towns), size=count, p=town_weights(towns))
    mobile = rng.random(count) < moving
    degree = degrees + DEGREE_SD * rng.standard_normal(count)
    network = NETWORK_SD * rng.standard_normal(count)
    isolated = (kind == "independent") & (rng.random(count) < ISOLATED)
    rest = network + MOBILE * mobile + ISOLATED_EFFECT * isolated
    scale = _scale(degree, pull, rest, settings["correlation"])
    starts = month_starts(settings["first_month"], settings["months"])
    days = (starts[-1] - starts[0]).days
    length = np.clip(days * active * rng.uniform(0.5, 1.5, count), LEAST_DAYS, days).astype(int)
    arrived = np.floor(rng.random(count) * (days - length + 1)).astype(int)
    frame = pd.DataFrame(
        {
            "organisation": [f"organisation-{number:07d}" for number in range(1, count + 1)],
            "kind": kind,
            "adverts": sizes,
            "home": home,
            "home_town": towns["town"].to_numpy()[home],
            "home_region": towns["region"].to_numpy()[home],
            "mobile": mobile,
            "degree": degree,
            "isolated": isolated,
            "network_effect": network,
            "exploitation": INTERCEPT + scale * pull + rest,
            "language": _languages(rng, count, settings["minority_language"]),
            "workers": _workers(rng, kind, sizes),
            "controllers": np.where(kind == "covert", rng.integers(1, 4, count), 0),
            "arrived": arrived,
            "left": arrived + length,
            "first": np.cumsum(sizes) - sizes,
        }
    )
    regions = list(dict.fromkeys(towns["region"]))
    effects = REGION_SD * rng.standard_normal(len(regions))
    shocks = life.plan_shocks(settings, frame, templated)
    platforms.over_time(settings, shocks, days)  # refuses closures that leave nothing, before any block is written
    return Plan(
        frame,
        dict(zip(regions, effects.tolist(), strict=True)),
        {name: float(scale * one.pull) for name, one in KINDS.items()},
        shocks,
        settings,
        seed,
        starts[0],
        days,
    )


def _scale(degree: np.ndarray, pull: np.ndarray, rest: np.ndarray, correlation: float) -> float:
    """Find the strength of the kinds' pull at which degree and exploitation correlate as asked."""

    def realised(scale: float) -> float:
        return float(np.corrcoef(degree, scale * pull + rest)[0, 1])

    low, high = realised(-STRONGEST), realised(STRONGEST)
    if not low < correlation < high:
        raise ValueError(
            f"market.correlation: {correlation} cannot be planted with these kinds; choose between {low:.2f} and "
            f"{high:.2f}, or change the shares in market.kinds"
        )
    return float(brentq(lambda scale: realised(scale) - correlation, -STRONGEST, STRONGEST))


def _languages(rng: np.random.Generator, count: int, share: float) -> np.ndarray:
    """Draw the language each organisation writes in.

    ASSUME language says nothing of kind, size, degree or exploitation: writing in a minority language is a hard
    negative, and a method that takes it for a sign is wrong about people.
    """
    minority = rng.random(count) < share
    return np.where(minority, rng.choice(MINORITY_LANGUAGES, count), "en")


def _workers(rng: np.random.Generator, kind: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Draw how many people each organisation advertises. ASSUME, no source gives a table."""
    power, spread = CREW
    crew = np.clip(np.rint(sizes**power * np.exp(spread * rng.standard_normal(len(sizes)))), 2, None).astype(int)
    pair = rng.integers(2, 4, len(sizes))
    return np.select([kind == "duo", np.isin(kind, ("agency", "covert"))], [pair, crew], 1)


def _pareto(chance: np.ndarray, smallest: np.ndarray, largest: np.ndarray, tail: np.ndarray) -> np.ndarray:
    """Turn uniform draws into draws from Pareto distributions between two bounds, by inversion."""
    ratio = (smallest / largest) ** tail
    return smallest * (1 - chance * (1 - ratio)) ** (-1 / tail)


def _sizes(raw: np.ndarray, total: int) -> np.ndarray:
    """Scale to whole numbers of at least 1 that sum to `total`."""
    scale = brentq(lambda scale: np.maximum(scale * raw, 1).sum() - total, 0, total / raw.sum() + 1)
    return _round_to(np.maximum(scale * raw, 1), total)


def _round_to(exact: np.ndarray, total: int) -> np.ndarray:
    """Round to whole numbers that sum to `total`, which the exact ones do, by largest remainders."""
    exact = np.round(exact, 9)  # so that 2.9999999999 is no 2
    whole = np.floor(exact).astype(int)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - whole.sum()]] += 1
    return whole
