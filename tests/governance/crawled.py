"""A crawl as its custody sees it: three sealed batches, a log and a manifest."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from dots.adapters import hashes
from dots.governance import custody, manifest, vault

KEYS = vault.load_keys("simulated", 1)
DAYS = ("2025-01-01", "2025-01-22", "2025-02-12")
ROWS = [
    {"host": "noticeboard.example", "kind": "advert", "outcome": "200", "requests": 7},
    {"host": "citylist.example", "kind": "advert", "outcome": "200", "requests": 3},
    {"host": "citylist.example", "kind": "index", "outcome": "410", "requests": 2},
]
SETTINGS = {"contact": "research@university.example", "timestamp_authority": None}


@dataclass
class Crawl:
    folder: Path

    def __post_init__(self):
        self.log = self.folder / "results/crawl/custody.jsonl"
        self.manifest = self.folder / "results/crawl/manifest.json"
        self.archive = self.folder / "restricted/archive"
        self.anchors = self.folder / "custody/anchors.jsonl"
        self.adapter = self.folder / "config/noticeboard.yaml"

    def batch(self, day: str) -> Path:
        return self.archive / f"{day}.wacz.age"

    def write(self) -> str:
        return manifest.write(
            self.manifest, log=self.log, archive=self.archive, settings=SETTINGS, tools={"scrapy": "2.19"},
            adapters=hashes([self.adapter]),
        )  # fmt: skip

    def copy(self, to: Path) -> "Crawl":
        return Crawl(shutil.copytree(self.folder, to, dirs_exist_ok=True))


def crawl(folder: Path, mark: str = "") -> Crawl:
    """Make a crawl, up to its manifest."""
    made = Crawl(folder)
    made.adapter.parent.mkdir(parents=True, exist_ok=True)
    made.adapter.write_text("host: noticeboard.example\n")
    custody.append(made.log, "crawl started", hosts=["noticeboard.example"], mark=mark)
    for number, day in enumerate(DAYS, start=1):
        custody.append(made.log, "wave ended", day=day)
        vault.seal(f"call 07700 900123 {mark}".encode() * number, made.batch(day), KEYS)
        manifest.log_batch(made.log, made.batch(day), {"request": number, "response": number})
    custody.append(made.log, "crawl ended", outcomes=ROWS)
    made.write()
    return made


def rewrite(log: Path, change) -> None:
    """Write a log anew from its first record, consistent with itself, as somebody who holds all of it can."""
    records = custody.read(log)
    log.unlink()
    for record in records:
        event, facts = change(record["event"], record["facts"])
        custody.append(log, event, **facts)
