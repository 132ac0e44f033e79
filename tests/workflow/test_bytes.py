"""Two runs of one study give the same bytes, wherever they run, with or without a network."""

import hashlib
import sys
import warnings
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("whole run")

# The custody log and the manifest (results/crawl) hold the time by the clock, a sealed file a fresh key: none is meant
# to repeat.
FOLDERS = ("truth", *(f"results/{name}" for name in (
    "tables", "models", "numbers", "metrics", "figures", "notebooks", "paper", "validity", "qualitative",
    "corpus",
)))  # fmt: skip


def digests(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for name in FOLDERS
        for path in sorted((folder / name).rglob("*"))
        if path.is_file() and path.suffix != ".age"
    }


def test_a_second_run_elsewhere_and_after_the_crawl_without_a_network_gives_the_same_bytes(whole_run, scratch):
    scratch.run("snakemake", "crawl_market")
    log = scratch.read("results/crawl/custody.jsonl")
    # fails if anything asks for an address beyond the loopback: see test_cut_off.py
    done = scratch.run(sys.executable, str(Path(__file__).with_name("cut_off.py")), "any", "snakemake")
    if "in a namespace" not in done.stderr:
        warnings.warn("network namespaces are not allowed here: Python was cut off, other programs not", stacklevel=1)
    # it holds the time by the clock, so it is as it was only if nothing was crawled again
    assert scratch.read("results/crawl/custody.jsonl") == log
    first, second = digests(whole_run / "study"), digests(scratch.folder)
    assert len(first) > 100
    assert first.keys() == second.keys()
    assert {path for path in first if first[path] != second[path]} == set()


def test_no_output_names_the_place_it_was_made_in(whole_run):
    place = str(whole_run).encode()
    folder = whole_run / "study"
    found = {
        str(path.relative_to(folder))
        for name in FOLDERS
        for path in (folder / name).rglob("*")
        if path.is_file() and place in path.read_bytes()
    }
    assert found == set()
