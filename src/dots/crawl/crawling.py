"""The crawl of the market: a polite Scrapy spider over real HTTP, wave by wave, every exchange kept in WARC files."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from urllib.parse import urlsplit

import pandas as pd
from scrapy.crawler import CrawlerRunner
from scrapy.utils.reactor import install_reactor
from twisted.internet.defer import ensureDeferred
from twisted.python.failure import Failure

from dots.crawl import outcomes
from dots.crawl.recording import Wave
from dots.crawl.spider import Market

ROBOT = "dots"
RESERVED = ".example"
REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


def crawl(
    *,
    proxy: str,
    hosts: list[str],
    seeds: list[str],
    waves: dict[str, Wave],
    begin: Callable[[str], None],
    ended: Callable[[str, pd.DataFrame], None],
    contact: str,
    delay: float,
    concurrency: int,
    max_pages: int,
) -> pd.DataFrame:
    """Crawl the simulated market in waves and record every exchange.

    Scrapy's reactor runs in this process and cannot be started twice, so all waves are crawled in one call.

    Parameters
    ----------
    proxy
        The loopback server that answers for the hosts (`dots.market.server.serve`).
    hosts
        Allow-list.
    seeds
        Addresses each wave starts from.
    waves
        Day of each wave to its record (`dots.crawl.recording.Recording`), in order. A wave that has ended is kept; one
        that was begun is gone on with.
    begin, ended
        Called with the day before each wave that is crawled, and with the day and its outcomes for each wave.
    contact, delay, concurrency, max_pages
        As in the configuration's section `crawl`; the page limit holds for each wave.

    Returns
    -------
    DataFrame
        host, kind, outcome, requests over all waves (`dots.tables.crawl.CRAWL_OUTCOMES`).

    Raises
    ------
    PermissionError
        If a host is a real one, or the proxy is not on this machine.
    RuntimeError
        If nothing was fetched.
    InterruptedError
        If it was told to stop. What was recorded stays, and the same call goes on.
    OSError
        If a page could not be recorded.
    """
    refuse_live(hosts, proxy)
    settings = {
        "DOTS_HOSTS": hosts,
        "DOTS_SEEDS": seeds,
        "DOTS_PROXY": proxy,
        "DOTS_CONTACT": contact,
        "DOTS_MAX_PAGES": max_pages,
        "USER_AGENT": user_agent(contact),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": ROBOT,
        "DOWNLOAD_DELAY": delay,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "CONCURRENT_REQUESTS": concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
        "DOWNLOAD_TIMEOUT": 30,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "dots.crawl.politeness.Gate": 60,
            "dots.crawl.politeness.Robots": 100,
            "dots.crawl.archive.Replay": 105,
            "dots.crawl.politeness.Limit": 110,
            "dots.crawl.archive.Recorder": 950,
        },
    }
    frames: list[pd.DataFrame] = []
    problems: list[Failure] = []

    async def crawl_waves() -> None:
        for day, wave in waves.items():
            if wave.outcomes is None:
                begin(day)
                wave.begin()
                # a runner, not Scrapy's CrawlerProcess, which would close the log that the rule keeps
                runner = CrawlerRunner(settings)
                crawler = runner.create_crawler(Market)
                await runner.crawl(crawler, wave=wave)
                wave.end(outcomes.table(crawler.stats.get_stats()))
            frames.append(wave.outcomes)
            ended(day, wave.outcomes)

    install_reactor(REACTOR)
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


def user_agent(contact: str) -> str:
    """Say honestly who asks, and whom to write to."""
    return f"{ROBOT}/{version('dots')} (research crawler; mailto:{contact})"


def refuse_live(hosts: list[str], proxy: str) -> None:
    """Refuse a crawl of anything but the simulated market.

    Raises
    ------
    PermissionError
        Naming the host or proxy.
    """
    # SOURCE RFC 6761, 6.5: names below .example are reserved and can belong to nobody
    real = [host for host in hosts if not host.endswith(RESERVED)]
    if real:
        raise PermissionError(
            f"crawl: {', '.join(real)} is a real host. Live crawling is off and this version has no way to turn it on: "
            "it needs an ethics approval, a data protection assessment and a decision of its own. Only the simulated "
            "market can be crawled"
        )
    if urlsplit(proxy).hostname != "127.0.0.1":
        raise PermissionError(f"crawl: the proxy {proxy} is not on this machine; start `dots.market.server.serve`")
