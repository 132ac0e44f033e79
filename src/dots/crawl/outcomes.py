"""How every request ended: fetched, refused or failed, by host and by kind of page. Nothing is left uncounted."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pandas as pd
from scrapy.statscollectors import StatsCollector

PREFIX = "dots"
KINDS = {
    "robots": r"/robots\.txt",
    "index": r"/|/region/[^/]+/page/\d+\.html",
    "advert": r"/advert/\d+\.html",
    "feed": r"/api/v1/timelines/public",
}


def kind(address: str) -> str:
    """Tell what was asked for: robots, index, advert, feed or other."""
    path = urlsplit(address).path or "/"
    return next((name for name, pattern in KINDS.items() if re.fullmatch(pattern, path)), "other")


def count(stats: StatsCollector, address: str, outcome: str, *, known: bool = True) -> None:
    """Count one request; what is asked of a host that is not `known` is of kind other."""
    host, what = urlsplit(address).hostname or "", kind(address) if known else "other"
    stats.inc_value("\t".join((PREFIX, host, what, outcome)))


def table(stats: dict[str, object]) -> pd.DataFrame:
    """Gather the counts: host, kind, outcome, requests."""
    rows = [(*name.split("\t")[1:], value) for name, value in stats.items() if name.startswith(f"{PREFIX}\t")]
    return pd.DataFrame(rows, columns=["host", "kind", "outcome", "requests"])


def fetched(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the pages that were fetched, robots.txt left out."""
    return frame[(frame["outcome"] == "200") & (frame["kind"] != "robots")]


def failed(frame: pd.DataFrame, refusals: tuple[str, ...]) -> pd.DataFrame:
    """Keep the requests that were made, or should have been, and brought nothing."""
    return frame[~frame["outcome"].str.fullmatch("[23]..") & ~frame["outcome"].isin(refusals)]
