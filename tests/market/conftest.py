"""Markets simulated once for the tests of this stage."""

import pytest
import simulated

from dots.market import contacts, writing
from dots.places import load_towns

SEED = 7


@pytest.fixture(scope="session")
def settings() -> dict:
    return simulated.configuration()["market"]


@pytest.fixture(scope="session")
def towns():
    return load_towns(simulated.ROOT / "config/places.yaml")


@pytest.fixture(scope="session")
def words(settings):
    return writing.load_words(simulated.ROOT / settings["text"], settings["topics"])


@pytest.fixture(scope="session")
def ranges() -> list[dict]:
    return contacts.load_ranges(simulated.ROOT / "config/corpus/ofcom_drama_ranges.json")


@pytest.fixture(scope="session")
def market() -> simulated.Market:
    return simulated.simulate(SEED)


@pytest.fixture(scope="session")
def large_market() -> simulated.Market:
    return simulated.simulate(SEED, adverts=12_000, organisations=1_500, social_share=0.1)
