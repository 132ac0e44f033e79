"""The environment is the same everywhere: locked, hashed, free of host names, and conda's list agrees."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-r.lock")
CONDA_NAMES = {"python-igraph": "igraph"}
R_PACKAGES = {"r-base", "r-lme4", "r-lmertest", "r-emmeans"}


def pins(lock):
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", (ROOT / lock).read_text(), flags=re.MULTILINE))


def direct(*extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(name for extra in extras for name in project["optional-dependencies"][extra])]
    return {re.split(r"[<>=\[ ]", name)[0] for name in wanted}


@pytest.mark.parametrize("lock", [*LOCKS, "requirements-uv.lock"])
def test_a_lock_names_no_host_and_hashes_everything(lock):
    text = (ROOT / lock).read_text()
    assert not re.search(r"://|--(extra-)?index-url|--find-links|@ ", text)
    for entry in re.split(r"\n(?=[a-z0-9])", text.strip()):
        assert "--hash=sha256:" in entry, f"{lock}: {entry.splitlines()[0]} has no hash"


def test_each_lock_holds_the_one_before_it_at_the_same_versions():
    study, tests, everything = map(pins, LOCKS)
    assert study.items() <= tests.items() <= everything.items()


def test_every_direct_dependency_is_locked():
    for lock, extras in zip(LOCKS, [(), ("test",), ("test", "r")], strict=True):
        assert direct(*extras) <= pins(lock).keys(), f"{lock} is older than pyproject.toml: run ./lock.sh"


def test_the_ten_packages_the_study_is_built_on_are_direct_dependencies():
    fixed = {"snakemake", "jupyter", "pandas", "gensim", "scikit-learn", "networkx", "statsmodels", "matplotlib", "dvc"}
    assert fixed <= direct()
    assert "pymer4" in direct("r")


def test_the_conda_environment_is_the_locked_one():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    by_pip = next(entry["pip"] for entry in listed if isinstance(entry, dict))
    by_conda = [entry for entry in listed if isinstance(entry, str)]
    names = {re.split(r"[ =<>]", entry)[0] for entry in by_conda}
    assert R_PACKAGES | {"python", "pip"} <= names
    locked = pins(LOCKS[-1])
    pinned = dict(entry.split("==") for entry in by_pip)
    for entry in by_conda:
        name, _, version = entry.partition("=")
        if re.split(r"[ =<>]", entry)[0] not in R_PACKAGES | {"python", "pip"}:
            pinned[CONDA_NAMES.get(name, name)] = version
    assert pinned == {name: locked[name] for name in direct("test", "r")}


def test_the_conda_environment_takes_the_same_pythons():
    python = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    assert f"python {python}" in listed
