"""Run a notebook and keep what it shows, without what differs between two runs."""

from __future__ import annotations

import json
import logging
import re
import tempfile
from pathlib import Path

import papermill
from traitlets.config import Config

logger = logging.getLogger(__name__)
ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")


def execute(notebook: Path, to: Path, *, results: str) -> None:
    """Execute a notebook from the repository's root and write it with its outputs.

    Parameters
    ----------
    notebook
        Source notebook, with a cell tagged `parameters` that sets `results`.
    to
        Executed notebook; times, run identifiers, paths and warnings are removed, so the same inputs give the
        same bytes. Warnings go to the log.
    results
        Folder of results, handed to the notebook.

    Raises
    ------
    ValueError
        If the notebook has no cell tagged `parameters`, or shows an address in memory, which no second run repeats.
    papermill.PapermillExecutionError
        If a cell fails.
    """
    source = json.loads(notebook.read_text())
    if not any("parameters" in cell["metadata"].get("tags", []) for cell in source["cells"]):
        raise ValueError(f'{notebook}: tag the cell that sets `results = "results"` with `parameters`')
    to.parent.mkdir(parents=True, exist_ok=True)
    scratch = to.with_suffix(".running.ipynb")
    try:
        with tempfile.TemporaryDirectory() as sockets:
            # a socket file of its own for each kernel: notebooks that run side by side cannot race for a port
            private = {"transport": "ipc", "ip": f"{sockets}/kernel"}
            papermill.execute_notebook(
                notebook,
                scratch,
                parameters={"results": results},
                progress_bar=False,
                log_output=False,
                kernel_name="python3",
                config=Config({"AsyncKernelManager": private}),
            )
        content = json.loads(scratch.read_text())
    finally:
        scratch.unlink(missing_ok=True)
    content["metadata"] = {"kernelspec": content["metadata"]["kernelspec"], "language_info": {"name": "python"}}
    for number, cell in enumerate(content["cells"]):
        cell["id"] = f"cell-{number}"
        cell["metadata"] = {"tags": cell["metadata"].get("tags", [])}
        if "outputs" in cell:
            cell["outputs"] = [output for output in cell["outputs"] if _repeats(output, notebook, number)]
    to.write_text(json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def _repeats(output: dict, notebook: Path, number: int) -> bool:
    """Tell whether an output is kept: warnings name files of one run and go to the log instead."""
    if output.get("name") == "stderr":
        logger.warning("%s, cell %s: %s", notebook, number, "".join(output["text"]).strip())
        return False
    shown = "".join(output.get("text", "")) + "".join(output.get("data", {}).get("text/plain", ""))
    if found := ADDRESS.search(shown):
        raise ValueError(f"{notebook}, cell {number}: shows {found[0]!r}; end the cell with `;` or show something else")
    return True
