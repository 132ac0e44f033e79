"""Numbers that do not stand in one piece from first to last: worked out, backwards, end first, or in several places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from dots.corpus import runs
from dots.corpus.dialling import LEAST, MOST, Number, Plan
from dots.corpus.numerals import UNITS
from dots.corpus.units import Unit

FAR, NEAR = 40, 6
"""How many pieces away the second half of a number may stand, or a third and a fourth part."""
TERMS = 7
"""Most units of one sum (terms and signs in words)."""
LOOSE = 40
"""Most characters between two parts of a number that is told bit by bit."""

_BACKWARDS = re.compile(
    r"revers|backward|back to front|right to left|mirror|flip|upside down|al reves|hacia atras|derecha a izquierda"
    r"|\binvers"
    r"|dreapta la stanga|od tylu|wspak|od konca|od prawej|ruckwarts|envers|contrario|from the (?:end|back)"
    r"|last digit first"
)
_END, _BEGINNING = (
    re.compile(rf"\b(?:{words})")
    for words in (
        r"ends?\b|ending|last|finish|second|final|termin|ultim|se termina|sfars|koncz|koniec|ostatni|then the rest"
        r"|after",
        r"begins?\b|beginning|starts?\b|starting|first|front|before|empiez|comienz|primer|incep|zaczyn|poczat|pierwsz",
    )
)
_WORKED_OUT = re.compile(
    r"\d\s?[+*]\s?\d|\badd(?:ed|ing)?\b|\bsum\b|take away|subtract|equals|=|\bdigits?\b|work (?:it|this) out|solve"
    r"|maths?\b|calcul|cifra|cyfr|suma"
)
_OPERATORS = {"plus": "+", "minus": "-", "by": "*"}
_OVERTURNED = str.maketrans("69", "96")
_SIGN = re.compile(r"\s?([+\-*x])\s?")

Pieces = list[list[Unit]]
Find = tuple[Number, list[int], str]


def find(read: str, pieces: Pieces, plan: Plan, upside_down: bool = False) -> Iterator[Find]:
    """Yield numbers read from pieces that are no number by themselves.

    Parameters
    ----------
    read
        The text.
    pieces
        What was left of its runs, in its order, without decoys. Pieces in which digits were worked out are changed in
        place.
    plan
        The numbers looked for.
    upside_down
        Whether letters stand on their heads, so that a 6 is a 9 and the number runs from right to left.

    Yields
    ------
    number, pieces, rule
        The number, which pieces it stands in, by their place, and the rule ('' if the units tell).
    """
    if sum(len(unit.digits) for piece in pieces for unit in piece) < LEAST:
        return
    used: set[int] = set()
    changed: set[int] = set()
    for place, piece in enumerate(pieces):
        pieces[place] = work_out(read, piece)
        if pieces[place] is not piece:
            changed.add(place)
    if upside_down or _BACKWARDS.search(read) or any(_mirrored(read, piece) for piece in pieces):
        yield from _backwards(_overturned(pieces) if upside_down else pieces, plan, used)
    kept = [place for place in range(len(pieces)) if place not in used]
    if not any(runs.digits(pieces[place]).startswith(plan.heads) for place in kept):
        return
    for number, joined in _joined(read, [pieces[place] for place in kept], plan):
        places = [kept[one] for one in joined]
        used.update(places)
        yield number, places, "worked out" if changed & set(places) else ""


def _backwards(pieces: Pieces, plan: Plan, used: set[int]) -> Iterator[Find]:
    for place, piece in enumerate(pieces):
        for reading in runs.read(piece, plan, backwards=True)[:1]:
            used.add(place)
            yield reading.number, [place], "reversed"


def turned_instead(read: str, run: list[Unit], readings: list[runs.Reading], plan: Plan) -> bool:
    """Say whether a text says that a run is to be read backwards, and it is a number then from end to end."""
    size = sum(len(unit.digits) for unit in run)
    if not readings or all(one.size == size and not one.guessed for one in readings) or not _BACKWARDS.search(read):
        return False
    return any(one.size == size and not one.guessed for one in runs.read(run, plan, backwards=True))


def _mirrored(read: str, piece: list[Unit]) -> bool:
    """Say whether number words of a piece are written backwards."""
    return sum(read[unit.start : unit.end][::-1] in UNITS for unit in piece if unit.form == "odd") > 2


def _overturned(pieces: Pieces) -> Pieces:
    return [[unit._replace(digits=unit.digits.translate(_OVERTURNED)) for unit in piece] for piece in pieces]


def speaks_of_sums(read: str) -> bool:
    """Say whether a text has words or signs by which digits are worked out."""
    return bool(_WORKED_OUT.search(read))


def work_out(read: str, run: list[Unit]) -> list[Unit]:
    """Put the result in the place of each sum of a run ("1+2", "nine minus four"), if it or its text speaks of sums."""
    made, at = [], 0
    while at < len(run):
        if at + 1 < len(run) and (done := _sum(read, run, at)):
            after, digit = done
            made.append(Unit(run[at].start, run[after - 1].end, digit, "digits", "word"))
            at = after
        else:
            made.append(run[at])
            at += 1
    told = len(made) < len(run) and (any(unit.role in _OPERATORS for unit in run) or speaks_of_sums(read))
    return made if told else run


def _sum(read: str, piece: Sequence[Unit], at: int) -> tuple[int, str] | None:
    """Give the one digit that two or three terms make, and where the sum ends."""
    if piece[at].role != "digits" or len(piece[at].digits) > 2:
        return None
    value, after = int(piece[at].digits), at + 1
    best = None
    while after < min(len(piece), at + TERMS):
        sign = _SIGN.fullmatch(read[piece[after - 1].end : piece[after].start])
        if piece[after].role in _OPERATORS and after + 1 < len(piece):
            operator, term = _OPERATORS[piece[after].role], after + 1
        elif sign:
            operator, term = sign[1].replace("x", "*"), after
        else:
            break
        if piece[term].role != "digits" or len(piece[term].digits) > 2:
            break
        other = int(piece[term].digits)
        value = value + other if operator == "+" else value - other if operator == "-" else value * other
        after = term + 1
        if 0 <= value <= 9:
            best = after, str(value)
    return best


def _joined(read: str, pieces: Pieces, plan: Plan) -> Iterator[tuple[Number, list[int]]]:
    """Join pieces that make a number together: two anywhere, up to four near one another, or many told bit by bit."""
    digits = [runs.digits(piece) for piece in pieces]
    used: set[int] = set()
    for first, head in enumerate(digits):
        if first in used or not head.startswith(plan.heads):
            continue
        options = list(_options(read, pieces, digits, first)) if len(head) > 2 else []
        options += _in_a_row(pieces, digits, first)
        found = [
            (number, option)
            for option in options
            if option and used.isdisjoint(option) and (number := plan.read("".join(digits[one] for one in option)))
        ]
        # ASSUME pieces that make a landline outside the ranges belong together by chance
        sure = [one for one in found if one[0].sure == 3 or one[0].sure == 2 and one[0].mobile]
        if sure:
            number, option = max(sure, key=lambda one: one[0].sure)
            used.update(option)
            yield number, option


def _options(read: str, pieces: Pieces, digits: list[str], first: int) -> Iterator[list[int]]:
    head = len(digits[first])
    swapped = first and LEAST <= head + len(digits[first - 1]) <= MOST
    if swapped and _END.search(read) and _BEGINNING.search(read):
        yield [first, first - 1]
    last = min(len(pieces), first + FAR)
    for other in range(first + 1, last):
        if LEAST <= head + len(digits[other]) <= MOST:
            yield [first, other]
    near = range(first + 1, min(len(pieces), first + NEAR))
    for size in (2, 3):
        for rest in combinations(near, size):
            if LEAST <= head + sum(len(digits[one]) for one in rest) <= MOST:
                yield [first, *rest]


def _in_a_row(pieces: Pieces, digits: list[str], first: int) -> Iterator[list[int]]:
    """Yield the pieces from one on, no piece left out and nothing far between, that might make a number."""
    size, row = len(digits[first]), [first]
    for place in range(first + 1, len(pieces)):
        size += len(digits[place])
        if size > MOST or pieces[place][0].start - pieces[place - 1][-1].end > LOOSE:
            return
        row.append(place)
        if size >= LEAST:
            yield list(row)
