"""The study's configuration: checked against its schema before any job starts, with an error that says the fix."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator, ValidationError

REAL = Path("restricted/real")
"""Marks a folder that holds a crawl of real hosts."""
LIMITS = (
    "type", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "uniqueItems",
    "minLength", "maxLength", "minProperties", "pattern",
)  # fmt: skip


def load_schema(path: Path) -> dict:
    """Read the schema that describes every configuration key."""
    return yaml.safe_load(path.read_text())


def check(config: dict, schema: dict, root: Path) -> None:
    """Check a configuration; raise one error that lists everything wrong with it.

    Parameters
    ----------
    config
        As Snakemake merged it.
    schema
        JSON Schema (draft 2020-12). A key that names a file carries `x-file: true`, one that names a folder of YAML
        files `x-folder: true`; a section of shares, which must sum to 1, `x-shares: true`.
    root
        Folder that file names are relative to.

    Raises
    ------
    ValueError
        Naming each key, its value and what is allowed.
    """
    problems = [explain(error) for error in Draft202012Validator(schema).iter_errors(config)]
    problems += [
        f"{key}: there is no file {value!r} (looked in {root})"
        for key, value in settings(config, schema, "x-file")
        if isinstance(value, str) and not (root / value).is_file()
    ]
    problems += [
        f"{key}: there is no folder {value!r} with a file *.yaml in it (looked in {root})"
        for key, value in settings(config, schema, "x-folder")
        if isinstance(value, str) and not any((root / value).glob("*.yaml"))
    ]
    problems += [
        f"{key}: the shares sum to {_sum(value):g} and must sum to 1"
        for key, value in settings(config, schema, "x-shares")
        if abs(_sum(value) - 1) > 1e-9
    ]
    if problems:
        raise ValueError("the configuration is not valid:\n  " + "\n  ".join(sorted(problems)))


def resolve(config: dict, schema: dict, root: Path) -> None:
    """Fill in, in place, the knobs of the simulated market that the study leaves to its preset of difficulty.

    Parameters
    ----------
    config
        A checked configuration. What its section `market` sets itself stays.
    schema
        The schema; knobs carry `x-knob: true`.
    root
        Folder that file names are relative to.

    Raises
    ------
    ValueError
        If the preset is unknown, lacks a knob, has a key that is none, or a value that is not allowed.
    """
    market = config["market"]
    path, parts = market["presets"], schema["properties"]["market"]["properties"]
    presets = yaml.safe_load((root / path).read_text())
    name = market["difficulty"]
    if name not in presets:
        raise ValueError(f"market.difficulty: there is no preset {name!r} in {path}; it has {', '.join(presets)}")
    knobs = {knob: part for knob, part in parts.items() if part.get("x-knob")}
    rules = {"type": "object", "properties": knobs, "required": list(knobs), "additionalProperties": False}
    problems = [explain(error) for error in Draft202012Validator(rules).iter_errors(presets[name])]
    if problems:
        raise ValueError(f"{path}: the preset {name!r} is not valid:\n  " + "\n  ".join(sorted(problems)))
    config["market"] = presets[name] | market


def require_route(config: dict, root: Path) -> None:
    """Refuse to simulate where a real crawl lies: its archive would be overwritten.

    Raises
    ------
    ValueError
        If the folder holds a real crawl and the configuration is not that of a study of real hosts.
    """
    if (root / REAL).exists() and config["crawl"]["route"] != "live":
        raise ValueError(
            f"{root / REAL}: this folder holds a crawl of real hosts, and this configuration simulates a market, which "
            "would overwrite it. Give the study's file (`--configfile`), or simulate in another folder"
        )


def require_retention(config: dict, today: date) -> None:
    """Refuse to run a study whose data may no longer be kept.

    Parameters
    ----------
    config
        A checked configuration.
    today
        The day it is.

    Raises
    ------
    ValueError
        If the retention date is past, is no day of the calendar, or is missing in a study that is not simulated.
    """
    stated = config["study"]["retention_until"]
    if stated is None:
        if config["study"]["keys"] == "simulated":
            return
        raise ValueError(
            "study.retention_until: a study with real keys must say until when its data may be kept; give the last day "
            'that the ethics approval allows, in quotes, as "2029-09-30"'
        )
    try:
        until = date.fromisoformat(stated)
    except ValueError as error:
        raise ValueError(f"study.retention_until: {stated!r} is no day of the calendar ({error})") from error
    if today > until:
        raise ValueError(
            f"study.retention_until: the data may be kept until {stated}, and today is {today}: nothing is run. Erase "
            "them with `python scripts/forget.py --everything`, or state the new date if the approval was extended"
        )


def load(root: Path, above: list[Path] = ()) -> dict:
    """Load, check and resolve a configuration as Snakemake does, for commands that stand beside the workflow.

    Parameters
    ----------
    root
        The repository.
    above
        Study files laid over `config/config.yaml` key by key (`--configfile`).

    Raises
    ------
    FileNotFoundError, ValueError
        If a file is missing, or the configuration is not valid.
    """
    config: dict = {}
    for path in (root / "config/config.yaml", *above):
        config = _laid_over(config, yaml.safe_load(path.read_text()) or {})
    schema = load_schema(root / "config/schema.yaml")
    check(config, schema, root)
    resolve(config, schema, root)
    return config


def _laid_over(below: dict, above: dict) -> dict:
    return below | {
        key: _laid_over(below[key], value) if isinstance(value, dict) and isinstance(below.get(key), dict) else value
        for key, value in above.items()
    }


def settings(config: dict, schema: dict, mark: str, at: str = "") -> Iterator[tuple[str, object]]:
    """Yield the dotted key and value of every setting whose schema carries a mark, such as `x-file`."""
    for key, part in schema.get("properties", {}).items():
        if not isinstance(config, dict) or key not in config:
            continue
        if part.get(mark):
            yield f"{at}{key}", config[key]
        yield from settings(config[key], part, mark, f"{at}{key}.")


def _sum(shares: object) -> float:
    """Sum the shares that are numbers; what is not a number is the schema's business."""
    return sum(share for share in shares.values() if isinstance(share, (int, float))) if isinstance(shares, dict) else 1


def explain(error: ValidationError, whole: str = "configuration") -> str:
    """Say what is wrong: the key, its value, what is allowed; `whole` is the name of what has all the keys."""
    key = ".".join(map(str, error.absolute_path))
    schema = error.schema
    if error.validator == "additionalProperties":
        known = list(schema.get("properties", {}))
        unknown = sorted(set(error.instance) - set(known))
        close = [guess for name in unknown for guess in difflib.get_close_matches(name, known, 1)]
        hint = f"; did you mean {', '.join(close)}?" if close else ""
        where = f"{key}." if key else ""
        return f"{', '.join(where + name for name in unknown)}: unknown key{hint} Allowed: {', '.join(known)}"
    if error.validator == "required":
        missing = sorted(set(schema["required"]) - set(error.instance))
        return f"{key or whole}: {', '.join(missing)} must be given"
    return f"{key or whole}: {error.instance!r} is not allowed; allowed: {_allowed(schema)}"


def _allowed(schema: dict) -> str:
    """Say what a part of the schema allows, in the schema's own words."""
    if "oneOf" in schema:
        return " or ".join(_allowed(option) for option in schema["oneOf"])
    if "const" in schema:
        return repr(schema["const"])
    words = {name: schema[name] for name in LIMITS if name in schema}
    items = f" of {_allowed(schema['items'])}" if "items" in schema else ""
    return f"{words}{items}"
