"""Set the loadings of complexity and geography as a table of the chapter."""

from pathlib import Path

from dots.network.summary import loadings_table
from dots.script import run
from dots.tables import network


def tabulate_loadings(loadings: Path, table: Path) -> None:
    loadings_table(network.LOADINGS.read(loadings)).to_csv(table, index=False)


if __name__ == "__main__":
    run(snakemake, tabulate_loadings)
