"""Which replications a study plans: scenarios that change one knob, the seeds that judge, the steps that are taken."""

from __future__ import annotations

from collections.abc import Iterable

from dots.validity import protocol, wiring

BASELINE, SCRAMBLED = "baseline", "scrambled"
TARGET = "score_validity"
SIZE = ("adverts", "organisations")
LEFT_OUT = ("fit_statsmodels", "fit_pymer4")
"""Engines whose agreement with the reference the study itself checks."""


def named(config: dict, schema: dict) -> dict[str, dict]:
    """Name every scenario and give what it changes in the market: nothing, or one knob.

    Parameters
    ----------
    config
        A resolved configuration.
    schema
        Its schema, which says what a knob may be.

    Returns
    -------
    dict
        Scenario to settings of the market. A value that the study has anyway makes no scenario: it is the baseline.
        With the knob `adverts` the organisations grow in proportion, so that the market grows and does not thicken.

    Raises
    ------
    ValueError
        If a curve names what is no knob, or gives it a value that is not allowed.
    """
    from jsonschema import Draft202012Validator  # costs a second of CPU, which no replication needs to pay

    parts = schema["properties"]["market"]["properties"]
    knobs = {name: part for name, part in parts.items() if part.get("x-knob")} | {"adverts": parts["adverts"]}
    found = {BASELINE: {}, SCRAMBLED: {}}
    for number, curve in enumerate(config["validity"]["curves"]):
        knob = curve["knob"]
        if knob not in knobs:
            raise ValueError(f"validity.curves.{number}: {knob!r} is no knob of the market; one of {', '.join(knobs)}")
        for value in curve["values"]:
            for problem in Draft202012Validator(knobs[knob]).iter_errors(value):
                raise ValueError(f"validity.curves.{number}: market.{knob} cannot be {value}: {problem.message}")
            if value != base(config)[knob]:
                found[f"{knob}-{value:g}"] = {knob: value} | _beside(knob, value, config["validity"]["replication"])
    return found


def _beside(knob: str, value: float, size: dict) -> dict:
    if knob != "adverts":
        return {}
    return {"organisations": max(10, round(size["organisations"] * value / size["adverts"]))}


def base(config: dict) -> dict:
    """Give the settings of the market of a replication to which nothing is done."""
    return config["market"] | {name: config["validity"]["replication"][name] for name in SIZE}


def chain(rules: Iterable, config: dict) -> list[dict]:
    """Give the steps of a replication, read from the workflow's rules, with the settings of a replication in them.

    Parameters
    ----------
    rules
        Snakemake's parsed rules.
    config
        A resolved configuration.

    Returns
    -------
    list of dict
        As `wiring.steps` gives them. A parameter named in `validity.replication` takes its value in every step; seeds
        are missing, since each replication brings its own.

    Raises
    ------
    ValueError
        If the number of topics is not one the study tries.
    """
    lighter = {name: value for name, value in config["validity"]["replication"].items() if name not in SIZE}
    topics = lighter.pop("topics")
    if topics not in config["topics"]["candidates"]:
        raise ValueError(
            f"validity.replication.topics: {topics} is none of topics.candidates ({config['topics']['candidates']})"
        )
    lighter |= {"candidates": [topics], "study_keys": "simulated", "seed": None}
    rules = list(rules)
    present = {rule.name for rule in rules}
    steps = wiring.steps(
        rules,
        TARGET,
        left_out=[name for name in LEFT_OUT if name in present],
        wildcards={"topics": topics},
    )
    own = {
        "simulate_market": {"settings": base(config)},
        "crawl_market": {"settings": config["crawl"] | {"route": "direct"}},
    }
    for step in steps:
        known = lighter | own.get(step["rule"], {})
        step["params"] = {name: known.get(name, value) for name, value in step["params"].items()}
    return steps


def planned(config: dict, names: Iterable[str], *, replications: int, scrambled: int, curve_seeds: int) -> list[tuple]:
    """List the replications to run as pairs of scenario and seed, every seed an evaluation seed.

    Parameters
    ----------
    config
        The configuration, for its evaluation seeds.
    names
        Scenarios.
    replications, scrambled, curve_seeds
        Seeds of the baseline, of the scrambled scenario and of each value of a curve.
    """
    counts = {BASELINE: replications, SCRAMBLED: scrambled}
    return [(name, seed) for name in names for seed in protocol.evaluation_seeds(config, counts.get(name, curve_seeds))]


def files(config: dict, names: Iterable[str], counts: dict) -> list[str]:
    """List the files of the replications to run, for the numbers of seeds in a section of the configuration."""
    chosen = {name: counts[name] for name in ("replications", "scrambled", "curve_seeds")}
    return [f"results/validity/replications/{name}/{seed}.parquet" for name, seed in planned(config, names, **chosen)]
