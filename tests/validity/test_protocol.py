"""What is tuned on one market is judged on others."""

import ast
import copy
import re
from pathlib import Path

import pytest
import yaml

from dots.validity import protocol

ROOT = Path(__file__).parents[2]


@pytest.fixture
def config():
    return yaml.safe_load((ROOT / "config/config.yaml").read_text())


def test_the_default_study_keeps_to_the_protocol(config):
    protocol.check(config)
    assert not set(protocol.development_seeds(config)) & set(protocol.evaluation_seeds(config, 1000))


@pytest.mark.parametrize(
    "development, evaluation", [((1, 100), (100, 50)), ((100, 50), (1, 100)), ((1, 100), (40, 5)), ((7, 1), (7, 1))]
)
def test_a_market_that_was_tuned_on_may_not_judge(config, development, evaluation):
    for name, (first, count) in (("development_seeds", development), ("evaluation_seeds", evaluation)):
        config["validity"][name] = {"first": first, "count": count}
    with pytest.raises(
        ValueError, match=r"development_seeds and validity.evaluation_seeds share \d+ seeds.*move `first`"
    ):
        protocol.check(config)


def test_seeds_side_by_side_do_not_overlap(config):
    config["validity"]["development_seeds"] = {"first": 1, "count": 1000}
    config["validity"]["evaluation_seeds"] = {"first": 1001, "count": 200}
    protocol.check(config)


@pytest.mark.parametrize("name", ["development_seeds", "evaluation_seeds"])
def test_the_study_s_own_seed_is_neither_tuned_on_nor_a_replication(config, name):
    config["study"]["seed"] = config["validity"][name]["first"] + 3
    with pytest.raises(ValueError, match=rf"validity.{name}: \d+ is the study's own seed"):
        protocol.check(config)


@pytest.mark.parametrize("name", ["replications", "scrambled", "curve_seeds"])
@pytest.mark.parametrize("full", [False, True])
def test_more_replications_than_evaluation_seeds_are_refused_before_any_job(config, name, full):
    config = copy.deepcopy(config)
    (config["validity"]["full"] if full else config["validity"])[name] = 1001
    with pytest.raises(ValueError, match="1001 replications are asked for and validity.evaluation_seeds has 1000"):
        protocol.check(config)


def test_no_rule_scores_on_a_development_seed(house):
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    forbidden = {str(seed) for seed in protocol.development_seeds(config)}
    scored = [job for job in house["jobs"] if job["rule"] in ("replicate_study", "score_validity")]
    seeds = {job["params"]["seed"].strip('"') for job in scored}
    assert {job["rule"] for job in scored} == {"replicate_study", "score_validity"}
    assert seeds and not seeds & forbidden
    # nor can one be asked for by name: the wildcard holds evaluation seeds only
    (pattern,) = {path for path in house["rules"]["replicate_study"]["output"]["rows"]}
    allowed = re.search(r"\{seed,([^}]*)\}", pattern)[1]
    assert not {seed for seed in forbidden if re.fullmatch(allowed, seed)}
    assert re.fullmatch(allowed, str(protocol.evaluation_seeds(config, 1)[0]))


def tuned_wrongly(source: str, stem: str) -> str:
    """Say what is wrong with a file that tunes, by its name or its own account, or nothing."""
    tree = ast.parse(source)
    if not (stem.startswith("tune_") or re.search(r"\btunes?\b", ast.get_docstring(tree) or "")):
        return ""
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    if "evaluation_seeds" in called:
        return "tunes on seeds that judge"
    return "" if "development_seeds" in called else "tunes without the development seeds"


def test_benchmarks_and_scripts_that_tune_take_development_seeds():
    for path in [*(ROOT / "benchmarks").glob("*.py"), *(ROOT / "scripts").rglob("*.py")]:
        assert not tuned_wrongly(path.read_text(), path.stem), path


def test_a_file_that_tunes_on_other_seeds_is_refused():
    assert (
        tuned_wrongly("seeds = protocol.evaluation_seeds(config, 3)", "tune_threshold") == "tunes on seeds that judge"
    )
    assert tuned_wrongly('"""Tunes nothing."""\nseeds = [1, 2]', "tune_cap") == "tunes without the development seeds"
    assert not tuned_wrongly("seeds = protocol.development_seeds(config)", "tune_threshold")
    assert not tuned_wrongly("seeds = [1, 2]", "plot_curves")
