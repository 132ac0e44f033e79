"""A simulated market in memory, for tests of any stage that look at a whole one."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import yaml

from dots import study
from dots.market import contacts, simulation, summary, writing
from dots.places import load_towns

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Market:
    """A whole market: what the site is told, its rows, what the study may see, what is true, and everything planted."""

    about: dict
    rows: list[dict]
    coded_sample: pd.DataFrame
    case_outcomes: pd.DataFrame
    truth: dict[str, pd.DataFrame]
    parameters: dict


@cache
def configuration() -> dict:
    """Give the default study's configuration with the knobs of its preset."""
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    study.resolve(config, study.load_schema(ROOT / "config/schema.yaml"), ROOT)
    return config


def world(seed: int, **changes: object) -> simulation.World:
    """Plan a market that differs from the default study's in some settings."""
    config = configuration()
    settings = config["market"] | changes
    return simulation.make_world(
        settings,
        load_towns(ROOT / "config/places.yaml"),
        writing.load_words(ROOT / settings["text"], settings["topics"]),
        contacts.load_ranges(ROOT / config["corpus"]["drama_ranges"]),
        config["crawl"]["interval"],
        seed,
    )


def simulate(seed: int, **changes: object) -> Market:
    """Simulate a whole market in memory."""
    planned = world(seed, **changes)
    blocks = [simulation.write_block(planned, number) for number in range(planned.plan.blocks)]
    sums = summary.Sums()
    for block in blocks:
        sums.add(block.sums)
    truth = {name: pd.concat([block.truth[name] for block in blocks], ignore_index=True) for name in blocks[0].truth}
    truth |= {
        "events": summary.events([block.truth["events"] for block in blocks]),
        "organisations": summary.organisations(planned),
        "topics": planned.words.weights(summary.language_shares(planned)),
    }
    return Market(
        summary.about(planned),
        [row for block in blocks for row in block.published],
        pd.concat([block.coded_sample for block in blocks], ignore_index=True),
        pd.concat([block.case_outcomes for block in blocks], ignore_index=True),
        truth,
        summary.parameters(planned, sums),
    )
