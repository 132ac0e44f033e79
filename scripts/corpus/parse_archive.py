"""Parse the sealed web archive into adverts as they were published, and when each was seen, in clear and sealed again.

The archive is opened in a temporary folder, which is removed. A damaged record is logged with its place, counted and
left out, and so is what was forgotten; an archive without a single advert fails.
"""

import tempfile
from pathlib import Path

from dots.corpus import archive as warc
from dots.corpus import forgotten, pages
from dots.governance import vault
from dots.script import run
from dots.tables import corpus as tables


def parse_archive(
    archive: Path,
    clear_adverts: Path,
    clear_sightings: Path,
    archive_pages: Path,
    drama_ranges: Path,
    *,
    study_keys: str,
    seed: int,
    recipients: list[str] = (),
) -> None:
    """Read the archive's pages and write their adverts and sightings, sealed, and what was left out."""
    keys = vault.load_keys(study_keys, seed, recipients)
    with tempfile.TemporaryDirectory(prefix="dots-corpus-") as folder:
        package, advert_file, sighting_file = (Path(folder, name) for name in ("archive.wacz", "adverts", "sightings"))
        vault.unseal_file(archive, package, keys)
        adverts, sightings, outcomes = pages.parse(warc.read(package))
        tables.CLEAR_ADVERTS.check(adverts, clear_adverts).to_parquet(advert_file, index=False)
        tables.SIGHTINGS.check(sightings, clear_sightings).to_parquet(sighting_file, index=False)
        listed = archive.with_name(forgotten.FILE)
        outcomes = forgotten.leave_out(advert_file, sighting_file, outcomes, listed, drama_ranges, keys)
        tables.ARCHIVE_PAGES.write(outcomes, archive_pages)
        if adverts.empty:
            raise ValueError(f"{archive}: no advert in the archive; see {archive_pages} for what its pages are")
        keys = vault.batch(keys, vault.TABLES)
        vault.seal_file(advert_file, clear_adverts, keys)
        vault.seal_file(sighting_file, clear_sightings, keys)


if __name__ == "__main__":
    run(snakemake, parse_archive)
