"""What a chapter may quote: numbers by key, figures with their alt text, tables made for readers, settings."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dots import numbers as numbers_
from dots import study


@dataclass(frozen=True)
class Evidence:
    """Everything a text can point to.

    Attributes
    ----------
    numbers
        `stage.key` to text, interval, meaning and source; `config.section.key` for a setting of the study.
    figures
        Name to title, alt text and the files `svg` and `png`.
    tables
        Name to rows of formatted cells, headings first.
    """

    numbers: dict[str, dict]
    figures: dict[str, dict]
    tables: dict[str, list[list[str]]]


def read(numbers: list[Path], figures: list[Path], tables: list[Path], config: dict, schema: Path) -> Evidence:
    """Read what the chapter may quote.

    Parameters
    ----------
    numbers
        `results/numbers/<stage>.json`.
    figures
        `results/figures/<name>.svg`, `.png` and `.json`.
    tables
        `results/tables/chapter/<name>.csv`.
    config
        The study's configuration.
    schema
        `config/schema.yaml`, for what each setting means.

    Raises
    ------
    ValueError
        If a figure lacks one of its files, or a table has no rows.
    """
    return Evidence(
        numbers_.read(numbers) | dict(settings(config, study.load_schema(schema))),
        read_figures(figures),
        {path.stem: _rows(path) for path in sorted(tables)},
    )


def settings(config: dict, schema: dict, at: str = "config") -> Iterator[tuple[str, dict]]:
    """Yield every setting of the study as something a text can quote."""
    for key, value in config.items():
        part = schema.get("properties", {}).get(key, {})
        if isinstance(value, dict):
            yield from settings(value, part, f"{at}.{key}")
        else:
            means = str(part.get("description", key)).strip().rstrip(".")
            yield (
                f"{at}.{key}",
                {
                    "text": _written(value, means),
                    "interval": None,
                    "means": f"setting: {means}",
                    "source": "config/config.yaml",
                },
            )


def _written(value: object, means: str) -> str:
    """Write a setting as a text would: a list with "and", a share in per cent."""
    if isinstance(value, list):
        return " and ".join(filter(None, [", ".join(map(str, value[:-1])), *map(str, value[-1:])]))
    if isinstance(value, int | float) and means.startswith("Share"):
        return f"{100 * value:g} %"
    return str(value).replace("-", "\u2212") if isinstance(value, int | float) else str(value)


def read_figures(paths: list[Path]) -> dict[str, dict]:
    """Read figures: name to title, alt text and the files `svg` and `png`.

    Raises
    ------
    ValueError
        If one of a figure's files is missing.
    """
    found: dict[str, dict] = {}
    for path in sorted(paths):
        figure = found.setdefault(path.stem, {})
        if path.suffix == ".json":
            figure |= json.loads(path.read_text())
        else:
            figure[path.suffix[1:]] = path
    for name, figure in found.items():
        if missing := {"svg", "png", "title", "alt"} - set(figure):
            raise ValueError(
                f"figure {name}: {', '.join(sorted(missing))} is missing; its rule must write .svg, .png and .json "
                "(dots.figures.save)"
            )
    return found


def _rows(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    if len(rows) < 2:
        raise ValueError(f"{path}: a table for the chapter needs a row of headings and at least one row")
    return rows
