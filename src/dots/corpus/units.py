"""The parts of a text that may stand for digits, word by word.

What a word stands for is worked out once and remembered, so that reading a text is looking its words up.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from dots.corpus import sounds
from dots.corpus.numerals import UNITS, WORDS, Word


class Unit(NamedTuple):
    """A stretch of a skeleton that may stand for digits.

    Attributes
    ----------
    start, end
        Where it stands.
    digits, role, form
        As in `numerals.Word`; further forms are `digit`, `like` (letters that look like digits), `letter` (a lone o,
        i or l) and `sign` (Morse code).
    """

    start: int
    end: int
    digits: str
    role: str
    form: str


_CHUNK = re.compile(r"[^\W_]+")
_FLAGS = {0x1F1E6 + place: chr(97 + place) for place in range(26)}
_LIKE = {"o": "0", "l": "1", "i": "1", "s": "5", "b": "8", "z": "2", "q": "9"}
_ALWAYS_LIKE = frozenset("oli")
_LEET = tuple(str.maketrans("013457986", f"o{one}eastgbg") for one in "il")
_TIME = re.compile(
    r"[\W_]*(?:\d{1,2}:[0-5]\d(?:[ap]m|h)?|\d{1,2}[.:][0-5]\d[ap]m"
    r"|(?:[01]?\d|2[0-4])[.:][0-5]\d-(?:[01]?\d|2[0-4])[.:][0-5]\d)[\W_]*"
)
_DATE = re.compile(
    r"[\W_]*(?:(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1(?:(?:19|20)\d\d|\d\d)"
    r"|(?:0?[1-9]|1[0-2])[/.-](?:19|20)\d\d|(?:19|20)\d\d([/.-])(?:0?[1-9]|1[0-2])\2(?:0?[1-9]|[12]\d|3[01]))[\W_]*"
)
_MEASURE = re.compile(
    r"\d{1,4}(?:st|nd|rd|th|am|pm|ft|cm|mm|km|kg|lbs?|mins?|h|hrs?|hours?|m|k|p|yo|yrs?|years?|gbp|pounds?|quid|dd?|c)"
)
_POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?")
_MONEY = frozenset("£$€%")
_BETWEEN = re.compile(r"\d(?:[a-z]{1,8}\d+){4,}")
_EXTENSION = re.compile(r"(\d{3,15})x\d{1,7}")
_ENTITY = re.compile(r"&#(?:x([0-9a-f]{2,4})|(\d{2,4}));?")
_ENTITIES = re.compile(r"(?:&#(?:x[0-9a-f]{2,4}|\d{2,4});?[^a-z0-9&]*)+")
MORSE = {"-----": "0", ".----": "1", "..---": "2", "...--": "3", "....-": "4", ".....": "5", "-....": "6", "--...": "7",
          "---..": "8", "----.": "9"}  # fmt: skip
WEAK = frozenset(("common", "letter"))
"""Forms that are no digit by themselves."""
_KEPT = 1 << 16
LONG = 90
"""Letters of the longest chunk in which words are looked for (eleven words of up to eight letters)."""


@lru_cache(maxsize=_KEPT)
def read(word: str) -> tuple[Unit, ...]:
    """List the units of one word, with whatever signs stand in it; remembered for the words met last."""
    return tuple(_word(word))


def forget() -> None:
    """Forget every word that was read."""
    for cache in (read, _decode, sounds.like):
        cache.cache_clear()


def _word(word: str) -> list[Unit]:
    """Read one word, with whatever signs stand in it."""
    if not word.isascii():
        word = word.translate(_FLAGS)
    if word[:5] in MORSE and not word[5:].strip(".,;!?"):
        return [Unit(0, 5, MORSE[word[:5]], "digits", "sign")]
    if "&#" in word and (coded := _ENTITIES.search(word)):
        return _coded(word, coded)
    if _TIME.fullmatch(word) or _DATE.fullmatch(word):
        return []
    units: list[Unit] = []
    chunks = list(_CHUNK.finditer(word))
    if len(chunks) > 2 and all(len(chunk[0]) == 1 for chunk in chunks) and any(c[0].isalpha() for c in chunks):
        joined = parse("".join(chunk[0] for chunk in chunks), False)
        if joined:
            return [Unit(chunks[one.start].start(), chunks[one.end - 1].end(), *one[2:]) for one in joined]
    for chunk in chunks:
        start, end = chunk.span()
        behind = word[end : end + 1] if not word[end + 1 : end + 2].isdigit() else ""
        if chunk[0].isdigit() and (behind and behind in _MONEY or start and word[start - 1] in _MONEY - {"%"}):
            continue
        units += [Unit(start + one.start, start + one.end, *one[2:]) for one in _decode(chunk[0]) or ()]
    return units


def _coded(word: str, coded: re.Match) -> list[Unit]:
    """Read digits written as HTML entities."""
    units = []
    for one in _ENTITY.finditer(word, *coded.span()):
        code = int(one[1], 16) if one[1] else int(one[2])
        if 48 <= code <= 57:
            units.append(Unit(one.start(), one.end(), chr(code), "digits", "like"))
    return units


@lru_cache(maxsize=100_000)
def _decode(chunk: str) -> tuple[Unit, ...]:
    """Read a chunk of letters and digits as units; nothing if it is a word like any other."""
    size = len(chunk)
    if chunk.isdigit() and chunk.isascii():
        return (Unit(0, size, chunk, "digits", "digit"),)
    if chunk in ("o", "i", "l"):
        return (Unit(0, 1, _LIKE[chunk], "digits", "letter"),)
    if chunk in WORDS:
        return (Unit(0, size, *WORDS[chunk]),)
    if not any(map(str.isdigit, chunk)):
        if set(chunk) <= _ALWAYS_LIKE and size <= 3:
            return (Unit(0, size, "".join(_LIKE[letter] for letter in chunk), "digits", "letter"),)
        if 5 < size <= LONG and (parts := parse(chunk, False)):
            return parts
        word = sounds.like(chunk)
        return (Unit(0, size, *word),) if word else ()
    return _numeric(chunk)


def _numeric(chunk: str) -> tuple[Unit, ...]:
    """Read a chunk in which letters and digits are mixed."""
    size = len(chunk)
    if _MEASURE.fullmatch(chunk):
        return ()
    parts = parse(chunk, True) if size <= LONG else ()
    worded = any(part.form not in ("digit", "like") for part in parts)  # 9zero0: a word as it is goes before a likeness
    for table in _LEET:
        plain = chunk.translate(table)
        if plain.isalpha() and any(map(str.isalpha, chunk)):
            word = WORDS.get(plain) or (sounds.like(plain) if size > 2 and not worded else None)
            if word and word.role in ("digits", "times"):
                return (Unit(0, size, *word._replace(form="common" if word.form == "common" else "odd")),)
    if _POSTCODE.fullmatch(chunk) and chunk[0] not in _ALWAYS_LIKE:
        return ()
    if size == 2 and chunk[1] == "s" and chunk[0].isdigit():
        return (Unit(0, 2, chunk[0], "many", "digit"),)
    if parts:
        return parts
    if extended := _EXTENSION.fullmatch(chunk):
        return (Unit(0, extended.end(1), extended[1], "digits", "digit"),)
    if _BETWEEN.search(chunk):
        digits = "".join(filter(str.isdigit, chunk))
        first = next(place for place, character in enumerate(chunk) if character.isdigit())
        last = max(place for place, character in enumerate(chunk) if character.isdigit())
        return (Unit(first, last + 1, digits, "digits", "like"),)
    longest = max(re.finditer(r"\d+", chunk), key=lambda run: len(run[0]))
    return (Unit(*longest.span(), longest[0], "digits", "digit"),) if len(longest[0]) >= 5 else ()


def parse(chunk: str, numeric: bool) -> tuple[Unit, ...]:
    """Read a whole chunk as number words, digits and letters that look like digits, longest words first."""
    like = _LIKE if numeric and sum(map(str.isdigit, chunk)) * 2 >= len(chunk) else dict.fromkeys(_ALWAYS_LIKE)
    best: list[tuple[Unit, ...] | None] = [None] * len(chunk) + [()]
    plain = chunk.translate(_LEET[0]) if numeric else chunk
    for start in range(len(chunk) - 1, -1, -1):
        for end in range(min(len(chunk), start + _MOST), start + 2, -1):
            if best[end] is not None and (word := _WITHIN.get(chunk[start:end]) or _WITHIN.get(plain[start:end])):
                best[start] = (Unit(start, end, *word), *best[end])
                break
        character = chunk[start]
        if (
            best[start] is None
            and best[start + 1] is not None
            and (character.isdigit() or numeric and character in like)
        ):
            form = "digit" if character.isdigit() else "like"
            rest = best[start + 1]
            one = Unit(start, start + 1, _LIKE.get(character, character), "digits", form)
            if rest and rest[0].form in ("digit", "like") and rest[0].role == "digits":
                form = "like" if "like" in (form, rest[0].form) else "digit"
                one, rest = Unit(start, rest[0].end, one.digits + rest[0].digits, "digits", form), rest[1:]
            best[start] = (one, *rest)
    return best[0] or ()


_WITHIN: dict[str, Word] = {
    word: known
    for word, known in WORDS.items()
    if len(word) > 2 and (word in UNITS or known.role in ("times", "tens") or known.form == "odd" and len(word) > 3)
} | {"double": WORDS["double"], "hundred": WORDS["hundred"], "thousand": WORDS["thousand"]}
_MOST = max(map(len, _WITHIN))
