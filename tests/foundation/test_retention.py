"""After the day until which its data may be kept, nothing of a study runs but what erases it."""

import copy
from datetime import date
from pathlib import Path

import pytest
import yaml

from dots import study

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 5, 1)


@pytest.fixture
def config():
    return yaml.safe_load((ROOT / "config/config.yaml").read_text())


def real(config, until):
    changed = copy.deepcopy(config)
    changed["study"] |= {"keys": "/keys/study.key", "retention_until": until}
    return changed


def test_the_simulated_study_needs_no_date(config):
    study.require_retention(config, TODAY)


def test_a_real_study_needs_one(config):
    with pytest.raises(ValueError, match="study.retention_until: a study with real keys must say until when"):
        study.require_retention(real(config, None), TODAY)


def test_the_last_day_is_allowed_and_the_next_is_not(config):
    study.require_retention(real(config, "2026-05-01"), TODAY)
    with pytest.raises(
        ValueError, match="may be kept until 2026-04-30, and today is 2026-05-01.*forget.py --everything"
    ):
        study.require_retention(real(config, "2026-04-30"), TODAY)


def test_a_date_in_the_past_stops_a_simulated_study_too(config):
    config["study"]["retention_until"] = "2026-04-30"
    with pytest.raises(ValueError, match="nothing is run"):
        study.require_retention(config, TODAY)


def test_a_day_that_is_none_is_refused(config):
    with pytest.raises(ValueError, match="'2026-02-31' is no day of the calendar"):
        study.require_retention(real(config, "2026-02-31"), TODAY)


@pytest.mark.parametrize("stated", ["1 May 2026", 20260501, date(2026, 5, 1), ""])
def test_a_date_written_otherwise_is_refused_by_the_schema(config, stated):
    with pytest.raises(ValueError, match="study.retention_until: .* is not allowed"):
        study.check(real(config, stated), study.load_schema(ROOT / "config/schema.yaml"), ROOT)


def test_a_configuration_is_loaded_as_the_workflow_loads_it(config):
    loaded = study.load(ROOT, [ROOT / "config/studies/tiny.yaml"])
    assert loaded["study"] == config["study"] | {"name": "tiny"}
    assert loaded["market"]["adverts"] == 400 and "edit_rate" in loaded["market"], "knobs come from the preset"
