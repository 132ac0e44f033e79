"""Put the replications together: all rows, how measures move with each knob, and how often intervals hold the truth."""

from pathlib import Path

import pandas as pd

from dots.script import run
from dots.tables import replications as tables
from dots.validity import curves as judging


def gather_replications(
    rows: list[Path], replications: Path, curves: Path, coverage: Path, *, own: dict, curve_seeds: int
) -> None:
    """Read every replication's rows, write the three tables."""
    every = pd.concat([tables.REPLICATIONS.read(path) for path in rows], ignore_index=True)
    tables.REPLICATIONS.write(every, replications)
    tables.CURVES.write(judging.curves(every, own, curve_seeds), curves)
    tables.COVERAGE.write(judging.coverage(every), coverage)


if __name__ == "__main__":
    run(snakemake, gather_replications)
