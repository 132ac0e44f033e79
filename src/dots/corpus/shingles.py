"""The words of texts and their word 3-grams, as numbers, for many texts at once.

Two texts are compared by what a reader sees in them: every character stands for the first one of its skeleton
(`dots.corpus.skeleton`), so capitals, accents, look-alikes and invisible characters make no other word. A word is a run
of letters, digits, `_`, `<` and `>` (a mask such as `<phone>` is a word); what a skeleton does not show is passed over.

Words and 3-grams are known by 64-bit hashes. A 3-gram keeps 52 bits of its hash: that two of a pair of adverts of 100
words meet by chance has a chance of about 2 in 10^12, so the Jaccard similarity computed from them is the exact one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dots.corpus import skeleton

WORDS = 3
"""Words in one shingle."""
BITS = 52
"""Bits of a 3-gram's hash; the other twelve are free to number what is compared."""
CHUNK = 1024
"""Texts taken at once; small enough for the processor's cache."""
ROWS = (32, 64, 96, 128)
"""Numbers of 3-grams up to which texts are sorted together, as the rows of a matrix."""

_SPACE, _NOTHING, _UNKNOWN = ord(" "), 0, 2**32 - 1
_ADD, _FIRST, _SECOND = (np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
# SOURCE Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators: constants of the mixer
_BASE = 0xD1342543DE82EF95
_folds = np.full(0x110000, _UNKNOWN, dtype=np.uint32)


@dataclass(frozen=True)
class Shingles:
    """The set of word 3-grams of each text.

    Attributes
    ----------
    starts
        Where the set of each text starts in `grams`, and the end of the last, (N + 1,).
    grams
        Hashes of 52 bits, sorted within each text, each once.
    """

    starts: np.ndarray
    grams: np.ndarray

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def sizes(self) -> np.ndarray:
        """Number of 3-grams of each text."""
        return np.diff(self.starts)


def shingle(texts: Sequence[str], threads: int = 1) -> Shingles:
    """Give the set of word 3-grams of each text.

    A text of one or two words is one shingle of its own; a text without a word has none, and so resembles nothing.
    """
    chunks = (texts[start : start + CHUNK] for start in range(0, len(texts), CHUNK))
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(lambda chunk: _grams(*words(chunk)), chunks))
    return join(Shingles(_starts(sizes), grams) for sizes, grams in parts)


def join(parts: Iterable[Shingles]) -> Shingles:
    """Put the sets of several lots of texts after one another."""
    parts = list(parts)
    sizes = np.concatenate([np.empty(0, np.int64), *(part.sizes for part in parts)])
    return Shingles(_starts(sizes), np.concatenate([np.empty(0, np.uint64), *(part.grams for part in parts)]))


def words(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Give the hash of each word of the texts one after the other, and the number of words of each text.

    The hash of a word is a polynomial in its characters (Karp and Rabin 1987), so that one running sum over all
    characters gives those of all words.
    """
    characters, ends = _read(texts)
    edges = np.flatnonzero(np.diff(characters == _SPACE))  # before the first character of a word, on its last
    first, last = edges[0::2], edges[1::2]
    powers, inverse = _powers(len(characters))
    total = np.cumsum(characters * powers)
    hashes = (total[last] - total[first]) * inverse[first]
    return mixed(hashes), np.diff(np.searchsorted(first, ends), prepend=0)


def all_words(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Do what `words` does for any number of texts."""
    parts = [words(texts[start : start + CHUNK]) for start in range(0, len(texts), CHUNK)]
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def spelled(texts: Sequence[str]) -> list[list[str]]:
    """Give the words of each text as they are read: those that `words` hashes, in the same order."""
    characters, ends = _read(texts)
    read = characters.astype("<u4").tobytes().decode("utf-32-le")
    return [read[start:end].split() for start, end in pairwise([0, *ends])]


def _read(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Give the characters of the texts as they are read, a space for each that is in no word; and where texts end.

    Before the first text and after each stands a space.
    """
    characters = np.frombuffer(f" {' '.join(texts)} ".encode("utf-32-le", "replace"), dtype=np.uint32)
    ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64)
    read = _folds[characters]
    unknown = np.unique(characters[read == _UNKNOWN])
    if len(unknown):
        _folds[unknown] = [_fold(chr(code)) for code in unknown]
        read = _folds[characters]
    kept = read != _NOTHING
    if not kept.all():
        ends = np.cumsum(kept)[ends] - 1
        read = read[kept]
    return read, ends


def _fold(character: str) -> int:
    seen = skeleton.of(character).text[:1]
    if not seen:
        return _NOTHING
    return ord(seen) if seen.isalnum() or seen in "_<>" else _SPACE


def _powers(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the powers of an odd number and of its inverse, modulo 2^64."""
    global _kept_powers
    if len(_kept_powers[0]) < count:
        size = 2 * count
        _kept_powers = tuple(
            np.multiply.accumulate(np.concatenate([[np.uint64(1)], np.full(size, base, dtype=np.uint64)]))
            for base in (_BASE, pow(_BASE, -1, 2**64))
        )
    return tuple(powers[:count] for powers in _kept_powers)


_kept_powers = (np.empty(0, np.uint64), np.empty(0, np.uint64))


def _grams(words: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hash the 3-grams of some texts: how many different ones each has, and these, sorted by text and hash."""
    text = np.repeat(np.arange(len(counts)), counts)
    starts = _starts(counts)
    two, three = np.zeros((2, len(words)), dtype=np.uint64)
    if len(words):
        two[:-1] = np.where(text[1:] == text[:-1], words[1:], 0)
        three[:-2] = np.where(text[2:] == text[:-2], words[2:], 0)
    hashes = mixed(mixed(words * _FIRST + two) * _SECOND + three)
    whole = np.zeros(len(words), dtype=bool)
    whole[:-2] = text[2:] == text[:-2]
    short = (counts > 0) & (counts < WORDS)
    whole[starts[:-1][short]] = True
    counts = np.where(short, 1, np.maximum(counts - WORDS + 1, 0))
    hashes = _sorted(hashes[whole] >> np.uint64(64 - BITS), counts)
    text = np.repeat(np.arange(len(counts)), counts)
    fresh = np.ones(len(hashes), dtype=bool)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (text[1:] != text[:-1])
    return np.bincount(text[fresh], minlength=len(counts)), hashes[fresh]


def _sorted(hashes: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Sort the hashes within each text: the usual ones as rows of a matrix, far faster than one by one."""
    starts, least = _starts(counts)[:-1], 0
    for most in ROWS:
        rows = np.flatnonzero((counts > least) & (counts <= most))
        held = np.arange(most) < counts[rows, None]
        matrix = np.full(held.shape, 2**64 - 1, dtype=np.uint64)
        places = ranges(starts[rows], counts[rows])
        matrix[held] = hashes[places]
        matrix.sort(axis=1)
        hashes[places] = matrix[held]
        least = most
    for row in np.flatnonzero(counts > least):
        hashes[starts[row] : starts[row] + counts[row]].sort()
    return hashes


def ranges(starts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Put the ranges of some starts and sizes one after the other."""
    before = np.cumsum(sizes) - sizes
    return np.repeat(starts - before, sizes) + np.arange(sizes.sum())


def mixed(hashes: np.ndarray) -> np.ndarray:
    """Mix the bits of hashes, so that each depends on all (the mixer of SplitMix64)."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * _FIRST
    hashes = (hashes ^ (hashes >> np.uint64(27))) * _SECOND
    return hashes ^ (hashes >> np.uint64(31))


def _starts(sizes: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
