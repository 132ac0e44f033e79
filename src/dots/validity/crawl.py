"""The crawl against the truth: how much of the market it saw, and how often."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dots.validity.intervals import wilson
from dots.validity.rows import row

ONE_WAVE = "one wave at the end"


def crawl(adverts: pd.DataFrame, sightings: pd.DataFrame, versions: pd.DataFrame, waves: list[str]) -> list[dict]:
    """Judge what the crawl recovered, beside what its last wave alone could have seen.

    Parameters
    ----------
    adverts, sightings
        Tables of the stage `corpus`: advert; advert, seen.
    versions
        Planted versions: advert, since, until.
    waves
        Days of the crawl's waves.
    """
    whole = pd.Index(versions["advert"].unique())
    up = visible(versions, waves)
    at_end = up["seen"] == pd.Timestamp(waves[-1])
    could = pd.Index(up["advert"].unique())
    # one advert may change on the day of a wave, and is seen once all the same
    seen = sightings[["advert", "seen"]].drop_duplicates()
    right = len(seen.merge(up, on=["advert", "seen"]))
    rows = [
        _share("adverts recovered", could.isin(adverts["advert"]).sum(), len(could), at_end.sum()),
        _share("share of the market ever seen", whole.isin(adverts["advert"]).sum(), len(whole), at_end.sum()),
        _share("sightings recovered", right, len(up), at_end.sum()),
    ]
    if len(seen):
        rows.append(row("sightings that were up", right / len(seen), len(seen), interval=wilson(right, len(seen))))
    return rows


def visible(versions: pd.DataFrame, waves: list[str]) -> pd.DataFrame:
    """List every advert that is up on the day of a wave.

    Parameters
    ----------
    versions
        Planted versions: advert, since (first day), until (first day it is no longer up).
    waves
        Days of the waves.

    Returns
    -------
    DataFrame
        advert, seen (the day), each pair once.
    """
    days = pd.DatetimeIndex(waves)
    first = days.searchsorted(versions["since"])
    times = np.maximum(days.searchsorted(versions["until"]) - first, 0)
    place = np.repeat(first - np.cumsum(times) + times, times) + np.arange(times.sum())
    pairs = pd.DataFrame({"advert": versions["advert"].repeat(times).to_numpy(), "seen": days[place]})
    return pairs.drop_duplicates(ignore_index=True)


def _share(measure: str, found: int, there: int, at_end: int) -> dict:
    return row(
        measure,
        found / there,
        there,
        interval=wilson(int(found), there),
        baseline=at_end / there,
        baseline_name=ONE_WAVE,
    )
