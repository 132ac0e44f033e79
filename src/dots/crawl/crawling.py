"""The crawl of the market: a polite Scrapy spider over real HTTP, wave by wave, every exchange kept in WARC files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from types import MappingProxyType

import pandas as pd
from scrapy.crawler import CrawlerRunner
from scrapy.utils.reactor import install_reactor
from twisted.internet.defer import ensureDeferred
from twisted.python.failure import Failure

from dots.adapters import Sites
from dots.crawl import outcomes, permission, politeness, resolver
from dots.crawl.pace import Pace
from dots.crawl.permission import Permission
from dots.crawl.politeness import user_agent
from dots.crawl.recording import Wave
from dots.crawl.spider import Market

__all__ = ["REACTOR", "crawl", "user_agent"]

REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


def crawl(
    *,
    proxy: str | None,
    sites: Sites,
    hosts: list[str],
    seeds: list[str],
    waves: dict[str, Wave],
    begin: Callable[[str], None],
    ended: Callable[[str, pd.DataFrame, dict | None], None],
    permitted: Permission | None = None,
    stand_ins: Mapping[str, str] = MappingProxyType({}),
    clock: Callable[[], float] = monotonic,
    **manners: object,
) -> pd.DataFrame:
    """Crawl hosts in waves and record every exchange: the simulated market, or real hosts that are permitted.

    Scrapy's reactor runs in this process and cannot be started twice, so all waves are crawled in one call.

    Parameters
    ----------
    proxy
        The loopback server that answers for the hosts (`dots.market.server.serve`); None for a live crawl.
    sites
        The study's adapters: what kind of page an address is, and which links to follow.
    hosts
        Allow-list, with the port where it is not the usual one.
    seeds
        Addresses each wave starts from.
    waves
        Day of each wave to its record (`dots.crawl.recording.Recording`), in order. A wave that has ended is kept; one
        that was begun is gone on with.
    begin, ended
        Called with the day before each wave that is crawled, and for each wave with the day, its outcomes, and what was
        kept of politeness and limits (`dots.crawl.pace.Pace.kept`; None for a wave that had ended before).
    permitted
        Permission of a live crawl (`dots.crawl.permission.grant`).
    stand_ins
        Names to resolve to a given address in a live crawl; for tests, which have no network.
    clock
        Seconds that pass, by which a copy of robots.txt grows old.
    **manners
        `dots.crawl.politeness.Manners`, as in the configuration's section `crawl`; limits hold for each wave.

    Returns
    -------
    DataFrame
        host, kind, outcome, requests over all waves (`dots.tables.crawl.CRAWL_OUTCOMES`).

    Raises
    ------
    PermissionError
        If a host is a real one and not permitted, or the proxy is not on this machine.
    ValueError
        If the contact is no address.
    RuntimeError
        If nothing was fetched.
    InterruptedError
        If it was told to stop. What was recorded stays, and the same call goes on.
    OSError
        If a page could not be recorded.
    """
    permission.require(hosts, proxy, permitted)
    settings = politeness.settings(politeness.Manners(**manners), hosts, proxy)
    settings |= {"DOTS_SITES": sites, "DOTS_SEEDS": seeds, "DOTS_CLOCK": clock}
    frames: list[pd.DataFrame] = []
    problems: list[Failure] = []

    async def crawl_waves() -> None:
        for day, wave in waves.items():
            kept = None
            if wave.outcomes is None:
                begin(day)
                wave.begin()
                # a runner, not Scrapy's CrawlerProcess, which would close the log that the rule keeps
                runner = CrawlerRunner(settings)
                crawler = runner.create_crawler(Market)
                await runner.crawl(crawler, wave=wave)
                wave.end(outcomes.table(crawler.stats.get_stats()))
                kept = crawler.get_extension(Pace).kept()
            frames.append(wave.outcomes)
            ended(day, wave.outcomes, kept)

    install_reactor(REACTOR)
    if proxy is None:
        resolver.install(dict(stand_ins))
    from twisted.internet import reactor

    def start() -> None:
        running = ensureDeferred(crawl_waves())
        running.addErrback(problems.append)
        running.addBoth(lambda _: reactor.stop())

    reactor.callWhenRunning(start)
    reactor.run()
    for problem in problems:
        problem.raiseException()
    if len(frames) < len(waves):  # a signal stopped the reactor, which says nothing of it
        raise InterruptedError(
            f"the crawl was stopped in wave {len(frames) + 1} of {len(waves)}; run it again and it goes on from there"
        )
    frame = outcomes.total(frames)
    outcomes.require_pages(frame, hosts)
    return frame
