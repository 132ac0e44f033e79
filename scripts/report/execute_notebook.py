"""Execute one stage's notebook. It reads results only; a cell that fails fails the rule."""

from pathlib import Path

from dots.report import execution
from dots.script import run


def execute_notebook(notebook: Path, executed: Path, *, results: str, **read: object) -> None:
    """Execute `notebook` into `executed`; `read` are the files it reads, declared by the rule."""
    execution.execute(notebook, executed, results=results)


if __name__ == "__main__":
    run(snakemake, execute_notebook)
