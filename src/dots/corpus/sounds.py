"""Words that are no number words but read like one: misspelt, drawn out, cut short, or written as they sound."""

from __future__ import annotations

import re
from functools import lru_cache

from dots.corpus.numerals import COMMON, UNITS, Word

_AS_SOUNDED = (
    (0, r"[zsx][aeiy]+h?r+(?:[ou]+[hwe]*|eaux?)"),
    (1, r"w[aou]+h?n+e*|oo*n+e+|[uy]o?wan"),
    (2, r"t[wh]*[ou]+[hwe]*|tew"),
    (3, r"(?:th|f|t|d|s)h?r+[iey]+[aehiy]*"),
    (4, r"(?:f|ph)[oau]+[hwu]*[re]+"),
    (5, r"(?:f|ph)[aeiy]+h?[vf]+e*"),
    (6, r"[szc][iyeu]+h?(?:x+|c?k+s+|cs)[es]*"),
    (7, r"[szc][aeiy]+h?[vfbw]+[aeiou]+[hm]*n+e*"),
    (8, r"[ae]+[iy]+(?:gh?|h)?t+e*|h?ei?ght?e*"),
    (9, r"[nk]n?[aeiy]+g?h?[aeiy]*n+e*r?"),
)
_SOUNDS = tuple((str(digit), re.compile(pattern)) for digit, pattern in _AS_SOUNDED)
_ENGLISH = dict(list(UNITS.items())[:10])
_BARE = {re.sub("[aeiou]", "", word): digit for word, digit in _ENGLISH.items() if len(word) > 3}
_BARE |= {"sx": "6", "ght": "8"}
_SHORT = {"on": "1", "tw": "2", "fr": "4"}
_REPEATED = re.compile(r"(.)\1+")
_DRAWN = {_REPEATED.sub(r"\1", known): digit for known, digit in reversed(UNITS.items())}
_BY_LETTER = {
    letter: [(digit, pattern) for digit, pattern in _SOUNDS if letter in begins[int(digit)]]
    for begins in (("zsx", "wouy", "t", "tfds", "fp", "fp", "szc", "szc", "aeh", "nk"),)
    for letter in "acdefhknopstuwxyz"
}
_LETTERS = 12
"""A longer word is none of these."""


@lru_cache(maxsize=100_000)
def like(word: str) -> Word | None:
    """Give the digit that a word of letters reads like, or None.

    Rules, in this order: drawn out ("sevvven"), one slip of the pen from a number word of the market's languages
    ("sevn", "zreo"; distance as Damerau counts it, 1964), as it sounds in English ("fyve"), cut short ("sev") or
    without vowels ("svn"). An ordinary word ("even", "for") comes out as `common`, which counts only in company.
    """
    if not 2 <= len(word) <= _LETTERS:
        return None
    single = _REPEATED.sub(r"\1", word)
    if drawn := _DRAWN.get(word) or _DRAWN.get(single):
        return _word(word, drawn)
    for known in _near(word, single):
        letters = len(known) > 3 or set(word) == set(known)
        if len(word) > 2 and letters and (_one_slip(word, known) or len(known) > 3 and _one_slip(single, known)):
            return _word(word, UNITS[known])
    for digit, pattern in _BY_LETTER.get(word[0], ()):
        if pattern.fullmatch(word):
            return _word(word, digit)
    if word in _BARE:
        return Word(_BARE[word], form="odd")
    for known, digit in _ENGLISH.items():
        if len(word) > 2 and known.startswith(word):
            return _word(word, digit)
    return Word(_SHORT[word], form="common") if word in _SHORT else None


def _word(word: str, digit: str) -> Word:
    return Word(digit, form="common" if word in COMMON or len(word) < 3 else "odd")


def _shorter(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


_INDEX: dict[str, list[str]] = {}
for _known in UNITS:
    for _short in _shorter(_known):
        _INDEX.setdefault(_short, []).append(_known)
_ORDER = {known: place for place, known in enumerate(UNITS)}


def _near(*words: str) -> list[str]:
    """List number words that share all letters but one with a word: one slip away from it, or nearly so."""
    found = {known for word in words for short in _shorter(word) for known in _INDEX.get(short, ())}
    return sorted(found, key=_ORDER.__getitem__)


def _one_slip(word: str, known: str) -> bool:
    """Say whether a letter was left out, added, changed, or two neighbours were swapped."""
    if abs(len(word) - len(known)) > 1 or word == known:
        return word == known
    start = 0
    while start < min(len(word), len(known)) and word[start] == known[start]:
        start += 1
    rest, other = word[start:], known[start:]
    if len(rest) == len(other):
        return rest[1:] == other[1:] or rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return rest[1:] == other if len(rest) > len(other) else rest == other[1:]
