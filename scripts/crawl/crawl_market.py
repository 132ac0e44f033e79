"""Crawl the simulated market, wave after wave, into a folder of sealed WACZ archives with a custody log.

Scrapy asks a loopback server that stands in for all hosts; a market too large for that is archived directly. What was
recorded when a crawl was stopped stays, sealed, in `crawling/` beside the archive, with the custody log so far; the
same rule run again goes on from there. A page that fails is counted; a crawl that fetches nothing fails.
"""

import logging
import shutil
from pathlib import Path

import pandas as pd

from dots import adapters, study
from dots.crawl import archive as packaging
from dots.crawl import crawling, report, routes
from dots.governance import custody, timestamps, vault
from dots.governance import manifest as manifests
from dots.market import direct
from dots.script import run
from dots.tables.crawl import CRAWL_OUTCOMES

logger = logging.getLogger("dots")


def crawl_market(
    site_archive: Path,
    site_adapters: list[Path],
    adapter_schema: Path,
    archive: Path,
    custody_log: Path,
    manifest: Path,
    report_md: Path,
    report_html: Path,
    outcomes: Path,
    *,
    settings: dict,
    study_keys: str,
    seed: int,
    threads: int,
    recipients: list[str] = (),
) -> None:
    """Crawl or go on with it, seal batch by batch, publish the log, and only then remove the working state."""
    sites, digests = adapters.load(site_adapters, study.load_schema(adapter_schema)), adapters.hashes(site_adapters)
    keys, folder = vault.load_keys(study_keys, seed, recipients), archive.with_name("crawling")
    over_http = settings["route"] == "http"
    record = routes.recording(site_archive, folder, settings, digests, keys) if over_http else None
    log = folder / "custody.jsonl"  # the workflow removes the outputs of a rule that failed; this log stays
    if log.exists():
        custody.mend(log)
    custody.append(
        log,
        "crawl resumed" if log.exists() else "crawl started",
        hosts=sites.hosts,
        user_agent=crawling.user_agent(settings["contact"]),
        route=settings["route"],
        left_out="" if over_http else direct.LEFT_OUT,
        settings_sha256=custody.hash_settings(settings),
        tools=packaging.tool_versions(),
        adapters_sha256=digests,
        source_sha256=custody.hash_file(site_archive),
        found=record.found() if record else [],
    )
    told = {line["facts"]["day"] for line in custody.read(log) if line["event"] == "wave ended"}

    def ended(day: str, frame: pd.DataFrame, kept: dict | None) -> None:
        if day not in told:
            ordered = frame.sort_values(["host", "kind", "outcome"])
            custody.append(log, "wave ended", day=day, outcomes=ordered.to_dict("records"), politeness=kept)

    if record:
        frame = routes.crawl(site_archive, record, settings, sites, ended)
        batches = routes.seal(record, archive)
    else:
        frame, batches = routes.write(site_archive, archive, settings, keys, threads, ended)
    frame = CRAWL_OUTCOMES.check(frame, outcomes)
    custody.append(log, "crawl ended", outcomes=frame.to_dict("records"))
    for name, records in batches.items():
        manifests.log_batch(log, archive / f"{name}{routes.SEALED}", records)
    manifests.write(
        manifest, log=log, archive=archive, settings=settings, tools=packaging.tool_versions(), adapters=digests
    )
    problem = timestamps.stamp(manifest, settings["timestamp_authority"], log)
    if problem:
        logger.warning("no time stamp: %s; ask again with scripts/stamp_manifest.py", problem)
    custody.verify(log, marks=[manifests.mark(manifest)])
    told = [line["facts"] for line in custody.read(log) if line["event"] == "wave ended"]
    report.write(
        report_md,
        report_html,
        waves={wave["day"]: pd.DataFrame(wave["outcomes"]) for wave in told},
        kept={wave["day"]: wave["politeness"] for wave in told if wave["politeness"]},
        settings=settings,
        head=custody.end(log).head,
        archives={name: one["sha256"] for name, one in manifests.read(manifest)["batches"].items()},
    )
    CRAWL_OUTCOMES.write(frame, outcomes)
    custody_log.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(log, custody_log)
    shutil.rmtree(folder)


if __name__ == "__main__":
    run(snakemake, crawl_market)
