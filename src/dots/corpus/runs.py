"""Runs of units that belong together, and the telephone numbers that can be read in them.

A run is a lattice: each unit leads on to the next with the digits it stands for, and some lead further ("double seven",
"twenty three", "nine hundred and twelve"). A path whose digits are a number of the dialling plan is a reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from dots.corpus.dialling import LEAST, MOST, Number, Plan
from dots.corpus.units import WEAK, Unit

GAP = 12
"""Most signs between two units of one run."""
BUDGET = 400
"""Most steps from one unit on: what is more ambiguous than that is no dictation."""
COMPANY = 4
"""Number words that must stand beside ordinary words ("for", "ate") in a number that is read with them."""

_WRITTEN = re.compile(r"[^\W_]")


class Reading(NamedTuple):
    """A number read in a run: what it is, what speaks against it, and the units it stands in (last included)."""

    number: Number
    guessed: int
    wide: int
    first: int
    last: int
    size: int


def split(text: str, units: Sequence[Unit], gap: int = GAP) -> list[list[Unit]]:
    """Cut units into runs: between two units of a run there are only signs."""
    runs: list[list[Unit]] = []
    end = -1
    for unit in units:
        start = unit.start
        near = end >= 0 and start - end <= gap
        if near and (start == end or not _WRITTEN.search(text, end, start)):
            runs[-1].append(unit)
        else:
            runs.append([unit])
        end = unit.end
    return runs


def digits(run: Sequence[Unit]) -> str:
    """Give the digits of a run, numerals read as far as they go."""
    if all(unit.role == "digits" for unit in run):
        return "".join([unit.digits for unit in run])
    said, place = [], 0
    while place < len(run):
        ways = list(_edges(run, place))
        plain = run[place].role == "digits" and (place + 1 == len(run) or run[place + 1].role in ("digits", "filler"))
        after, more = (ways[0] if plain else max(ways)) if ways else (place + 1, "")
        said.append(more)
        place = after
    return "".join(said)


def size(run: Sequence[Unit]) -> int:
    """Count the digits that units stand for, ordinary words left out."""
    return sum(len(unit.digits) for unit in run if unit.form not in WEAK)


def trimmed(run: list[Unit]) -> list[Unit]:
    """Take words that say nothing, or are words like any other, off both ends of a run."""
    kept = [place for place, unit in enumerate(run) if unit.role == "digits" and unit.form not in WEAK]
    return run[kept[0] : kept[-1] + 1] if kept else []


def read(run: Sequence[Unit], plan: Plan, backwards: bool = False) -> list[Reading]:
    """List the numbers of a run in its order, no two of which overlap; where they would, the surest is kept.

    Parameters
    ----------
    run
        Units of one run.
    plan
        The numbers looked for.
    backwards
        Whether to read from the end to the beginning.
    """
    if backwards:
        turned = [unit._replace(digits=unit.digits[::-1]) for unit in reversed(run)]
        size = len(run) - 1
        return [one._replace(first=size - one.last, last=size - one.first) for one in reversed(read(turned, plan))]
    joined = "".join([unit.digits for unit in run])
    if len(joined) <= MOST and (number := plan.read(joined)) and number.sure > 1:
        guessed = _guessed(run) if all(unit.role == "digits" for unit in run) else None
        wide = _wide(run)
        if guessed is not None and (number.sure > 2 or not guessed and not wide):
            return [Reading(number, guessed, wide, 0, len(run) - 1, len(joined))]
    options: list[Reading] = []
    for first, unit in enumerate(run):
        if unit.role != "filler" and unit.role != "many":
            options += _from(run, first, plan)
    if len(options) < 2:
        return options
    chosen: list[Reading] = []
    free = [True] * len(run)
    for one in sorted(options, key=_order):
        if all(free[one.first : one.last + 1]):
            free[one.first : one.last + 1] = [False] * (one.last + 1 - one.first)
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.first)


def _order(one: Reading) -> tuple:
    """Rank readings: in the ranges given, less guessed, fewer wide gaps, in use, longer, over more words."""
    return one.number.sure < 3, one.guessed, one.wide, -one.number.sure, -one.size, one.first - one.last


def _from(run: Sequence[Unit], first: int, plan: Plan) -> Iterator[Reading]:
    """Yield the readings that begin with a unit."""
    begins = plan.begins
    if run[first].role == "digits" and run[first].digits[0] not in begins:
        return
    steps = 0
    paths = [(first, "")]
    while paths:
        place, so_far = paths.pop()
        steps += 1
        if steps > BUDGET:
            return
        if place >= len(run):
            continue
        for after, more in _edges(run, place):
            made = so_far + more
            if len(made) > MOST or made and made[0] not in begins:
                continue
            if more and len(made) >= LEAST and (number := plan.read(made)):
                guessed = _guessed(run[first:after])
                if guessed is not None:
                    guessed += not made.startswith(plan.heads)
                    yield Reading(number, guessed, _wide(run[first:after]), first, after - 1, len(made))
            paths.append((after, made))


def _edges(run: Sequence[Unit], place: int) -> Iterator[tuple[int, str]]:
    """Yield where one may go on from a unit, and with which digits."""
    unit = run[place]
    role = unit.role
    if role == "digits":
        yield place + 1, unit.digits
        if place + 1 < len(run):
            following = run[place + 1]
            if following.role == "many" and len(unit.digits) == 1 and unit.digits in "23456":
                yield place + 2, following.digits * int(unit.digits)
            elif following.role in ("hundred", "thousand", "filler") or len(unit.digits) == 2 and unit.form == "word":
                yield from _cardinals(run, place)
    elif role == "filler" or role == "plus":
        if place:
            yield place + 1, ""
    elif role == "tens":
        yield from _cardinals(run, place)
    elif role == "times" and place + 1 < len(run):
        following = run[place + 1]
        if following.role in ("digits", "many"):
            yield place + 2, following.digits[0] * int(unit.digits) + following.digits[1:]
    elif role == "thousand" and place:
        yield place + 1, "000"
    elif role == "hundred" and place:
        yield place + 1, "00"


def _cardinals(run: Sequence[Unit], place: int) -> Iterator[tuple[int, str]]:
    """Yield the numerals that begin with a unit: twenty, twenty three, nine hundred, nine hundred and twenty ..."""
    total, now, after = 0, 0, place
    while after < len(run):
        role, digits, form = run[after].role, run[after].digits, run[after].form
        if role == "filler":
            after += 1
            continue
        if after > place and run[after].start - run[after - 1].end > 1:
            return
        if (
            role == "tens"
            and now % 100 == 0
            or role == "digits"
            and len(digits) == 1
            and digits != "0"
            and (now % 10 == 0 and now % 100 != 10)
            or role == "digits"
            and len(digits) == 2
            and form == "word"
            and now % 100 == 0
        ):
            now += int(digits)
        elif (
            role == "digits"
            and total
            and not now
            and len(digits) == 3
            and form == "digit"
            or role == "digits"
            and after == place
            and len(digits) <= 3
            and form == "digit"
            and digits[0] != "0"
        ):
            now = int(digits)
        elif role == "hundred" and 0 < now % 1000 < 10:
            now *= 100
        elif role == "thousand" and now and not total:
            total, now = now * 1000, 0
        else:
            return
        after += 1
        if (after > place + 1 or role == "tens") and not (role == "tens" and _is_unit(run, after)):
            yield after, str(total + now)


def _is_unit(run: Sequence[Unit], place: int) -> bool:
    """Say whether a word for 1 to 9 follows at once ("thirty-five" is no 30 and a 5)."""
    if place >= len(run) or run[place].start - run[place - 1].end > 1:
        return False
    return run[place].role == "digits" and run[place].form == "word" and run[place].digits in "123456789"


def _guessed(units: Sequence[Unit]) -> int | None:
    """Count the ordinary words and letters of a reading, or give None if they are too many to be believed."""
    forms = [unit.form for unit in units]
    if common := forms.count("common") + forms.count("sign"):
        spelled = sum(unit.form in ("word", "odd") for unit in units if unit.role != "filler")
        if spelled < COMPANY and forms.count("sign") < LEAST:
            return None
    return common + forms.count("letter") + (units[-1].role == "filler")


def _wide(units: Sequence[Unit]) -> int:
    """Count gaps of more than one sign."""
    return sum(two.start - one.end > 1 for one, two in pairwise(units))
