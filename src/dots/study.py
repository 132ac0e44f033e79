"""The study's configuration: checked against its schema before any job starts, with an error that says the fix."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator, ValidationError


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
        JSON Schema (draft 2020-12); a key that names a file carries `x-file: true`.
    root
        Folder that file names are relative to.

    Raises
    ------
    ValueError
        Naming each key, its value and what is allowed.
    """
    problems = [_explain(error) for error in Draft202012Validator(schema).iter_errors(config)]
    problems += [
        f"{key}: there is no file {value!r} (looked in {root})"
        for key, value in files(config, schema)
        if not (root / value).is_file()
    ]
    if problems:
        raise ValueError("the configuration is not valid:\n  " + "\n  ".join(sorted(problems)))


def files(config: dict, schema: dict, at: str = "") -> Iterator[tuple[str, str]]:
    """Yield the dotted key and value of every setting that names a file."""
    for key, part in schema.get("properties", {}).items():
        value = config.get(key) if isinstance(config, dict) else None
        if part.get("x-file") and isinstance(value, str):
            yield f"{at}{key}", value
        elif isinstance(value, dict):
            yield from files(value, part, f"{at}{key}.")


def _explain(error: ValidationError) -> str:
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
        return f"{key or 'configuration'}: {', '.join(missing)} must be given"
    allowed = {
        name: schema[name]
        for name in (
            "type",
            "enum",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minItems",
            "pattern",
        )
        if name in schema
    }
    return f"{key}: {error.instance!r} is not allowed; allowed: {allowed}"
