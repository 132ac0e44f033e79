"""Crawl the simulated market, wave after wave, into a folder of sealed WACZ archives with a custody log.

Scrapy asks a loopback server that stands in for all hosts; a market too large for that is archived directly. What was
recorded when a crawl was stopped stays, sealed, in `crawling/` beside the archive, with the custody log so far; the
same rule run again goes on from there. A page that fails is counted; a crawl that fetches nothing fails.
"""

import shutil
from pathlib import Path

from dots import adapters, study
from dots.crawl import routes
from dots.crawl.journal import Journal, Papers
from dots.governance import custody, vault
from dots.market import direct
from dots.script import run
from dots.tables.crawl import CRAWL_OUTCOMES


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
    resumed, journal = log.exists(), Journal(log, settings, digests)
    found = {"left_out": "", "found": record.found()} if record else {"left_out": direct.LEFT_OUT, "found": []}
    journal.begin(sites.hosts, resumed=resumed, source_sha256=custody.hash_file(site_archive), **found)
    if record:
        frame = routes.crawl(site_archive, record, settings, sites, journal.ended)
        batches = routes.seal(record, archive)
    else:
        frame, batches = routes.write(site_archive, archive, settings, keys, threads, journal.ended)
    CRAWL_OUTCOMES.check(frame, outcomes)
    frame = journal.close(batches, archive, Papers(manifest, report_md, report_html))
    CRAWL_OUTCOMES.write(frame, outcomes)
    custody_log.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(log, custody_log)
    shutil.rmtree(folder)


if __name__ == "__main__":
    run(snakemake, crawl_market)
