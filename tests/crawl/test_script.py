"""The rule's script from the sealed site to the sealed archive, by both routes, and nothing in clear beside it."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import SETTINGS as POLITE
from conftest import publish
from published import ABOUT

from dots.crawl import archive
from dots.governance import custody, manifest, vault
from dots.market import direct

ROOT = Path(__file__).parents[2]
CALL = """
import json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from crawl_market import crawl_market
folder = Path(sys.argv[2])
crawl_market(
    folder / "market.zip.age", folder / "archive.wacz.age", folder / "custody.jsonl", folder / "manifest.json",
    folder / "outcomes.parquet",
    settings=json.loads(sys.argv[3]), study_keys="simulated", seed=5, threads=2,
)
"""
AUTHORITIES = {"http": None, "direct": {"url": "http://127.0.0.1:9/", "certificates": "none.pem"}}  # nobody answers
SETTINGS = {
    route: POLITE | {"interval": 21, "route": route, "timestamp_authority": AUTHORITIES[route]}
    for route in ("http", "direct")
}
KEYS = vault.load_keys("simulated", 5)


@pytest.fixture(scope="module", params=SETTINGS)
def route(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def folder(route, market, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp(route)
    scratch = folder / "scratch"
    scratch.mkdir()
    publish(*market, scratch / "market.zip")
    vault.seal_file(scratch / "market.zip", folder / "market.zip.age", KEYS)
    (scratch / "market.zip").unlink()
    command = [sys.executable, "-c", CALL, str(ROOT / "scripts/crawl"), str(folder), json.dumps(SETTINGS[route])]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"TMPDIR": str(scratch)})
    return folder


def test_the_archive_is_sealed_and_nothing_in_clear_is_left(folder, tmp_path):
    files = {path.name for path in folder.rglob("*") if path.is_file()}
    assert files == {"market.zip.age", "archive.wacz.age", "custody.jsonl", "manifest.json", "outcomes.parquet"}
    for name in ("archive.wacz.age", "custody.jsonl", "manifest.json", "outcomes.parquet"):
        content = (folder / name).read_bytes()
        assert b"07700" not in content and b"WARC/1.1" not in content
    vault.unseal_file(folder / "archive.wacz.age", tmp_path / "crawl.wacz", KEYS)
    assert archive.check(tmp_path / "crawl.wacz")["response"] > 450
    with pytest.raises(ValueError, match="does not open this file"):
        vault.unseal(folder / "archive.wacz.age", vault.load_keys("simulated", 6))


def test_the_custody_log_tells_the_crawl_wave_by_wave_from_start_to_seal(folder, route):
    log = folder / "custody.jsonl"
    custody.verify(log, last={"http": "manifest written", "direct": "time stamp failed"}[route])
    started, *waves, ended, sealed, closed = (
        record for record in custody.read(log) if record["event"] not in ("manifest written", "time stamp failed")
    )
    assert started["event"] == "crawl started"
    assert started["facts"]["settings_sha256"] == custody.hash_settings(SETTINGS[route])
    assert started["facts"]["tools"]["scrapy"]
    assert (started["facts"]["route"], started["facts"]["left_out"]) == (
        route, {"http": "", "direct": direct.LEFT_OUT}[route],
    )  # fmt: skip
    assert [(wave["event"], wave["facts"]["day"]) for wave in waves] == [("wave ended", day) for day in ABOUT["waves"]]
    assert ended["event"] == "crawl ended"
    outcomes = pd.read_parquet(folder / "outcomes.parquet")
    assert ended["facts"]["outcomes"] == outcomes.to_dict("records")
    told = sum(row["requests"] for wave in waves for row in wave["facts"]["outcomes"])
    assert told == outcomes["requests"].sum()
    assert sealed["facts"]["sha256"] == hashlib.sha256((folder / "archive.wacz.age").read_bytes()).hexdigest()
    assert started["time"] < ended["time"] < sealed["time"]
    assert closed["event"] == "archive sealed"
    assert started["time"].endswith("+00:00")


def test_the_manifest_holds_what_was_sealed_and_the_log_vouches_for_it(folder):
    log, path = folder / "custody.jsonl", folder / "manifest.json"
    content = manifest.verify(path, folder, log)
    custody.verify(log, marks=[manifest.mark(path)])
    (name, batch), *others = content["batches"].items()
    assert (name, others) == ("archive.wacz.age", [])
    assert batch["sha256"] == hashlib.sha256((folder / name).read_bytes()).hexdigest()
    assert batch["records"]["response"] > 450
    outcomes = pd.read_parquet(folder / "outcomes.parquet").groupby("outcome")["requests"].sum()
    assert content["crawl"]["outcomes"] == outcomes.to_dict()
    assert content["crawl"]["began"] < content["crawl"]["ended"] < content["written"]
