"""Reference pages written from the contracts themselves: every setting, every table."""

from __future__ import annotations

from dots.tables import (
    calibration,
    classify,
    corpus,
    crawl,
    market,
    multilevel,
    network,
    qualitative,
    replications,
    topics,
    truth,
    validity,
)
from dots.tables.contract import Column, Table

MODULES = (
    market, crawl, corpus, topics, classify, network, multilevel, qualitative, validity, replications, calibration,
    truth,
)  # fmt: skip
"""Every module of `dots.tables`, in the order the data flow."""

ADAPTER_KEYS = "## Every key\n"
ADAPTER_INTRO = """
This part is written from `config/crawl/adapter_schema.yaml` by `python scripts/report/write_reference.py`.
"""

CONFIG_INTRO = """\
# Settings of a study

A study is one YAML file. `config/config.yaml` is the default study; a file in `config/studies/` holds only what differs
from it and is given with `--configfile`. Every setting is checked before any job starts: an unknown key, a value
that is not allowed or a file that is not there is refused; the message names the key, the value and what is allowed.

This page is written from `config/schema.yaml` and `config/config.yaml` by `python scripts/report/write_reference.py`.
"""

TABLES_INTRO = """\
# Data dictionary

Every table that crosses from one stage to the next, as its contract in `src/dots/tables/` declares it. A table is
checked whenever it is written or read: no other column, no other type, no value out of range, no row twice.

The zone says who may see a table:

- **restricted**: raw identifiers; sealed (encrypted) on disk, read only by the stages crawl and corpus;
- **pseudonymised**: single adverts and networks under keyed pseudonyms; stays with the research team;
- **released**: groups only; may leave the team once small groups are masked;
- **truth**: what the simulated market planted; read only by the evaluation, tests and benchmarks.

This page is written from those contracts by `python scripts/report/write_reference.py`.
"""


def config_page(schema: dict, defaults: dict, presets: dict[str, dict]) -> str:
    """Write the page of settings.

    Parameters
    ----------
    schema
        `config/schema.yaml`.
    defaults
        `config/config.yaml`.
    presets
        Values of the market's knobs by preset of difficulty.

    Returns
    -------
    str
        Markdown: one section a part of the configuration, one row a key.
    """
    parts = [CONFIG_INTRO]
    for name, section in schema["properties"].items():
        rows = list(_settings(section, defaults.get(name, {}), name, presets))
        parts.append(f"## `{name}`\n\n{_sentence(section)}\n\n{_grid(('Key', 'Meaning', 'Allowed', 'Default'), rows)}")
    return "\n".join(parts)


def adapters_page(written: str, schema: dict) -> str:
    """Write the keys of an adapter into the page on adapters.

    Parameters
    ----------
    written
        The page as it stands; what follows its last heading is written anew.
    schema
        `config/crawl/adapter_schema.yaml`.

    Returns
    -------
    str
        Markdown.
    """
    needed = set(schema["required"])
    rows = []
    for key, part in schema["properties"].items():
        rows.append((f"`{key}`", _sentence(part), _kept(part), "yes" if key in needed else ""))
        for name, inner in part.get("properties", {}).items():
            must = name in part.get("required", ())
            rows.append((f"`{key}.{name}`", _sentence(inner), _kept(inner), "yes" if must else ""))
    parts = [ADAPTER_KEYS + ADAPTER_INTRO, _grid(("Key", "Meaning", "Allowed", "Must be given"), rows)]
    for title, group in (
        ("### A field, and `identifier`", schema["$defs"]["field"]),
        ("### A link", schema["$defs"]["links"]["items"]),
    ):
        keys = [(f"`{name}`", _sentence(one), _allowed(one)) for name, one in group["properties"].items()]
        parts.append(f"{title}\n\n{_grid(('Key', 'Meaning', 'Allowed'), keys)}")
    return written.split(ADAPTER_KEYS)[0] + "\n".join(parts)


def _kept(part: dict) -> str:
    """Say what is allowed, or name the group of keys that is described by itself."""
    groups = {"field": "a field, below", "links": "list of links, below", "record": "`css` or `jsonpath`"}
    if "$ref" in part:
        return groups[part["$ref"].split("/")[-1]]
    return "a group of keys, below" if part.get("type") == "object" else _allowed(part)


def _settings(section: dict, defaults: dict, at: str, presets: dict[str, dict]):
    for key, part in section.get("properties", {}).items():
        name = f"{at}.{key}"
        if "properties" in part:
            default = "`null`" if key in defaults and defaults[key] is None else ""
            yield f"`{name}`", _sentence(part), "a group of keys, below" + (" or null" if default else ""), default
            yield from _settings(part, defaults.get(key) or {}, name, presets)
        elif part.get("x-knob"):
            values = ", ".join(f"`{preset[key]}` ({title})" for title, preset in presets.items())
            yield f"`{name}`", _sentence(part), _allowed(part), values
        else:
            yield f"`{name}`", _sentence(part), _allowed(part), f"`{defaults[key]}`" if key in defaults else ""


def _sentence(part: dict) -> str:
    return " ".join(str(part.get("description", "")).split())


def _allowed(part: dict) -> str:
    if "oneOf" in part:
        return " or ".join(_allowed(choice) for choice in part["oneOf"])
    if "const" in part:
        return f"`{part['const']}`"
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    kind = {"string": "text", "array": "list"}.get(part.get("type"), part.get("type", ""))
    if part.get("x-file"):
        kind = "file"
    if part.get("x-folder"):
        kind = "folder"
    if "items" in part:
        kind += f" of {_allowed(part['items'])}"
    limits = [
        f"{sign} {part[name]}"
        for name, sign in (("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"), ("exclusiveMaximum", "<"))
        if name in part
    ]
    if "minItems" in part:
        limits.append(f"at least {part['minItems']}")
    if "pattern" in part:
        limits.append(f"like `{part['pattern']}`")
    return ", ".join([kind, *limits])


def tables_page(declared: dict[str, list[Table]]) -> str:
    """Write the data dictionary.

    Parameters
    ----------
    declared
        Stage to its tables, as `declared_tables` gives them.

    Returns
    -------
    str
        Markdown: one section a stage, one table of columns a table.
    """
    parts = [TABLES_INTRO]
    overview = [
        (f"[{table.name}](#{_anchor(stage, table)})", f"`{stage}`", table.means, table.zone)
        for stage, listed in declared.items()
        for table in listed
    ]
    parts.append(_grid(("Table", "Stage", "One row is", "Zone"), overview))
    for stage, listed in declared.items():
        parts.append(f"## `{stage}`\n")
        for table in listed:
            rows = [_column(column) for column in table.columns]
            parts.append(
                f"### {stage}: {table.name}\n\n{table.means} Zone: **{table.zone}**. "
                f"Key: {', '.join(f'`{name}`' for name in table.key) or 'none'}.\n\n"
                f"{_grid(('Column', 'Type', 'Meaning', 'Unit', 'Allowed'), rows)}"
            )
    return "\n".join(parts)


def declared_tables() -> dict[str, list[Table]]:
    """Find every table contract: module of `dots.tables` (a stage, or `truth`) to its tables, in the order declared."""
    return {
        module.__name__.split(".")[-1]: [value for value in vars(module).values() if isinstance(value, Table)]
        for module in MODULES
    }


def _column(column: Column) -> tuple[str, ...]:
    limits = [
        f"{sign} {value:g}" for value, sign in ((column.minimum, "≥"), (column.maximum, "≤")) if value is not None
    ]
    if column.values:
        limits.append(", ".join(f"`{value}`" for value in column.values))
    if column.optional:
        limits.append("may be missing")
    return f"`{column.name}`", column.dtype, column.means, column.unit, "; ".join(limits)


def _anchor(stage: str, table: Table) -> str:
    return f"{stage}-{table.name}"


def _grid(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)
