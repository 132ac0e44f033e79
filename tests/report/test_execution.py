"""An executed notebook repeats byte for byte, and says so where it could not."""

import json
import logging

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
