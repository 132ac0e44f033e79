"""Which advert shows which indicator, with planted probabilities.

The chance of showing an indicator runs in a straight line from its lowest to its highest place on its axis, so that its
likelihood ratio is known. Movement is planted in reverse: the one study with known outcomes found it less likely
where there was trafficking (Lugo-Graulich et al. 2022). Copies of one template share their draws, because a template
carries its wording along; that leaves each advert's chance as it is.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from dots.market import expected
from dots.market.organisations import Plan

MODULE = 1004
SHARED = 0.85
"""Chance that a copy keeps its template's draw of an indicator."""
HIGH = 0.5
"""Place on the 0 to 1 axis from which an advert counts as high in the planted ratios."""
HIDDEN = "obscured_contact"
"""The indicator that is realised by how the contact is written; its chances are scaled to `market.hidden_share`."""
BINS = 1000


def ends(one: dict, strength: float) -> tuple[float, float]:
    """Give an indicator's chance at the lowest and at the highest place on its axis.

    Parameters
    ----------
    one
        The indicator's `at_low` and `at_high` in the word lists.
    strength
        `market.indicator_strength`, an exponent: the ratio of the two chances becomes (at_high / at_low) ** strength
        while the chance at the middle of the axis stays. At 0 the indicator says nothing, at 1 it is as written, at 2
        its ratio is squared.

    Returns
    -------
    tuple of float

    Raises
    ------
    ValueError
        If the stronger end would be no chance.
    """
    low, high = one["at_low"] ** strength, one["at_high"] ** strength
    both = one["at_low"] + one["at_high"]
    if max(low, high) / (low + high) * both > 1:
        raise ValueError(
            f"market.indicator_strength: {strength:g} makes an indicator with at_low {one['at_low']} and at_high "
            f"{one['at_high']} likelier than 1; lower it, or the two chances in market.text"
        )
    return both * low / (low + high), both * high / (low + high)


def positions(adverts: pd.DataFrame) -> dict[str, np.ndarray]:
    """Give every advert's place from 0 to 1 on the axes of exploitation and of organisation."""
    return {"exploitation": adverts["exploitation"].to_numpy(), "organisation": _organised(adverts["degree"])}


def scale(plan: Plan, spec: dict) -> float:
    """Find the factor on the chance to hide a contact at which a share `market.hidden_share` of adverts hides it.

    It is one number for the whole market, from the plan's organisations and how many adverts each has. What a `policy`
    shock makes hide comes on top.
    """
    settings = plan.settings
    low, high = ends(spec[HIDDEN], settings["indicator_strength"])
    adverts = plan.organisations["adverts"].to_numpy(float)
    place, weights = expected.places(plan)
    if spec[HIDDEN]["axis"] == "organisation":
        place, weights = _organised(plan.organisations["degree"])[:, None], np.ones(1)
    # a fine histogram, because a market may have a million organisations and the root needs many rounds
    share, edges = np.histogram(place, BINS, (0, 1), weights=adverts[:, None] * weights)
    chance = low + (high - low) * (edges[:-1] + edges[1:]) / 2
    share = share / share.sum()
    wanted, most = settings["hidden_share"], 1 / min(low, high)
    if wanted == 1:
        return most
    return float(brentq(lambda factor: np.minimum(factor * chance, 1) @ share - wanted, 0, most))


def chances(frame: pd.DataFrame, spec: dict, settings: dict, scale: float) -> pd.DataFrame:
    """Give each advert's chance of showing each indicator.

    Parameters
    ----------
    frame
        Planned adverts: exploitation, degree and must_hide are used.
    spec
        Indicators of the word lists: axis, at_low and at_high.
    settings
        Section `market` of the configuration: `indicator_strength` is used (see `ends`).
    scale
        Factor on the chance to hide a contact (see the function of that name).

    Returns
    -------
    DataFrame
        Adverts by indicators. Who must hide contacts (`must_hide`) does.
    """
    place = positions(frame)
    columns = {}
    for name, one in spec.items():
        low, high = ends(one, settings["indicator_strength"])
        columns[name] = low + (high - low) * place[one["axis"]]
    columns[HIDDEN] = np.where(frame["must_hide"], 1.0, np.minimum(scale * columns[HIDDEN], 1))
    return pd.DataFrame(columns, index=frame.index)


def plant(frame: pd.DataFrame, probability: pd.DataFrame, copies: np.ndarray, seed: int, block: int) -> pd.DataFrame:
    """Draw the indicators of every advert of a block.

    Parameters
    ----------
    frame
        Planned adverts of the block.
    probability
        As `chances` gives it.
    copies
        For each advert, the number within the block of the template it is a copy of, or -1.
    seed, block
        The study's seed and the block's number.

    Returns
    -------
    DataFrame
        One column of flags an indicator, in the adverts' order.
    """
    rng = np.random.default_rng([seed, MODULE, block])
    shape = (len(frame), probability.shape[1])
    own = rng.random(shape)
    of_template = rng.random((int(copies.max(initial=0)) + 1, shape[1]))
    keeps = (rng.random(shape) < SHARED) & (copies >= 0)[:, None]
    draw = np.where(keeps, of_template[np.maximum(copies, 0)], own)
    return pd.DataFrame(draw < probability.to_numpy(), columns=probability.columns, index=frame.index)


def sums(frame: pd.DataFrame, spec: dict, probability: pd.DataFrame, present: pd.DataFrame) -> pd.DataFrame:
    """Sum up what a block adds to the planted and realised ratios; the sums of blocks add up.

    Returns
    -------
    DataFrame
        One row an indicator: adverts, planted (sum of chances) and shown (adverts that show it); the same with `_high`
        for adverts high on the indicator's own axis and with `_severe` for those high in exploitation.
    """
    place = positions(frame)
    rows = {}
    for name, one in spec.items():
        planted, shown = probability[name].to_numpy(), present[name].to_numpy(float)
        rows[name] = {"adverts": float(len(frame)), "planted": planted.sum(), "shown": shown.sum()}
        for group, axis in (("high", one["axis"]), ("severe", "exploitation")):
            inside = place[axis] >= HIGH
            rows[name] |= {
                f"adverts_{group}": float(inside.sum()),
                f"planted_{group}": planted[inside].sum(),
                f"shown_{group}": shown[inside].sum(),
            }
    return pd.DataFrame.from_dict(rows, orient="index")


def parameters(total: pd.DataFrame, spec: dict, settings: dict) -> dict:
    """State each indicator's planted chances and ratios.

    `ratio` is what an estimate should find: the planted chance among adverts high on its axis over that among
    the others. `exploitation_ratio` is the same against exploitation, whatever the axis; `realised_ratio` and
    `realised_exploitation_ratio` are what the draws came to.

    Parameters
    ----------
    total
        `sums` over all blocks.
    spec, settings
        As for `chances`.
    """
    stated = {}
    for name, one in spec.items():
        low, high = ends(one, settings["indicator_strength"])
        row = total.loc[name]
        stated[name] = {
            "axis": one["axis"],
            "at_low": low,
            "at_high": high,
            "ratio": _ratio(row, "planted", "high"),
            "exploitation_ratio": _ratio(row, "planted", "severe"),
            "realised_ratio": _ratio(row, "shown", "high"),
            "realised_exploitation_ratio": _ratio(row, "shown", "severe"),
            "share": float(row["shown"] / row["adverts"]),
        }
    return stated


def _organised(degree: pd.Series) -> np.ndarray:
    return 1 / (1 + np.exp(-3 * (degree.to_numpy() - 1)))


def _ratio(row: pd.Series, what: str, group: str) -> float | None:
    inside, outside = row[f"adverts_{group}"], row["adverts"] - row[f"adverts_{group}"]
    shown = row[what] - row[f"{what}_{group}"]
    if not inside or not outside or not shown:
        return None
    return float((row[f"{what}_{group}"] / inside) / (shown / outside))
