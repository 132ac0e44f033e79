"""The crawl of real hosts: one wave a day at most, by permission only, into an archive that grows batch by batch.

It is a command, never a rule: no run of the workflow asks anybody for anything. Where a wave was stopped, the same
command goes on with it.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from dots import adapters, study
from dots.crawl import crawling, permission, politeness, routes
from dots.crawl.journal import Journal, Papers
from dots.governance import vault
from dots.tables.crawl import CRAWL_OUTCOMES

ARCHIVE, CRAWLING, WRITTEN = "restricted/archive", "restricted/crawling", "results/crawl"
OUTCOMES = "results/tables/crawl_outcomes.parquet"
TITLE = "Crawl"


def crawl(root: Path, config: dict, today: date, *, stand_ins: Mapping[str, str] = MappingProxyType({})) -> Path:
    """Crawl the permitted hosts once, seal what was found, and give the batch.

    Parameters
    ----------
    root
        Folder of the study.
    config
        Its configuration, checked.
    today
        The day, in UTC, which names the wave.
    stand_ins
        Names to resolve to a given address; for tests, which have no network.

    Raises
    ------
    PermissionError
        Listing everything the study does not say.
    ValueError
        If the route is not `live`, a host has no adapter, the folder holds a simulated archive, or today's wave is
        sealed already.
    """
    settings, about = config["crawl"], config["study"]
    permitted = permission.grant(config, today)
    if settings["route"] != "live":
        raise ValueError(f"crawl.route: is {settings['route']!r}; a study that crawls real hosts says `live`")
    folder, schema = root / settings["adapters"], study.load_schema(root / "config/crawl/adapter_schema.yaml")
    files = sorted(folder.glob("*.yaml"))
    sites, digests = adapters.load(files, schema), adapters.hashes(files)
    lacking = [host for host in permitted.hosts if host not in sites.by_host]
    if lacking:
        raise ValueError(f"crawl.live.hosts: {', '.join(lacking)}: no adapter in {folder} (docs/adapters.md)")
    sites = adapters.Sites(tuple(sites.by_host[host] for host in permitted.hosts))
    keys = vault.load_keys(about["keys"], about["seed"], about["recipients"])
    state, written, archive = root / CRAWLING, root / WRITTEN, root / ARCHIVE
    if archive.exists() and not (root / study.REAL).exists():
        raise ValueError(f"{archive}: is of a simulated study; `make clean`, or crawl in another folder")
    (root / study.REAL).parent.mkdir(parents=True, exist_ok=True)
    (root / study.REAL).touch()
    day = next((path.stem for path in sorted(state.glob("*.spool"))), today.isoformat())
    batch = archive / f"{day}{routes.SEALED}"
    if batch.exists():
        raise ValueError(f"{batch}: the wave of {day} is sealed already; the next can be crawled tomorrow")
    granted = {name: str(value) for name, value in asdict(permitted).items() if name != "hosts"}
    record = routes.prepare(state, [day], keys, {"adapters_sha256": digests, "permission": granted}, settings)
    log = state / "custody.jsonl"
    resumed = log.exists()
    if not resumed and (written / "custody.jsonl").exists():  # the log of earlier waves grows on
        shutil.copyfile(written / "custody.jsonl", log)
    journal = Journal(log, settings, digests)
    journal.begin(sites.hosts, resumed=resumed, permission=granted, found=record.found())
    crawling.crawl(
        proxy=None,
        sites=sites,
        hosts=sorted({urlsplit(address).netloc for address in sites.start}),
        seeds=sites.start,
        waves=record.waves,
        begin=lambda day: None,
        ended=journal.ended,
        permitted=permitted,
        stand_ins=stand_ins,
        **{name: settings[name] for name in politeness.MANNERS},
    )
    papers = Papers(*(written / name for name in ("manifest.json", "report.md", "report.html")))
    written.mkdir(parents=True, exist_ok=True)
    total = journal.close(routes.seal(record, archive, TITLE), archive, papers)
    CRAWL_OUTCOMES.write(total, root / OUTCOMES)
    shutil.copyfile(log, written / "custody.jsonl")
    shutil.rmtree(state)
    return batch
