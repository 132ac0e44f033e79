"""Texts aligned with another one word by word, many pairs at once.

An alignment keeps as many words in their order as can be kept (a longest common subsequence). It is computed with one
bit for each word of the second text (Hyyrö 2004, "Bit-parallel LCS-length computation revisited") and, across pairs,
with NumPy; words between two kept ones are then put side by side where both texts have equally many.
"""

from __future__ import annotations

import numpy as np

from dots.corpus.shingles import ranges

LOT = 2048
"""Pairs aligned at once."""
NONE = -1
"""Stands for a word that has no counterpart."""

_ALL = np.uint64(2**64 - 1)


def align(
    words: np.ndarray, starts: np.ndarray, sizes: np.ndarray, one: np.ndarray, two: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Find for each word of a text its counterpart in another.

    Parameters
    ----------
    words
        Hashes of the words of all texts.
    starts, sizes
        Where the words of each text start, and how many it has.
    one, two
        Texts to align: the words of `two` are looked for in `one`.

    Returns
    -------
    counterparts, extra
        For each word of each text of `two`, one text after the other: the place in `words` of its counterpart (which
        may be another word) or `NONE`; and whether `one` has words after that counterpart and before the next that
        `two` has nothing for.
    """
    order = np.lexsort((sizes[one], sizes[two]))
    out = np.cumsum(sizes[two]) - sizes[two]
    counterparts = np.full(sizes[two].sum(), NONE, dtype=np.int64)
    extra = np.zeros(len(counterparts), dtype=bool)
    for start in range(0, len(order), LOT):
        lot = order[start : start + LOT]
        first, second = one[lot], two[lot]
        rows = _rows(words, starts[first], sizes[first], 1), _rows(words, starts[second], sizes[second], 2)
        kept = _common(*rows, sizes[first], sizes[second])
        paired, more = _paired(kept, sizes[first], sizes[second])
        held = np.arange(paired.shape[1]) < sizes[second][:, None]
        to = ranges(out[lot], sizes[second])
        counterparts[to] = np.where(paired == NONE, NONE, paired + starts[first][:, None])[held]
        extra[to] = more[held]
    return counterparts, extra


def _rows(words: np.ndarray, starts: np.ndarray, sizes: np.ndarray, filler: int) -> np.ndarray:
    """Put the words of some texts into the rows of a matrix, filled up with what stands in no other."""
    held = np.arange(max(sizes.max(), 1)) < sizes[:, None]
    rows = np.full(held.shape, filler, dtype=np.uint64)
    rows[held] = words[ranges(starts, sizes)]
    return rows


def _common(one: np.ndarray, two: np.ndarray, ones: np.ndarray, twos: np.ndarray) -> np.ndarray:
    """Give for each word of `two` the place in `one` of the word it is kept with, or `NONE`."""
    count, width = two.shape
    lanes = -(-width // 64)
    states = np.empty((one.shape[1] + 1, count, lanes), dtype=np.uint64)
    states[0] = _ALL
    bits = np.zeros((count, lanes * 64), dtype=bool)
    for place in range(one.shape[1]):
        np.equal(two, one[:, place, None], out=bits[:, :width])
        match = np.packbits(bits, axis=1, bitorder="little").view(np.uint64)
        state, carry = states[place], np.zeros(count, dtype=np.uint64)
        shared = state & match
        for lane in range(lanes):
            total = state[:, lane] + shared[:, lane]
            over = total < state[:, lane]
            total += carry
            carry = (over | (total < carry)).astype(np.uint64)
            states[place + 1, :, lane] = total | (state[:, lane] & ~match[:, lane])
    # from the ends back: a bit that is not set says that the common part grew at this word
    kept = np.full((count, width), NONE, dtype=np.int64)
    row, column, pair = ones.copy(), twos.copy(), np.arange(count)
    while len(pair):
        going = (row[pair] > 0) & (column[pair] > 0)
        pair = pair[going]
        at, bit = row[pair], column[pair] - 1
        lane, mask = bit >> 6, np.uint64(1) << (bit & 63).astype(np.uint64)
        unset_here = (states[at, pair, lane] & mask) == 0
        unset_before = (states[at - 1, pair, lane] & mask) == 0
        match = unset_here & ~unset_before
        kept[pair[match], bit[match]] = at[match] - 1
        row[pair[unset_here]] -= 1
        column[pair[~unset_here | match]] -= 1
    return kept


def _paired(kept: np.ndarray, ones: np.ndarray, twos: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Put words side by side that stand between the same kept ones, where there are equally many of them.

    Returns the place in `one` of the counterpart of each word of `two`, and whether `one` has more words after it.
    """
    count, width = kept.shape
    place = np.arange(width)
    # a kept word before the first and one after the last close the ends
    padded = np.column_stack([np.full(count, -1), kept, np.full(count, NONE)])
    known = np.column_stack([np.ones(count, dtype=bool), kept != NONE, np.zeros(count, dtype=bool)])
    rows = np.arange(count)
    padded[rows, twos + 1], known[rows, twos + 1] = ones, True
    columns = np.arange(width + 2)
    before = np.maximum.accumulate(np.where(known, columns, 0), axis=1)
    after = np.minimum.accumulate(np.where(known, columns, width + 1)[:, ::-1], axis=1)[:, ::-1]
    before, after = before[:, 1:-1], after[:, 1:-1]
    left, right = np.take_along_axis(padded, before, axis=1), np.take_along_axis(padded, after, axis=1)
    level = (right - left) == (after - before)
    paired = np.where(kept != NONE, kept, np.where(level, left + (place + 1 - before), NONE))
    following = np.take_along_axis(padded, np.column_stack([after[:, 1:], np.full(count, width + 1)]), axis=1)
    nearest = np.column_stack([known[:, 2:-1], np.zeros(count, dtype=bool)]) | (place == (twos - 1)[:, None])
    following[rows, np.maximum(twos - 1, 0)] = ones
    return paired, (kept != NONE) & nearest & (following > kept + 1)
