"""One small market, simulated once for the tests of this stage."""

from pathlib import Path

import pytest
import yaml

from dots.market import contacts, simulation, writing
from dots.places import load_towns

ROOT = Path(__file__).parents[2]
SEED = 7


@pytest.fixture(scope="session")
def settings() -> dict:
    return yaml.safe_load((ROOT / "config/config.yaml").read_text())["market"]


@pytest.fixture(scope="session")
def towns():
    return load_towns(ROOT / "config/places.yaml")


@pytest.fixture(scope="session")
def words(settings):
    return writing.load_words(ROOT / settings["text"], settings["topics"])


@pytest.fixture(scope="session")
def ranges() -> list[dict]:
    return contacts.load_ranges(ROOT / "config/corpus/ofcom_drama_ranges.json")


@pytest.fixture(scope="session")
def simulate(settings, towns, words, ranges):
    def simulate(seed: int = SEED, **changes: object) -> simulation.Market:
        return simulation.simulate(settings | changes, towns, words, ranges, seed)

    return simulate


@pytest.fixture(scope="session")
def market(simulate) -> simulation.Market:
    return simulate()


@pytest.fixture(scope="session")
def large_market(simulate) -> simulation.Market:
    return simulate(adverts=12_000, organisations=1_500, social_share=0.1)
