"""Who is behind the market: organisations, how large, how organised, and where on the continuum of exploitation.

How organised an organisation is and how exploitative it is are two axes. They are tied together only as far
as `market.correlation` says: agencies are organised without exploitation, and some people who work alone are
high on the continuum (Kjellgren 2022, doi:10.5204/ijcjsd.2139, on the continuum).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq

MODULE = 1001


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
    """

    smallest: int
    largest: int
    tail: float
    degree: float
    pull: float
    moving: float


# ASSUME sizes, degrees and pulls are invented to look like the kinds that Kjellgren (2024,
# doi:10.1177/17488958241245287) and Giommoni and Ikwu (2021) describe; no published table gives them.
KINDS = {
    "independent": Kind(1, 8, 1.2, 0.0, 0.0, 0.0),
    "duo": Kind(2, 12, 1.2, 0.5, 0.0, 0.0),
    "touring": Kind(3, 15, 1.2, 0.3, 0.0, 1.0),
    "agency": Kind(10, 120, 1.0, 1.6, 0.0, 0.4),
    "covert": Kind(10, 120, 1.0, 2.2, 1.0, 1.0),
    "scam": Kind(10, 60, 1.0, 1.2, 0.1, 0.0),
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
TOWN_POWER = 0.8
STRONGEST = 8.0


@dataclass(frozen=True)
class Plan:
    """Organisations, and the region effects and scale planted with them."""

    organisations: pd.DataFrame
    regions: dict[str, float]
    kind_effects: dict[str, float]


def kind_counts(kinds: dict[str, float], organisations: int) -> dict[str, int]:
    """Share organisations out over kinds (largest remainders), in the order of `KINDS`."""
    if abs(sum(kinds.values()) - 1) > 1e-6:
        raise ValueError(f"market.kinds: the shares sum to {sum(kinds.values()):g}; they must sum to 1")
    exact = np.array([kinds[kind] * organisations for kind in KINDS])
    return dict(zip(KINDS, _round_to(exact, organisations), strict=True))


def town_weights(towns: pd.DataFrame) -> np.ndarray:
    """Give the share of the market of each town, population to the power `TOWN_POWER`."""
    weights = towns["population"].to_numpy(float) ** TOWN_POWER
    return weights / weights.sum()


def plan_organisations(
    *, adverts: int, organisations: int, kinds: dict[str, float], correlation: float, towns: pd.DataFrame, seed: int
) -> Plan:
    """Draw the organisations.

    Parameters
    ----------
    adverts, organisations, kinds, correlation
        As in the configuration's section `market`.
    towns
        Gazetteer (`dots.places.load_towns`).
    seed
        The study's seed.

    Returns
    -------
    Plan
        `organisations` has one row each: organisation, kind, adverts (summing to `adverts`), home_town,
        home_region, mobile, degree, isolated, network_effect and exploitation (intercept, kind, mobile,
        isolated and network effects on the logit scale; effects of region, month and platform come with the advert).

    Raises
    ------
    ValueError
        If there are more organisations than adverts, or the correlation cannot be planted.
    """
    if organisations > adverts:
        raise ValueError(
            f"market.organisations: {organisations} organisations need at least as many adverts, not {adverts}"
        )
    rng = np.random.default_rng([seed, MODULE])
    counts = kind_counts(kinds, organisations)
    kind = rng.permutation(np.repeat(list(counts), list(counts.values())))
    parts = [KINDS[name] for name in kind]
    raw = np.array([_pareto(rng, part.smallest, part.largest, part.tail) for part in parts])
    sizes = _round_to(raw * adverts / raw.sum(), adverts, least=1)
    home = rng.choice(len(towns), size=organisations, p=town_weights(towns))
    mobile = rng.random(organisations) < [part.moving for part in parts]
    degree = np.array([part.degree for part in parts]) + DEGREE_SD * rng.standard_normal(organisations)
    network = NETWORK_SD * rng.standard_normal(organisations)
    pull = np.array([part.pull for part in parts])
    isolated = (kind == "independent") & (rng.random(organisations) < ISOLATED)
    rest = network + MOBILE * mobile + ISOLATED_EFFECT * isolated
    scale = _scale(degree, pull, rest, correlation)
    regions = list(dict.fromkeys(towns["region"]))
    frame = pd.DataFrame(
        {
            "organisation": [f"organisation-{number:05d}" for number in range(1, organisations + 1)],
            "kind": kind.astype(str),
            "adverts": sizes,
            "home_town": towns["town"].to_numpy()[home],
            "home_region": towns["region"].to_numpy()[home],
            "mobile": mobile,
            "degree": degree,
            "isolated": isolated,
            "network_effect": network,
            "exploitation": INTERCEPT + scale * pull + rest,
        }
    )
    effects = REGION_SD * rng.standard_normal(len(regions))
    return Plan(
        frame,
        dict(zip(regions, effects.tolist(), strict=True)),
        {name: float(scale * part.pull) for name, part in KINDS.items()},
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


def _pareto(rng: np.random.Generator, smallest: int, largest: int, tail: float) -> float:
    """Draw from the Pareto distribution between two bounds, by inversion."""
    ratio = (smallest / largest) ** tail
    return smallest * (1 - rng.random() * (1 - ratio)) ** (-1 / tail)


def _round_to(exact: np.ndarray, total: int, least: int = 0) -> np.ndarray:
    """Round to whole numbers of at least `least` that sum to `total`, by largest remainders."""
    whole = np.maximum(np.floor(exact), least).astype(int)
    missing = total - whole.sum()
    order = np.argsort(-(exact - np.floor(exact)), kind="stable")
    for place in range(int(max(missing, 0))):
        whole[order[place % len(order)]] += 1
    while missing < 0:  # the least size was raised for some: take it from the largest
        whole[np.argmax(whole)] -= 1
        missing += 1
    return whole
