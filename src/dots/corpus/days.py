"""Days as pages state them: in a header, in ISO 8601, or in words; all as ordinals in UTC, 0 if unreadable."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import numpy as np

NONE = 0
YEARS = (1990, 2100)
"""Years a page may state; there was no web before."""
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WORDS = re.compile(r"(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+([a-z]{3,9})\.?,?\s+(\d{4})")
_EPOCH = datetime(1970, 1, 1).toordinal()


@lru_cache(10_000)
def stated(text: str) -> int:
    """Read a day in words (12 March 2025, Wednesday 12th of March, 2025) or in ISO 8601, with or without a time."""
    words = _WORDS.fullmatch(" ".join(text.lower().split()))
    try:
        if words:
            month = next((place for place, name in enumerate(MONTHS, start=1) if _is_month(words[2], name)), 0)
            return _ordinal(datetime(int(words[3]), month, int(words[1])))
        return _ordinal(datetime.fromisoformat(text.strip()))
    except ValueError:
        return NONE


@lru_cache(1000)
def of_header(text: str) -> int:
    """Read the day of a `Date` header (RFC 9110)."""
    try:
        return _ordinal(parsedate_to_datetime(text))
    except (TypeError, ValueError):
        return NONE


def dates(ordinals: object) -> np.ndarray:
    """Turn ordinals into dates as tables hold them."""
    return (np.asarray(ordinals, dtype=np.int64) - _EPOCH).astype("datetime64[D]").astype("datetime64[ns]")


def _is_month(written: str, name: str) -> bool:
    return written in (name, name[:3]) or (name == "september" and written == "sept")


def _ordinal(time: datetime) -> int:
    if not YEARS[0] <= time.year <= YEARS[1]:
        raise ValueError(f"{time.year} is no year of the web")
    return (time.astimezone(UTC) if time.tzinfo else time).toordinal()
