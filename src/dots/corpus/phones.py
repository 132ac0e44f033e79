"""UK telephone numbers, however they are written.

A skeleton is cut into chunks of letters and digits. A chunk that can be read as digits (digits, number words,
letters that look like digits) is an atom; atoms with nothing but signs between them are a run; a stretch of a
run that is a number of the UK numbering plan is a number. Prices, times, dates and postcodes end a run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

import phonenumbers

from dots.corpus.masking import Found
from dots.corpus.skeleton import Skeleton

Ranges = tuple[tuple[str, str], ...]

GAP = 10
"""Most signs between two digits of one number."""

FAR, NEAR = 40, 6
"""How many pieces away the second half of a number may stand, or a third and a fourth part."""

LEFTOVER = 5
"""Digits from which an unread run with number words is masked all the same."""

_CHUNK = re.compile(r"[0-9a-z]+")
_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EXACT = {
    **{word: str(number) for number, word in enumerate(_UNITS)},
    **{word: str(number + 10) for number, word in enumerate(_TEENS)},
    **{word: f"{number + 2}?" for number, word in enumerate(_TENS)},
    **dict.fromkeys(("oh", "nought", "naught", "nil", "ohh"), "0"),
    **dict.fromkeys(("double", "dbl"), "x2"),
    **dict.fromkeys(("triple", "treble"), "x3"),
    "fourty": "4?",
    "hundred": "+00",
    "thousand": "+000",
}
_LEET = {"o": "0", "i": "1", "l": "1", "e": "3", "a": "4", "s": "5", "t": "7", "g": "9"}
_ENGLISH = frozenset((
    "for", "our", "fur", "fore", "seen", "even", "tree", "thee", "then", "the", "to", "wo", "tow", "on", "ne",
    "sit", "fie", "nie", "nice", "fine", "live", "nin", "ore", "hero", "fir", "foul", "hour", "tour", "pour",
    "near", "nines", "vie", "ere", "her", "zoo", "ago", "go", "no", "so", "oe", "of", "off", "forty", "fort",
    "won", "dozen",
))  # fmt: skip
_LIKE = {"o": "0", "l": "1", "i": "1", "s": "5", "b": "8", "z": "2"}
_ALWAYS_LIKE = frozenset("oli")
_FILLERS = frozenset(("dash", "hyphen", "dot", "space", "then", "and", "slash", "point", "plus", "stop"))

_DECOYS = re.compile(
    r"[£$€]\s?\d+(?:[.,]\d+)*"
    r"|\b\d+(?:\.\d\d)?\s?(?:gbp|pounds?|quid)\b"
    r"|(?<![\d:.])\d{1,2}[:.][0-5]\d\s?(?:am|pm)\b"
    r"|(?<![\d:.-])\d{1,2}:[0-5]\d(?![\d:.])"
    r"|(?<![\d:./-])\d{1,2}[:.][0-5]\d\s?(?:-|to)\s?\d{1,2}[:.][0-5]\d(?![\d:./-]\d)"
    r"|\b(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?![-/.]?\d)"
    r"|(?<![\d/.-])(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d(?![-/.]?\d)"
    r"|\b(?:gir|[a-z]{1,2}\d[a-z\d]?)\s?\d[abd-hjlnp-uw-z]{2}\b"
)
_BACKWARDS = re.compile(r"\b(?:revers|backward|back to front)")
# SOURCE Ofcom, The National Telephone Numbering Plan: national numbers of ten or eleven digits with the leading 0
_NATIONAL = re.compile(r"01\d{8,9}|02\d{9}|03\d{9}|05[56]\d{8}|07\d{9}|08\d{8,9}|09\d{9}")
_STYLES_OF_SIGNS = re.compile(r"[ \-()+\u2010-\u2015]{0,3}")


class Atom(NamedTuple):
    """A stretch of the skeleton that stands for digits."""

    start: int
    end: int
    digits: str
    form: str


def load_ranges(path: Path) -> Ranges:
    """Read the number ranges that a study accepts besides those in use (Ofcom's numbers for drama).

    Raises
    ------
    ValueError
        If a range's ends differ in length or are not digits.
    """
    ranges = tuple((part["first"], part["last"]) for part in json.loads(path.read_text())["ranges"])
    for first, last in ranges:
        if len(first) != len(last) or not (first + last).isdigit() or first > last:
            raise ValueError(f"{path}: {first} to {last} is not a range of telephone numbers")
    return ranges


def find(
    text: Skeleton, ranges: Ranges, taken: Sequence[tuple[int, int]] = (), breaks: Sequence[int] = ()
) -> list[Found]:
    """Find the telephone numbers of a text.

    Parameters
    ----------
    text
        Skeleton of the text.
    ranges
        Number ranges accepted besides those that `phonenumbers` holds valid.
    taken
        Spans of the skeleton that are something else already (e-mail addresses).
    breaks
        Positions in the original between two fields of an advert; a number that spans one is `split`.

    Returns
    -------
    list of Found
        In the order of the text. The value is 44 and the national number without its 0. Runs of five or more
        digits, some of them in words, that are no number come along with an empty value, so that they are masked.
    """
    found = _find(text, text.text, ranges, taken, breaks)
    if "|" in text.text:
        # a bar is a sign between digits or a 1: the reading that gives more numbers counts
        other = _find(text, text.text.replace("|", "l"), ranges, taken, breaks)
        found = max(found, other, key=lambda items: sum(_sure(item, ranges) for item in items))
    return sorted(found, key=lambda item: item.spans)


def _sure(item: Found, ranges: Ranges) -> int:
    return standing(f"0{item.value[2:]}", ranges) if item.value else 0


def _find(
    text: Skeleton, read: str, ranges: Ranges, taken: Sequence[tuple[int, int]], breaks: Sequence[int]
) -> list[Found]:
    """Find numbers in one reading of a skeleton (of the skeleton's own length)."""
    found, pieces = [], []
    backwards = _BACKWARDS.search(read)
    for run in _runs(read, taken):
        readings = _readings(run, ranges)
        if not readings and backwards:
            readings = [(value, first, last, "reversed") for value, first, last, _ in _readings(run, ranges, True)]
        used = 0
        for value, first, last, rule in readings:
            atoms = run[first : last + 1]
            found.append(_found(text, value, [atoms], breaks, rule))
            pieces += [run[used:first]]
            used = last + 1
        pieces += [run[used:]]
    pieces = [piece for piece in map(_trimmed, pieces) if len(_digits(piece)) > 1]
    for value, numbers in _split(pieces, ranges):
        found.append(_found(text, value, [pieces[number] for number in numbers], breaks, ""))
        for number in numbers:
            pieces[number] = []
    for piece in pieces:  # digits are masked anyway, number words are not
        if len(_digits(piece)) >= LEFTOVER and any(atom.form == "word" for atom in piece):
            found.append(Found("phone", "", "unread", ((piece[0].start, piece[-1].end),)))
    return found


def normal(digits: str) -> str | None:
    """Give the national form (leading 0) of digits as dialled, or None if they are no UK number by their length."""
    digits = digits.removeprefix("00") if digits.startswith("0044") else digits
    if digits.startswith("44") and len(digits) >= 11:
        digits = "0" + digits[2:].removeprefix("0")
    elif digits.startswith("7") and len(digits) == 10:
        digits = "0" + digits
    return digits if _NATIONAL.fullmatch(digits) else None


@lru_cache(maxsize=100_000)
def standing(national: str, ranges: Ranges) -> int:
    """Say how sure it is that a national number is one: 3 in the ranges, 2 in use, 1 a mobile by its length, 0 not."""
    if any(len(first) == len(national) and first <= national <= last for first, last in ranges):
        return 3
    if phonenumbers.is_valid_number(phonenumbers.parse(national, "GB")):
        return 2
    # ASSUME a mobile-length number outside the ranges in use today is a number all the same: plans change
    return int(len(national) == 11 and national.startswith("07"))


def _digits(atoms: Sequence[Atom]) -> str:
    return "".join(atom.digits for atom in atoms)


def _runs(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[list[Atom]]:
    """Yield the runs of atoms of a text."""
    blocked = sorted([*taken, *(match.span() for match in _DECOYS.finditer(text))]) if _has_digit(text) else [*taken]
    run: list[Atom] = []
    end, block = 0, 0
    for match in _CHUNK.finditer(text):
        chunk, start = match[0], match.start()
        while block < len(blocked) and blocked[block][1] <= start:
            block += 1
        inside = block < len(blocked) and blocked[block][0] < match.end()
        atoms = None if inside else _decode(chunk)
        if run and (atoms is None or start - end > GAP):
            if not inside and chunk in _FILLERS and start - end <= GAP:
                end = match.end()
                continue
            yield from _resolved(run)
            run = []
        if atoms:
            run += [Atom(start + first, start + last, digits, form) for first, last, digits, form in atoms]
            end = match.end()
    if run:
        yield from _resolved(run)


def _has_digit(text: str) -> bool:
    return any(digit in text for digit in "0123456789")


def _resolved(run: list[Atom]) -> Iterator[list[Atom]]:
    """Work out "double seven", "twenty three" and "nine hundred"; yield the run if it holds two digits or more."""
    atoms: list[Atom] = []
    index = 0
    while index < len(run):
        atom, following = run[index], run[index + 1] if index + 1 < len(run) else None
        index += 1
        mark = atom.digits[0]
        if mark == "x":
            if following and following.digits[0].isdigit() and following.digits[-1] != "?":
                digits = following.digits[0] * int(atom.digits[1]) + following.digits[1:]
                atoms.append(Atom(atom.start, following.end, digits, "word"))
                index += 1
        elif mark == "+":
            if atoms and len(atoms[-1].digits) == 1:
                atoms[-1] = Atom(atoms[-1].start, atom.end, atoms[-1].digits + atom.digits[1:], "word")
        elif atom.digits[-1] == "?":
            unit = following and following.form == "word" and following.digits in "123456789"
            atoms.append(
                Atom(
                    atom.start, following.end if unit else atom.end, mark + (following.digits if unit else "0"), "word"
                )
            )
            index += bool(unit)
        else:
            atoms.append(atom)
    if len(_digits(atoms)) > 1:
        yield atoms


def _readings(run: list[Atom], ranges: Ranges, backwards: bool = False) -> list[tuple[str, int, int, str]]:
    """Give the numbers in a run as (national, first atom, last atom, rule); the surest first where they overlap."""
    if backwards:
        turned = [Atom(atom.start, atom.end, atom.digits[::-1], atom.form) for atom in reversed(run)]
        size = len(run) - 1
        return [
            (value, size - last, size - first, rule) for value, first, last, rule in reversed(_readings(turned, ranges))
        ]
    options = []
    for first, atom in enumerate(run):
        if atom.digits[0] not in "047":
            continue
        digits = ""
        for last in range(first, len(run)):
            digits += run[last].digits
            if len(digits) > 15:
                break
            national = normal(digits) if len(digits) >= 10 else None
            if national and (sure := standing(national, ranges)):
                options.append((-sure, -len(digits), first, last, national))
    chosen: list[tuple[str, int, int, str]] = []
    free = [True] * len(run)
    for _, _, first, last, national in sorted(options):
        if all(free[first : last + 1]):
            free[first : last + 1] = [False] * (last + 1 - first)
            chosen.append((national, first, last, ""))
    return sorted(chosen, key=lambda reading: reading[1])


def _split(pieces: list[list[Atom]], ranges: Ranges) -> Iterator[tuple[str, list[int]]]:
    """Join two pieces of an advert, or up to four near one another, that make a number together."""
    digits = [_digits(piece) for piece in pieces]
    used: set[int] = set()
    for first, head in enumerate(digits):
        if first in used or not 3 <= len(head) <= 11 or not head.startswith(("0", "44")):
            continue
        options = [[first, other] for other in range(first + 1, min(len(pieces), first + FAR))]
        options += [
            [first, *rest]
            for size in (2, 3)
            for rest in combinations(range(first + 1, min(len(pieces), first + NEAR)), size)
        ]
        joined = (
            (normal("".join(digits[number] for number in option)), option)
            for option in options
            if used.isdisjoint(option)
        )
        # ASSUME pieces that make a landline outside the ranges belong together by chance
        sure = [(-standing(national, ranges), option, national) for national, option in joined if national]
        sure = [one for one in sure if one[0] == -3 or one[0] == -2 and one[2].startswith("07")]
        if sure:
            _, option, national = min(sure, key=lambda one: one[0])
            used.update(option)
            yield national, option


def _found(text: Skeleton, national: str, parts: list[list[Atom]], breaks: Sequence[int], rule: str) -> Found:
    spans = tuple((part[0].start, part[-1].end) for part in parts)
    rule = rule or _rule(text, parts, spans, breaks)
    start, end = spans[0]
    opening = len(text.text[max(0, start - 2) : start]) - len(text.text[max(0, start - 2) : start].rstrip("+("))
    return Found("phone", f"44{national[1:]}", rule, ((start - opening, end), *spans[1:]))


def _trimmed(piece: list[Atom]) -> list[Atom]:
    """Take words such as "i" off both ends of a piece."""
    kept = [place for place, atom in enumerate(piece) if atom.form != "letter"]
    return piece[kept[0] : kept[-1] + 1] if kept else []


def _rule(text: Skeleton, parts: list[list[Atom]], spans: tuple, breaks: Sequence[int]) -> str:
    """Name how a number was written: the strongest disguise counts."""
    first, last = text.span(spans[0][0], spans[-1][1])
    between = "".join(text.text[end:start] for (_, end), (start, _) in pairwise(spans))
    if any(first < place < last for place in breaks) or re.search("[a-z]", between):
        return "split"
    atoms = [atom for part in parts for atom in part]
    source = "".join(text.source(atom.start, atom.end) for atom in atoms)
    forms = {atom.form for atom in atoms}
    if forms & {"like", "letter"} or any(character.isalpha() and not character.isascii() for character in source):
        return "lookalike"
    if "\u20e3" in source:
        return "emoji"
    if any(not character.isascii() and _other_digit(character) for character in source):
        return "styled"
    if not source.isascii():
        return "invisible"
    if "word" in forms:
        return "spelled" if forms == {"word"} else "mixed"
    signs = [text.source(one.end, two.start) if two.start > one.end else "" for one, two in pairwise(atoms)]
    groups = [len(atom.digits) for atom in atoms]
    usual = len(groups) <= 5 and min(groups[1:] or [9]) > 1 or groups[:2] == [2, 1] and min(groups[2:] or [9]) > 1
    return "plain" if usual and all(_STYLES_OF_SIGNS.fullmatch(sign) for sign in signs) else "separated"


def _other_digit(character: str) -> bool:
    """Say whether a character is a digit in another form (circled, full-width, mathematical)."""
    return character.isdigit() or character.isnumeric()


@lru_cache(maxsize=200_000)
def _decode(chunk: str) -> tuple[Atom, ...] | None:
    """Read a chunk of letters and digits as atoms, or None if it is a word like any other."""
    if chunk.isdigit():
        return (Atom(0, len(chunk), chunk, "digit"),)
    if chunk in _WORDS:
        return (Atom(0, len(chunk), _WORDS[chunk], "word"),)
    numeric = _has_digit(chunk)
    atoms = _parse(chunk, numeric) if len(chunk) <= 80 else None
    if atoms:
        return atoms if set(chunk) - _ALWAYS_LIKE else (Atom(0, len(chunk), atoms[0].digits, "letter"),)
    if numeric and (number := re.search(r"\d{5,}", chunk)):
        return (Atom(number.start(), number.end(), number[0], "digit"),)
    return None


def _parse(chunk: str, numeric: bool) -> tuple[Atom, ...] | None:
    """Read a whole chunk as number words, digits and look-alikes, longest words first."""
    like = _LIKE if numeric and sum(map(str.isdigit, chunk)) * 2 >= len(chunk) else dict.fromkeys(_ALWAYS_LIKE)
    if not numeric and not set(chunk) <= _ALWAYS_LIKE and not any(word in chunk for word in _UNITS):
        return None
    if not numeric and set(chunk) <= _ALWAYS_LIKE and len(chunk) > 3:
        return None
    best: list[tuple[Atom, ...] | None] = [None] * len(chunk) + [()]
    for start in range(len(chunk) - 1, -1, -1):
        for end in range(min(len(chunk), start + _LONGEST), start + 1, -1):
            if best[end] is not None and chunk[start:end] in _WORDS:
                best[start] = (Atom(start, end, _WORDS[chunk[start:end]], "word"), *best[end])
                break
        character = chunk[start]
        if best[start] is None and best[start + 1] is not None and (character.isdigit() or character in like):
            atom = Atom(start, start + 1, _LIKE.get(character, character), "digit" if character.isdigit() else "like")
            rest = best[start + 1]
            if rest and rest[0].form != "word":
                form = "like" if "like" in (atom.form, rest[0].form) else "digit"
                atom, rest = Atom(start, rest[0].end, atom.digits + rest[0].digits, form), rest[1:]
            best[start] = (atom, *rest)
    return best[0]


def _variants() -> dict[str, str]:
    """List the number words with their leet and misspelt forms."""
    words = dict(_EXACT)
    for word in (*_UNITS, "double"):
        forms = {""}
        for letter in word:
            forms = {form + other for form in forms for other in {letter, _LEET.get(letter, letter)}}
        for form in sorted(forms):
            if not form.isdigit():
                words.setdefault(form, _EXACT[word])
    for word in (*_UNITS, "double", "triple"):
        slips = {word[:place] + word[place] + word[place:] for place in range(len(word))}
        if len(word) > 3:
            slips |= {word[:place] + word[place + 1 :] for place in range(len(word))}
            slips |= {word[: n - 1] + word[n] + word[n - 1] + word[n + 1 :] for n in range(1, len(word))}
        for slip in sorted(slips):
            if slip not in _ENGLISH and len(slip) > 2:
                words.setdefault(slip, _EXACT[word])
    return words


_WORDS = _variants()
_LONGEST = max(map(len, _WORDS))
