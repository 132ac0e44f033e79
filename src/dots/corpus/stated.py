"""One thing that an advert states besides its contacts."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Stated(NamedTuple):
    """A fact read from a text.

    Attributes
    ----------
    kind
        One of `dots.tables.corpus.FACT_KINDS`.
    rule
        What found it.
    value
        Its normal form as text.
    span
        Where it stands in the skeleton it was read from.
    amount, unit
        A number and its unit, or none.
    minutes
        The time that a price is for, if it is known in minutes.
    start, end
        First and last day it speaks of, if they are known.
    """

    kind: str
    rule: str
    value: str
    span: tuple[int, int]
    amount: float | None = None
    unit: str = ""
    minutes: float | None = None
    start: date | None = None
    end: date | None = None
