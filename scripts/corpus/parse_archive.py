"""Parse the sealed web archive into adverts as they were published, and when each was seen, in clear and sealed again.

Batches and texts are in clear in a temporary folder, which is removed. A damaged record is logged with its place,
counted and left out; an archive without a single advert fails.
"""

import tempfile
from pathlib import Path

from dots.corpus import batches, clear_tables, versions
from dots.governance import vault
from dots.script import run
from dots.tables import corpus as tables


def parse_archive(
    archive: Path,
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
    keys = vault.load_keys(study_keys, seed)
    with tempfile.TemporaryDirectory(prefix="dots-corpus-") as name:
        folder = Path(name)
        merged = versions.merge(batches.parse(archive, keys, folder, threads))
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
