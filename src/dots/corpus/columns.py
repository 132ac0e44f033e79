"""Telephone numbers of a whole column of texts at once.

Arrow cuts the column into words and tells them apart; each different word is judged once (`units.py`), whatever the
number of texts. Only stretches of words that may be a number are looked at one by one, and the same stretch is read
once. A text in which a number might stand in several places is read as a whole. What comes out is what `phones.find`
gives for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pyarrow as arrow
import pyarrow.compute as compute

from dots.corpus import clusters, phones, skeleton
from dots.corpus.dialling import LEAST, Plan

Number = tuple[str, str, tuple[tuple[int, int], ...]]
"""Normal form, rule, and spans in the original ('' for a run of digits that is no number)."""

_AFTER = ("gbp", "pound", "quid", "percent", "am", "pm", "£", "€", "%")
_BEFORE = ("£", "$", "€")
_WEAK = (ord("c"), ord("-"))
_REST = 2
"""Digits that may be left over in a stretch with a number before the text is read as a whole."""
_BEGINS = np.isin(np.arange(256), [ord(letter) for letter in "ABCDEFGHI"])
_WEIGHTS = np.zeros(256, dtype=np.int32)
for _letter, _weight in clusters.WEIGHTS.items():
    _WEIGHTS[ord(_letter)] = _weight


def find(texts: Sequence[str], plan: Plan) -> list[list[Number]]:
    """Find the telephone numbers of each of many texts.

    Parameters
    ----------
    texts
        The texts as published.
    plan
        The numbers looked for.

    Returns
    -------
    list
        For each text its numbers in order.
    """
    found: list[list[Number]] = [[] for _ in texts]
    if not len(texts):
        return found
    rows = compute.split_pattern(compute.replace_substring(arrow.array(texts, arrow.string()), "\n", " "), " ")
    coded = rows.flatten().dictionary_encode()
    words = coded.dictionary.to_pylist()
    which = coded.indices.to_numpy()
    begins = rows.offsets.to_numpy()
    judged = [_judged(word) for word in words]
    codes = np.array([code for code, _ in judged], dtype=np.uint8)[which]
    odd = np.array([special for _, special in judged], dtype=bool)[which]
    counts = np.array([word.lower() in phones.COUNTED for word in words], dtype=bool)[which]
    odd |= counts & np.append(_WEIGHTS[codes[1:]] > 0, False)
    row_of = np.repeat(np.arange(len(texts)), np.diff(begins))
    lengths = np.array([len(word) for word in words])[which] + 1
    starts = np.cumsum(lengths) - lengths
    starts -= starts[begins[:-1]][row_of]

    first, last, weight, head = _clusters(codes, row_of)
    row = row_of[first]
    small = weight < LEAST
    spelled = small & (weight >= phones.LEFTOVER) & (last - first > 2)
    begun = np.bincount(row, head & small, len(texts)) > 0
    whole = begun & (np.bincount(row, weight * small, len(texts)) >= LEAST - _REST)
    whole[row[spelled]] = True
    whole[row_of[odd]] = True
    large = ~small & ~whole[row]
    for one, after in zip(first[large].tolist(), last[large].tolist(), strict=True):
        row = int(row_of[one])
        if whole[row]:
            continue
        before = words[which[one - 1]] if one > begins[row] else ""
        behind = words[which[after]].lower() if after < begins[row + 1] else ""
        while after - one > 1 and codes[after - 1] in _WEAK:
            after -= 1
        while after - one > 1 and codes[one] in _WEAK:
            one += 1
        start = int(starts[one])
        written = texts[row][start : int(starts[after - 1] + lengths[after - 1]) - 1]
        alone = not before.endswith(_BEFORE) and not behind.startswith(_AFTER)
        if alone and (read := phones.plainly(written, plan)):
            found[row].append((read[0], "plain", ((start + read[1], start + read[2]),)))
            continue
        numbers = _stretch(written, plan) if alone else None
        if numbers is None:
            whole[row] = True
            continue
        for value, rule, spans in numbers:
            found[row].append((value, rule, tuple((start + begin, start + end) for begin, end in spans)))
    for row in np.flatnonzero(whole).tolist():
        found[row] = _of(texts[row], plan)[0]
    return found


def _clusters(codes: np.ndarray, row_of: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give first word and the one after the last of each cluster, its weight, and whether a number may begin in it."""
    inside = codes != ord(" ")
    new = np.diff(row_of, prepend=-1) > 0
    first = np.flatnonzero(inside & (new | ~np.append(False, inside[:-1])))
    last = np.flatnonzero(inside & np.append(new[1:] | ~inside[1:], True)) + 1
    strong = _counted(inside & (codes != ord("-")) & (codes != ord("c")), first, last) > 0
    first, last = first[strong], last[strong]
    return first, last, _counted(_WEIGHTS[codes], first, last), _counted(_BEGINS[codes], first, last) > 0


def _counted(values: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    sums = np.append(0, np.cumsum(values))
    return sums[last] - sums[first]


@lru_cache(maxsize=1 << 16)
def _judged(word: str) -> tuple[int, bool]:
    """Give the code of a word, and whether it asks for the text to be read as a whole."""
    said = clusters.words(skeleton.of(word).text)
    return ord(said.codes[0]), len(said.codes) > 1 or phones.asks_for_the_whole(said)


@lru_cache(maxsize=1 << 16)
def _stretch(written: str, plan: Plan) -> tuple[Number, ...] | None:
    """Read one stretch of words; None if what is left of it might belong to a number elsewhere."""
    numbers, rest = _of(written, plan)
    read = numbers and all(value for value, _, _ in numbers)
    return tuple(numbers) if read and rest <= _REST else None


def _of(text: str, plan: Plan) -> tuple[list[Number], int]:
    made = skeleton.of(text)
    found, rest = phones.search(made, plan)
    return [(item.value, item.rule, tuple(made.span(*span) for span in item.spans)) for item in found], rest


def forget() -> None:
    """Forget the words and stretches that were read, as a new process would have (for measuring)."""
    for cache in (_judged, _stretch):
        cache.cache_clear()
    clusters.forget()
