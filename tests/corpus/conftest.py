"""What reading a corpus needs."""

from pathlib import Path

import pytest

from dots.corpus import dialling
from dots.governance import vault
from dots.places import load_towns

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def ranges():
    return dialling.load(ROOT / "config/corpus/ofcom_drama_ranges.json")


@pytest.fixture(scope="session")
def towns():
    return load_towns(ROOT / "config/places.yaml")


@pytest.fixture(scope="session")
def keys():
    return vault.load_keys(vault.SIMULATED, 7)
