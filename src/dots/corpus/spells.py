"""How long adverts were up, as far as the waves of the crawl can tell: first seen, last seen, gone, and censored.

A wave sees an advert or does not; the time it was up begins after the last wave before that did not see it and ends
before the first wave after that did not. Where there is no such wave, the time is censored. Only a wave in which the
advert's site answered can tell: one in which it gave no page or had closed cannot. An advert whose site closes is
therefore censored at the site's last wave, not gone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dots.numbers import Number

WITHHELD = "withheld"


def find(adverts: pd.DataFrame, sightings: pd.DataFrame, site_waves: pd.DataFrame) -> pd.DataFrame:
    """Find the spell of every advert.

    Parameters
    ----------
    adverts
        Table `adverts`: advert, platform.
    sightings
        Table `sightings`: advert, seen, changed.
    site_waves
        Table `site_waves`: platform, wave, state.

    Returns
    -------
    DataFrame
        Table `spells`. An advert that was left out of some wave between its first and last sighting has one spell;
        `missed` counts those waves.

    Raises
    ------
    ValueError
        If an advert was seen on a day that is no wave of its site.
    """
    seen = sightings.groupby("advert").agg(
        first_seen=("seen", "min"), last_seen=("seen", "max"), sightings=("seen", "size"), changes=("changed", "sum")
    )
    frame = adverts[["advert", "platform"]].merge(seen.reset_index(), on="advert", validate="1:1")
    crawled = site_waves[site_waves["state"] == "crawled"]
    found = [
        _of_site(part, crawled.loc[crawled["platform"] == site, "wave"]) for site, part in frame.groupby("platform")
    ]
    return pd.concat(found, ignore_index=True)


def _of_site(part: pd.DataFrame, waves: pd.Series) -> pd.DataFrame:
    """Set the adverts of one site against its waves."""
    days = np.sort(waves.to_numpy())
    first, last = (np.searchsorted(days, part[name].to_numpy()) for name in ("first_seen", "last_seen"))
    for name, place in (("first_seen", first), ("last_seen", last)):
        strange = np.append(days, np.datetime64("NaT"))[place] != part[name].to_numpy()
        if strange.any():
            row = part[strange].iloc[0]
            raise ValueError(f"{row['advert']}: seen on {row[name]:%Y-%m-%d}, which is no wave of {row['platform']}")
    around = np.concatenate([[np.datetime64("NaT")], days, [np.datetime64("NaT")]])
    return part.assign(
        missed=last - first + 1 - part["sightings"],
        absent=around[first],
        gone=around[last + 2],
        left_censored=first == 0,
        right_censored=last == len(days) - 1,
    )


def summarise(spells: pd.DataFrame, site_waves: pd.DataFrame, minimum: int) -> dict[str, Number]:
    """State how long adverts were seen, without a model of what was not seen.

    Parameters
    ----------
    spells, site_waves
        The tables of those names.
    minimum
        Smallest group of adverts that may be reported; a share is withheld if either side of it is smaller.
    """
    source = "results/tables/spells.parquet"

    def share(chosen: pd.Series, means: str) -> Number:
        sizes = (chosen.sum(), (~chosen).sum())
        if any(0 < size < minimum for size in sizes):
            return Number(WITHHELD, means, source, "text")
        return Number(float(chosen.mean()), means, source, "percent", 1)

    crawled = site_waves[site_waves["state"] == "crawled"]
    return {
        "waves": Number(
            int(crawled["wave"].nunique()),
            "waves of the crawl in which at least one site gave pages",
            "results/tables/site_waves.parquet",
            "count",
        ),
        "seen_once_share": share(spells["sightings"] == 1, "adverts seen in one wave only"),
        "right_censored_share": share(
            spells["right_censored"], "adverts still up when their site was last crawled, so that their end is unknown"
        ),
        "left_censored_share": share(
            spells["left_censored"], "adverts up when their site was first crawled, so that they may be older"
        ),
        "changed_share": share(spells["changes"] > 0, "adverts whose text, place or price changed while they were up"),
        "sightings": Number(float(spells["sightings"].median()), "sightings of a median advert", source, "decimal", 0),
    }
