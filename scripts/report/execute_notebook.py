"""Execute one stage's notebook. It reads results only; a cell that fails fails the rule."""

from pathlib import Path

from dots.report import execution
from dots.script import run


def execute_notebook(notebook: Path, executed: Path, **read: object) -> None:
    """Execute `notebook` into `executed`, one folder below the results; `read` are those it reads."""
    execution.execute(notebook, executed, results=str(executed.parent.parent))


if __name__ == "__main__":
    run(snakemake, execute_notebook)
