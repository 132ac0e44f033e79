"""What an advert states besides its contacts: the town, the price an hour and the age.

All three are read from skeletons, so that a disguised digit is a digit here as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from dots.corpus import skeleton
from dots.corpus.masking import Found
from dots.corpus.skeleton import Skeleton

ADULT = 18

# ASSUME the everyday short name of a town means the town of the study that bears the long one
_SHORT = {
    "newcastle": "Newcastle upon Tyne",
    "hull": "Kingston upon Hull",
    "stoke": "Stoke-on-Trent",
    "southend": "Southend-on-Sea",
    "enfield": "Enfield Town",
    "londonderry": "Derry",
}
_ALSO_WORDS = frozenset(("reading", "bath", "barry"))
_BEFORE_TOWN = re.compile(r"(?:\b(?:in|to|near|from|around|at|of)|#)\s?$")

_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: number for number, word in enumerate(_UNITS + _TEENS, 1)}
_WORDS |= {word: 20 + 10 * number for number, word in enumerate(_TENS)}
_NUMBER = rf"(?:\d{{1,2}}|(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(_UNITS)}))?|{'|'.join(_TEENS + _UNITS)})"
_NO_AGE = (
    r"(?!\s?(?:[%£$€/:'\"+]|[.,]\d|(?:st|nd|rd|th|mins?|minutes?|hours?|hrs?|am|pm|ft|feet|foot|cm|kg|lbs?|stones?|miles?|"
    r"km|days?|weeks?|months?|pounds?|quid|times?|of|or|metres?|m)\b))"
)
_AGE = re.compile(
    rf"\b(?P<first>{_NUMBER})(?:\s?(?:and|&|,|or|/)\s?(?P<second>{_NUMBER}))?[\s-]?(?:"
    r"(?:years?|yrs?)[\s-]?(?:old|of\sage|young)\b|(?:yo|y/o)\b|years?(?=\s?(?:[.,!;)]|$|\n)))"
    rf"|\b(?:aged?|my\sage\sis|age\sis)\s?[:=-]?\s?(?P<aged>{_NUMBER})\b{_NO_AGE}"
    rf"|\b(?:i\sam|i'm|im|she\sis|she's|we\sare|turned|just)\s(?P<am>{_NUMBER})\b(?=\s?(?:[.,!;)]|$|\n|and\b|but\b)){_NO_AGE}"
    rf"|\bwoman\sof\s(?P<woman>{_NUMBER})\b{_NO_AGE}",
    re.MULTILINE,
)

_AMOUNT = r"(?:[£]\s?(?P<{0}>\d{{1,4}})(?:\.\d\d)?|(?P<{1}>\d{{2,4}})\s?(?:pounds?|gbp|quid|£))"
_HOUR = r"(?:per|an|a|each|/|p)\s?(?:1\s?)?(?:hour|hr|h)\b|ph\b"
_PRICE = re.compile(
    rf"{_AMOUNT.format('a', 'b')}\s?(?:is\s|for\s)?(?:{_HOUR}|(?:for\s)?(?:one|1)\s?(?:hour|hr)\b)"
    rf"|(?<!half\san\s)(?<!half\s)\b(?:one|an|1|per)\s?(?:hour|hr)\s?(?:is|for|costs|:|-|=)?\s?"
    + _AMOUNT.format("c", "d")
)
_BARE_PRICE = re.compile(r"£\s?(\d{1,4})(?:\.\d\d)?|(\d{2,4})")
HIGHEST_PRICE = 2000


@dataclass(frozen=True)
class Gazetteer:
    """The towns of a study, by every name they go by."""

    towns: pd.DataFrame
    names: dict[str, str]
    pattern: re.Pattern

    def of_place(self, place: str) -> str | None:
        """Give the town that a place field or a list of tags names, or None."""
        for part in re.split(r"[,;/|]", place):
            if town := self.names.get(_key(part)):
                return town
        return next((item.value for item in self.find(skeleton.of(place))), None)

    def find(self, text: Skeleton, own: str | None = None) -> Iterator[Found]:
        """Yield the towns named in a text, in its order.

        A name that is a word as well ("reading", "bath") counts only as the advert's `own` town, or with
        a capital after a word such as "in".
        """
        for match in self.pattern.finditer(text.text):
            town = self.names[_key(match[0])]
            if match[0] in _ALSO_WORDS and town != own:
                before = _BEFORE_TOWN.search(text.text[max(0, match.start() - 8) : match.start()])
                if not (before and (text.source(*match.span())[0].isupper() or before[0] == "#")):
                    continue
            yield Found("place", town, "plain", (match.span(),))


def gazetteer(towns: pd.DataFrame) -> Gazetteer:
    """Make the gazetteer of a study from its towns (`dots.places.load_towns`)."""
    listed = {_key(town): town for town in towns["town"]}
    names = {short: town for short, town in _SHORT.items() if town in set(towns["town"])} | listed
    written = {skeleton.of(town).text for town in towns["town"]} | set(names)
    forms = sorted((re.sub(r"[\s-]+", r"[\\s-]?", re.escape(name).replace("\\", "")) for name in written), key=len)
    return Gazetteer(towns, names, re.compile(rf"(?<![a-z0-9@_.])(?:{'|'.join(reversed(forms))})(?![a-z0-9_])"))


def ages(text: Skeleton) -> list[int]:
    """List the ages a text states, in its order (years)."""
    stated = []
    for match in _AGE.finditer(text.text):
        stated += [_number(word) for word in match.group("first", "second", "aged", "am", "woman") if word]
    return [age for age in stated if 0 < age < 100]


def price(field: str, text: Skeleton) -> float | None:
    """Give the price an hour (GBP) that the price field or else the text states, or None.

    Prices of other lengths of time are not converted: half an hour costs more than half an hour's share.
    """
    amount = _hourly(skeleton.of(field).text) if field else None
    if amount is None and field and (bare := _BARE_PRICE.fullmatch(skeleton.of(field).text.strip())):
        # ASSUME a price field that names no time states the price of an hour
        amount = float(bare[1] or bare[2])
    if amount is None:
        amount = _hourly(text.text)
    return amount if amount is not None and 0 < amount <= HIGHEST_PRICE else None


def _hourly(text: str) -> float | None:
    match = _PRICE.search(text)
    return float(next(part for part in match.group("a", "b", "c", "d") if part)) if match else None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else sum(_WORDS[part] for part in re.split(r"[\s-]", word))


def _key(name: str) -> str:
    return re.sub(r"[^a-z]", "", skeleton.of(name).text)
