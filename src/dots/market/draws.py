"""Fast single draws: a stream of uniform numbers taken from NumPy in bulk.

Writing an advert takes some two hundred draws. One at a time from a NumPy generator they would cost more than the
writing; taken in bulk they cost as much as a list lookup. A stream is fixed by its seeds alone, so blocks of the market
can be written in any order and on any number of workers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")
BULK = 4096


class Draws:
    """A stream of draws.

    Parameters
    ----------
    seeds
        Whole numbers that fix the stream: the study's seed, the module's number, the block's number.
    """

    def __init__(self, *seeds: int):
        self._generator = np.random.default_rng(seeds)
        self._left: list[float] = []

    def chance(self) -> float:
        """Draw a uniform number from 0 (inclusive) to 1 (exclusive)."""
        if not self._left:
            self._left = self._generator.random(BULK).tolist()
        return self._left.pop()

    def below(self, count: int) -> int:
        """Draw a whole number from 0 to `count` - 1."""
        return int(self.chance() * count)

    def one(self, items: Sequence[Item]) -> Item:
        """Draw one of the items, each as likely as another."""
        return items[int(self.chance() * len(items))]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Draw `count` different items in random order (all of them, shuffled, if there are fewer)."""
        pool = list(items)
        count = min(count, len(pool))
        for place in range(count):
            other = place + int(self.chance() * (len(pool) - place))
            pool[place], pool[other] = pool[other], pool[place]
        return pool[:count]
