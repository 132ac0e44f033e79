"""Crawl the simulated market, wave after wave, into a sealed WACZ archive with a custody log.

Scrapy asks a loopback server that stands in for all hosts; a market too large for that is archived directly. Pages in
clear exist only in a temporary folder, which is removed. A page that fails is counted; a crawl that fetches nothing
fails.
"""

import logging
import tempfile
from pathlib import Path

from dots.crawl import archive as packaging
from dots.crawl import crawling, routes
from dots.governance import custody, timestamps, vault
from dots.governance import manifest as manifests
from dots.market import direct, layouts
from dots.script import run
from dots.tables.crawl import CRAWL_OUTCOMES

logger = logging.getLogger("dots")


def crawl_market(
    site_archive: Path,
    archive: Path,
    custody_log: Path,
    manifest: Path,
    outcomes: Path,
    *,
    settings: dict,
    study_keys: str,
    seed: int,
    threads: int,
    recipients: list[str] = (),
) -> None:
    """Unseal the market, crawl, package, check, seal and log."""
    keys = vault.load_keys(study_keys, seed, recipients)
    custody.append(
        custody_log,
        "crawl started",
        hosts=list(layouts.HOSTS.values()),
        user_agent=crawling.user_agent(settings["contact"]),
        route=settings["route"],
        left_out=direct.LEFT_OUT if settings["route"] == "direct" else "",
        settings_sha256=custody.hash_settings(settings),
        tools=packaging.tool_versions(),
        source_sha256=custody.hash_file(site_archive),
    )

    def ended(day: str, frame: object) -> None:
        ordered = frame.sort_values(["host", "kind", "outcome"])
        custody.append(custody_log, "wave ended", day=day, outcomes=ordered.to_dict("records"))

    with tempfile.TemporaryDirectory(prefix="dots-crawl-") as folder:
        market, package = Path(folder, "market.zip"), Path(folder, "crawl.wacz")
        vault.unseal_file(site_archive, market, keys)
        frame = CRAWL_OUTCOMES.check(routes.crawl(market, package, settings, threads, ended), outcomes)
        custody.append(custody_log, "crawl ended", outcomes=frame.to_dict("records"))
        records = packaging.check(package)
        vault.seal_file(package, archive, keys)
    manifests.log_batch(custody_log, archive, records)
    manifests.write(
        manifest,
        log=custody_log,
        archive=archive.parent,
        settings=settings,
        tools=packaging.tool_versions(),
        adapters=[],
        root=Path.cwd(),
    )
    problem = timestamps.stamp(manifest, settings["timestamp_authority"], custody_log)
    if problem:
        logger.warning("no time stamp: %s; ask again with scripts/stamp_manifest.py", problem)
    custody.verify(custody_log, marks=[manifests.mark(manifest)])
    CRAWL_OUTCOMES.write(frame, outcomes)


if __name__ == "__main__":
    run(snakemake, crawl_market)
