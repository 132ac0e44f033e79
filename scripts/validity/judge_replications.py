"""Judge as many replications as are asked for: tables, numbers and figures like the study's, in a folder apart."""

from pathlib import Path

import pandas as pd

from dots import figures, numbers
from dots.script import run
from dots.tables import replications as tables
from dots.validity import curve_figures as drawings
from dots.validity import curves as judging
from dots.validity.replication_summary import summarise


def judge_replications(
    rows: list[Path],
    replications: Path,
    curves: Path,
    coverage: Path,
    numbers_json: Path,
    metrics: Path,
    curves_figure: list[Path],
    coverage_figure: list[Path],
    *,
    own: dict,
    curve_seeds: int,
) -> None:
    """Read every replication's rows, write tables, numbers and figures (svg, png and alt text of each)."""
    every = pd.concat([tables.REPLICATIONS.read(path) for path in rows], ignore_index=True)
    moved, held = judging.curves(every, own, curve_seeds), judging.coverage(every)
    tables.REPLICATIONS.write(every, replications)
    tables.CURVES.write(moved, curves)
    tables.COVERAGE.write(held, coverage)
    numbers.write(summarise(every, held), numbers_json, metrics)
    figures.save(drawings.curves(moved), *curves_figure, **drawings.curves_text(moved))
    figures.save(drawings.coverage(held), *coverage_figure, **drawings.coverage_text(held))


if __name__ == "__main__":
    run(snakemake, judge_replications)
