"""The worked example of docs/add-a-step.md works as it stands on the page."""

import re
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.xdist_group("whole run")


def test_the_example_of_the_page_adds_a_step_by_two_files(study):
    rule, script = re.findall(r"```python\n(.*?)```", (ROOT / "docs/add-a-step.md").read_text(), flags=re.DOTALL)
    with (study.folder / "workflow/rules/corpus.smk").open("a") as rules:
        rules.write("\n\n" + rule)
    (study.folder / "scripts/corpus/count_weekdays.py").write_text(script)

    study.run("snakemake", "results/tables/weekdays.csv")
    table = pd.read_csv(study.folder / "results/tables/weekdays.csv")
    adverts = pd.read_parquet(study.folder / "results/tables/adverts.parquet")
    assert set(table["weekday"]) == set(adverts["posted"].dt.day_name())
    assert table["adverts"].sum() == len(adverts)

    # it joined the whole study, touched nothing else, and keeps the style
    assert study.planned() == set()
    assert "count_weekdays" in {job["rule"] for job in study.parsed()["jobs"]}
    study.run("snakefmt", "--check", "workflow/rules/corpus.smk")
    study.run("ruff", "check", "scripts/corpus/count_weekdays.py")
    study.run("ruff", "format", "--check", "scripts/corpus/count_weekdays.py")
    assert "clean" in study.run(sys.executable, "scripts/lint_workflow.py").stdout
