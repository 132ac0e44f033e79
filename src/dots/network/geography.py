"""Where networks advertise: how far their adverts spread, and how they move between regions."""

from __future__ import annotations

import numpy as np
import pandas as pd

EARTH = 6371.0088
"""Mean radius of the earth, km (IUGG)."""


def haversine(
    latitude: np.ndarray, longitude: np.ndarray, other_latitude: np.ndarray, other_longitude: np.ndarray
) -> np.ndarray:
    """Give great-circle distances in kilometres between points in degrees (Sinnott 1984)."""
    phi, lam, other_phi, other_lam = map(np.radians, (latitude, longitude, other_latitude, other_longitude))
    chord = np.sin((other_phi - phi) / 2) ** 2
    chord = chord + np.cos(phi) * np.cos(other_phi) * np.sin((other_lam - lam) / 2) ** 2
    return 2 * EARTH * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))


def radius_of_gyration(adverts: pd.DataFrame) -> pd.Series:
    """Give each network's radius of gyration.

    The root mean square distance of a network's adverts from their centre, which is the direction of the
    mean of their unit vectors (Gonzalez, Hidalgo and Barabasi 2008, "Understanding individual human mobility
    patterns", there for one person; here for one network, never a person).

    Parameters
    ----------
    adverts
        One row an advert: network, latitude and longitude in degrees; rows without a place are left out.

    Returns
    -------
    Series
        Kilometres, by network; networks without any place are missing.
    """
    placed = adverts.dropna(subset=["latitude", "longitude"])
    phi, lam = np.radians(placed["latitude"].to_numpy()), np.radians(placed["longitude"].to_numpy())
    vectors = pd.DataFrame(
        {"x": np.cos(phi) * np.cos(lam), "y": np.cos(phi) * np.sin(lam), "z": np.sin(phi)}, index=placed.index
    )
    centre = vectors.groupby(placed["network"]).transform("mean")
    distance = haversine(
        placed["latitude"],
        placed["longitude"],
        np.degrees(np.arctan2(centre["z"], np.hypot(centre["x"], centre["y"]))),
        np.degrees(np.arctan2(centre["y"], centre["x"])),
    )
    return np.sqrt((distance**2).groupby(placed["network"]).mean()).rename("radius")


def moves(adverts: pd.DataFrame) -> pd.DataFrame:
    """List the moves of networks from one region to another.

    A move is a change of region between one day's adverts of a network and its next, in order of time.

    Parameters
    ----------
    adverts
        One row an advert: network, region, posted; rows without a region are left out.

    Returns
    -------
    DataFrame
        One row a move, in order: network, origin, destination, posted (day of the advert moved to).
    """
    placed = adverts.dropna(subset=["region"])
    days = (
        placed[["network", "posted", "region"]]
        .drop_duplicates()
        .sort_values(["network", "posted", "region"], kind="stable")
    )
    rows = []
    for network, visits in days.groupby("network", sort=True):
        if visits["region"].nunique() < 2:
            continue
        here = None
        for posted, regions in visits.groupby("posted", sort=True)["region"]:
            # ASSUME on a day with several regions the network starts where it was; the rest in alphabetical order
            today = sorted(regions, key=lambda region: (region != here, region))
            for region in today:
                if here is not None and region != here:
                    rows.append((network, here, region, posted))
                here = region
    return pd.DataFrame(rows, columns=["network", "origin", "destination", "posted"])


def movement(moved: pd.DataFrame) -> pd.DataFrame:
    """Count moves, and the networks that made them, by origin and destination."""
    counted = moved.groupby(["origin", "destination"], as_index=False).agg(
        moves=("network", "size"), networks=("network", "nunique")
    )
    return counted.astype({"origin": "str", "destination": "str", "moves": "int64", "networks": "int64"})
