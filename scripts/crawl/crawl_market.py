"""Crawl the simulated market over real HTTP on this machine into a sealed WACZ archive with a custody log.

Scrapy asks a loopback server that stands in for both hosts. Pages in clear exist only in a temporary folder, which
is removed. A page that fails is counted; a crawl that fetches nothing fails.
"""

import tempfile
from pathlib import Path

from dots.crawl import archive as packaging
from dots.crawl import crawling
from dots.governance import custody, vault
from dots.market import server, site
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
) -> None:
    """Serve, crawl, package, check, seal and log."""
    keys = vault.load_keys(study_keys, seed)
    hosts = [site.BOARD, site.SOCIAL]
    seeds = [f"http://{site.BOARD}/", f"http://{site.SOCIAL}{server.TIMELINE}?limit={server.LARGEST_PAGE}"]
    custody.append(
        custody_log,
        "crawl started",
        hosts=hosts,
        user_agent=crawling.user_agent(settings["contact"]),
        settings_sha256=custody.hash_settings(settings),
        tools=packaging.tool_versions(),
        source_sha256=custody.hash_file(site_archive),
    )
    with tempfile.TemporaryDirectory(prefix="dots-crawl-") as folder:
        warc, package = Path(folder, packaging.WARC), Path(folder, "crawl.wacz")
        with server.serve(site.unpack(vault.unseal(site_archive, keys))) as served:
            frame = crawling.crawl(proxy=served.proxy, hosts=hosts, seeds=seeds, warc=warc, **settings)
        frame = CRAWL_OUTCOMES.check(frame, outcomes)
        custody.append(custody_log, "crawl ended", outcomes=frame.to_dict("records"))
        packaging.package(warc, package, title="Crawl of the simulated market")
        content = package.read_bytes()
    records = packaging.check(content)
    vault.seal(content, archive, keys)
    custody.append(
        custody_log, "archive sealed", sha256=custody.hash_file(archive), bytes=archive.stat().st_size, records=records
    )
    custody.verify(custody_log, last="archive sealed")
    CRAWL_OUTCOMES.write(frame, outcomes)


if __name__ == "__main__":
    run(snakemake, crawl_market)
