"""Days as pages state them: in a header, in ISO 8601, in words or in a given form; all as ordinals, 0 if unreadable."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
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
_WORDS = re.compile(
    r"(?:[^\W\d_]+,?\s+)?(\d{1,2})(?:st|nd|rd|th|\.)?(?:\s+(?:of|de))?\s+([^\W\d_]{3,12})\.?,?(?:\s+de)?\s+(\d{4})"
)
_EPOCH = datetime(1970, 1, 1).toordinal()


@lru_cache(10_000)
def stated(text: str, zone: tzinfo = UTC, months: tuple[str, ...] = MONTHS, form: str = "") -> int:
    """Read a day in words (12 March 2025, Wednesday 12th of March, 2025) or in ISO 8601, with or without a time.

    Parameters
    ----------
    text
        What a page states.
    zone
        The site's time zone. The day is the one of this zone: a time with a zone of its own is converted, a time
        without one is taken as it stands.
    months
        Names of the months, January first; also their first three letters are read if no other month begins so.
    form
        Form of the day if it is written in none of these ways (`datetime.strptime`).
    """
    try:
        if form:
            return _ordinal(datetime.strptime(text.strip(), form), zone)
        if words := _WORDS.fullmatch(" ".join(text.lower().split())):
            return _ordinal(datetime(int(words[3]), _months(months).get(words[2], 0), int(words[1])), zone)
        return _ordinal(datetime.fromisoformat(text.strip()), zone)
    except (ValueError, OverflowError):
        return NONE


@lru_cache(1000)
def of_header(text: str) -> int:
    """Read the day, in UTC, of a `Date` header (RFC 9110)."""
    try:
        return _ordinal(parsedate_to_datetime(text), UTC)
    except (TypeError, ValueError, OverflowError):
        return NONE


def dates(ordinals: object) -> np.ndarray:
    """Turn ordinals into dates as tables hold them."""
    return (np.asarray(ordinals, dtype=np.int64) - _EPOCH).astype("datetime64[D]").astype("datetime64[ns]")


def of_batch(name: str) -> int:
    """Read the day of the wave that a batch is named by; `NONE` of a batch that holds many days."""
    try:
        return _ordinal(datetime.strptime(name, "%Y-%m-%d"), UTC)
    except ValueError:
        return NONE


@lru_cache
def _months(names: tuple[str, ...]) -> dict[str, int]:
    """Give the number of each month by its name and, where it is the only one, by its first three letters."""
    names = tuple(name.lower() for name in names)
    starts = [name[:3] for name in names]
    short = {start: place for place, start in enumerate(starts, start=1) if starts.count(start) == 1}
    found = short | {name: place for place, name in enumerate(names, start=1)}
    return found | {"sept": 9} if names == MONTHS else found


def _ordinal(time: datetime, zone: tzinfo) -> int:
    if not YEARS[0] <= time.year <= YEARS[1]:
        raise ValueError(f"{time.year} is no year of the web")
    return (time.astimezone(zone) if time.tzinfo else time).toordinal()
