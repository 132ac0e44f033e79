"""Parse the sealed web archive into adverts as they were published, and when each was seen, in clear and sealed again.

Batches and texts are in clear in a temporary folder, which is removed. A damaged record is logged with its place,
counted and left out; an archive without a single advert fails.
"""

from pathlib import Path

from dots import adapters, study
from dots.corpus import batches, clear_tables, versions
from dots.governance import vault, workspace
from dots.script import run
from dots.tables import corpus as tables


def parse_archive(
    archive: Path,
    site_adapters: list[Path],
    adapter_schema: Path,
    clear_adverts: Path,
    clear_sightings: Path,
    archive_pages: Path,
    site_waves: Path,
    *,
    study_keys: str,
    seed: int,
    threads: int,
) -> None:
    """Read the archive's pages and write their adverts and sightings, sealed, and what was left out."""
    sites = adapters.load(site_adapters, study.load_schema(adapter_schema))
    keys = vault.load_keys(study_keys, seed)
    with workspace.clear(archive.parent) as folder:
        merged = versions.merge(batches.parse(archive, keys, sites, folder, threads))
        tables.ARCHIVE_PAGES.write(merged.attrition, archive_pages)
        if not len(merged.names):
            raise ValueError(f"{archive}: no advert in the archive; see {archive_pages} for what its pages are")
        tables.SITE_WAVES.write(merged.site_waves, site_waves)
        adverts, sightings = folder / "adverts.parquet", folder / "sightings.parquet"
        clear_tables.write_adverts(merged, adverts, folder)
        clear_tables.write_sightings(merged, sightings)
        vault.seal_file(adverts, clear_adverts, keys)
        vault.seal_file(sightings, clear_sightings, keys)


if __name__ == "__main__":
    run(snakemake, parse_archive)
