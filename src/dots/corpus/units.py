"""The parts of a text that may stand for digits, word by word.

What a word stands for is worked out once and remembered, so that reading a text is looking its words up.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
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
        As in `numerals.Word`; further forms are `digit`, `like` (letters that look like digits), `letter` (a lone o, i or l)
        and `sign` (Morse code).
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
_MORSE = {"-----": "0", ".----": "1", "..---": "2", "...--": "3", "....-": "4", ".....": "5", "-....": "6", "--...": "7",
          "---..": "8", "----.": "9"}  # fmt: skip
_SPACED = re.compile(r"(?<![^\W_])[a-z](?:[^\w\n]{1,3}[a-z]|_[a-z]){7,}(?![^\W_])")
_HINTS = (" e ", "-e-", ".e.", "_e_", "*e*", "/e/", "·e·", "e  ")
WEAK = frozenset(("common", "letter"))
"""Forms that are no digit by themselves."""
_DIGITS = frozenset(("digits", "tens", "many", "times"))
_KEPT = 1 << 16
_LONGEST = 40
_LONG = 90
"""Letters of the longest chunk in which words are looked for (eleven words of up to eight letters)."""


class _Codes(dict):
    """One letter for each word, which says whether it may belong to a number; worked out when the word is first met.

    ' ' an ordinary word, '-' signs alone, 'c' a word that counts in company only; what stands for one digit or more is
    '1' to '9' (so many digits, or more), or 'A' to 'I' if a number may begin with it (0 or 44).
    """

    def __missing__(self, word: str) -> str:
        code = _code(word)
        if len(word) <= _LONGEST:
            if len(self) >= _KEPT:
                self.clear()
            self[word] = code
        return code


_CODES = _Codes()
_STRONG = re.compile("[1-9A-I]")
WEIGHTS = (
    {" ": 0, "-": 0, "c": 1}
    | {str(size): size for size in range(1, 10)}
    | dict(zip("ABCDEFGHI", range(1, 10), strict=True))
)


@dataclass(frozen=True)
class Words:
    """A text's words and which of them belong together.

    Attributes
    ----------
    text
        The skeleton.
    words
        Its words: what stands between two spaces.
    codes
        A letter for each word (see `WEIGHTS`).
    clusters
        Stretches of words, none of them ordinary, of which one or more stand for digits.
    """

    text: str
    words: list[str]
    codes: str
    clusters: list[tuple[int, int]]

    @cached_property
    def starts(self) -> list[int]:
        """Where each word begins, and where one after the last would."""
        return [0, *accumulate(len(word) + 1 for word in self.words)]

    def units(self, first: int, last: int) -> list[Unit]:
        """List the units of some words, in their order."""
        start = self.starts[first]
        found = []
        for word in self.words[first:last]:
            found += [
                Unit(start + begin, start + end, digits, role, form) for begin, end, digits, role, form in _read(word)
            ]
            start += len(word) + 1
        return found


def words(text: str) -> Words:
    """Cut a skeleton into words and find where numbers might stand."""
    listed = text.replace("\n", " ").split(" ")
    codes = "".join(map(_CODES.__getitem__, listed))
    clusters, after = [], 0
    while strong := _STRONG.search(codes, after):
        first = codes.rfind(" ", 0, strong.start()) + 1
        after = codes.find(" ", strong.end())
        after = len(codes) if after < 0 else after
        clusters.append((first, after))
    return Words(text, listed, codes, clusters)


def spaced(said: Words) -> list[Unit]:
    """List all units of a skeleton in which words have their letters apart ("z e r o", "s-e-v-e-n"); of others none."""
    text = said.text
    if not any(hint in text for hint in _HINTS):
        return []
    added: list[Unit] = []
    spans = []
    for match in _SPACED.finditer(text):
        places = [place for place in range(*match.span()) if text[place].isalpha()]
        parts = _parse("".join(text[place] for place in places), False) if len(places) <= 2 * _LONG else ()
        if parts:
            added += [Unit(places[one.start], places[one.end - 1] + 1, *one[2:]) for one in parts]
            spans.append(match.span())
    if not added:
        return []
    others = said.units(0, len(said.words))
    ends = [0, *(end for _, end in spans)]
    begins = [*(start for start, _ in spans), len(text) + 1]
    apart = [
        one
        for one in others
        if one.start >= ends[place := bisect_right(begins, one.end - 1)] and one.end <= begins[place]
    ]
    return sorted(apart + added)


def _code(word: str) -> str:
    if not any(map(str.isalnum, word)) and word[:5] not in _MORSE and word.isascii():
        return "-"
    found = _read(word)
    if not found:
        return " "
    size = sum(
        2 if one.role in ("hundred", "thousand") else len(one.digits) * (one.role in _DIGITS)
        for one in found
        if one.form not in WEAK
    )
    if not size:
        return "c"
    head = next((one.digits for one in found if one.role in _DIGITS), "")
    begins = head.startswith("0") or head.startswith("44") and len(head) > 4 or found[0].role == "times"
    return ("ABCDEFGHI" if begins else "123456789")[min(size, 9) - 1]


def forget() -> None:
    """Forget every word that was read."""
    _CODES.clear()
    for cache in (_read, _decode, sounds.like):
        cache.cache_clear()


@lru_cache(maxsize=_KEPT)
def _read(word: str) -> tuple[Unit, ...]:
    return tuple(_word(word))


def _word(word: str) -> list[Unit]:
    """Read one word, with whatever signs stand in it."""
    if not word.isascii():
        word = word.translate(_FLAGS)
    if word[:5] in _MORSE and not word[5:].strip(".,;!?"):
        return [Unit(0, 5, _MORSE[word[:5]], "digits", "sign")]
    if "&#" in word and (coded := _ENTITIES.search(word)):
        return _coded(word, coded)
    if ":" in word or "." in word or "/" in word or "-" in word:
        if _TIME.fullmatch(word) or _DATE.fullmatch(word):
            return []
    units: list[Unit] = []
    chunks = list(_CHUNK.finditer(word))
    if len(chunks) > 2 and all(len(chunk[0]) == 1 for chunk in chunks) and any(c[0].isalpha() for c in chunks):
        joined = _parse("".join(chunk[0] for chunk in chunks), False)
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
        if 5 < size <= _LONG and (parts := _parse(chunk, False)):
            return parts
        word = sounds.like(chunk)
        return (Unit(0, size, *word),) if word else ()
    return _numeric(chunk)


def _numeric(chunk: str) -> tuple[Unit, ...]:
    """Read a chunk in which letters and digits are mixed."""
    size = len(chunk)
    if _MEASURE.fullmatch(chunk):
        return ()
    for table in _LEET:
        plain = chunk.translate(table)
        if plain.isalpha() and any(map(str.isalpha, chunk)):
            word = WORDS.get(plain) or (sounds.like(plain) if size > 2 else None)
            if word and word.role in ("digits", "times"):
                return (Unit(0, size, *word._replace(form="common" if word.form == "common" else "odd")),)
    if _POSTCODE.fullmatch(chunk) and chunk[0] not in _ALWAYS_LIKE:
        return ()
    if size == 2 and chunk[1] == "s" and chunk[0].isdigit():
        return (Unit(0, 2, chunk[0], "many", "digit"),)
    if size <= _LONG and (parts := _parse(chunk, True)):
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


def _parse(chunk: str, numeric: bool) -> tuple[Unit, ...]:
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
