"""Pairs of texts that resemble each other: candidates from one sort, each checked by its exact Jaccard similarity.

Each text is sketched by its 32 smallest 3-gram hashes (Broder 1997, "On the resemblance and containment of
documents"): of a pair of similarity J, at least one is shared by both sketches but for a chance of (1 - J)^32, 1 in
10^5 at .3. Sorted by hash and then by text, all texts with one hash stand together (its posting). The first sixteen of
a posting are compared all with all, each further one with the two before it. So the work grows with the number of
texts and no phrase is too common to be looked at; what only shares a stock phrase fails the check.

A text looks backwards only. So what was found among the first texts stays as it is when others come after them.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from dots.corpus.shingles import BITS, Shingles, ranges

SKETCH = 32
"""Smallest hashes of a text that are looked up; a text of fewer is looked up by all."""
ALL, REACH = 16, 2
"""The first texts of a posting are compared with all before them; the others with so many before them."""
PLACE = 26
"""Bits of a posting's key that number the text; the others are of the hash."""
CHUNK = 4096
"""Pairs checked at once; their number within it takes the bits that hashes leave free."""
LOT = 4_000_000
"""Keys looked through at once."""
TEXTS = 65_536
"""Texts whose keys are made at once."""
MARKS = 1024
"""Bits of a text's bitmap."""

_PLACE, _TEXT = np.uint64(PLACE), np.uint64(2**PLACE - 1)


def postings(shingles: Shingles, first: int = 0, threads: int = 1) -> np.ndarray:
    """List who has which hash in its sketch: keys of hash and text, sorted.

    Parameters
    ----------
    shingles
        3-grams of the texts.
    first
        Number of the first text.
    threads
        Threads to use.

    Raises
    ------
    ValueError
        If there are more texts than a key can number.
    """
    if first + len(shingles) > 2**PLACE:
        raise ValueError(f"{first + len(shingles):,} texts are more than a key can number; raise neighbours.PLACE")
    taken = np.minimum(shingles.sizes, SKETCH)
    ends = np.cumsum(taken)
    keys = np.empty(ends[-1] if len(ends) else 0, dtype=np.uint64)
    for start in range(0, len(shingles), TEXTS):
        part = slice(start, start + TEXTS)
        text = np.arange(first + start, first + start + len(taken[part]), dtype=np.uint64)
        grams = shingles.grams[ranges(shingles.starts[:-1][part], taken[part])]
        keys[ends[start] - taken[start] : ends[part][-1]] = grams << _PLACE | np.repeat(text, taken[part])
    middle = len(keys) // 2
    if middle:
        keys.partition(middle)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(np.ndarray.sort, (keys[:middle], keys[middle:])))
    return keys


def candidates(keys: np.ndarray, earlier: Sequence[np.ndarray] = (), threads: int = 1) -> np.ndarray:
    """List pairs of texts that stand together in a posting, the later of each among `keys`.

    Parameters
    ----------
    keys
        Postings of the new texts.
    earlier
        Postings of texts that came before, all of smaller numbers.
    threads
        Threads to use.

    Returns
    -------
    array of uint64
        Codes of pairs: `PLACE` bits for the number of the earlier text, then of the later; sorted, each pair once.
    """
    new = (keys & _TEXT).min() if len(keys) else np.uint64(0)
    if earlier:
        keys = np.concatenate([*(_last(keys, known) for known in earlier), keys])
        keys.sort()

    def lot(start: int) -> np.ndarray:
        before = min(start, 2 * ALL)  # so that of every key of the lot one can tell whether it is among the first
        part = keys[start - before : start + LOT]
        found, at = [], np.arange(len(part))
        for step in range(1, ALL):
            at = at[: np.searchsorted(at, len(part) - step)]
            at = at[(part[at + step] ^ part[at]) <= _TEXT]
            near = at[at + step >= before]
            near = near if step <= REACH else near[~_same(part, near + step, ALL)]
            one, two = part[near] & _TEXT, part[near + step] & _TEXT
            found.append((one << _PLACE | two)[two >= new])
        return _once(np.concatenate(found))

    with ThreadPoolExecutor(threads) as pool:
        return _once(np.concatenate([keys[:0], *pool.map(lot, range(0, len(keys), LOT))]))


def similar(shingles: Shingles, codes: np.ndarray, similarity: float, threads: int = 1) -> np.ndarray:
    """Keep the pairs whose exact Jaccard similarity reaches `similarity`.

    Most are told apart by their bitmaps (Sandes, Teodoro and Melo 2020, "Bitmap filter: speeding up exact set
    similarity joins with bitwise operations"): what one has in bits that the other has not cannot be common.

    Parameters
    ----------
    shingles
        3-grams of the texts.
    codes
        Pairs, as `candidates` gives them.
    similarity
        Least similarity kept.
    threads
        Threads to use.

    Returns
    -------
    array of int64, (pairs, 2)
        Numbers of the two texts, the earlier first; sorted.
    """
    sizes = shingles.sizes
    marks = bitmaps(shingles)
    every = np.ones(marks.shape[1], dtype=np.float32)  # of counts up to 1,024, which it holds exactly

    def check(start: int) -> np.ndarray:
        part = codes[start : start + CHUNK]
        one, two = (part >> _PLACE).astype(np.int64), (part & _TEXT).astype(np.int64)
        either = sizes[one] + sizes[two]
        alone = np.bitwise_count(marks.take(one, axis=0) & ~marks.take(two, axis=0)) @ every
        most = np.minimum(sizes[one] - alone, sizes[two])
        near = most >= similarity * (either - most)
        one, two, either = one[near], two[near], either[near]
        texts = np.column_stack([one, two])
        pair = np.repeat(np.arange(len(one), dtype=np.uint64) << np.uint64(BITS), either)
        keys = pair | shingles.grams[ranges(shingles.starts[texts.ravel()], sizes[texts.ravel()])]
        keys.sort(kind="stable")  # made for parts that are sorted already, as these are
        twice = keys[1:][keys[1:] == keys[:-1]] >> np.uint64(BITS)
        common = np.bincount(twice.astype(np.int64), minlength=len(one))
        return texts[(common > 0) & (common >= similarity * (either - common))]

    with ThreadPoolExecutor(threads) as pool:
        return np.concatenate([np.empty((0, 2), np.int64), *pool.map(check, range(0, len(codes), CHUNK))])


def bitmaps(shingles: Shingles) -> np.ndarray:
    """Mark the hashes of each text in `MARKS` bits, (N, MARKS / 64)."""
    marks = np.empty((len(shingles), MARKS // 64), dtype=np.uint64)
    for start in range(0, len(shingles), CHUNK):
        starts = shingles.starts[start : start + CHUNK + 1]
        text = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        bits = np.zeros((len(starts) - 1, MARKS), dtype=bool)
        bits[text, (shingles.grams[starts[0] : starts[-1]] % np.uint64(MARKS)).astype(np.int64)] = True
        marks[start : start + CHUNK] = np.packbits(bits, axis=1).view(np.uint64)
    return marks


def _same(keys: np.ndarray, at: np.ndarray, step: int) -> np.ndarray:
    """Say of keys whether the one some steps before them is of the same posting."""
    return (at >= step) & ((keys[at] ^ keys[np.maximum(at - step, 0)]) <= _TEXT)


def _once(codes: np.ndarray) -> np.ndarray:
    """Sort codes and keep each once."""
    codes.sort()
    fresh = np.ones(len(codes), dtype=bool)
    fresh[1:] = codes[1:] != codes[:-1]
    return codes[fresh]


def _last(keys: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Give the last keys of those postings in `known` that `keys` continue."""
    hashes = _once(keys >> _PLACE) << _PLACE
    ends = np.searchsorted(known, hashes | _TEXT, side="right")
    found = []
    for step in range(1, ALL + 1):
        at = ends - step
        hashes, ends, at = hashes[at >= 0], ends[at >= 0], at[at >= 0]
        held = (known[at] ^ hashes) <= _TEXT
        hashes, ends = hashes[held], ends[held]
        found.append(known[at[held]])
    return np.concatenate(found)
