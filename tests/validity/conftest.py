"""What the tests of the evaluation share."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def house(environment: dict[str, str]) -> dict:
    """The workflow of the tiny study, parsed where it lies: see `tests/workflow/parsed.py`."""
    command = [sys.executable, "tests/workflow/parsed.py", ".", "config/studies/tiny.yaml"]
    done = subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
