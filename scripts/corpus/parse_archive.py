"""Parse the sealed web archive into adverts as they were published, and when each was seen, in clear and sealed again.

Batches and texts are in clear in a temporary folder, which is removed. A damaged record is logged with its place,
counted and left out, and so is what was forgotten; an archive without a single advert fails.
"""

from pathlib import Path

from dots import adapters, study
from dots.corpus import batches, clear_tables, forgotten, versions
from dots.governance import naming, vault, workspace
from dots.script import run
from dots.tables import corpus as tables


def parse_archive(
    archive: Path,
    site_adapters: list[Path],
    adapter_schema: Path,
    drama_ranges: Path,
    clear_adverts: Path,
    clear_sightings: Path,
    archive_pages: Path,
    site_waves: Path,
    *,
    study_keys: str,
    seed: int,
    threads: int,
    recipients: list[str] = (),
) -> None:
    """Read the archive's pages and write their adverts and sightings, sealed, and what was left out."""
    sites = adapters.load(site_adapters, study.load_schema(adapter_schema))
    keys = vault.load_keys(study_keys, seed, recipients)
    with workspace.clear(archive.parent) as folder:
        parts = batches.parse(archive, keys, sites, folder, threads)
        merged = versions.merge(parts, naming.secret(keys))
        adverts, sightings = folder / "adverts.parquet", folder / "sightings.parquet"
        clear_tables.write_adverts(merged, adverts, folder)
        clear_tables.write_sightings(merged, sightings)
        listed = archive.with_name(forgotten.FILE)
        outcomes = forgotten.leave_out(adverts, sightings, merged.attrition, listed, drama_ranges, keys)
        tables.ARCHIVE_PAGES.write(outcomes, archive_pages)
        if not len(merged.names):
            raise ValueError(f"{archive}: no advert in the archive; see {archive_pages} for what its pages are")
        tables.SITE_WAVES.write(merged.site_waves, site_waves)
        keys = vault.batch(keys, vault.TABLES)
        vault.seal_file(adverts, clear_adverts, keys)
        vault.seal_file(sightings, clear_sightings, keys)


if __name__ == "__main__":
    run(snakemake, parse_archive)
