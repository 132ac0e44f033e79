"""Facts that were read against facts that were planted: towns, prices, ages, languages, touring and availability."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dots.validity.contacts import scores
from dots.validity.intervals import wilson
from dots.validity.rows import ALL, row

PHRASES = {
    "touring": (None, ("movement", "short_stay")),
    "availability at all hours": ("always", ("always_available",)),
}
"""What is judged by planted phrases: the rule (None for any of its kind), and the indicators whose phrases they are."""


def facts(
    adverts: pd.DataFrame,
    stated: pd.DataFrame,
    sightings: pd.DataFrame,
    seen: pd.DataFrame,
    versions: pd.DataFrame,
    indicators: pd.DataFrame,
) -> list[dict]:
    """Judge what adverts were read to state.

    Parameters
    ----------
    adverts, stated, sightings
        Tables `adverts`, `facts` and `sightings` of the stage `corpus`.
    seen
        Planted adverts that were seen: advert, price, age, language.
    versions, indicators
        Planted versions and indicators.

    Notes
    -----
    An advert's town is the one of the version that was seen last. A price counts as right if it is the planted one to
    the pound. Every advert has a person of a planted age, but not every text states it, so that only what was read is
    judged.
    """
    both = seen.merge(adverts[["advert", "town", "price", "age"]], on="advert", suffixes=("_planted", ""))
    return [
        *place_accuracy(adverts, sightings, versions),
        *_prices(both),
        *_ages(both),
        *_languages(both, stated),
        *[line for name, way in PHRASES.items() for line in _phrases(name, *way, both, stated, indicators)],
    ]


def towns(adverts: pd.DataFrame, sightings: pd.DataFrame, versions: pd.DataFrame) -> pd.DataFrame:
    """Set the town read beside the town planted in the version seen last: advert, town, planted."""
    last = sightings.groupby("advert", as_index=False)["seen"].max()
    stood = last.merge(versions[["advert", "since", "until", "town"]].rename(columns={"town": "planted"}), on="advert")
    stood = stood[(stood["since"] <= stood["seen"]) & (stood["seen"] < stood["until"])]
    return stood[["advert", "planted"]].merge(adverts[["advert", "town"]], on="advert")


def place_accuracy(adverts: pd.DataFrame, sightings: pd.DataFrame, versions: pd.DataFrame) -> list[dict]:
    """Judge the towns of adverts, beside always guessing the commonest."""
    judged = towns(adverts, sightings, versions)
    most = judged["planted"].value_counts(normalize=True).max() if len(judged) else np.nan
    right = int((judged["town"] == judged["planted"]).sum())
    return [_share("town accuracy", right, len(judged), baseline=most, baseline_name="commonest town")]


def _prices(both: pd.DataFrame) -> list[dict]:
    read, there = both["price"].notna(), both["price_planted"].notna()
    right = int((both["price"] - both["price_planted"]).abs().lt(0.5).sum())
    return _both("price", right, int(read.sum()), int(there.sum()))


def _ages(both: pd.DataFrame) -> list[dict]:
    read = both["age"].notna()
    return [_share("age precision", int((both["age"] == both["age_planted"]).sum()), int(read.sum()))]


def _languages(both: pd.DataFrame, stated: pd.DataFrame) -> list[dict]:
    told = stated.loc[stated["kind"] == "language"].set_index("advert")["value"]
    judged = both.assign(right=told.reindex(both["advert"]).to_numpy() == both["language"].to_numpy())
    most = judged["language"].value_counts(normalize=True).max() if len(judged) else np.nan
    parts = [(ALL, judged), *judged.groupby("language")]
    return [
        _share("language accuracy", int(part["right"].sum()), len(part), group=str(name))
        | ({"baseline": float(most), "baseline_name": "commonest language"} if name == ALL else {})
        for name, part in parts
    ]


def _phrases(
    name: str, rule: str | None, planted: tuple[str, ...], both: pd.DataFrame, stated: pd.DataFrame, marks: pd.DataFrame
) -> list[dict]:
    """Judge, advert by advert, whether a phrase was read where one was planted."""
    kind = name.split(" ")[0]
    chosen = stated[(stated["kind"] == kind) & (stated["rule"] == rule if rule else True)]
    read = both["advert"].isin(chosen["advert"])
    there = both["advert"].isin(marks.loc[marks["present"] & marks["indicator"].isin(planted), "advert"])
    if not there.any():
        return []
    return _both(name, int((read & there).sum()), int(read.sum()), int(there.sum()))


def _both(name: str, right: int, read: int, there: int) -> list[dict]:
    precision, recall, _ = scores(right, read, there)
    of = {"precision": (precision, read), "recall": (recall, there)}
    return [
        row(f"{name} {measure}", value, units, interval=wilson(right, units))
        for measure, (value, units) in of.items()
        if units
    ]


def _share(measure: str, right: int, units: int, **more: object) -> dict:
    return row(measure, right / units if units else np.nan, units, interval=wilson(right, units), **more)
