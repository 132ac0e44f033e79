"""Days of the market: its months, and the waves of the crawl."""

from __future__ import annotations

import pandas as pd


def month_starts(first_month: str, months: int) -> pd.DatetimeIndex:
    """List the first day of every month, and of the month after the last."""
    return pd.date_range(f"{first_month}-01", periods=months + 1, freq="MS")


def wave_days(first_month: str, months: int, interval: int) -> pd.DatetimeIndex:
    """List the days of the crawl's waves, every `interval` days; a wave sees what is up that day.

    Raises
    ------
    ValueError
        If the market ends before the first wave.
    """
    starts = month_starts(first_month, months)
    days = (starts[-1] - starts[0]).days
    if interval > days - 1:
        raise ValueError(
            f"crawl.interval: a first wave after {interval} days comes too late for a market of {days} days; choose at "
            f"most {days - 1}"
        )
    return starts[0] + pd.to_timedelta(range(interval, days, interval), unit="D")
