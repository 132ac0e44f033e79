"""The skeleton of a text: what a reader sees in it, in plain lower-case letters and digits, with a way back.

A number in keycap emoji, a word with Cyrillic look-alikes and an address with invisible characters all read as
plain text to a person; their skeleton reads so to a machine. Every character of a skeleton knows the character
of the original it stands for, so that what is found in the skeleton can be masked in the original.

The rules are applied to each character by itself and until nothing changes. So the skeleton of a skeleton is
itself, the skeleton of two texts joined is their two skeletons joined, and the time is linear in the length.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from dots.corpus.shapes import LOOKALIKES

_TOKEN = re.compile(r"[a-z]+|\d+")
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5")
_DROPPED = frozenset({"Cf", "Cc", "Mn", "Me", "Cs"})
_LETTER = re.compile(
    r"(?:NEGATIVE )?(?:SQUARED|CIRCLED|LATIN)(?: LATIN)? (?:CAPITAL LETTER|LETTER SMALL CAPITAL|SMALL LETTER) ([A-Z])"
)
_UNITS = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN", "ELEVEN", "TWELVE")
_COUNTED = re.compile(
    rf"(?:CLOCK FACE ({'|'.join(_UNITS)}) OCLOCK|(?:PLAYING CARD|MAHJONG TILE) ({'|'.join(_UNITS[:11])}) OF \w+"
    r"|DIE FACE-(\d)|COUNTING ROD (?:UNIT|TENS) DIGIT (\w+)|DOMINO TILE (?:HORIZONTAL|VERTICAL)-0(\d)-0(\d))"
)
_BRAILLE = dict(zip("\u281a\u2801\u2803\u2809\u2819\u2811\u280b\u281b\u2813\u280a", "0123456789", strict=True))
_BEYOND_ASCII = re.compile(r"([^\x00-\x7f]+)")
_KEPT = 1 << 16
_LONGEST = 40
"""How many stretches of how many characters are remembered with their skeletons."""


@dataclass(frozen=True)
class Skeleton:
    """A text and its skeleton.

    Attributes
    ----------
    original
        The text as published.
    text
        Its skeleton: lower case, compatibility forms and look-alikes folded, invisible characters left out.
    """

    original: str
    text: str

    @cached_property
    def _starts(self) -> tuple[list[str], list[int], list[int]]:
        """Give the original's words, where they begin in it, and where their skeletons begin in `text`."""
        words = self.original.split(" ")
        own = [len(word) + 1 for word in words]
        folded = [len(_WORDS[word]) + 1 for word in words]
        return words, [0, *accumulate(own)], [0, *accumulate(folded)]

    @cached_property
    def _within(self) -> dict[int, list[int]]:
        return {}

    def origin(self, place: int) -> int:
        """Give the place in `original` of the character that one of `text` stands for; its length for the end."""
        if place == len(self.text):
            return len(self.original)
        words, starts, folded = self._starts
        word = bisect_right(folded, place) - 1
        if word not in self._within:
            lengths = [len(_FOLDED[ord(character)]) for character in words[word]]
            inside = [index for index, length in enumerate(lengths) for _ in range(length)]
            self._within[word] = [*inside, len(words[word])]
        return starts[word] + self._within[word][place - folded[word]]

    @cached_property
    def tokens(self) -> list[tuple[str, int]]:
        """Every run of letters or of digits in `text`, and where it begins."""
        return [(match[0], match.start()) for match in _TOKEN.finditer(self.text)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of `original` that a span of `text` stands for, with the invisible characters after it.

        Raises
        ------
        ValueError
            If the span is empty or not inside the skeleton.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"span {start}:{end} is not inside a skeleton of {len(self.text)} characters")
        if len(self.text) == len(self.original) and self.original.isascii():
            return start, end
        return self.origin(start), max(self.origin(end), self.origin(end - 1) + 1)

    def source(self, start: int, end: int) -> str:
        """Give the part of `original` that a span of `text` stands for."""
        first, last = self.span(start, end)
        return self.original[first:last]


def of(text: str) -> Skeleton:
    """Make the skeleton of a text; any string will do."""
    if text.isascii():
        return Skeleton(text, text.translate(_FOLDED))
    parts = _BEYOND_ASCII.split(text)
    parts[::2] = [part.translate(_FOLDED) for part in parts[::2]]
    parts[1::2] = map(_WORDS.__getitem__, parts[1::2])
    return Skeleton(text, "".join(parts))


class _Folds(dict):
    """What each character becomes, computed when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold(chr(code))
        return folded


_FOLDED = _Folds()


class _Words(dict):
    """The skeleton of each stretch of characters; the skeleton of a text is that of its parts joined."""

    def __missing__(self, word: str) -> str:
        folded = word.translate(_FOLDED)
        if len(word) <= _LONGEST:
            if len(self) >= _KEPT:
                self.clear()
            self[word] = folded
        return folded


_WORDS = _Words()


def _fold(character: str) -> str:
    step = _step(character)
    return step if step == character else "".join(_fold(part) for part in step)


def _step(character: str) -> str:
    """Apply one rule to one character."""
    if character in "\n\x0b\x0c\x85\u2028\u2029":
        return "\n"
    if character.isspace() or character == "\u2800":
        return " "
    category = unicodedata.category(character)
    if category in _DROPPED or character in _INVISIBLE:
        return ""
    if character.isascii():
        return character.lower()
    if character in LOOKALIKES:
        return LOOKALIKES[character]
    value = unicodedata.numeric(character, -1.0)
    if value.is_integer() and 0 <= value <= (20 if category[0] == "N" else 9):
        return str(int(value))
    if character in _BRAILLE:
        return _BRAILLE[character]
    if category == "Pd" or character == "\u2212":
        return "-"
    if character in "\u2018\u2019\u201b\u2032":
        return "'"
    if character in "\u201c\u201d\u201f\u2033":
        return '"'
    plain = unicodedata.normalize("NFKD", character)
    if plain != character:
        return plain
    if character.casefold() != character:
        return character.casefold()
    name = unicodedata.name(character, "")
    if named := _LETTER.fullmatch(name):
        return named[1].lower()
    if counted := _COUNTED.fullmatch(name):
        parts = [part for part in counted.groups() if part]
        return "".join(part if part.isdigit() else str(_UNITS.index(part)) for part in parts)
    return character
