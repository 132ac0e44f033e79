"""What the tests of the workflow share: scratch copies of this repository, and one whole run of the tiny study."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from filelock import FileLock

ROOT = Path(__file__).parents[2]
GIT_IDENTITY = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")


@dataclass(frozen=True)
class Scratch:
    """A copy of this repository in which tests may edit and run what they like."""

    folder: Path
    environment: dict[str, str]

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess:
        """Run a command there, with this environment's programs and the copy's own `dots`."""
        environment = self.environment | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{self.environment['PATH']}",
            "PYTHONPATH": str(self.folder / "src"),
            "DVC_GLOBAL_CONFIG_DIR": str(self.folder.parent / "dvc-global"),
            **{name: "test@example.org" for name in GIT_IDENTITY},
        }
        done = subprocess.run(
            command, cwd=self.folder, env=environment, text=True, capture_output=True, stdin=subprocess.DEVNULL
        )
        if check and done.returncode:
            raise AssertionError(f"{' '.join(command)} failed in {self.folder}:\n{done.stdout}\n{done.stderr}")
        return done

    def planned(self, *arguments: str) -> set[str]:
        """Name the rules that a dry run would run, without the target."""
        done = self.run("snakemake", "--dry-run", *arguments)
        printed = done.stdout + done.stderr
        if "Nothing to be done" in printed:
            return set()
        table = re.search(r"Job stats.*?\n(.*?)\n\s*total", printed, flags=re.DOTALL)
        assert table, f"no table of jobs in:\n{printed}"
        # the logger prints spaces for underscores
        rules = re.findall(r"^\s*(\w[\w ]*?)\s+\d+\s*$", table[1], flags=re.MULTILINE)
        return {rule.replace(" ", "_") for rule in rules} - {"all"}

    def parsed(self, *configfiles: str) -> dict:
        """Parse the workflow there: see `parsed.py`."""
        return json.loads(self.run(sys.executable, str(ROOT / "tests/workflow/parsed.py"), ".", *configfiles).stdout)

    def read(self, path: str) -> str:
        return (self.folder / path).read_text()

    def replace(self, path: str, old: str, new: str) -> None:
        """Edit a file; `old` must be in it."""
        content = self.read(path)
        assert old in content, f"{path} does not hold {old!r}"
        (self.folder / path).write_text(content.replace(old, new, 1))

    def set(self, key: str, value: object) -> None:
        """Set one dotted key of config/config.yaml."""
        path = self.folder / "config/config.yaml"
        config = yaml.safe_load(path.read_text())
        *sections, last = key.split(".")
        part = config
        for section in sections:
            part = part[section]
        assert last in part, f"there is no configuration key {key}"
        part[last] = value
        path.write_text(yaml.safe_dump(config, sort_keys=False))


def copy_repository(to: Path, environment: dict[str, str]) -> Scratch:
    """Copy what git tracks or would track here, without results, and make the tiny study its configuration."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=ROOT, check=True, text=True, capture_output=True)
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file() and not name.startswith("results/") and name != "dvc.lock":
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    config = _merged(*(yaml.safe_load((to / f"config/{name}.yaml").read_text()) for name in ("config", "studies/tiny")))
    (to / "config/config.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
    scratch = Scratch(to, environment)
    scratch.run("git", "init", "--quiet", "--initial-branch=main")
    scratch.run("git", "add", "--all")
    scratch.run("git", "commit", "--quiet", "--message", "A tiny study")
    return scratch


def _merged(below: dict, above: dict) -> dict:
    return below | {
        key: _merged(below[key], value) if isinstance(value, dict) and isinstance(below.get(key), dict) else value
        for key, value in above.items()
    }


def _once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Make a folder once for all workers; if it cannot be made, the first test says why and the others are brief."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, outcome = base / name, base / f"{name}.outcome"
    with FileLock(base / f"{name}.lock"):
        if not outcome.exists():
            folder.mkdir()
            try:
                make(folder)
                outcome.write_text("")
            except AssertionError as error:
                outcome.write_text("failed")
                pytest.fail(str(error), pytrace=False)
        if outcome.read_text():
            pytest.fail(f"the folder {name!r} could not be made: another test's error says why", pytrace=False)
    return folder


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> dict:
    """The workflow of this repository, parsed."""

    def make(folder: Path) -> None:
        (folder / "parsed.json").write_text(json.dumps(copy_repository(folder / "study", environment).parsed()))

    return json.loads((_once(tmp_path_factory, "house", make) / "parsed.json").read_text())


@pytest.fixture
def scratch(tmp_path: Path, environment: dict[str, str]) -> Scratch:
    """A fresh copy of this repository, with the tiny study, in which nothing was run."""
    return copy_repository(tmp_path / "study", environment)


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """Folder of a whole run of the tiny study: `study`, committed and recorded by DVC, and its remote, `store`.

    Read it, but leave it as it is: tests that edit take `study`.
    """

    def make(folder: Path) -> None:
        study = copy_repository(folder / "study", environment)
        study.run("dvc", "remote", "add", "--local", "--default", "store", str(folder / "store"))
        study.run("dvc", "repro")
        study.run("git", "add", "--all")
        study.run("git", "commit", "--quiet", "--message", "Record a run")
        study.run("dvc", "push")

    return _once(tmp_path_factory, "whole", make)


@pytest.fixture
def study(whole_run: Path, tmp_path: Path, environment: dict[str, str]) -> Scratch:
    """A copy of the whole run, to edit and to run again."""
    shutil.copytree(whole_run / "study", tmp_path / "study", symlinks=True)
    return Scratch(tmp_path / "study", environment)


@pytest.fixture
def clone(whole_run: Path, tmp_path: Path, environment: dict[str, str]) -> Scratch:
    """What a collaborator has: a git clone of the whole run, with the address of the DVC remote and no results."""
    subprocess.run(["git", "clone", "--quiet", str(whole_run / "study"), str(tmp_path / "clone")], check=True)
    clone = Scratch(tmp_path / "clone", environment)
    clone.run("dvc", "remote", "add", "--local", "--default", "store", str(whole_run / "store"))
    return clone
