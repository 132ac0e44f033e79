"""What an advert states besides its contacts: places, prices, ages, availability, touring and its language.

All of it is read from skeletons, so that a disguised digit is a digit here as well, and from texts whose contacts are
masked, so that a telephone number is no price.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import yaml

from dots.corpus import ages, languages, masking, prices, skeleton, stays
from dots.corpus.masking import Found
from dots.corpus.placing import Gazetteer
from dots.corpus.skeleton import Skeleton
from dots.corpus.stated import Stated
from dots.tables.corpus import FACTS

HIGHEST_PRICE = 2000
"""Highest price an hour that is believed, GBP."""
TEXT, PLACE, PRICE = "text", "place", "price"
"""Fields of an advert in which facts stand."""
COLUMNS = tuple(column.name for column in FACTS.columns[2:])
_BARE_PRICE = re.compile(r"£\s?(\d{1,4})(?:\.\d\d)?|(\d{2,4})")


@dataclass(frozen=True)
class Facts:
    """The facts of an advert.

    Attributes
    ----------
    town, price, age
        The town it is in, the price of an hour (GBP), and the age it states first; None if not stated.
    ages
        All ages it states.
    stated
        Field and fact, in the order of the fields and of the text.
    places
        Places found in the text, to be masked.
    """

    town: str | None
    price: float | None
    age: int | None
    ages: list[int]
    stated: list[tuple[str, Stated]]
    places: list[Found]


def read(place: str, price: str, text: Skeleton, posted: date, gazetteer: Gazetteer) -> Facts:
    """Read all facts of an advert.

    Parameters
    ----------
    place, price
        What those fields state ('' if nothing).
    text
        Skeleton of title and body, contacts masked.
    posted
        Day of posting, from which "until Friday" is counted.
    gazetteer
        The places of the study.
    """
    town = gazetteer.of_place(place)
    places = list(gazetteer.find(text, town))
    if town is None and (town := gazetteer.town(places)):
        before = {item.spans: item for item in places}
        places = [before.get(item.spans, item) for item in gazetteer.find(text, town)]
    years = ages.find(text)
    asked = prices.find(text)
    stated: list[tuple[str, Stated]] = []
    if named := gazetteer.of_place(place):
        stated.append((PLACE, Stated("place", "field", named, (0, len(place)), unit="town")))
    field = _of_field(price)
    stated += [(PRICE, one) for one in field]
    of_text = [one for found in places if (one := gazetteer.stated(found))]
    of_text += [*asked, *years, *stays.availability(text, posted), *stays.touring(text, posted, places)]
    stated += [(TEXT, one) for one in sorted(of_text, key=lambda one: (one.span, one.kind, one.rule))]
    stated.append((TEXT, languages.identify(text)))
    stated_ages = [int(one.amount) for one in years]
    return Facts(town, _hourly(field + asked), next(iter(stated_ages), None), stated_ages, stated, places)


def rows(
    facts: Facts,
    text: Skeleton,
    anchors: masking.Anchors,
    precision: dict[tuple[str, str], float],
    gazetteer: Gazetteer,
) -> Iterator[tuple]:
    """Give the facts of an advert as rows of the table `facts`, without the advert.

    Parameters
    ----------
    facts
        The facts.
    text
        The skeleton they were read from.
    anchors
        Where its original stands in the advert's text as published (`dots.corpus.masking.masked`).
    precision
        As `load_precision` gives it.
    gazetteer
        The places of the study.
    """
    for number, (field, one) in enumerate(facts.stated, 1):
        first, last = one.span
        if field == TEXT and first < last:
            first, last = masking.original(anchors, *text.span(first, last))
        county, region = gazetteer.wider.get(one.value, (None, None)) if one.unit == "town" else (None, None)
        yield (
            number, one.kind, one.rule, field, first, last, one.value, one.amount, one.unit, one.minutes,
            prices.per_hour(one) if one.kind == "price" else None, one.start, one.end, county or None, region,
            precision.get((one.kind, one.rule)),
        )  # fmt: skip


def load_precision(path: Path) -> dict[tuple[str, str], float]:
    """Load the precision of each rule as it was measured; a rule that was not measured has none.

    Raises
    ------
    ValueError
        If a rule was right more often than it was read.
    """
    measured = {}
    for kind, of_kind in (yaml.safe_load(path.read_text())["rules"] or {}).items():
        for rule, counts in of_kind.items():
            if not 0 <= counts["right"] <= counts["read"] or not counts["read"]:
                raise ValueError(f"{path}: {kind}.{rule}: {counts} is no measurement; run benchmarks/facts.py --write")
            measured[kind, rule] = counts["right"] / counts["read"]
    return measured


def _of_field(price: str) -> list[Stated]:
    """Read the price field. ASSUME one that names no time states the price of an hour."""
    if not price:
        return []
    text = skeleton.of(price)
    found = [one._replace(rule="field") for one in prices.find(text)]
    if not found and (bare := _BARE_PRICE.fullmatch(text.text.strip())):
        amount = float(bare[1] or bare[2])
        found = (
            []
            if not 0 < amount <= prices.HIGHEST
            else [Stated("price", "field", "60 min", (0, len(price)), amount, "GBP", 60.0)]
        )
    return found


def _hourly(found: list[Stated]) -> float | None:
    """Give the first price of an hour in pounds.

    Prices of other lengths of time are not converted: half an hour costs more than half an hour's share.
    """
    hours = (one.amount for one in found if one.minutes == 60 and one.unit == "GBP")
    return next((amount for amount in hours if 0 < amount <= HIGHEST_PRICE), None)


def frame(listed: list[tuple]) -> pd.DataFrame:
    """Make the table `facts` of rows with the advert first."""
    table = pd.DataFrame(listed, columns=["advert", "number", *COLUMNS])
    for name in ("start", "end"):
        table[name] = pd.to_datetime(table[name]).astype("datetime64[ns]")
    for name in ("amount", "minutes", "per_hour", "confidence"):
        table[name] = table[name].astype("float64")
    return table
