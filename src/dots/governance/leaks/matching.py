"""How thousands of needles are looked for at once: the next eight bytes at each position are one number in a table.

The table of one bit for each hash of eight bytes rules out nearly every position; a binary search over the sorted first
eight bytes, then the bytes after them, decide the rest. Telephone numbers are looked for among digits alone: each
window of as many digits as a number has is one whole number. All is vectorised, so the time does not depend on how
many needles there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from dots.governance.leaks.canaries import LEAST, LEAST_DIGITS, Canary, Needle, national

_BITS = 22
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - _BITS)
_KNOWN = 16
"""Bytes of a needle that are compared, which is 128 bits."""
_DIGIT = np.zeros(256, bool)
_DIGIT[48:58] = True
ALNUM = _DIGIT.copy()
ALNUM[97:123] = ALNUM[65:91] = True
_PREFIXES = ("00440", "0044", "440", "44", "0")
_GROUPS = 4
"""Most groups of digits of a number that is written without country code and 0."""
_GAP = 4
"""Signs between two digits are at most this less one."""


class Numbers:
    """A set of 64-bit numbers in which a whole array is looked up."""

    def __init__(self, numbers: np.ndarray):
        self.sorted = np.unique(numbers.astype(np.uint64))
        self.table = np.zeros(1 << _BITS, bool)
        self.table[_slots(self.sorted)] = True

    def places(self, values: np.ndarray) -> np.ndarray:
        """Give the positions of an array whose value is in the set."""
        if not len(self.sorted):
            return np.empty(0, np.int64)
        maybe = np.flatnonzero(self.table[_slots(values)])
        kept = values[maybe]
        near = np.minimum(np.searchsorted(self.sorted, kept), len(self.sorted) - 1)
        return maybe[self.sorted[near] == kept]


class Literals:
    """Byte strings to be found at any position of a text."""

    def __init__(self, needles: Iterable[Needle]):
        self.needles = sorted(needles)
        forms = [needle.form[:_KNOWN] for needle in self.needles]
        joined = np.frombuffer(b"".join(form.ljust(_KNOWN, b"\0") for form in forms), "<u8").reshape(-1, 2)
        order = np.argsort(joined[:, 0], kind="stable")
        self.needles = [self.needles[place] for place in order]
        self.first, self.second = joined[order, 0], joined[order, 1]
        sizes = np.array([len(forms[place]) for place in order], np.uint64)
        shift = (np.uint64(_KNOWN) - sizes) * np.uint64(8)
        self.mask = np.where(sizes > LEAST, np.uint64(2**64 - 1) >> np.minimum(shift, np.uint64(63)), np.uint64(0))
        self.numbers = Numbers(self.first)

    def find(self, text: bytes) -> Iterator[tuple[int, Needle]]:
        """Yield every position of a lower-case text at which a needle begins, with the needle."""
        if len(text) < LEAST:
            return
        padded = text + bytes(_KNOWN)
        words = np.ndarray((len(text) + LEAST,), "<u8", padded, strides=(1,))
        for place in self.numbers.places(words[: len(text) - LEAST + 1]):
            low, high = np.searchsorted(self.first, words[place]), np.searchsorted(self.first, words[place], "right")
            same = (words[place + LEAST] & self.mask[low:high]) == self.second[low:high]
            for number in np.flatnonzero(same):
                needle = self.needles[low + number]
                if text.startswith(needle.form, place):
                    yield int(place), needle


class Telephones:
    """Telephone numbers to be found among the digits of a text, with up to three signs between two digits."""

    def __init__(self, canaries: list[Canary]):
        self.known: dict[int, dict[int, list[tuple[int, bool]]]] = {}
        for place, canary in enumerate(canaries):
            number = national(canary.value)
            if canary.kind == "phone" and len(number) >= LEAST_DIGITS:
                table = self.known.setdefault(len(number), {})
                table.setdefault(int(number), []).append((place, False))
                table.setdefault(int(number[::-1]), []).append((place, True))
        self.sets = {size: Numbers(np.array(list(table), np.uint64)) for size, table in self.known.items()}

    def find(self, text: bytes) -> Iterator[tuple[int, int, str]]:
        """Yield position, canary and encoding of every telephone number that stands alone in a text."""
        signs = np.frombuffer(text, np.uint8)
        places = np.flatnonzero(_DIGIT[signs])
        if len(places) < LEAST_DIGITS:
            return
        digits = signs[places].astype(np.uint64) - np.uint64(48)
        steps = np.diff(places)
        linked = steps <= _GAP
        for far in range(2, _GAP + 1):  # a letter between two digits parts them
            apart = np.flatnonzero(steps == far)
            for place in range(1, far):
                linked[apart[ALNUM[signs[places[apart] + place]]]] = False
        breaks = np.concatenate([[0], np.cumsum(~linked)])
        for size, numbers in self.sets.items():
            count = len(digits) - size + 1
            if count < 1:
                continue
            values = np.zeros(count, np.uint64)
            for place in range(size):
                values *= np.uint64(10)
                values += digits[place : place + count]
            for start in numbers.places(values):
                if breaks[start] != breaks[start + size - 1]:
                    continue
                for canary, turned in self.known[size][int(values[start])]:
                    if _stands_alone(digits, steps, linked, int(start), size, turned):
                        yield int(places[start]), canary, "digits reversed" if turned else "digits"


def _stands_alone(
    digits: np.ndarray, steps: np.ndarray, linked: np.ndarray, start: int, size: int, turned: bool
) -> bool:
    """Say whether digits are a number, with a code or 0 before it or alone, and no part of a longer run of digits."""
    if turned:  # read the whole backwards
        last = len(digits) - 1
        digits, steps, linked, start = digits[::-1], steps[::-1], linked[::-1], last - (start + size - 1)
    end = start + size - 1
    if end < len(steps) and steps[end] == 1:
        return False
    for prefix in _PREFIXES:
        first = start - len(prefix)
        if first < 0 or not linked[first:start].all() or first and steps[first - 1] == 1:
            continue
        if digits[first:start].tolist() == list(map(int, prefix)):
            return True
    if start and steps[start - 1] == 1:
        return False
    return int((steps[start:end] > 1).sum()) < _GROUPS


def _slots(values: np.ndarray) -> np.ndarray:
    return (values * _MIX) >> _SHIFT
