"""Results travel: recorded by DVC on one machine, restored on another, compared between experiments.

Real git, real DVC and real Snakemake, with a folder for a remote.
"""

import json
import sys

import pytest

pytestmark = pytest.mark.xdist_group("whole run")


def restore(clone, check=True):
    return clone.run(sys.executable, "scripts/restore.py", check=check)


def test_a_clone_is_restored_without_running_anything(clone, house):
    done = restore(clone)
    assert "every result is in place" in done.stdout
    assert clone.planned() == set()
    assert clone.run("git", "status", "--porcelain").stdout == ""
    # and it knows what the results were made from, back to the first rule of the study
    clone.set("market.social_share", 0.3)
    planned = clone.planned()
    assert "simulate_market" in planned and "simulate_interviews" not in planned
    clone.run("git", "checkout", "--quiet", "config")
    assert clone.planned() == set()
    clone.set("qualitative.bootstrap", 101)
    assert clone.planned() and not any("network" in rule for rule in clone.planned() if rule.startswith("summarise"))


def test_restoring_refuses_results_of_another_state(clone):
    clone.set("qualitative.bootstrap", 101)
    done = restore(clone, check=False)
    assert done.returncode != 0
    assert "another state of the study" in done.stderr and "config" in done.stderr
    assert not (clone.folder / ".snakemake/metadata").exists(), "nothing was marked as up to date"


def test_restoring_says_how_to_name_a_remote(clone):
    clone.run("dvc", "remote", "remove", "--local", "store")
    done = restore(clone, check=False)
    assert done.returncode != 0 and "dvc remote add" in done.stderr


def test_restoring_without_a_ledger_points_to_the_other_way(clone):
    (clone.folder / "dvc.lock").unlink()
    done = restore(clone, check=False)
    assert done.returncode != 0 and "make report" in done.stderr


def test_an_unreachable_remote_is_no_success(clone):
    clone.run("dvc", "remote", "modify", "--local", "store", "url", str(clone.folder.parent / "nowhere"))
    done = restore(clone, check=False)
    assert done.returncode != 0 and "could not be fetched" in done.stderr


def test_a_recorded_study_is_not_run_again(study):
    assert "didn't change, skipping" in study.run("dvc", "repro").stdout
    assert json.loads(study.run("dvc", "status", "--json").stdout or "{}") == {}


def test_the_ledger_holds_no_clear_identifier(study):
    files = [path for path in (study.folder / "restricted").rglob("*") if path.is_file()]
    # Snakemake marks a folder that a rule makes with an empty file
    clear = [path for path in files if path.suffix != ".age" and path.name != ".snakemake_timestamp"]
    assert files and clear == []
    assert not any(path.stat().st_size for path in files if path.name == ".snakemake_timestamp")


def test_experiments_are_compared_by_parameter_and_metric(study):
    for value in (3, 8):
        setting = f"config/config.yaml:network.capacity={value}"
        study.run("dvc", "exp", "run", "--set-param", setting, "--name", f"capacity-{value}")
    parameters = json.loads(study.run("dvc", "params", "diff", "capacity-3", "capacity-8", "--json").stdout)
    assert parameters == {"config/config.yaml": {"network.capacity": {"old": 3, "new": 8, "diff": 5}}}
    metrics = json.loads(study.run("dvc", "metrics", "diff", "capacity-3", "capacity-8", "--json").stdout)
    assert metrics["results/metrics/network.json"]["shortlisted"] == {"old": 3, "new": 8, "diff": 5}
    moved = {path.removeprefix("results/metrics/") for path in metrics}
    assert moved <= {"network.json", "validity.json", "report.json"}, "the capacity touched what does not depend on it"
