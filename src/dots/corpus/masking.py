"""What was found in a text and where, and how it is taken out of the text again."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from dots.corpus.skeleton import Skeleton

Anchors = list[tuple[int, int]]
"""Where each part of a masked text begins, and where in the original."""

_PUBLIC = r"\b24\s?/\s?7\b|\b24[\s-]?(?:hours?|hrs?|h)\b|\b7 days\b"
_DIGITS = re.compile(rf"({_PUBLIC})|\d+")


class Found(NamedTuple):
    """Something found in a skeleton.

    Attributes
    ----------
    kind
        `phone`, `email`, `handle` or `place`.
    value
        Its normal form ('' for part of a number that could not be read).
    rule
        How it was written.
    spans
        Where it stands in the skeleton; several spans if it was written in pieces.
    """

    kind: str
    value: str
    rule: str
    spans: tuple[tuple[int, int], ...]


class Covered:
    """Spans that are taken; asks in logarithmic time whether another touches one."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self.starts = [first for first, _ in ordered]
        self.reach = list(accumulate((last for _, last in ordered), max))

    def touches(self, span: tuple[int, int]) -> bool:
        """Say whether a span has a character in common with one that is taken."""
        place = bisect_left(self.starts, span[1])
        return place > 0 and self.reach[place - 1] > span[0]


def mask(text: Skeleton, found: Iterable[Found], until: int | None = None) -> str:
    """Replace what was found in the original by `<kind>`, so that nothing of it is left.

    Where two finds overlap they are replaced as one, named after the first. Pieces of one find are
    replaced one by one. Only the original's first `until` characters are given back, if it is set.
    """
    return masked(text, found, until)[0]


def masked(text: Skeleton, found: Iterable[Found], until: int | None = None) -> tuple[str, Anchors]:
    """Mask as `mask` does, and tell where each part of what is left stood in the original."""
    original, kept, position, size = text.original[:until], [], 0, 0
    anchors = [(0, 0)]
    spans = sorted((*text.span(*span), item.kind) for item in found for span in item.spans)
    for start, end, kind in spans:
        if start >= len(original):
            break
        if start >= position:
            kept += [original[position:start], f"<{kind}>"]
            size += start - position
            anchors += [(size, start), (size := size + len(kind) + 2, end)]
        elif end > position:
            anchors[-1] = (size, end)
        position = max(position, end)
    return "".join(kept) + original[position:], anchors


def original(anchors: Anchors, start: int, end: int) -> tuple[int, int]:
    """Give the span of the original that a span of the masked text stands for; a mask stands for all it hides."""
    return _position(anchors, start), max(_position(anchors, end - 1) + 1, _position(anchors, start) + 1)


def _position(anchors: Anchors, place: int) -> int:
    at, stood = anchors[bisect_right(anchors, place, key=lambda anchor: anchor[0]) - 1]
    return stood + place - at


def mask_digits(text: str) -> str:
    """Replace each run of digits by one `0`, save in hours everybody writes (24/7, 24 hours, 7 days)."""
    return _DIGITS.sub(lambda match: match[1] or "0", text)
