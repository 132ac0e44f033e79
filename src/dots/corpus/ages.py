"""Ages that adverts state, in the languages of the market. An advert that states one below eighteen is never kept."""

from __future__ import annotations

import re

from dots.corpus.scanning import at_words
from dots.corpus.skeleton import Skeleton
from dots.corpus.stated import Stated

ADULT = 18

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
_END = r"(?=\s?(?:[.,!;)]|$|\n))"
# Spanish, Romanian and Polish without a native reader's check. Skeletons have no accents.
_FOREIGN = (
    rf"|\b(?:tengo|edad|cumplidos)\s?:?\s?(?P<es>\d{{1,2}}(?!\d))(?:\s(?:anos|anitos)\b|{_END})"
    r"|\bde\s(?P<de>\d{1,2}(?!\d))\sanos\b(?!\sde\sexp)"
    rf"|(?<!hace\s)(?<!desde\s)\b(?P<anos>\d{{1,2}}(?!\d))\s(?:anos|anitos)(?:{_END}|(?=\sy\b))"
    r"|\b(?:am|varsta)\s?:?\s?(?P<ro>\d{1,2}(?!\d))(?:\sde)?\sani\b(?!\sde\sexp)"
    rf"|(?<!de\s)\b(?P<ani>\d{{1,2}}(?!\d))(?:\sde)?\sani{_END}"
    rf"|\b(?:mam|wiek)\s?:?\s?(?P<pl>\d{{1,2}}(?!\d))(?:\slata?\b|{_END})"
    rf"|(?<!od\s)\b(?P<lat>\d{{1,2}}(?!\d))\s?lat{_END}|\blat\s(?P<lat2>\d{{1,2}}(?!\d))\b|\b(?P<letnia>\d{{1,2}}(?!\d))[\s-]?letni[ae]\b"
)
_AGE = re.compile(
    rf"\b(?P<first>{_NUMBER})(?:\s?(?:and|&|,|or|/)\s?(?P<second>{_NUMBER}))?[\s-]?(?:"
    rf"(?:years?|yrs?)[\s-]?(?:old|of\sage|young)\b|(?:yo|y/o)\b|years?{_END})"
    rf"|\b(?:aged?|my\sage\sis|age\sis)\s?[:=-]?\s?(?P<aged>{_NUMBER})\b{_NO_AGE}"
    rf"|\b(?:i\sam|i'm|im|she\sis|she's|we\sare|turned|just)\s(?P<am>{_NUMBER})\b(?=\s?(?:[.,!;)]|$|\n|and\b|but\b)){_NO_AGE}"
    rf"|\bwoman\sof\s(?P<woman>{_NUMBER})\b{_NO_AGE}{_FOREIGN}",
    re.MULTILINE,
)
_NUMBERS = {f"{number:0{digits}d}" for number in range(100) for digits in (1, 2)}
_BEGIN = "aged age my i im she we turned just woman tengo edad cumplidos de am varsta mam wiek lat"
_FIRST = _NUMBERS.union(_WORDS, _BEGIN.split())
_RULES = {
    "first": "years old", "second": "years old", "aged": "aged", "am": "am", "woman": "woman of", "es": "tengo",
    "de": "anos", "anos": "anos", "ro": "am ani", "ani": "ani", "pl": "mam lat", "lat": "lat", "lat2": "lat",
    "letnia": "letnia",
}  # fmt: skip
"""Group of the pattern to the rule it stands for."""
_OVER = re.compile(r"\b(?:over|above|mas de|mayores de|mayor de|peste|powyzej|ponad)\s$")
"""Before an age of a grown person: whom the advert is for, not who it is about."""


def find(text: Skeleton) -> list[Stated]:
    """List the ages that a skeleton states, in its order (years, 1 to 99)."""
    stated = []
    for match in at_words(text, _AGE, _FIRST):
        for group, rule in _RULES.items():
            if not match[group] or not 0 < (age := _number(match[group])) < 100:
                continue
            start = match.start(group)
            if age < ADULT or not _OVER.search(text.text[max(0, start - 12) : start]):
                stated.append(Stated("age", rule, str(age), match.span(group), float(age), "years"))
    return stated


def _number(word: str) -> int:
    return int(word) if word.isdigit() else sum(_WORDS[part] for part in re.split(r"[\s-]", word))
