"""Set networks by size class as a table of the chapter."""

from pathlib import Path

from dots.network.summary import networks_table
from dots.script import run
from dots.tables import network


def tabulate_networks(networks: Path, table: Path, *, min_cell: int) -> None:
    networks_table(network.NETWORKS.read(networks), min_cell).to_csv(table, index=False)


if __name__ == "__main__":
    run(snakemake, tabulate_networks)
