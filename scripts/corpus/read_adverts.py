"""Read contacts, place, price and age from every advert, and mask what could identify anybody.

Contacts in clear are sealed; every other table carries keyed pseudonyms only, of contacts and of adverts. Adverts that
state an age below 18 are dropped and counted. Fails if no advert is left.
"""

from pathlib import Path

import pandas as pd

from dots.corpus import phones, reading
from dots.governance import vault
from dots.places import load_towns
from dots.script import run
from dots.tables import corpus as tables


def read_adverts(
    clear_adverts: Path,
    clear_sightings: Path,
    archive_pages: Path,
    places: Path,
    drama_ranges: Path,
    adverts: Path,
    contacts: Path,
    sightings: Path,
    attrition: Path,
    clear_contacts: Path,
    *,
    study_keys: str,
    seed: int,
    recipients: list[str] = (),
) -> None:
    """Read the adverts and write the corpus."""
    keys = vault.batch(vault.load_keys(study_keys, seed, recipients), vault.TABLES)
    clear = tables.CLEAR_ADVERTS.check(vault.unseal_table(clear_adverts, keys), clear_adverts)
    seen = tables.CLEAR_SIGHTINGS.check(vault.unseal_table(clear_sightings, keys), clear_sightings)
    masked, pseudonyms, in_clear, outcomes = reading.read(
        clear, load_towns(places), phones.load_ranges(drama_ranges), keys
    )
    if masked.empty:
        raise ValueError(f"{clear_adverts}: none of {len(clear)} adverts can be kept ({outcomes.to_dict('records')})")
    tables.ADVERTS.write(masked, adverts)
    tables.CONTACTS.write(pseudonyms, contacts)
    tables.SIGHTINGS.write(reading.sightings(seen, masked, keys), sightings)
    tables.ATTRITION.write(pd.concat([tables.ARCHIVE_PAGES.read(archive_pages), outcomes]), attrition)
    vault.seal_table(tables.CLEAR_CONTACTS.check(in_clear, clear_contacts), clear_contacts, keys)


if __name__ == "__main__":
    run(snakemake, read_adverts)
