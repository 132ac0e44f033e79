"""The house keeps its rules: read from the parsed workflow, not from what anybody says about it."""

import re
from pathlib import Path

import pytest
import yaml

from dots import imports

ROOT = Path(__file__).parents[2]
STAGES = ("market", "crawl", "corpus", "topics", "classify", "network", "multilevel", "qualitative", "report")


@pytest.fixture
def computing(house):
    """Rules that compute something: all but the targets."""
    rules = {name: rule for name, rule in house["rules"].items() if rule["script"]}
    assert len(rules) > 30, "the workflow has lost most of its rules"
    return rules


def inputs(rule):
    return {path for paths in rule["input"].values() for path in paths}


def outputs(rule):
    return {path for paths in rule["output"].values() for path in paths}


def closure(*files):
    return {str(path.relative_to(ROOT)) for file in files for path in imports.closure(ROOT / file, ROOT / "src/dots")}


def test_every_rule_computes_with_a_script_or_is_a_target(house):
    for name, rule in house["rules"].items():
        assert rule["script"] or not outputs(rule), f"{name} makes files without a script"
        assert not rule["run"], f"{name} has a run block"
        assert not rule["message"], f"{name} has a message, which hides the job"


def test_every_rule_declares_the_whole_code_it_rests_on(computing):
    for name, rule in computing.items():
        notebooks = {path for path in inputs(rule) if path.endswith(".ipynb") and path.startswith("notebooks/")}
        needed = {rule["script"]} | closure(rule["script"], *notebooks)
        assert not needed - inputs(rule), f"{name} does not declare code it rests on"


def test_no_rule_declares_code_it_does_not_rest_on(computing):
    for name, rule in computing.items():
        notebooks = {path for path in inputs(rule) if path.endswith(".ipynb") and path.startswith("notebooks/")}
        declared = {path for path in rule["input"].get("code", []) if path.endswith(".py")}
        assert declared == {rule["script"]} | closure(rule["script"], *notebooks), f"{name} would rerun for nothing"


def test_packages_hold_no_code_of_their_own():
    # a package's __init__.py runs on every import below it, and no closure lists it
    assert [path for path in (ROOT / "src/dots").rglob("__init__.py") if path.read_text().strip()] == []


def test_every_script_belongs_to_a_rule():
    # read from the files: the rule of an engine that is not installed is not in the parsed workflow
    rules = "".join(path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk"))
    scripts = [path for path in (ROOT / "scripts").glob("*/*.py") if "run(snakemake" in path.read_text()]
    assert len(scripts) > 40
    assert [str(path) for path in scripts if f"../../{path.relative_to(ROOT)}" not in rules] == []


def test_every_computing_rule_says_what_it_does_and_what_it_costs(house, computing):
    for name, rule in computing.items():
        assert rule["docstring"] and rule["docstring"].strip().endswith("."), f"{name} has no docstring"
        assert rule["log"] and all(path.startswith("results/logs/") for path in rule["log"]), f"{name} has no log"
        assert (rule["benchmark"] or "").startswith("results/benchmarks/"), f"{name} has no benchmark"
        assert "mem_mb" in rule["resources"], f"{name} does not state its memory"
        block = re.search(rf"^( *)rule {name}:\n(.*?)(?=^\1\S|\Z)", (ROOT / rule["file"]).read_text(), re.S | re.M)[2]
        assert re.search(r"^ +threads:", block, re.M), f"{name} does not state its threads"
        assert "lambda" not in block, f"{name} holds a lambda"


def test_every_input_and_output_has_a_name(computing):
    for name, rule in computing.items():
        assert not rule["input"][""], f"{name} has an input without a name"
        assert not rule["output"][""], f"{name} has an output without a name"


def test_rules_are_named_for_what_they_do(computing):
    for name in computing:
        assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", name), f"{name} is not verb_object"


def test_only_validity_reads_the_truth(house):
    makers = {path for job in house["jobs"] for path in job["output"] if path.startswith("truth/")}
    assert makers, "nothing writes the planted truth"
    for name, rule in house["rules"].items():
        reads = {path for path in inputs(rule) if path.startswith("truth/")}
        validity = rule["file"] == "workflow/rules/validity.smk"
        assert validity or not reads, f"{name} reads the planted truth: {reads}"


def test_nothing_after_the_corpus_reads_the_restricted_zone(computing):
    for name, rule in computing.items():
        reads = {path for path in inputs(rule) if path.startswith("restricted/")}
        stage = Path(rule["file"]).stem
        assert stage in {"market", "crawl", "corpus", "validity"} or not reads, f"{name} reads {reads}"


def test_what_is_restricted_is_sealed(house):
    restricted = {path for job in house["jobs"] for path in job["output"] if path.startswith("restricted/")}
    assert restricted
    # a folder of sealed batches: what the crawl puts into it is looked at in tests/crawl/test_script.py
    assert {path for path in restricted if not path.endswith(".age")} == {"restricted/archive"}


def test_data_flows_one_way_down_the_stages(house):
    maker = {path: job["rule"] for job in house["jobs"] for path in job["output"]}
    # validity judges every stage, and the report shows its scoreboard
    order = [*STAGES[:-1], "validity", "report"]
    for job in house["jobs"]:
        stage = Path(house["rules"][job["rule"]]["file"]).stem
        for path in job["input"]:
            if path in maker and stage in order:
                above = Path(house["rules"][maker[path]]["file"]).stem
                assert order.index(above) <= order.index(stage), f"{job['rule']} ({stage}) reads {path} ({above})"


def test_everything_declared_is_part_of_the_whole_study(house):
    declared = {path for rule in house["rules"].values() for path in outputs(rule)}
    made = {path for job in house["jobs"] for path in job["output"]}
    assert {path for path in declared if "{" not in path} <= made


def test_the_ledger_holds_every_output(house):
    stage = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]["reproduce"]
    held = [next(iter(entry)) for kind in ("outs", "metrics") for entry in stage[kind]]
    made = {path for job in house["jobs"] for path in job["output"]}
    missing = {path for path in made if not any(path == one or path.startswith(f"{one}/") for one in held)}
    assert missing == set()
    empty = {one for one in held if not any(path == one or path.startswith(f"{one}/") for path in made)}
    assert empty == set(), "DVC would fail: nothing makes these"


def test_the_ledger_depends_on_every_source(house):
    stage = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]["reproduce"]
    made = {path for job in house["jobs"] for path in job["output"]}
    sources = {path for job in house["jobs"] for path in job["input"]} - made
    sources |= {rule["file"] for rule in house["rules"].values()}
    missing = {path for path in sources if not any(path == one or path.startswith(f"{one}/") for one in stage["deps"])}
    assert missing == set()


def test_the_ledger_never_deletes_and_keeps_metrics_in_git():
    stage = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]["reproduce"]
    options = {path: option for kind in ("outs", "metrics") for entry in stage[kind] for path, option in entry.items()}
    assert all(option.get("persist") for option in options.values())
    assert [path for path, option in options.items() if option.get("cache") is False] == ["results/metrics"]


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_has_its_room_in_every_folder(stage, computing):
    assert list((ROOT / f"src/dots/{stage}").glob("[a-z]*.py")), f"src/dots/{stage} is empty"
    assert (ROOT / f"workflow/rules/{stage}.smk").read_text().strip()
    assert list((ROOT / f"scripts/{stage}").glob("*.py"))
    assert (ROOT / f"notebooks/{stage}.ipynb").is_file()
    assert list((ROOT / f"tests/{stage}").glob("test_*.py"))
    assert (ROOT / f"docs/{stage}.md").read_text().strip()
    assert any(rule["file"] == f"workflow/rules/{stage}.smk" for rule in computing.values())


@pytest.mark.parametrize("stage", [*STAGES, "validity"])
def test_a_rule_file_opens_with_its_contract(stage):
    text = (ROOT / f"workflow/rules/{stage}.smk").read_text()
    assert text.startswith('"""'), "a rule file opens with a docstring"
    opening = text.split('"""')[1]
    assert "INPUTS" in opening and "OUTPUTS" in opening
