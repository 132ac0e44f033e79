"""Replications: small markets with other seeds, each put through the study's own steps in one process, and judged.

A replication runs the very functions of the rules' scripts, in the order of the workflow, in a folder of its own. It
differs from the study only in its seed, its size, the direct route of the crawl (the same archive without HTTP), the
settings that `validity.replication` makes cheaper, and the scenario.
"""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from dots.tables import market
from dots.validity import wiring
from dots.validity.scenarios import SCRAMBLED

_STREAM = 9_403


def replicate(
    steps: list[dict], scripts: dict[str, Path], folder: Path, *, scenario: str, seed: int, changes: dict
) -> pd.DataFrame:
    """Run one replication and give its scoreboard.

    Parameters
    ----------
    steps
        From `scenarios.chain`.
    scripts
        Script of each rule.
    folder
        An empty folder for what the steps make.
    scenario, changes
        Name of the scenario and the settings of the market it changes.
    seed
        Seed of every step.

    Returns
    -------
    DataFrame
        Rows of `tables.replications.REPLICATIONS`.
    """
    made = wiring.made(steps)

    def place(paths: str | list[str]) -> Path | list[Path]:
        if isinstance(paths, str):
            return folder / paths if paths in made else Path(paths)
        return [place(path) for path in paths]

    for path in made:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
    for step in steps:
        function = load(scripts[step["rule"]])
        settings = dict(step["params"])
        if "seed" in settings:
            settings["seed"] = seed
        if step["rule"] == "simulate_market":
            settings["settings"] = settings["settings"] | changes
        if "threads" in inspect.signature(function).parameters:
            settings["threads"] = 1
        function(**{name: place(paths) for name, paths in (step["input"] | step["output"]).items()}, **settings)
        if scenario == SCRAMBLED and "coded_sample" in step["output"]:
            path = place(step["output"]["coded_sample"])
            market.CODED_SAMPLE.write(scramble(market.CODED_SAMPLE.read(path), seed), path)
    board = pd.read_parquet(place(steps[-1]["output"]["board"]))
    knob = next(iter(changes), "")
    return board.assign(scenario=scenario, seed=seed, knob=knob, setting=float(changes[knob]) if knob else np.nan)


def scramble(coded_sample: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Deal the judgements out to the coded adverts anew, so that they say nothing about them.

    All that coders said of one advert moves together to another, so that agreement, sessions and the distribution of
    codes stay as they were.
    """
    adverts = coded_sample["advert"].drop_duplicates().sort_values()
    dealt = np.random.default_rng([seed, _STREAM]).permutation(adverts)
    return coded_sample.assign(advert=coded_sample["advert"].map(dict(zip(adverts, dealt, strict=True))))


def load(script: Path) -> Callable[..., None]:
    """Import a rule's script and give its function, which has the script's name."""
    spec = importlib.util.spec_from_file_location(f"replicated_{script.stem}", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, script.stem)
