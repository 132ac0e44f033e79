"""The two ways from the market to an archive: crawled over HTTP on this machine, or written directly."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import pandas as pd

from dots.adapters import Sites
from dots.crawl import archive, crawling, outcomes, politeness
from dots.crawl.recording import Recording
from dots.governance import custody, vault, workspace
from dots.market import direct, server, site

TITLE = "Crawl of the simulated market"
SEALED = ".wacz.age"
DIRECT = "direct"
"""The only batch of the direct route; over HTTP a batch is a wave and has its day for a name."""
PACE = ("delay", "concurrency", "retries", "backoff", "max_wait", "deadline", "progress", "timestamp_authority")
"""Settings that may change when a crawl goes on: one that was too fast must be allowed to slow down."""

Ended = Callable[[str, pd.DataFrame, dict | None], None]
"""Called for each wave with its day, its outcomes, and what was kept of politeness (None if nothing was measured)."""


def recording(
    market: Path, folder: Path, settings: dict, adapters_sha256: dict[str, str], keys: vault.Keys
) -> Recording:
    """Begin the record of a crawl over HTTP, or find what there is of it.

    Parameters
    ----------
    market
        The market's archive, sealed.
    folder
        Folder of the crawl's working state, in the restricted zone.
    settings
        The configuration's section `crawl`.
    adapters_sha256
        Digest of each adapter by its file's name.
    keys
        The study's keys.

    Raises
    ------
    ValueError
        If the folder holds another crawl, or something in it was damaged.
    """
    about, _ = site.read(BytesIO(vault.unseal(market, keys)))
    belongs = {"market_sha256": custody.hash_file(market), "adapters_sha256": adapters_sha256}
    return prepare(folder, about["waves"], keys, belongs, settings)


def prepare(folder: Path, days: list[str], keys: vault.Keys, belongs: dict, settings: dict) -> Recording:
    """Begin the record of waves of these days, or find what there is of it (`dots.crawl.recording.Recording`)."""
    fixed = {name: value for name, value in settings.items() if name not in PACE}
    info = archive.describe(settings["contact"])
    info |= {"http-header-user-agent": crawling.user_agent(settings["contact"]), "robots": "obey"}
    return Recording(folder, days, keys, fixed | belongs, info)


def crawl(market: Path, record: Recording, settings: dict, sites: Sites, ended: Ended) -> pd.DataFrame:
    """Crawl the market over HTTP, in memory but for the record; `market` and `settings` as in `recording`.

    Returns
    -------
    DataFrame
        Outcomes over all waves.
    """
    about, parts = site.read(BytesIO(vault.unseal(market, record.keys)))
    polite = {name: settings[name] for name in politeness.MANNERS}
    with server.serve(partial(server.answer, server.shelve(about, parts)), about["first"]) as served:

        def begin(day: str) -> None:
            served.clock = day

        return crawling.crawl(
            proxy=served.proxy,
            sites=sites,
            hosts=sites.hosts,
            seeds=sites.start,
            waves=record.waves,
            begin=begin,
            ended=ended,
            **polite,
        )


def seal(record: Recording, folder: Path, title: str = TITLE) -> dict[str, dict[str, int]]:
    """Seal each wave of a crawl as a batch.

    Parameters
    ----------
    record
        The crawl, all its waves ended.
    folder
        Folder of the sealed archive.
    title
        What the packages call the crawl.

    Returns
    -------
    dict
        File name of each batch to its records by type.
    """
    return {
        f"{day}{SEALED}": archive.seal(wave, folder / f"{day}{SEALED}", title=f"{title}, {day}")
        for day, wave in record.waves.items()
    }


def write(
    market: Path, folder: Path, settings: dict, keys: vault.Keys, workers: int, ended: Ended
) -> tuple[pd.DataFrame, dict[str, dict[str, int]]]:
    """Write the archive directly, as one sealed batch (`dots.market.direct`).

    Parameters
    ----------
    market, settings, keys
        As in `recording`.
    folder
        Folder of the sealed archive.
    workers
        Processes to use.
    ended
        See `Ended`.

    Returns
    -------
    DataFrame, dict
        Outcomes over all waves, and the batch's file name to its records by type.
    """
    with workspace.clear(folder.parent) as clear:
        opened, package = clear / "market.zip", clear / "crawl.wacz"
        vault.unseal_file(market, opened, keys)
        info = archive.describe(settings["contact"])
        waves = direct.write(opened, package, info=info, title=TITLE, workers=workers)
        for day, frame in waves.items():
            ended(day, frame, None)
        records = archive.check(package)
        vault.seal_file(package, folder / f"{DIRECT}{SEALED}", vault.batch(keys, DIRECT))
    frame = outcomes.total(list(waves.values()))
    outcomes.require_pages(frame, sorted(frame["host"].unique()))
    return frame, {f"{DIRECT}{SEALED}": records}
