"""State the numbers of the stage, with intervals over the link draws wherever a number rests on links."""

from pathlib import Path

from dots import numbers
from dots.network.summary import summarise
from dots.script import run
from dots.tables import network


def summarise_network(
    links: Path,
    memberships: Path,
    networks: Path,
    loadings: Path,
    network_draws: Path,
    shortlist: Path,
    numbers_json: Path,
    metrics: Path,
    *,
    min_cell: int,
    seed: int,
) -> None:
    stated = summarise(
        network.LINKS.read(links),
        network.MEMBERSHIPS.read(memberships),
        network.NETWORKS.read(networks),
        network.LOADINGS.read(loadings),
        network.NETWORK_DRAWS.read(network_draws),
        network.SHORTLIST.read(shortlist),
        min_cell=min_cell,
        seed=seed,
    )
    numbers.write(stated, numbers_json, metrics)


if __name__ == "__main__":
    run(snakemake, summarise_network)
