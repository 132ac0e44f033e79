"""The rule's script from the sealed site to the sealed archive, and nothing in clear beside it."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from dots.crawl import archive
from dots.governance import custody, vault
from dots.market import site

ROOT = Path(__file__).parents[2]
CALL = """
import json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from crawl_market import crawl_market
folder = Path(sys.argv[2])
crawl_market(
    folder / "market.zip.age", folder / "archive.wacz.age", folder / "custody.jsonl", folder / "outcomes.parquet",
    settings=json.loads(sys.argv[3]), study_keys="simulated", seed=5,
)
"""
SETTINGS = {"contact": "research@university.example", "delay": 0.0, "concurrency": 4, "max_pages": 2000}


@pytest.fixture(scope="module")
def folder(market, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("script")
    scratch = folder / "scratch"
    scratch.mkdir()
    vault.seal(site.pack(market.files), folder / "market.zip.age", vault.load_keys("simulated", 5))
    command = [sys.executable, "-c", CALL, str(ROOT / "scripts/crawl"), str(folder), json.dumps(SETTINGS)]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"TMPDIR": str(scratch)})
    return folder


def test_the_archive_is_sealed_and_nothing_in_clear_is_left(folder):
    files = {path.name for path in folder.rglob("*") if path.is_file()}
    assert files == {"market.zip.age", "archive.wacz.age", "custody.jsonl", "outcomes.parquet"}
    for name in ("archive.wacz.age", "custody.jsonl", "outcomes.parquet"):
        content = (folder / name).read_bytes()
        assert b"07700" not in content and b"WARC/1.1" not in content
    keys = vault.load_keys("simulated", 5)
    assert archive.check(vault.unseal(folder / "archive.wacz.age", keys))["response"] > 150
    with pytest.raises(ValueError, match="does not open this file"):
        vault.unseal(folder / "archive.wacz.age", vault.load_keys("simulated", 6))


def test_the_custody_log_tells_the_crawl_from_start_to_seal(folder):
    log = folder / "custody.jsonl"
    custody.verify(log, last="archive sealed")
    started, ended, sealed = custody.read(log)
    assert started["event"] == "crawl started"
    assert started["facts"]["settings_sha256"] == custody.hash_settings(SETTINGS)
    assert started["facts"]["tools"]["scrapy"]
    assert ended["event"] == "crawl ended"
    outcomes = pd.read_parquet(folder / "outcomes.parquet")
    assert ended["facts"]["outcomes"] == outcomes.to_dict("records")
    assert sealed["facts"]["sha256"] == hashlib.sha256((folder / "archive.wacz.age").read_bytes()).hexdigest()
    assert started["time"] < ended["time"] < sealed["time"]
    assert started["time"].endswith("+00:00")
