"""Say of every advert how long it was up, as far as the waves of the crawl can tell, and where that is censored.

Assumes that a wave in which a site answered would have found an advert that was up.
"""

from pathlib import Path

from dots.corpus import spells as times
from dots.script import run
from dots.tables import corpus as tables


def find_spells(adverts: Path, sightings: Path, site_waves: Path, spells: Path) -> None:
    """Write the table `spells`."""
    found = times.find(
        tables.ADVERTS.read(adverts), tables.SIGHTINGS.read(sightings), tables.SITE_WAVES.read(site_waves)
    )
    tables.SPELLS.write(found, spells)


if __name__ == "__main__":
    run(snakemake, find_spells)
