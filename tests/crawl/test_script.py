"""The rule's script from the sealed site to the sealed archive, by both routes, and nothing in clear beside it."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from archived import SETTINGS as POLITE
from archived import publish
from bundled import FILES
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
    folder / "market.zip.age", archive=folder / "archive", custody_log=folder / "custody.jsonl",
    manifest=folder / "manifest.json", report_md=folder / "report.md", report_html=folder / "report.html",
    outcomes=folder / "outcomes.parquet",
    site_adapters=sorted(Path(sys.argv[4], "adapters").glob("*.yaml")),
    adapter_schema=Path(sys.argv[4], "adapter_schema.yaml"),
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
    given = [str(ROOT / "scripts/crawl"), str(folder), json.dumps(SETTINGS[route]), str(ROOT / "config/crawl")]
    command = [sys.executable, "-c", CALL, *given]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"TMPDIR": str(scratch)})
    return folder


def batches(route) -> list[str]:
    return ABOUT["waves"] if route == "http" else ["direct"]


def test_the_archive_is_sealed_batch_by_batch_and_nothing_in_clear_is_left(folder, route, tmp_path):
    files = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    sealed = {f"archive/{name}.wacz.age" for name in batches(route)}
    told = {"custody.jsonl", "manifest.json", "report.md", "report.html", "outcomes.parquet"}
    assert files == {"market.zip.age", "scratch", "archive"} | told | sealed
    for name in files - {"scratch", "archive"}:
        content = (folder / name).read_bytes()
        assert b"07700" not in content and b"WARC/1.1" not in content
    answers = 0
    for name in batches(route):
        keys = vault.batch(KEYS, name)
        vault.unseal_file(folder / f"archive/{name}.wacz.age", tmp_path / "crawl.wacz", keys)
        counts = archive.check(tmp_path / "crawl.wacz")
        answers += counts["response"] + counts.get("revisit", 0)
        with pytest.raises(ValueError, match="does not open this file"):
            other = vault.batch(vault.load_keys("simulated", 6), name)
            vault.unseal(folder / f"archive/{name}.wacz.age", other)
    assert answers > 450


def test_the_custody_log_tells_the_crawl_wave_by_wave_from_start_to_seal(folder, route):
    log = folder / "custody.jsonl"
    custody.verify(log, last={"http": "manifest written", "direct": "time stamp failed"}[route])
    records = custody.read(log)
    names = batches(route)
    assert [record["event"] for record in records if record["event"] != "time stamp failed"] == [
        "crawl started", *["wave ended"] * len(ABOUT["waves"]), "crawl ended", *["batch sealed"] * len(names),
        "archive sealed", "manifest written",
    ]  # fmt: skip
    started, waves, ended = records[0], records[1 : len(ABOUT["waves"]) + 1], records[len(ABOUT["waves"]) + 1]
    assert started["facts"]["settings_sha256"] == custody.hash_settings(SETTINGS[route])
    assert started["facts"]["tools"]["scrapy"]
    assert started["facts"]["adapters_sha256"] == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FILES
    }
    assert (started["facts"]["route"], started["facts"]["left_out"]) == (
        route, {"http": "", "direct": direct.LEFT_OUT}[route],
    )  # fmt: skip
    assert [wave["facts"]["day"] for wave in waves] == ABOUT["waves"]
    outcomes = pd.read_parquet(folder / "outcomes.parquet")
    assert ended["facts"]["outcomes"] == outcomes.to_dict("records")
    told = sum(row["requests"] for wave in waves for row in wave["facts"]["outcomes"])
    assert told == outcomes["requests"].sum()
    asked = outcomes.loc[outcomes["outcome"].isin(["200", "410"]), "requests"].sum()
    sealed = {record["facts"].pop("file"): record["facts"] for record in records if record["event"] == "batch sealed"}
    assert list(sealed) == [f"{name}.wacz.age" for name in names]
    assert sum(facts["records"]["response"] + facts["records"].get("revisit", 0) for facts in sealed.values()) == asked
    for name, facts in sealed.items():
        content = (folder / "archive" / name).read_bytes()
        assert (facts["sha256"], facts["bytes"]) == (hashlib.sha256(content).hexdigest(), len(content))
    times = [record["time"] for record in records]
    assert times == sorted(times) and times[0].endswith("+00:00")


def test_the_manifest_holds_what_was_sealed_and_the_log_vouches_for_it(folder, route):
    log, path = folder / "custody.jsonl", folder / "manifest.json"
    content = manifest.verify(path, folder / "archive", log)
    custody.verify(log, marks=[manifest.mark(path)])
    assert list(content["batches"]) == [f"{name}.wacz.age" for name in batches(route)]
    for name, batch in content["batches"].items():
        assert batch["sha256"] == hashlib.sha256((folder / "archive" / name).read_bytes()).hexdigest()
        assert batch["records"]["response"] + batch["records"].get("revisit", 0) > 10
    outcomes = pd.read_parquet(folder / "outcomes.parquet").groupby("outcome")["requests"].sum()
    assert content["crawl"]["outcomes"] == outcomes.to_dict()
    assert content["crawl"]["began"] < content["crawl"]["ended"] < content["written"]


def test_the_report_tells_every_wave_and_the_digest_of_every_batch(folder, route):
    content = json.loads((folder / "manifest.json").read_text())
    told = custody.read(folder / "custody.jsonl")
    for name in ("report.md", "report.html"):
        text = (folder / name).read_text()
        assert all(day in text for day in ABOUT["waves"]) and told[-1]["hash"] in text
        assert all(batch["sha256"] in text for batch in content["batches"].values())
