"""Simulate a market with known truth: the site and feed (sealed), a coded sample, and what is true (apart).

All of it follows from the configuration and the seed. Fails if the settings cannot be met together, for example
if the drama ranges hold too few telephone numbers.
"""

import json
from pathlib import Path

from dots import numbers as quotable
from dots.governance import vault
from dots.market import contacts, simulation, site, writing
from dots.places import load_towns
from dots.script import run
from dots.tables import market as tables
from dots.tables import truth as planted


def simulate_market(
    text: Path,
    places: Path,
    drama_ranges: Path,
    site_archive: Path,
    coded_sample: Path,
    adverts: Path,
    organisations: Path,
    topics: Path,
    advert_topics: Path,
    indicators: Path,
    truth_contacts: Path,
    parameters: Path,
    numbers: Path,
    metrics: Path,
    *,
    settings: dict,
    study_keys: str,
    seed: int,
) -> None:
    """Simulate the market and write it, the coded sample, the truth and the numbers."""
    words = writing.load_words(text, settings["topics"])
    market = simulation.simulate(settings, load_towns(places), words, contacts.load_ranges(drama_ranges), seed)
    opened = vault.load_keys(study_keys, seed)
    vault.seal(site.pack(market.files), site_archive, opened)
    tables.CODED_SAMPLE.write(market.coded_sample, coded_sample)
    planted.ADVERTS.write(market.truth["adverts"], adverts)
    planted.ORGANISATIONS.write(market.truth["organisations"], organisations)
    planted.TOPICS.write(market.truth["topics"], topics)
    planted.ADVERT_TOPICS.write(market.truth["advert_topics"], advert_topics)
    planted.INDICATORS.write(market.truth["indicators"], indicators)
    vault.seal_table(planted.CONTACTS.check(market.truth["contacts"], truth_contacts), truth_contacts, opened)
    parameters.write_text(json.dumps(market.parameters, indent=1, sort_keys=True) + "\n")
    quotable.write(market.numbers, numbers, metrics)


if __name__ == "__main__":
    run(snakemake, simulate_market)
