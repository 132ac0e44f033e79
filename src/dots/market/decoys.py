"""Numbers in adverts that are no contact and no fact of the advert: times, prices, measurements, distances, references.

They are there to mislead whoever reads numbers too eagerly. None has more than eight digits in a row, so that none can
be taken for a telephone number by its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dots.market.draws import Draws

SLOT = re.compile(r"\{(\w+)\}")
OUTWARD = ("AB", "BN", "CF", "EH", "EX", "LS", "NE", "NG", "PL", "SO", "YO")


def _between(low: int, high: int, step: int = 1) -> Callable[[Draws], str]:
    return lambda draws: str(low + step * draws.below((high - low) // step + 1))


def _padded(low: int, high: int) -> Callable[[Draws], str]:
    return lambda draws: f"{low + draws.below(high - low + 1):02d}"


NUMBERS: dict[str, Callable[[Draws], str]] = {
    "half": _between(40, 90, 5),
    "rate": _between(100, 240, 10),
    "double": _between(200, 450, 10),
    "evening": _between(300, 800, 50),
    "from": _between(8, 11),
    "to": _between(6, 11),
    "open": _padded(8, 12),
    "shut": _between(18, 23),
    "noon": _between(10, 12),
    "past": _padded(1, 59),
    "minutes": _between(3, 19),
    "miles": _between(2, 14),
    "metres": _between(50, 600, 50),
    "height": lambda draws: f"5ft {1 + draws.below(11)}",
    "cm": _between(155, 182),
    "kg": _between(50, 82),
    "size": _between(8, 16, 2),
    "shoe": _between(36, 42),
    "outward": lambda draws: f"{draws.one(OUTWARD)}{1 + draws.below(19)}",
    "year": _between(2012, 2023),
    "month": _padded(1, 12),
    "day": _between(4, 19),
    "floor": _between(1, 8),
    "door": _between(2, 60),
    "bus": _between(20, 199),
    "percent": _between(5, 20, 5),
    "reference": _between(10000, 99999),
}
"""Slot of a decoy sentence to what draws its number."""


def fill(sentence: str, draws: Draws) -> str:
    """Put drawn numbers into a decoy sentence."""
    return SLOT.sub(lambda slot: NUMBERS[slot[1]](draws), sentence)
