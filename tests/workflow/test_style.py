"""The house keeps its style, by the tools that check it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("snakefmt", "--check", "Snakefile", "workflow"),
        ("scripts/lint_workflow.py",),
    ],
    ids=["ruff check", "ruff format", "snakefmt", "snakemake lint"],
)
def test_the_style_is_kept(command, environment):
    program = [str(Path(sys.executable).parent / command[0])] if "/" not in command[0] else [sys.executable, command[0]]
    done = subprocess.run([*program, *command[1:]], cwd=ROOT, env=environment, text=True, capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_linter_still_finds_what_it_should(scratch):
    with (scratch.folder / "workflow/rules/market.smk").open("a") as rules:
        rules.write('\n\nrule scribble:\n    output: "results/scribble"\n    shell: "touch {output}"\n')
    done = scratch.run(sys.executable, "scripts/lint_workflow.py", check=False)
    assert done.returncode != 0
    assert "scribble: No log directive defined" in done.stdout
