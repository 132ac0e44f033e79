"""Telephone numbers, however they are written.

The words of a skeleton that may stand for digits are units (`units.py`); units with only signs between them are a
run, in which numbers are read (`runs.py`) if the dialling plan knows them (`dialling.py`). What is left over is
looked at again if it might be a number all the same: digits that are worked out, numbers written backwards, numbers
in several pieces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dots.corpus import clusters, runs, scattered
from dots.corpus.dialling import LEAST, Number, Plan
from dots.corpus.masking import Found
from dots.corpus.shapes import TURNED
from dots.corpus.skeleton import Skeleton
from dots.corpus.units import Unit

LEFTOVER = 5
"""Digits from which an unread run with number words is masked all the same."""

_PRICES_TIMES_DATES = (
    r"[£$€]\s?\d+(?:[.,]\d+)*"
    r"|\b\d+(?:\.\d\d)?\s?(?:gbp|pounds?|quid|percent)\b|\b\d+(?:\.\d\d)?[£€%](?!\d)"
    r"|(?<![\d:.])\d{1,2}[:.][0-5]\d\s?(?:am|pm)\b"
    r"|(?<![\d:.-])\d{1,2}:[0-5]\d(?![\d:.])"
    r"|(?<![\d:./-])\d{1,2}[:.][0-5]\d\s?(?:-|to)\s?\d{1,2}[:.][0-5]\d(?![\d:./-]\d)"
    r"|(?<![\d/.-])(?:0?[1-9]|1[0-2])[/.-](?:19|20)\d\d(?![-/.]?\d)"
    r"|\b(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?![-/.]?\d)"
    r"|(?<![\d/.-])(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d(?![-/.]?\d)"
    r"|\b(?:gir|[a-z]{1,2}\d[a-z\d]?)\s?\d[abd-hjlnp-uw-z]{2}\b"
)
_DECOYS = re.compile(_PRICES_TIMES_DATES)
_APART = re.compile(
    _PRICES_TIMES_DATES
    + r"|\b\d{1,3}\s?(?:hours?|hrs?|mins?|minutes?|years?|yrs?|yo|nights?|days?|weeks?|ft|feet|cm|kg|lbs?|stone"
    r"|miles?|millas?|mil|metres?|km|friends?|girls?|people|of us|am|pm)\b|\b(?:size|aged?|height|floor|room|flat"
    r"|level|bus)\s\d{1,3}\b"
)
"""Decoys that end no run of digits, but are no part of a number told bit by bit."""
_OPEN = re.compile(r"\(?\+?[\d() ]{9,18}")
_PLAINLY = re.compile(
    r"[^\w£$€+(]*((?:\+\d{1,3} ?(?:\(0\) ?)?)?\(?\d{3,12}\)?(?:[ -]\d{3,8}){0,3})(?:[^\w£€%:/-]|[:/-](?!\d))*", re.ASCII
)
COUNTED = ("last", "first", "next", "final", "other")
"""Words after which a number may be how many digits follow."""
_COUNTS = re.compile(
    rf"\b(?:{'|'.join(COUNTED)})\s(two|three|four|five|six|seven|eight|[2-8])\b(?=\s?(?:\d|digit|number|figure|is\b|are\b|:))"
)
_SIGNS = str.maketrans("", "", "+() -")
_MONEY = frozenset("£$€")
_AFTER = re.compile(r"[£€%]|\s?(?:gbp|pounds?|quid|percent)\b")
_BAR = re.compile(r"\|(?<=[\dol|]\|)|\|(?=[\dol|])|!(?<=[\dol]!)(?=!*[\dol])")
_EXCLAIMED = re.compile(r"!(?=[\dol])")
_BRACKETS = ("()", "[]", "{}", "<>")
_ROUND = re.compile("|".join(map(re.escape, _BRACKETS)))
_USUAL = re.compile(r"[ \-()+\u2010-\u2015]{0,3}")


def find(text: Skeleton, plan: Plan, taken: Sequence[tuple[int, int]] = (), breaks: Sequence[int] = ()) -> list[Found]:
    """Find the telephone numbers of a text.

    Parameters
    ----------
    text
        Skeleton of the text.
    plan
        The numbers looked for.
    taken
        Spans of the skeleton that are something else already (e-mail addresses).
    breaks
        Positions in the original between two fields of an advert; a number that spans one is `split`.

    Returns
    -------
    list of Found
        In the order of the text. The value is the country code and the national number. Runs of five or more
        digits, some of them in words, that are no number come along with an empty value, so that they are masked.
    """
    return search(text, plan, taken, breaks)[0]


def search(
    text: Skeleton, plan: Plan, taken: Sequence[tuple[int, int]] = (), breaks: Sequence[int] = ()
) -> tuple[list[Found], int]:
    """Find as `find` does, and count the digits that are part of none of the numbers."""
    read = text.text
    found, rest = _find(text, read, plan, taken, breaks)
    other = _other_reading(read)
    if other != read:
        again = _find(text, other, plan, taken, breaks)
        found, rest = max((found, rest), again, key=lambda one: _sure(one[0], plan))
    return sorted(found, key=lambda item: item.spans), rest


def _other_reading(read: str) -> str:
    """Read a bar or an exclamation mark between digits as a 1, and empty brackets as a 0 (the length stays)."""
    if "|" in read or _EXCLAIMED.search(read):
        read = _BAR.sub("l", read)
    if any(pair in read for pair in _BRACKETS):
        read = _ROUND.sub("0 ", read)
    return read


def asks_for_the_whole(said: clusters.Words) -> bool:
    """Say whether a word may change how others in its text are read."""
    return said.text == "e" or scattered.speaks_of_sums(said.text) or bool(clusters.spaced(said))


def _sure(found: list[Found], plan: Plan) -> int:
    return sum(number.sure for item in found if item.value and (number := plan.read(item.value)))


def _find(
    text: Skeleton, read: str, plan: Plan, taken: Sequence[tuple[int, int]], breaks: Sequence[int]
) -> tuple[list[Found], int]:
    """Find numbers in one reading of a skeleton (of its own length); count the digits left over."""
    said = clusters.words(read)
    if "last" in read or "first" in read:
        taken = [*taken, *(match.span(1) for match in _COUNTS.finditer(read))]
    found: list[Found] = []
    pieces: list[list[Unit]] = []
    small: list[tuple[int, int]] = []
    size, begun = 0, False
    apart = clusters.spaced(said)
    if apart:
        found, pieces = _whole(text, read, _free(apart, taken), plan, breaks)
    for first, last in () if apart else said.clusters:
        codes = said.codes[first:last]
        weight = clusters.WEIGHTS[codes] if last - first == 1 else sum(map(clusters.WEIGHTS.__getitem__, codes))
        if weight < LEAST and (weight < LEFTOVER or last - first < 3):
            small.append((first, last))
            size += weight
            begun = begun or codes != codes.lower()
        elif plainly := _plainly(text, said, first, last, plan):
            found.append(plainly)
        else:
            numbers, rest = _whole(text, read, _free(said.units(first, last), taken), plan, breaks)
            found += numbers
            pieces += rest
    sizes = list(map(runs.size, pieces))
    begun = begun or any(piece[0].digits.startswith(plan.heads) for piece in pieces)
    if any(one >= LEFTOVER for one in sizes) or begun and size + sum(sizes) >= LEAST:
        for first, last in small:
            pieces += runs.split(read, _free(said.units(first, last), taken))
        found += _scattered(text, read, plan, pieces, breaks)
    return found, size + sum(sizes)


def _plainly(text: Skeleton, said: clusters.Words, first: int, last: int, plan: Plan) -> Found | None:
    """Read words that are one number, written as anybody would write it, without the detour over the lattice."""
    start = said.starts[first]
    read = plainly(" ".join(said.words[first:last]), plan)
    if read and "\n" not in said.text[start + read[1] : start + read[2]]:
        written = said.text[start + read[1] : start + read[2]]
        if written in text.original:
            return Found("phone", read[0], "plain", ((start + read[1], start + read[2]),))
    return None


def plainly(written: str, plan: Plan) -> tuple[str, int, int] | None:
    """Read words that are one number, written as anybody would write it: its normal form and where it stands."""
    match = _PLAINLY.fullmatch(written)
    if match and (number := plan.read(match[1].translate(_SIGNS))) and number.sure > 1:
        return number.value, match.start(1), match.end(1)
    return None


def _free(parts: list[Unit], taken: Sequence[tuple[int, int]]) -> list[Unit]:
    """Leave out the units inside spans that are something else."""
    if not taken:
        return parts
    return [one for one in parts if not any(start < one.end and one.start < end for start, end in taken)]


def _whole(
    text: Skeleton, read: str, parts: list[Unit], plan: Plan, breaks: Sequence[int]
) -> tuple[list[Found], list[list[Unit]]]:
    """Find the numbers that stand in one piece; give what is left over as well."""
    found, pieces = [], []
    for run in runs.split(read, parts):
        used, rule = 0, ""
        readings: list[runs.Reading] = []
        worked = scattered.work_out(read, run)
        if worked is not run and (readings := runs.read(worked, plan)):
            run, rule = worked, "worked out"
        if not readings:
            readings = runs.read(run, plan)
            if scattered.turned_instead(read, run, readings, plan):
                readings = []
        for reading in readings:
            inside = run[reading.first : reading.last + 1]
            if not _misleads(read, inside):
                found.append(_found(text, reading.number, [inside], breaks, rule))
                pieces.append(run[used : reading.first])
                used = reading.last + 1
        pieces.append(run[used:])
    return found, [piece for piece in pieces if piece]


def _scattered(text: Skeleton, read: str, plan: Plan, pieces: list[list[Unit]], breaks: Sequence[int]) -> list[Found]:
    """Find the numbers that do not stand in one piece, and spelled digits that make none."""
    pieces = sorted(piece for piece in (runs.trimmed(_free(piece, _decoys(read, piece))) for piece in pieces) if piece)
    found = []
    turned = not text.original.isascii() and not TURNED.isdisjoint(text.original)
    for number, places, rule in scattered.find(read, pieces, plan, turned):
        found.append(_found(text, number, [pieces[place] for place in places], breaks, rule))
        for place in places:
            pieces[place] = []
    for piece in pieces:  # digits are masked anyway, number words are not
        if len(runs.digits(piece)) >= LEFTOVER and any(unit.form in ("word", "odd") for unit in piece):
            found.append(Found("phone", "", "unread", ((piece[0].start, piece[-1].end),)))
    return found


def _decoys(read: str, piece: list[Unit]) -> list[tuple[int, int]]:
    """List the decoys of a piece: parts of it that are surely no part of a number told bit by bit."""
    if not piece or all(unit.form != "digit" for unit in piece):
        return []
    return [match.span() for match in _APART.finditer(read, max(0, piece[0].start - 8), piece[-1].end + 9)]


def _misleads(read: str, inside: Sequence[Unit]) -> bool:
    """Say whether what was read is a price, a time, a date or a postcode, or has part of one."""
    start, end = inside[0].start, inside[-1].end
    if _OPEN.fullmatch(read, start, end):
        return read[start - 1 : start] in _MONEY and start > 0 or bool(_AFTER.match(read, end))
    if all(unit.form in ("word", "odd", "common") for unit in inside):
        return False
    first = max(0, start - 6)
    decoys = _DECOYS.finditer(read, first, end + 9)
    return any(decoy.start() < end and decoy.end() > start for decoy in decoys)


def _found(text: Skeleton, number: Number, parts: list[list[Unit]], breaks: Sequence[int], rule: str) -> Found:
    spans = tuple(sorted((part[0].start, part[-1].end) for part in parts))
    rule = rule or _rule(text, parts, spans, breaks)
    start, end = spans[0]
    before = text.text[max(0, start - 2) : start]
    return Found("phone", number.value, rule, ((start - len(before) + len(before.rstrip("+(")), end), *spans[1:]))


def _rule(text: Skeleton, parts: list[list[Unit]], spans: tuple, breaks: Sequence[int]) -> str:
    """Name how a number was written: the strongest disguise counts."""
    first, last = spans[0][0], spans[-1][1]
    written = text.text[first:last]
    if "\n" in written and breaks:
        begin, end = text.span(first, last)
        if any(begin < place < end for place in breaks):
            return "split"
    if len(spans) > 1 and any(re.search("[a-z]", text.text[end:start]) for (_, end), (start, _) in pairwise(spans)):
        return "split"
    every = [unit for part in parts for unit in part]
    forms = {unit.form for unit in every if unit.role != "filler"}
    if forms & {"like", "letter"}:
        return "lookalike"
    if not (text.original.isascii() or written in text.original):
        if "\u20e3" in text.source(first, last):
            return "emoji"
        source = "".join(text.source(unit.start, unit.end) for unit in every)
        if any(character.isalpha() and character > "\x7f" for character in source):
            return "lookalike"
        if any(character > "\x7f" and character.isnumeric() for character in source):
            return "styled"
        if not source.isascii():
            return "invisible"
    if forms != {"digit"}:
        return "mixed" if "digit" in forms else "spelled"
    groups = [len(unit.digits) for unit in every]
    usual = len(groups) <= 5 and min(groups[1:] or [9]) > 1 or groups[:2] == [2, 1] and min(groups[2:] or [9]) > 1
    if any(unit.role == "filler" for unit in every) or not usual:
        return "separated"
    signs = [text.text[one.end : two.start] for one, two in pairwise(every)]
    return "plain" if all(_USUAL.fullmatch(sign) for sign in signs) else "separated"
