"""Lint the workflow with Snakemake's linter, but for the kinds of lint that do not hold here, each with its reason."""

import contextlib
import io
import json
import sys
from pathlib import Path

from snakemake.api import SnakemakeApi
from snakemake.settings.types import OutputSettings, Quietness, ResourceSettings

IGNORED = {
    "Specify a conda environment or container for each rule.": (
        "one environment, locked with hashes, serves every rule: a rule of its own could drift from the tests"
    )
}


def lint(root: Path) -> list[str]:
    """List what the linter finds in the workflow of a folder, a line each, without what is ignored."""
    printed = io.StringIO()
    with SnakemakeApi(OutputSettings(quiet={Quietness.ALL})) as api, contextlib.redirect_stdout(printed):
        handle = api.workflow(resource_settings=ResourceSettings(), snakefile=root / "Snakefile", workdir=root)
        handle.lint(json=True)
    found = []
    for parts in json.loads(printed.getvalue() or "{}").values():
        for part in parts:
            where = part["for"].get("rule") or part["for"].get("snakefile")
            found += [f"{where}: {each['title']}" for each in part["lints"] if each["title"] not in IGNORED]
    return found


if __name__ == "__main__":
    found = lint(Path.cwd())
    print("\n".join(found) or f"workflow: clean ({len(IGNORED)} kind of lint ignored: see scripts/lint_workflow.py)")
    sys.exit(bool(found))
