"""Crawl the simulated market, wave after wave, into a sealed WACZ archive with a custody log.

Scrapy asks a loopback server that stands in for all hosts; a market too large for that is archived directly. Pages in
clear exist only in a temporary folder, which is removed. A page that fails is counted; a crawl that fetches nothing
fails.
"""

import tempfile
from pathlib import Path

from dots import adapters, study
from dots.crawl import archive as packaging
from dots.crawl import crawling, routes
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
    outcomes: Path,
    *,
    settings: dict,
    study_keys: str,
    seed: int,
    threads: int,
) -> None:
    """Unseal the market, crawl, package, check, seal and log."""
    sites = adapters.load(site_adapters, study.load_schema(adapter_schema))
    keys = vault.load_keys(study_keys, seed)
    custody.append(
        custody_log,
        "crawl started",
        hosts=sites.hosts,
        user_agent=crawling.user_agent(settings["contact"]),
        route=settings["route"],
        left_out=direct.LEFT_OUT if settings["route"] == "direct" else "",
        settings_sha256=custody.hash_settings(settings),
        tools=packaging.tool_versions(),
        adapters_sha256=adapters.hashes(site_adapters),
        source_sha256=custody.hash_file(site_archive),
    )

    def ended(day: str, frame: object) -> None:
        ordered = frame.sort_values(["host", "kind", "outcome"])
        custody.append(custody_log, "wave ended", day=day, outcomes=ordered.to_dict("records"))

    with tempfile.TemporaryDirectory(prefix="dots-crawl-") as folder:
        market, package = Path(folder, "market.zip"), Path(folder, "crawl.wacz")
        vault.unseal_file(site_archive, market, keys)
        frame = CRAWL_OUTCOMES.check(routes.crawl(market, package, settings, sites, threads, ended), outcomes)
        custody.append(custody_log, "crawl ended", outcomes=frame.to_dict("records"))
        records = packaging.check(package)
        vault.seal_file(package, archive, keys)
    custody.append(
        custody_log, "archive sealed", sha256=custody.hash_file(archive), bytes=archive.stat().st_size, records=records
    )
    custody.verify(custody_log, last="archive sealed")
    CRAWL_OUTCOMES.write(frame, outcomes)


if __name__ == "__main__":
    run(snakemake, crawl_market)
