"""Topics against planted topics: their words, their prevalence, and the languages the adverts are written in."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from dots.validity.rows import row

RECOVERED = 0.7
"""Cosine from which a planted topic counts as recovered."""

_STREAM = 9_402


def topics(
    found: pd.DataFrame, prevalence: pd.DataFrame, planted: pd.DataFrame, shares: pd.DataFrame, seed: int
) -> list[dict]:
    """Match found topics to planted ones and compare their words and their prevalence.

    Parameters
    ----------
    found
        `topic`, `term`, `weight`: the strongest words of each topic.
    prevalence
        `advert`, `topic`, `weight`.
    planted, shares
        The same, as planted; shares of the adverts that were seen.
    seed
        Seed of the scrambled baseline, in which each found topic keeps its weights and gets other words.
    """
    left, right, cosine = _cosines(found, planted)
    picked = linear_sum_assignment(-cosine)
    scrambled = found.assign(term=np.random.default_rng([seed, _STREAM]).permutation(found["term"].to_numpy()))
    scrambled = scrambled.groupby(["topic", "term"], as_index=False)["weight"].sum()
    chance = _cosines(scrambled, planted)[2]
    by_chance = chance[linear_sum_assignment(-chance)]
    matched = cosine[picked]
    each = prevalence.pivot(index="advert", columns="topic", values="weight").mean()
    true = shares.pivot(index="advert", columns="topic", values="weight").mean()
    true = true[right[picked[1]]].to_numpy()
    error = np.abs(each[left[picked[0]]].to_numpy() - true)
    return [
        row("topic cosine", matched.mean(), len(matched), baseline=by_chance.mean(), baseline_name="random words"),
        row(
            f"topics recovered (cosine above {RECOVERED})",
            (matched > RECOVERED).sum() / len(right),
            len(right),
            baseline=(by_chance > RECOVERED).sum() / len(right),
            baseline_name="random words",
        ),
        row(
            "topic prevalence error",
            error.mean(),
            len(error),
            baseline=np.abs(1 / len(right) - true).mean(),
            baseline_name="all topics alike",
            ideal=0.0,
        ),
    ]


def languages(seen: pd.DataFrame, market: pd.DataFrame) -> list[dict]:
    """State the share of each language among adverts seen; ideal is its share of the whole market.

    Parameters
    ----------
    seen, market
        Planted adverts that were seen, and all of them: language.
    """
    whole = market["language"].value_counts(normalize=True).sort_index()
    here = seen["language"].value_counts(normalize=True)
    return [
        row("share of adverts by language", here.get(language, 0.0), len(seen), group=language, ideal=share)
        for language, share in whole.items()
    ]


def _cosines(found: pd.DataFrame, planted: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    terms = pd.Index(sorted(set(found["term"]) | set(planted["term"])))
    sides = []
    for frame in (found, planted):
        wide = frame.pivot(index="topic", columns="term", values="weight").reindex(columns=terms).fillna(0.0)
        sides.append((wide.index.to_numpy(), wide.to_numpy() / np.linalg.norm(wide, axis=1, keepdims=True)))
    return sides[0][0], sides[1][0], sides[0][1] @ sides[1][1].T
