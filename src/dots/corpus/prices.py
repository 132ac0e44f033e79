"""Prices by the time they are for: "30 mins £60, 1 hour £100, outcall £130", in the languages of the market.

A text is read as a row of amounts and times with small words between them. Neighbours in one stretch are paired: the
first amount with the first time, and so on. An amount without a time (a deposit, a fare) is no price.

The normal form is an amount, a currency, minutes, and whether it is for an in-call or an out-call. `per_hour` gives
the amount times 60 over the minutes; it is for comparing like with like only, since half an hour costs more than half
an hour's share of a long visit. A whole night has no minutes, and no price an hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dots.corpus.skeleton import Skeleton
from dots.corpus.stated import Stated

HIGHEST = 5000
"""Highest amount that is a price."""

# Foreign words without a native reader's check. Skeletons have no accents.
_CURRENCIES = {
    "GBP": r"£|gbp|pounds?(?: sterling)?|quid|libras?|lire(?: sterline)?|lira|funt(?:y|ow|a)?",
    "EUR": r"€|eur(?:os?|o)?",
    "PLN": r"zl(?:otych|oty|ote)?|pln",
    "RON": r"lei|ron",
    "USD": r"\$|usd|dollars?",
}
_SIGN = r"£|€|\$|gbp|eur"
_NAME = "|".join(_CURRENCIES.values())
_NUMBER = r"\d{1,2}[,.]\d{3}(?!\d)|\d{1,4}(?:[.,]\d\d(?!\d))?"
_COUNT = {
    "half an": 0.5, "half": 0.5, "1/2": 0.5, "media": 0.5, "jumatate de": 0.5, "jumatate": 0.5, "pol": 0.5,
    "quarter of an": 0.25, "cuarto de": 0.25, "one and a half": 1.5, "an": 1, "a": 1, "one": 1, "una": 1, "o": 1,
    "jedna": 1, "two": 2, "dos": 2, "doua": 2, "dwie": 2, "three": 3, "tres": 3, "trei": 3, "trzy": 3, "four": 4,
    "cuatro": 4, "patru": 4, "cztery": 4, "five": 5, "six": 6,
}  # fmt: skip
_COUNTS = "|".join(sorted(_COUNT, key=len, reverse=True))
_HOURS = r"hours?|hrs?|hs?|horas?|ora|ore|godzin[aeyi]?|godz"
_EACH = r"(?:per|p/?|/|each|every|a la|la|por|pe|za|na|the)\s?"
_TIME = (
    rf"(?P<night>\b(?:over\s?night|(?:all|whole|full|per) night|(?:toda la|la) noche(?: entera)?|noche entera|"
    r"toata noaptea|(?:cala|calej) noc)\b)"
    rf"|(?P<half>\b(?:hour and a half|hora y media|ora si jumatate|poltorej godziny)\b)"
    rf"|(?P<mins>(?<![\d.,£€$:])\d{{2,3}})\s?-?(?:mins?|minutes?|minutos?|minut[ey]?|m|')(?![a-z\d])"
    rf"|(?:\b|(?<=\d))(?:{_EACH})?(?:(?<![\d.,£€$:/])(?P<count>\d(?:[.,]5)?)|\b(?P<word>{_COUNTS}))\s?-?(?:{_HOURS})(?![a-z\d])"
    rf"|(?:{_EACH})(?P<each>{_HOURS})(?![a-z\d])|(?<=\d)(?P<direct>ph|p/h|hr|h)(?![a-z\d])|\b(?P<plain>ph|p/h|hourly|hora|ora|"
    r"godzin[ae]|hour|half)(?![a-z\d])"
)
_AMOUNT = (
    rf"(?P<sign>{_SIGN})\s?(?P<a>{_NUMBER})|(?<![\d.,:/£€$+#])(?P<b>{_NUMBER})\s?(?P<name>{_NAME})(?![a-z\d])"
    r"|(?<![\d.,:£€$+#])(?<!\d/)(?P<bare>\d{2,4})(?![\d%:]|[.,]\d|/\d|\s?(?:%|cm|kg|m\b|km|ft|lbs?|years?|yrs?|anos|ani|lat|miles?|"
    r"metres?|am\b|pm\b|st\b|nd\b|rd\b|th\b|mins?|hours?|hrs?|minut))"
)
_ELEMENT = re.compile(f"{_AMOUNT}|{_TIME}")
_CALL = r"in[\s-]?calls?|out[\s-]?calls?|in|out"
_BETWEEN = re.compile(
    rf"[\s:=@>|(.*/-]*(?:(?:is|are|for|at|from|only|just|costs?|is for|visit|session|full|rate|price|son|cuesta|costa|"
    rf"por|a|la|pe|za|na|to|de|kosztuje|is only|{_CALL})\b[\s:=@>|)(-]*){{0,2}}"
)
_STRONG = re.compile(r"[\n,;!?]|\.\s")
_IN_OUT = re.compile(r"\b(?:(in)|(out))[\s-]?calls?\b")
_HINT = re.compile(
    rf"[£€$]|\d\s?(?:{_NAME})|(?:{_HOURS}|mins?|minut\w*)[\s:=-]{{0,3}}\d|"
    r"\d[\s:=/-]{0,3}(?:h\b|hr|p/?h|per|an? hour|por|la|pe|za)"
)
_LEAST_BARE = 30


class _Element(NamedTuple):
    span: tuple[int, int]
    amount: float | None
    currency: str
    rule: str
    minutes: float | None
    time: bool


def find(text: Skeleton) -> list[Stated]:
    """List the prices in a skeleton, in its order.

    The value is the time and the kind of visit, such as `60 min` or `30 min out-call` or `night`. Rules: `marked` (a
    sign such as £), `worded` (pounds, quid), `bare` (a number beside a time and nothing else).
    """
    if not _HINT.search(text.text):
        return []
    return [_stated(text.text, *pair) for run in _runs(text.text) for pair in _pairs(run)]


def per_hour(price: Stated) -> float | None:
    """Give the price an hour, or None if the time is unknown: amount times 60 over minutes."""
    return price.amount * 60 / price.minutes if price.minutes else None


def _runs(text: str) -> Iterator[list[_Element]]:
    """Give stretches of amounts and times with nothing but small words between neighbours."""
    run: list[_Element] = []
    for match in _ELEMENT.finditer(text):
        element = _element(match)
        if element is None:
            continue
        gap = text[run[-1].span[1] : match.start()] if run else ""
        if run and (_STRONG.search(gap) or not _BETWEEN.fullmatch(gap)):
            yield run
            run = []
        run.append(element)
    if run:
        yield run


def _pairs(run: list[_Element]) -> Iterator[tuple[_Element, _Element]]:
    """Pair amounts with times from the first on; one amount more shares the time before it."""
    place, last = 0, None
    while place < len(run):
        one, other = run[place], run[place + 1] if place + 1 < len(run) else None
        if other is not None and one.time != other.time:
            amount, time = (other, one) if one.time else (one, other)
            if _acceptable(amount):
                yield amount, time
                last = time
            place += 2
        else:
            if last and not one.time and one.rule != "bare":
                yield one, last._replace(span=one.span)
            place += 1


def _acceptable(amount: _Element) -> bool:
    return amount.rule != "bare" or (amount.amount >= _LEAST_BARE and amount.amount % 5 == 0)


def _stated(text: str, amount: _Element, time: _Element) -> Stated:
    first, last = min(amount.span[0], time.span[0]), max(amount.span[1], time.span[1])
    length = "night" if time.minutes is None else f"{time.minutes:g} min"
    call = _call(text, first, last)
    value = f"{length} {call}-call" if call else length
    return Stated("price", amount.rule, value, (first, last), amount.amount, amount.currency, time.minutes)


def _call(text: str, first: int, last: int) -> str:
    """Say whether a price is for an in-call or an out-call: by a word in it, after it, or before it in its line."""
    after = _IN_OUT.match(text, last + (text[last : last + 1] in (" ", "(")))
    inside = _IN_OUT.search(text, first, last)
    if found := inside or after:
        return "in" if found[1] else "out"
    line = max(text.rfind("\n", 0, first), text.rfind(". ", 0, first), first - 80) + 1
    before = list(_IN_OUT.finditer(text, line, first))
    return ("in" if before[-1][1] else "out") if before else ""


def _element(match: re.Match) -> _Element | None:
    groups = match.groupdict()
    written = groups["a"] or groups["b"] or groups["bare"]
    if written:
        digits = re.sub(r"[.,](?=\d{3}$)", "", written).replace(",", ".")
        amount = float(digits)
        sign = groups["sign"] or groups["name"]
        currency = next((code for code, form in _CURRENCIES.items() if sign and re.fullmatch(form, sign)), "GBP")
        rule = "marked" if groups["sign"] else "worded" if groups["name"] else "bare"
        return _Element(match.span(), amount, currency, rule, None, False) if 0 < amount <= HIGHEST else None
    if groups["night"]:
        minutes: float | None = None
    elif groups["half"]:
        minutes = 90.0
    elif groups["mins"]:
        minutes = float(groups["mins"])
    elif groups["count"]:
        minutes = 60 * float(groups["count"].replace(",", "."))
    elif groups["word"]:
        minutes = 60 * _COUNT[groups["word"]]
    else:
        minutes = 30.0 if groups["plain"] == "half" else 60.0
    if minutes is not None and not 10 <= minutes <= 24 * 60:
        return None
    return _Element(match.span(), None, "", "", minutes, True)
