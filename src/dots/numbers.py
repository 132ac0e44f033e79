"""Every number that a text may quote: its value, how it is printed, what it means and what it rests on.

A stage writes `results/numbers/<stage>.json`; the chapter quotes a number by its key (`{topics.chosen}`),
never by its digits. The same call writes `results/metrics/<stage>.json`, the flat form that `dvc metrics`
compares between runs.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

STYLES = ("count", "decimal", "percent", "text")


@dataclass(frozen=True)
class Number:
    """One quotable number.

    Attributes
    ----------
    value
        The number itself (a share for `percent`, so 0.25 prints as 25.0 %), or a word for style `text`.
    means
        One phrase for a reader: what is counted or estimated, and of what.
    source
        The table or file it was computed from.
    style
        One of `STYLES`.
    digits
        Decimals printed (for `decimal` and `percent`).
    lower, upper
        Ends of its 95 % interval, where it is an estimate.
    """

    value: float | int | str
    means: str
    source: str
    style: str = "decimal"
    digits: int = 2
    lower: float | None = None
    upper: float | None = None

    def __post_init__(self) -> None:
        if self.style not in STYLES:
            raise ValueError(f"number style {self.style!r} is unknown; use one of {', '.join(STYLES)}")
        if (self.lower is None) != (self.upper is None):
            raise ValueError(f"{self.means!r}: give both ends of the interval or neither")
        for part in (self.value, self.lower, self.upper):
            if isinstance(part, float) and not math.isfinite(part):
                raise ValueError(f"{self.means!r} is {part}: say in the table why it is missing, and leave it out here")

    def text(self, value: float | int | str | None = None) -> str:
        """Print the value (or another on its scale) as the text shows it."""
        value = self.value if value is None else value
        if self.style == "text":
            return str(value)
        if self.style == "count":
            return f"{round(value):,}"
        if self.style == "percent":
            return f"{100 * value:,.{self.digits}f} %"
        return f"{value:,.{self.digits}f}".replace("-", "\u2212")

    def interval(self) -> str | None:
        """Print the 95 % interval, or None where there is none."""
        if self.lower is None:
            return None
        return f"{self.text(self.lower)} to {self.text(self.upper)}"


def write(numbers: dict[str, Number], to: Path, metrics: Path) -> None:
    """Write a stage's numbers and their flat twin for DVC.

    Parameters
    ----------
    numbers
        Key to number. Keys are lower case words joined by underscores; the text quotes `stage.key`.
    to
        `results/numbers/<stage>.json`.
    metrics
        `results/metrics/<stage>.json`: key to value, rounded to six significant digits.
    """
    full = {
        key: asdict(number) | {"text": number.text(), "interval": number.interval()} for key, number in numbers.items()
    }
    flat = {key: _rounded(number.value) for key, number in numbers.items() if number.style != "text"}
    for path, content in ((to, full), (metrics, flat)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, default=_plain) + "\n")


def read(paths: list[Path]) -> dict[str, dict]:
    """Read stages' numbers into one dictionary keyed `stage.key`."""
    return {
        f"{path.stem}.{key}": number for path in sorted(paths) for key, number in json.loads(path.read_text()).items()
    }


def _rounded(value: float | int) -> float | int:
    return int(value) if float(value).is_integer() else float(f"{value:.6g}")


def _plain(value: object) -> object:
    return value.item()  # a NumPy scalar
