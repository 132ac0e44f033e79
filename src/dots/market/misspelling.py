"""Misspelt words, as fast typing makes them: letters exchanged, doubled, left out, or hit one key aside."""

from __future__ import annotations

import math
import re
import unicodedata

from dots.market.draws import Draws

LONG = re.compile(r"[^\W\d_]{6,}")
"""What can be misspelt: a run of six letters or more."""
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEIGHBOURS = {
    key: row[max(place - 1, 0) : place] + row[place + 1 : place + 2] for row in ROWS for place, key in enumerate(row)
}
NEVER = 1 << 60


def gap(rate: float, draws: Draws) -> int:
    """Draw how many things go by before the next one that is hit, if each is hit with chance `rate`.

    One draw in place of one for each thing: waiting times of independent events are geometric.
    """
    return int(math.log(1 - draws.chance()) / math.log1p(-rate)) if rate else NEVER


def misspell(word: str, draws: Draws) -> str:
    """Misspell a word of six letters or more; others, and slots in braces, stay as they are."""
    letters = None if "{" in word else LONG.search(word)
    if letters is None:
        return word
    at = letters.start() + 1 + draws.below(letters.end() - letters.start() - 2)
    before, letter, following, after = word[:at], word[at], word[at + 1], word[at + 2 :]
    way = draws.below(4)
    if way == 0 and letter != following:
        return before + following + letter + after
    if way == 1:
        return before + following + after
    if way == 2:
        return before + _aside(letter, draws) + following + after
    return before + letter + letter + following + after


def _aside(letter: str, draws: Draws) -> str:
    """Give a key beside a letter's; for a letter that is no key, the plain one (or its double if there is none)."""
    if beside := NEIGHBOURS.get(letter.lower()):
        return draws.one(beside)
    plain = unicodedata.normalize("NFD", letter)[0]
    return plain if plain != letter else letter * 2
