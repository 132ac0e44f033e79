"""A wrong configuration is refused before any job starts, in words that say what to write instead."""

import copy
from pathlib import Path

import pytest
import yaml

from dots import study

ROOT = Path(__file__).parents[2]
SCHEMA = study.load_schema(ROOT / "config/schema.yaml")


@pytest.fixture
def config():
    return yaml.safe_load((ROOT / "config/config.yaml").read_text())


def refusal(config):
    with pytest.raises(ValueError) as error:
        study.check(config, SCHEMA, ROOT)
    return str(error.value)


def test_the_default_study_is_valid(config):
    study.check(config, SCHEMA, ROOT)


def test_a_misspelt_key_is_named_with_the_key_that_was_meant(config):
    config["network"]["hubcap"] = config["network"].pop("hub_cap")
    text = refusal(config)
    assert "network.hubcap: unknown key; did you mean hub_cap" in text
    assert "network: hub_cap must be given" in text


def test_a_misspelt_section_is_named_too(config):
    config["topic"] = config.pop("topics")
    assert "topic: unknown key; did you mean topics" in refusal(config)


def test_a_bad_value_is_named_with_what_is_allowed(config):
    config["topics"]["max_share"] = 4
    config["study"]["seed"] = "today"
    text = refusal(config)
    assert "topics.max_share: 4 is not allowed" in text and "'maximum': 1" in text
    assert "study.seed: 'today' is not allowed" in text and "integer" in text


def test_a_bad_item_of_a_list_is_named_with_its_place(config):
    config["topics"]["candidates"] = [6, "eight"]
    assert "topics.candidates.1: 'eight' is not allowed" in refusal(config)


def test_a_choice_names_the_choices(config):
    config["multilevel"]["engines"] = "lme4"
    text = refusal(config)
    assert "multilevel.engines: 'lme4' is not allowed" in text
    assert all(engine in text for engine in ("auto", "glmm", "statsmodels", "pymer4"))


def test_shares_must_sum_to_one(config):
    config["market"]["kinds"]["agency"] += 0.5
    text = refusal(config)
    assert "market.kinds" in text and "1.5" in text


def test_a_file_that_is_not_there_is_named(config):
    config["study"]["places"] = "config/towns.yaml"
    assert "study.places: there is no file 'config/towns.yaml'" in refusal(config)


def test_a_section_that_is_not_a_section_is_refused_in_words(config):
    config["network"] = None
    assert "network: None is not allowed" in refusal(config)


def test_everything_wrong_is_listed_at_once(config):
    config["topics"]["passes"] = 0
    config["market"]["months"] = 1
    text = refusal(config)
    assert "topics.passes" in text and "market.months" in text


def test_every_key_says_what_it_means():
    def walk(part, at=""):
        for key, inner in part.get("properties", {}).items():
            yield f"{at}{key}", inner
            yield from walk(inner, f"{at}{key}.")

    assert [key for key, part in walk(SCHEMA) if not part.get("description", "").strip().endswith(".")] == []


def test_a_study_file_states_only_what_differs(config):
    for path in (ROOT / "config/studies").glob("*.yaml"):
        above = yaml.safe_load(path.read_text())
        same = [
            f"{section}.{key}"
            for section, part in above.items()
            for key, value in part.items()
            if config[section].get(key) == value
        ]
        assert same == [], f"{path.name} repeats the default study"


def test_every_study_file_is_valid_on_top_of_the_default(config):
    for path in (ROOT / "config/studies").glob("*.yaml"):
        merged = copy.deepcopy(config)
        for section, part in yaml.safe_load(path.read_text()).items():
            merged[section] |= part
        study.check(merged, SCHEMA, ROOT)


def test_snakemake_refuses_a_wrong_configuration_before_any_job(scratch):
    scratch.set("network.hub_cap", 1)
    scratch.replace("config/config.yaml", "  passes:", "  pases:")
    (scratch.folder / "config/places.yaml").rename(scratch.folder / "config/towns.yaml")
    done = scratch.run("snakemake", check=False)
    printed = done.stdout + done.stderr
    assert done.returncode != 0
    assert "network.hub_cap: 1 is not allowed" in printed and "'minimum': 2" in printed
    assert "topics.pases: unknown key; did you mean passes" in printed
    assert "study.places: there is no file 'config/places.yaml'" in printed
    assert "Traceback" not in printed
    assert not (scratch.folder / "results").exists() and not (scratch.folder / "restricted").exists()


def test_a_study_file_is_laid_over_the_default_study_key_by_key(scratch):
    # the scratch copy's own config.yaml is the tiny study: put the default back and give tiny on the command line
    tiny = scratch.parsed()
    (scratch.folder / "config/config.yaml").write_text((ROOT / "config/config.yaml").read_text())
    default = scratch.parsed()
    laid_over = scratch.parsed("config/studies/tiny.yaml")

    def jobs(parsed):
        return sorted(parsed["jobs"], key=lambda job: (job["rule"], job["output"]))

    assert jobs(laid_over) == jobs(tiny)
    assert jobs(laid_over) != jobs(default)


def test_a_preset_fills_in_the_knobs_and_a_knob_set_by_itself_stays(config):
    config["market"] |= {"difficulty": "adversarial", "edit_rate": 0.01}
    study.check(config, SCHEMA, ROOT)
    study.resolve(config, SCHEMA, ROOT)
    presets = yaml.safe_load((ROOT / config["market"]["presets"]).read_text())
    assert config["market"]["edit_rate"] == 0.01
    others = {knob: value for knob, value in presets["adversarial"].items() if knob != "edit_rate"}
    assert all(config["market"][knob] == value for knob, value in others.items())


def test_every_preset_is_valid_and_each_is_harder_than_the_one_before(config):
    found = {}
    for name in ("easy", "realistic", "adversarial"):
        resolved = copy.deepcopy(config)
        resolved["market"]["difficulty"] = name
        study.resolve(resolved, SCHEMA, ROOT)
        found[name] = resolved["market"]
    for knob in (
        "edit_rate",
        "hidden_share",
        "crafty_share",
        "missing_contact",
        "misspelt",
        "coder_noise",
        "selection",
    ):
        assert found["easy"][knob] < found["realistic"][knob] < found["adversarial"][knob], knob
    for knob in ("correlation", "indicator_strength", "number_life", "advert_life", "coded_share", "coder_sensitivity"):
        assert found["easy"][knob] > found["realistic"][knob] > found["adversarial"][knob], knob


def test_an_unknown_preset_and_a_broken_one_are_refused(config, tmp_path):
    config["market"]["difficulty"] = "hard"
    with pytest.raises(ValueError, match="market.difficulty: there is no preset 'hard' .*easy, realistic, adversarial"):
        study.resolve(config, SCHEMA, ROOT)
    presets = yaml.safe_load((ROOT / config["market"]["presets"]).read_text())
    presets["easy"] |= {"edit_rate": 3, "edit_rat": 0.1}
    (tmp_path / "presets.yaml").write_text(yaml.safe_dump(presets))
    config["market"] |= {"difficulty": "easy", "presets": "presets.yaml"}
    with pytest.raises(ValueError, match="preset 'easy' is not valid") as error:
        study.resolve(config, SCHEMA, tmp_path)
    assert "did you mean edit_rate" in str(error.value) and "3 is not allowed" in str(error.value)


def test_snakemake_runs_nothing_after_the_retention_date(scratch):
    scratch.set("study.retention_until", "2020-01-31")
    for target in ("all", "figures", "restricted/clear_adverts.parquet.age"):
        done = scratch.run("snakemake", target, check=False)
        assert done.returncode != 0 and "may be kept until 2020-01-31" in done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr
    assert not (scratch.folder / "results").exists() and not (scratch.folder / "restricted").exists()
