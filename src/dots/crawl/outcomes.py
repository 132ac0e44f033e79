"""How every request ended: fetched, refused or failed, by host and by kind of page. Nothing is left uncounted."""

from __future__ import annotations

from urllib.parse import urlsplit

import pandas as pd

from dots.numbers import Number

PREFIX = "dots"
ELSEWHERE = "elsewhere"
OFF_LIST = "host not on the allow-list"
ROBOTS = "refused by robots.txt"
PATIENCE = "host asks to wait longer than max_wait"
PRIVATE = "address is not public"
MEDIA = "image, video or sound"
ENOUGH = "page limit reached"
BYTES = "byte limit reached"
DEEP = "depth limit reached"
LATE = "time limit reached"
ALIKE = "limit of pages alike reached"
LIMITS = (ENOUGH, BYTES, DEEP, LATE, ALIKE)
LARGE = "failed: page too large"
CUT = "failed: answer cut off"
GARBLED = "failed: content does not decode"
SLOW = "failed: deadline of one request passed"
LOOP = "failed: redirect loop"
HOPS = "failed: too many redirects"
AGAIN = "tried again"
BROKEN = "recording broke off"
NAMES = {"robots": "robots.txt", "index": "index page", "advert": "advert", "feed": "feed page", "other": "other"}


def count(stats: object, address: str, outcome: str, sites: object, *, listed: bool = True) -> None:
    """Count one request in Scrapy's statistics, its kind as the adapters (`dots.adapters.Sites`) tell it.

    A host that is not on the allow-list is not named: a page may link to somebody's own.
    """
    host, kind = (urlsplit(address).hostname or "", sites.kind(address)) if listed else (ELSEWHERE, "other")
    stats.inc_value("\t".join((PREFIX, host, kind, outcome)))


def table(stats: dict[str, object]) -> pd.DataFrame:
    """Gather the counts: host, kind, outcome, requests."""
    rows = [(*name.split("\t")[1:], value) for name, value in stats.items() if name.startswith(f"{PREFIX}\t")]
    return pd.DataFrame(rows, columns=["host", "kind", "outcome", "requests"])


def total(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Add up the outcomes of several waves."""
    return pd.concat(frames).groupby(["host", "kind", "outcome"], as_index=False)["requests"].sum()


def require_pages(frame: pd.DataFrame, hosts: list[str]) -> None:
    """Refuse a crawl that brought nothing.

    Raises
    ------
    RuntimeError
        With how its requests ended.
    """
    if not fetched(frame)["requests"].sum():
        raise RuntimeError(f"nothing was fetched from {', '.join(hosts)}:\n{frame.to_string(index=False)}")


def fetched(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the pages that were fetched, robots.txt left out."""
    return frame[(frame["outcome"] == "200") & (frame["kind"] != "robots")]


def failed(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the requests that were made and brought no page: errors of the site or of the line."""
    return frame[frame["outcome"].str.fullmatch(rf"[45]\d\d|failed: .*|{AGAIN}: .*")]


def numbers(frame: pd.DataFrame) -> dict[str, Number]:
    """State what the crawl fetched, was refused and missed."""

    def count(rows: pd.DataFrame, means: str) -> Number:
        return Number(int(rows["requests"].sum()), means, "results/tables/crawl_outcomes.parquet", "count")

    pages = fetched(frame)
    return {
        "hosts": Number(
            int(pages["host"].nunique()), "hosts that were crawled", "results/tables/crawl_outcomes.parquet", "count"
        ),
        "requests": count(frame, "requests the crawl meant to make in all its waves, refused ones included"),
        "pages": count(pages, "pages fetched in all waves, robots.txt left out"),
        "advert_pages": count(pages[pages["kind"] == "advert"], "advert pages fetched, in all waves"),
        "index_pages": count(pages[pages["kind"] == "index"], "index pages fetched from the classifieds sites"),
        "feed_pages": count(pages[pages["kind"] == "feed"], "pages of the social feed fetched"),
        "refused": count(frame[frame["outcome"] == ROBOTS], "addresses not asked for because robots.txt forbids them"),
        "off_list": count(
            frame[frame["outcome"] == OFF_LIST], "addresses not asked for because their host is not on the allow-list"
        ),
        "beyond_limit": count(
            frame[frame["outcome"].isin(LIMITS)], "addresses not asked for because a limit was reached"
        ),
        "failed": count(failed(frame), "requests that failed"),
    }


def chapter_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Set the outcomes side by side, ready to read: one row a host and kind of page.

    Requests are pages, not people, so small counts are shown.
    """
    failures = failed(frame)["requests"].reindex(frame.index, fill_value=0)
    got = frame["requests"].where(frame["outcome"].str.fullmatch(r"[23]\d\d"), 0)
    rows = (
        frame.assign(Fetched=got, Failed=failures, Other=frame["requests"] - got - failures)
        .groupby(["host", "kind"], as_index=False)[["Fetched", "Other", "Failed"]]
        .sum()
        .rename(columns={"host": "Host", "kind": "Kind of page", "Other": "Not asked for"})
    )
    for column in ("Fetched", "Not asked for", "Failed"):
        rows[column] = rows[column].map("{:,}".format)
    return rows.assign(**{"Kind of page": rows["Kind of page"].map(NAMES)})
