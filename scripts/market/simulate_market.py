"""Simulate a market with known truth: sites and feed (sealed), codes and case outcomes, and what is true (apart).

All of it follows from the configuration and the seed, on any number of workers; blocks are streamed, so that memory
hardly grows with the adverts. Fails if the settings cannot be met together.
"""

import contextlib
import json
from pathlib import Path

from dots.governance import naming, vault, workspace
from dots.market import contacts, simulation, site, stream, summary, writing
from dots.places import load_towns
from dots.script import run
from dots.tables import truth


def simulate_market(
    text: Path,
    places: Path,
    drama_ranges: Path,
    site_archive: Path,
    coded_sample: Path,
    case_outcomes: Path,
    adverts: Path,
    versions: Path,
    events: Path,
    organisations: Path,
    topics: Path,
    advert_topics: Path,
    indicators: Path,
    truth_contacts: Path,
    parameters: Path,
    counts: Path,
    *,
    settings: dict,
    interval: int,
    study_keys: str,
    seed: int,
    threads: int,
) -> None:
    """Plan the market, write it block by block, then what is true of the whole."""
    towns, keys = load_towns(places), vault.load_keys(study_keys, seed)
    words, ranges = writing.load_words(text, settings["topics"]), contacts.load_ranges(drama_ranges)
    world = simulation.make_world(settings, towns, words, ranges, interval, seed)
    sums, shocks = summary.Sums(), []
    with workspace.clear(site_archive.parent) as folder:
        clear_site, clear_contacts = folder / "market.zip", folder / "contacts.parquet"
        files = {
            "adverts": adverts,
            "versions": versions,
            "advert_topics": advert_topics,
            "indicators": indicators,
            "contacts": clear_contacts,
            "coded_sample": coded_sample,
            "case_outcomes": case_outcomes,
        }
        with contextlib.ExitStack() as stack:
            write = {name: stack.enter_context(stream.TABLES[name].writing(path)) for name, path in files.items()}
            published = stack.enter_context(site.Writer(clear_site, summary.about(world)))
            for number, part in enumerate(stream.parts(world, naming.secret(keys), threads)):
                published.add(number, part.published)
                for name, table in part.tables.items():
                    write[name](table)
                shocks.append(part.events)
                sums.add(part.sums)
        vault.seal_file(clear_site, site_archive, keys)
        vault.seal_file(clear_contacts, truth_contacts, keys)
    truth.EVENTS.write(summary.events(shocks), events)
    truth.ORGANISATIONS.write(summary.organisations(world), organisations)
    truth.TOPICS.write(words.weights(summary.language_shares(world)), topics)
    parameters.write_text(json.dumps(summary.parameters(world, sums), indent=1, sort_keys=True) + "\n")
    counts.write_text(json.dumps(summary.counted(world, sums), indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    run(snakemake, simulate_market)
