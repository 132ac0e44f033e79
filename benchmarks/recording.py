"""What it costs to record a crawl in sealed frames and to seal its archive, as a share of the whole crawl.

CPU seconds of the thread that crawls: the server that stands in for the sites has threads of its own. The goal is that
encryption, with the pseudonyms that come later, costs less than 15 % of the whole.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml
from growth import run

from dots.crawl import exchanges, routes
from dots.governance import vault

ADVERTS = 1000
MARKET = "restricted/market.zip.age"


def timed(module: object, name: str, spent: dict[str, float]) -> None:
    """Let a function add up the seconds it takes."""
    function: Callable = getattr(module, name)

    def wrapped(*arguments: object, **keywords: object) -> object:
        began = time.thread_time()
        try:
            return function(*arguments, **keywords)
        finally:
            spent[name] = spent.get(name, 0.0) + time.thread_time() - began

    setattr(module, name, wrapped)


def measure(adverts: int) -> dict[str, float]:
    """Crawl and seal a market; seconds by part, and the number of pages."""
    config = yaml.safe_load(Path("config/config.yaml").read_text())
    keys, spent = vault.load_keys(config["study"]["keys"], config["study"]["seed"]), {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        run(adverts, folder, MARKET)
        record = routes.recording(folder / MARKET, folder / "crawling", config["crawl"], keys)
        timed(vault, "encrypt", spent)
        timed(exchanges, "write", spent)
        began = time.thread_time()
        frame = routes.crawl(folder / MARKET, record, config["crawl"], lambda day, wave: None)
        spent["crawl"] = time.thread_time() - began
        routes.seal(record, folder / "archive")
        spent["seal"] = time.thread_time() - began - spent["crawl"]
        began = time.thread_time()
        for wave in record.waves.values():
            for _ in wave.frames():
                pass
        spent["open frames"] = time.thread_time() - began
    return spent | {"pages": float(frame.loc[frame["outcome"] == "200", "requests"].sum())}


if __name__ == "__main__":
    spent = measure(int(sys.argv[1]) if len(sys.argv) > 1 else ADVERTS)
    pages, whole = spent.pop("pages"), spent["crawl"] + spent["seal"]
    names = {
        "crawl": "crawl, recording included",
        "write": "of it, writing WARC records",
        "encrypt": "of it, sealing frames",
        "seal": "packing and sealing the archive",
        "open frames": "of it, opening the frames",
    }
    print(f"# Recording and sealing {pages:,.0f} pages\n")
    print("| part | CPU seconds | microseconds a page | share |\n|---|---:|---:|---:|")
    for name, text in names.items():
        print(f"| {text} | {spent[name]:.2f} | {spent[name] / pages * 1e6:,.0f} | {spent[name] / whole:.1%} |")
