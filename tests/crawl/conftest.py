"""A small market, served on this machine, and a crawl of it in a process of its own (Scrapy's reactor runs once)."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from archived import KEYS, SETTINGS, publish

from dots.crawl import archive
from dots.crawl.recording import Recording
from dots.governance import vault
from dots.market import layouts

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/market"))  # the hand-made market is that stage's
import published  # noqa: E402

RUNNER = """
import json, logging, sys
from pathlib import Path
from dots import adapters, script, study
from dots.crawl import crawling
from dots.crawl.recording import Recording
from dots.governance import vault
from dots.market import server, site
given, folder, configured = json.loads(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
sites = adapters.load(configured.glob("adapters/*.yaml"), study.load_schema(configured / "adapter_schema.yaml"))
script.log_to(logging.StreamHandler())
bent = {address: server.Answer(status, text.encode(), "html") for address, status, text in given.pop("bent")}
about, parts = site.read(folder / "market.zip")
shelf, answered, ended = server.shelve(about, parts), [], {}

def reply(address, day):
    answered.append((day, address))
    return bent[address] if address in bent else server.answer(shelf, address, day)

with server.serve(reply, about["first"]) as served:
    def begin(day):
        served.clock = day

    record = Recording(folder / "crawling", about["waves"], vault.load_keys("simulated", 5), {}, {"robots": "obey"})
    total = crawling.crawl(
        proxy=served.proxy, waves=record.waves, begin=begin, sites=sites, **given,
        ended=lambda day, frame, kept: ended.update({day: frame.to_dict("records")}),
    )
found = {"outcomes": total.to_dict("records"), "waves": ended, "asked": served.asked, "answered": answered}
(folder / "found.json").write_text(json.dumps(found))
"""


@dataclass
class Crawl:
    outcomes: pd.DataFrame
    waves: dict[str, pd.DataFrame]
    asked: list  # moment, address, agent
    answered: list  # day, address
    packages: dict[str, Path]  # day of the wave to its batch, in clear
    log: str


@pytest.fixture(scope="session")
def crawl(tmp_path_factory):
    def crawl(
        about: dict, parts: list, bent: tuple = (), configured: Path = ROOT / "config/crawl", **changes: object
    ) -> Crawl:
        folder = tmp_path_factory.mktemp("crawl")
        publish(about, parts, folder / "market.zip")
        given = {"hosts": list(layouts.HOSTS.values()), "seeds": layouts.seeds(), "bent": bent} | SETTINGS | changes
        command = [sys.executable, "-c", RUNNER, json.dumps(given), str(folder), str(configured)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        packages = {}
        for day, wave in Recording(folder / "crawling", about["waves"], KEYS, {}, {}).waves.items():
            sealed, packages[day] = folder / f"{day}.wacz.age", folder / f"{day}.wacz"
            archive.seal(wave, sealed, title="test")
            vault.unseal_file(sealed, packages[day], wave.keys)
        found = json.loads((folder / "found.json").read_text())
        waves = {day: pd.DataFrame(rows) for day, rows in found["waves"].items()}
        answered = [tuple(pair) for pair in found["answered"]]
        outcomes = pd.DataFrame(found["outcomes"])
        return Crawl(outcomes, waves, found["asked"], answered, packages, done.stderr)

    return crawl


@pytest.fixture(scope="session")
def market():
    return published.market()


@pytest.fixture(scope="session")
def whole(market, crawl) -> Crawl:
    return crawl(*market)
