"""What is edited is run again, with all that rests on it, and nothing else."""

import networkx
import pytest

pytestmark = pytest.mark.xdist_group("whole run")


def depending(parsed, rules):
    """Rules that rest on the outputs of some rules, with those rules themselves."""
    maker = {path: job["rule"] for job in parsed["jobs"] for path in job["output"]}
    graph = networkx.DiGraph(
        (maker[path], job["rule"]) for job in parsed["jobs"] for path in job["input"] if path in maker
    )
    graph.add_nodes_from(rules)
    return {rule for start in rules for rule in {start} | networkx.descendants(graph, start)} - {"all"}


def readers(parsed, path):
    return {job["rule"] for job in parsed["jobs"] if path in job["input"]}


def test_a_finished_study_has_nothing_to_do(study):
    assert study.planned() == set()


@pytest.mark.parametrize(
    ("module", "spared"),
    [
        # how complexity is reckoned does not touch the crawl, the corpus or the topics
        ("src/dots/network/complexity.py", {"crawl_market", "read_adverts", "choose_topics"}),
        # how a stage's figures are drawn touches no model
        ("src/dots/topics/figures.py", {"read_adverts", "choose_topics", "find_networks"}),
        # nor does the style of all figures
        ("src/dots/figures.py", {"crawl_market", "choose_topics", "fit_continuum", "find_networks", "fit_glmm"}),
    ],
)
def test_editing_a_module_reruns_exactly_what_uses_it_and_reverting_it_nothing(study, house, module, spared):
    before = study.read(module)
    (study.folder / module).write_text(before + "\n# an edit\n")
    using = readers(house, module)
    planned = study.planned()
    assert using and planned == depending(house, using)
    assert not spared & planned and spared < house["rules"].keys()
    (study.folder / module).write_text(before)
    assert study.planned() == set()


def test_editing_a_script_and_reverting_it_reruns_nothing(study, house):
    script = house["rules"]["summarise_network"]["script"]
    before = study.read(script)
    (study.folder / script).write_text(before + "\n# an edit\n")
    assert study.planned() == depending(house, {"summarise_network"})
    (study.folder / script).write_text(before)
    assert study.planned() == set()


@pytest.mark.parametrize(
    ("key", "value"),
    [("network.hub_cap", 61), ("qualitative.bootstrap", 101), ("study.seed", 20260102), ("topics.passes", 5)],
)
def test_a_changed_setting_reruns_exactly_what_depends_on_it(study, house, key, value):
    study.set(key, value)
    was = {(job["rule"], *job["output"]): job["params"] for job in house["jobs"]}
    now = {(job["rule"], *job["output"]): job["params"] for job in study.parsed()["jobs"]}
    changed = {job[0] for job in now if now[job] != was.get(job)}
    assert changed, f"no rule has {key} among its params"
    assert study.planned() == depending(house, changed)


def test_a_setting_of_the_networks_leaves_the_stages_above_alone(study, house):
    study.set("network.hub_cap", 61)
    stages = {house["rules"][rule]["file"].removeprefix("workflow/rules/") for rule in study.planned()}
    assert "network.smk" in stages
    assert not stages & {"market.smk", "crawl.smk", "corpus.smk", "topics.smk"}


def test_editing_a_notebook_executes_it_alone(study):
    notebook = "notebooks/topics.ipynb"
    study.replace(notebook, '"nbformat_minor"', '"nbformat_minor" ')
    assert {rule for rule in study.planned() if rule.startswith("execute_")} == {"execute_topics_notebook"}


def test_a_failed_job_shows_its_log_and_names_its_rule(study):
    script = study.parsed()["rules"]["summarise_network"]["script"]
    study.replace(script, "def summarise_network(", "raise ValueError('the roof leaks')\n\n\ndef summarise_network(")
    done = study.run("snakemake", check=False)
    printed = done.stdout + done.stderr
    assert done.returncode != 0
    assert "the roof leaks" in printed and "summarise_network" in printed
    assert len(printed.splitlines()) < 200, "a log that nobody reads to its end"
