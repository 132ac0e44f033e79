"""Look for every indicator of the set in every advert: wording by pattern, facts by a rule over the corpus tables.

An indicator that is found accuses nobody. Fails if the set is not valid.
"""

from pathlib import Path

from dots import indicators as sets
from dots.script import run
from dots.tables import classify as tables
from dots.tables import corpus


def find_indicators(adverts: Path, contacts: Path, indicator_set: Path, indicators: Path, *, minimum: int) -> None:
    """Read adverts, contacts and the set, write the table of indicators."""
    found = sets.find(corpus.ADVERTS.read(adverts), corpus.CONTACTS.read(contacts), sets.load(indicator_set), minimum)
    tables.INDICATORS.write(found, indicators)


if __name__ == "__main__":
    run(snakemake, find_indicators)
