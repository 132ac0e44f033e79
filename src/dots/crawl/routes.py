"""The two ways from the market to an archive: crawled over HTTP on this machine, or written directly."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd

from dots.adapters import Sites
from dots.crawl import archive, crawling, outcomes, politeness
from dots.market import direct, server, site

TITLE = "Crawl of the simulated market"


def crawl(
    market: Path,
    package: Path,
    settings: dict,
    sites: Sites,
    workers: int,
    ended: Callable[[str, pd.DataFrame], None],
) -> pd.DataFrame:
    """Make the archive by the route the study names.

    Parameters
    ----------
    market
        The market's archive, in clear (`dots.market.site`).
    package
        WACZ package to write, in clear.
    settings
        The configuration's section `crawl`.
    sites
        The study's adapters: the hosts that are crawled and where to start.
    workers
        Processes of the direct route; a crawl over HTTP has one.
    ended
        Called with the day and the outcomes of each wave.

    Returns
    -------
    DataFrame
        Outcomes over all waves.
    """
    if settings["route"] == "direct":
        about = archive.describe(settings["contact"])
        waves = direct.write(market, package, info=about, title=TITLE, workers=workers)
        for day, frame in waves.items():
            ended(day, frame)
        frame = outcomes.total(list(waves.values()))
        outcomes.require_pages(frame, sites.hosts)
        return frame
    about, parts = site.read(market)
    waves = {day: package.with_name(archive.WARC.format(place)) for place, day in enumerate(about["waves"], start=1)}
    polite = {name: settings[name] for name in politeness.MANNERS}
    with server.serve(partial(server.answer, server.shelve(about, parts)), about["first"]) as served:

        def begin(day: str) -> None:
            served.clock = day

        frame = crawling.crawl(
            proxy=served.proxy,
            sites=sites,
            hosts=sites.hosts,
            seeds=sites.start,
            waves=waves,
            begin=begin,
            ended=ended,
            **polite,
        )
    archive.package(list(waves.values()), package, title=TITLE)
    return frame
