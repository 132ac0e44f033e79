"""A small market, served on this machine, and a crawl of it in a process of its own (Scrapy's reactor runs once)."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
import yaml

from dots.crawl import archive
from dots.market import contacts, server, simulation, site, writing
from dots.places import load_towns

ROOT = Path(__file__).parents[2]
SETTINGS = {"contact": "research@university.example", "delay": 0.0, "concurrency": 8, "max_pages": 2000}
RUNNER = """
import json, logging, sys
from pathlib import Path
from dots.crawl import crawling
given = json.loads(sys.argv[1])
given["warc"] = Path(given["warc"])
logging.basicConfig(level=logging.INFO, stream=sys.stderr)
crawling.crawl(**given).to_json(given["warc"].with_name("outcomes.json"), orient="records")
"""


@dataclass
class Crawl:
    outcomes: pd.DataFrame
    asked: list
    content: bytes
    log: str


@pytest.fixture(scope="session")
def market() -> simulation.Market:
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    settings = config["market"] | {"adverts": 240, "organisations": 40}
    words = writing.load_words(ROOT / settings["text"], settings["topics"])
    ranges = contacts.load_ranges(ROOT / config["corpus"]["drama_ranges"])
    return simulation.simulate(settings, load_towns(ROOT / "config/places.yaml"), words, ranges, 5)


@pytest.fixture(scope="session")
def crawl(tmp_path_factory):
    def crawl(files: dict[str, bytes], **changes: object) -> Crawl:
        folder = tmp_path_factory.mktemp("crawl")
        with server.serve(files) as served:
            given = SETTINGS | {
                "proxy": served.proxy,
                "hosts": [site.BOARD, site.SOCIAL],
                "seeds": [f"http://{site.BOARD}/", f"http://{site.SOCIAL}{server.TIMELINE}?limit=40"],
                "warc": str(folder / archive.WARC),
            }
            given |= changes
            done = subprocess.run([sys.executable, "-c", RUNNER, json.dumps(given)], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        archive.package(folder / archive.WARC, folder / "crawl.wacz", title="test")
        rows = pd.read_json(folder / "outcomes.json")
        return Crawl(rows.astype({"outcome": str}), served.asked, (folder / "crawl.wacz").read_bytes(), done.stderr)

    return crawl


@pytest.fixture(scope="session")
def whole(market, crawl) -> Crawl:
    return crawl(market.files)
