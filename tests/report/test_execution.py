"""An executed notebook repeats byte for byte, and says so where it could not."""

import json
import logging
import subprocess
import sys

import papermill
import pytest

from dots.report import execution


def notebook(folder, *cells, tag="parameters"):
    sources = [('results = "results"', [tag]), *((cell, []) for cell in cells)]
    content = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "cells": [
            {
                "cell_type": "code",
                "id": f"c{at}",
                "metadata": {"tags": tags},
                "source": text,
                "outputs": [],
                "execution_count": None,
            }
            for at, (text, tags) in enumerate(sources)
        ],
    }
    path = folder / "source.ipynb"
    path.write_text(json.dumps(content))
    return path


def test_it_is_given_its_results_and_repeats_without_warnings(tmp_path, caplog):
    path = notebook(tmp_path, "import warnings\nwarnings.warn('careful')\nprint(results)")
    with caplog.at_level(logging.WARNING):
        for name in ("first.ipynb", "second.ipynb"):
            execution.execute(path, tmp_path / name, results="elsewhere")
    first = (tmp_path / "first.ipynb").read_bytes()
    assert first == (tmp_path / "second.ipynb").read_bytes()
    shown = [output for cell in json.loads(first)["cells"] for output in cell.get("outputs", [])]
    assert ["".join(output["text"]) for output in shown] == ["elsewhere\n"]
    assert "careful" in caplog.text
    assert not list(tmp_path.glob("*.running.ipynb"))


def test_an_address_in_memory_is_refused(tmp_path):
    path = notebook(tmp_path, "object()")
    with pytest.raises(ValueError, match="cell 2: shows 'at 0x"):
        execution.execute(path, tmp_path / "out.ipynb", results="results")


def test_a_failing_cell_fails_and_leaves_nothing(tmp_path):
    path = notebook(tmp_path, "1 / 0")
    with pytest.raises(papermill.PapermillExecutionError, match="ZeroDivisionError"):
        execution.execute(path, tmp_path / "out.ipynb", results="results")
    assert [file.name for file in tmp_path.iterdir()] == ["source.ipynb"]


def test_a_notebook_without_parameters_is_refused(tmp_path):
    with pytest.raises(ValueError, match="parameters"):
        execution.execute(notebook(tmp_path, tag="other"), tmp_path / "out.ipynb", results="results")


def test_notebooks_that_run_side_by_side_in_one_folder_do_not_hear_each_other(tmp_path):
    source = notebook(tmp_path, "print(results)")
    program = (
        "import sys; from pathlib import Path; from dots.report import execution;"
        "execution.execute(Path(sys.argv[1]), Path(sys.argv[2]), results=sys.argv[3])"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, source, tmp_path / f"{name}.ipynb", name], cwd=tmp_path)
        for name in "abcd"
    ]
    assert [process.wait() for process in started] == [0] * 4
    for name in "abcd":
        cells = json.loads((tmp_path / f"{name}.ipynb").read_text())["cells"]
        assert cells[-1]["outputs"][0]["text"] == [f"{name}\n"]
    assert not list(tmp_path.glob("kernel*")), "no socket is left behind"
