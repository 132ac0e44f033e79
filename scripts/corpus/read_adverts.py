"""Read contacts, places, prices, ages and times from every advert, and mask what could identify anybody.

Contacts in clear are sealed; every other table carries keyed pseudonyms only, of contacts and of adverts. Adverts that
state an age below 18 are dropped and counted. Adverts pass through memory some thousands at a time. Fails if no advert
is left.
"""

from pathlib import Path

import pandas as pd

from dots.corpus import dialling, placing, reading
from dots.corpus.facts import load_precision
from dots.governance import naming, vault, workspace
from dots.places import load_outcodes, load_towns
from dots.script import run
from dots.tables import corpus as tables


def read_adverts(
    clear_adverts: Path,
    clear_sightings: Path,
    archive_pages: Path,
    places: Path,
    outcodes: Path,
    fact_precision: Path,
    contact_precision: Path,
    drama_ranges: Path,
    adverts: Path,
    facts: Path,
    contacts: Path,
    sightings: Path,
    attrition: Path,
    clear_contacts: Path,
    *,
    study_keys: str,
    seed: int,
    threads: int,
    recipients: list[str] = (),
    countries: list[str] = ("GB",),
) -> None:
    """Read the adverts and write the corpus."""
    keys = vault.batch(vault.load_keys(study_keys, seed, recipients), vault.TABLES)
    towns = load_towns(places)
    sources = reading.Sources(
        placing.gazetteer(towns, load_outcodes(outcodes, towns)),
        dialling.load(drama_ranges, countries),
        load_precision(fact_precision),
        naming.secret(keys),
        load_precision(contact_precision),
    )
    with workspace.clear(clear_adverts.parent) as folder:
        texts, seen, in_clear = (folder / f"{name}.parquet" for name in ("adverts", "sightings", "contacts"))
        vault.unseal_file(clear_adverts, texts, keys)
        vault.unseal_file(clear_sightings, seen, keys)
        outcomes, dropped = reading.read_file(
            texts, sources, keys, threads, adverts=adverts, facts=facts, contacts=contacts, clear_contacts=in_clear
        )
        if not outcomes["kept"]:
            raise ValueError(f"{clear_adverts}: no advert can be kept ({dict(sorted(outcomes.items()))})")
        reading.sightings(seen, dropped, sources.secret, sightings)
        vault.seal_file(in_clear, clear_contacts, keys)
    counted = reading.attrition(outcomes)
    tables.ATTRITION.write(pd.concat([tables.ARCHIVE_PAGES.read(archive_pages), counted]), attrition)


if __name__ == "__main__":
    run(snakemake, read_adverts)
