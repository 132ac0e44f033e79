"""Telephone numbers, however they are written.

The words of a skeleton that may stand for digits are units (`units.py`); units with only signs between them are a run, in
which numbers are read (`runs.py`) if the dialling plan knows them (`dialling.py`). What is left over is looked at again if it
might be a number all the same: digits that are worked out, numbers written backwards, numbers in several pieces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dots.corpus import runs, scattered, units
from dots.corpus.dialling import Number, Plan
from dots.corpus.masking import Found
from dots.corpus.shapes import TURNED
from dots.corpus.skeleton import Skeleton
from dots.corpus.units import Unit

LEFTOVER = 5
"""Digits from which an unread run with number words is masked all the same."""

_DECOYS = re.compile(
    r"[£$€]\s?\d+(?:[.,]\d+)*"
    r"|\b\d+(?:\.\d\d)?\s?(?:gbp|pounds?|quid|percent)\b|\b\d+(?:\.\d\d)?[£€%]"
    r"|(?<![\d:.])\d{1,2}[:.][0-5]\d\s?(?:am|pm)\b"
    r"|(?<![\d:.-])\d{1,2}:[0-5]\d(?![\d:.])"
    r"|(?<![\d:./-])\d{1,2}[:.][0-5]\d\s?(?:-|to)\s?\d{1,2}[:.][0-5]\d(?![\d:./-]\d)"
    r"|\b(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?![-/.]?\d)"
    r"|(?<![\d/.-])(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d(?![-/.]?\d)"
    r"|\b(?:gir|[a-z]{1,2}\d[a-z\d]?)\s?\d[abd-hjlnp-uw-z]{2}\b"
)
_BAR = re.compile(r"(?<=[\doi])[|!](?=[\doi|!])")
_ROUND = re.compile(r"\(\)|\[\]|\{\}|<>")
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
    read = text.text
    found = _find(text, read, plan, taken, breaks)
    other = _other_reading(read)
    if other != read:
        found = max(found, _find(text, other, plan, taken, breaks), key=lambda items: _sure(items, plan))
    return sorted(found, key=lambda item: item.spans)


def _other_reading(read: str) -> str:
    """Read a bar or an exclamation mark between digits as a 1, and empty brackets as a 0 (the length stays)."""
    if "|" in read or "!" in read:
        read = _BAR.sub("l", read)
    if "()" in read or "[]" in read or "{}" in read or "<>" in read:
        read = _ROUND.sub("0 ", read)
    return read


def _sure(found: list[Found], plan: Plan) -> int:
    return sum(number.sure for item in found if item.value and (number := plan.read(item.value)))


def _find(
    text: Skeleton, read: str, plan: Plan, taken: Sequence[tuple[int, int]], breaks: Sequence[int]
) -> list[Found]:
    """Find numbers in one reading of a skeleton (of the skeleton's own length)."""
    parts = units.find(read)
    if taken:
        parts = [one for one in parts if not any(start < one.end and one.start < end for start, end in taken)]
    found: list[Found] = []
    pieces: list[list[Unit]] = []
    for run in runs.split(read, parts):
        if sum(len(unit.digits) for unit in run) < 2:
            continue
        used = 0
        for reading in runs.read(run, plan):
            inside = run[reading.first : reading.last + 1]
            if _misleads(read, inside):
                continue
            found.append(_found(text, reading.number, [inside], breaks, ""))
            if reading.first > used:
                pieces.append(run[used : reading.first])
            used = reading.last + 1
        if used < len(run):
            pieces.append(run[used:] if used else run)
    pieces = [piece for piece in map(runs.trimmed, pieces) if piece]
    if pieces and sum(len(unit.digits) for piece in pieces for unit in piece) >= LEFTOVER:
        turned = not text.original.isascii() and not TURNED.isdisjoint(text.original)
        for number, numbers, rule in scattered.find(read, pieces, plan, lambda piece: _misleads(read, piece), turned):
            found.append(_found(text, number, [pieces[one] for one in numbers], breaks, rule))
            for one in numbers:
                pieces[one] = []
        for piece in pieces:  # digits are masked anyway, number words are not
            if len(runs.digits(piece)) >= LEFTOVER and any(unit.form in ("word", "odd") for unit in piece):
                found.append(Found("phone", "", "unread", ((piece[0].start, piece[-1].end),)))
    return found


def _misleads(read: str, inside: Sequence[Unit]) -> bool:
    """Say whether what was read is a price, a time, a date or a postcode, or has part of one."""
    start, end = inside[0].start, inside[-1].end
    if len(inside) == 1 and inside[0].form != "digit":
        return False
    first = max(0, start - 6)
    for decoy in _DECOYS.finditer(read[first : end + 9]):
        if decoy.start() + first < end and decoy.end() + first > start:
            return True
    return False


def _found(
    text: Skeleton, number: Number, parts: list[list[Unit]], breaks: Sequence[int], rule: str
) -> Found:
    spans = tuple(sorted((part[0].start, part[-1].end) for part in parts))
    rule = rule or _rule(text, parts, spans, breaks)
    start, end = spans[0]
    before = text.text[max(0, start - 2) : start]
    return Found("phone", number.value, rule, ((start - len(before) + len(before.rstrip("+(")), end), *spans[1:]))


def _rule(text: Skeleton, parts: list[list[Unit]], spans: tuple, breaks: Sequence[int]) -> str:
    """Name how a number was written: the strongest disguise counts."""
    if breaks or len(spans) > 1:
        first, last = text.span(spans[0][0], spans[-1][1])
        if any(first < place < last for place in breaks):
            return "split"
    between = "".join(text.text[end:start] for (_, end), (start, _) in pairwise(spans))
    if re.search("[a-z]", between):
        return "split"
    every = [unit for part in parts for unit in part]
    forms = {unit.form for unit in every if unit.role != "filler"}
    source = "".join(text.source(unit.start, unit.end) for unit in every)
    if forms & {"like", "letter"} or not source.isascii() and any(one.isalpha() and one > "\x7f" for one in source):
        return "lookalike"
    if not source.isascii():
        if "\u20e3" in source:
            return "emoji"
        other = any(character > "\x7f" and character.isnumeric() for character in source)
        return "styled" if other else "invisible"
    if forms != {"digit"}:
        return "mixed" if "digit" in forms else "spelled"
    if any(unit.role == "filler" for unit in every):
        return "separated"
    groups = [len(unit.digits) for unit in every]
    usual = len(groups) <= 5 and min(groups[1:] or [9]) > 1 or groups[:2] == [2, 1] and min(groups[2:] or [9]) > 1
    signs = [text.source(one.end, two.start) if two.start > one.end else "" for one, two in pairwise(every)]
    return "plain" if usual and all(_USUAL.fullmatch(sign) for sign in signs) else "separated"
