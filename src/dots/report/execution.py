"""Run a notebook and keep what it shows, without what differs between two runs."""

from __future__ import annotations

import json
from pathlib import Path

import papermill


def execute(notebook: Path, to: Path, *, results: str) -> None:
    """Execute a notebook from the repository's root and write it with its outputs.

    Parameters
    ----------
    notebook
        Source notebook, with a cell tagged `parameters` that sets `results`.
    to
        Executed notebook; times, run identifiers and paths are removed, so the same inputs give the same bytes.
    results
        Folder of results, handed to the notebook.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    scratch = to.with_suffix(".running.ipynb")
    try:
        papermill.execute_notebook(
            notebook,
            scratch,
            parameters={"results": results},
            progress_bar=False,
            log_output=False,
            kernel_name="python3",
        )
        content = json.loads(scratch.read_text())
    finally:
        scratch.unlink(missing_ok=True)
    content["metadata"] = {
        "kernelspec": content["metadata"]["kernelspec"],
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(content["cells"]):
        cell["id"] = f"cell-{number}"
        cell["metadata"] = {"tags": cell["metadata"].get("tags", [])}
    to.write_text(json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
