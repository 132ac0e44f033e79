"""The words of a text, and which of them together may be a number.

Most words stand for nothing. One letter for each word says what it may be, so that a search over these letters finds
the few stretches worth reading.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from dots.corpus import units
from dots.corpus.units import LONG, MORSE, WEAK, Unit

_KEPT = 1 << 16
_LONGEST = 40
"""How many words of how many letters are remembered with their code."""
_SPACED = re.compile(r"(?<![^\W_])[a-z](?:[^\w\n]{1,3}[a-z]|_[a-z]){7,}(?![^\W_])")
_HINTS = (" e ", "-e-", ".e.", "_e_", "*e*", "/e/", "·e·", "e  ")
_DIGITS = frozenset(("digits", "tens", "many", "times"))


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
                Unit(start + begin, start + end, digits, role, form)
                for begin, end, digits, role, form in units.read(word)
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
        parts = units.parse("".join(text[place] for place in places), False) if len(places) <= 2 * LONG else ()
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
    if not any(map(str.isalnum, word)) and word[:5] not in MORSE and word.isascii():
        return "-"
    found = units.read(word)
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
    units.forget()
