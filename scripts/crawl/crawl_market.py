"""Crawl the simulated market, wave after wave, into a sealed WACZ archive with a custody log.

Scrapy asks a loopback server that stands in for all hosts; a market too large for that is archived directly. Pages in
clear exist only in a temporary folder, which is removed. A page that fails is counted; a crawl that fetches nothing
fails.
"""

import tempfile
from pathlib import Path

from dots.crawl import archive as packaging
from dots.crawl import crawling, routes
from dots.governance import custody, vault
from dots.market import direct, layouts
from dots.script import run
from dots.tables.crawl import CRAWL_OUTCOMES


def crawl_market(
    site_archive: Path,
    archive: Path,
    custody_log: Path,
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
    custody.append(
        custody_log, "archive sealed", sha256=custody.hash_file(archive), bytes=archive.stat().st_size, records=records
    )
    custody.verify(custody_log, last="archive sealed")
    CRAWL_OUTCOMES.write(frame, outcomes)


if __name__ == "__main__":
    run(snakemake, crawl_market)
