"""Measure every network: size, shape, spread, components of complexity, movement; and all of it in every link draw.

Fails if igraph and networkx disagree, or if there are too few networks for principal components.
"""

from pathlib import Path

from dots.network import structure
from dots.script import run
from dots.tables import corpus, network


def measure_networks(
    adverts: Path,
    contacts: Path,
    advert_templates: Path,
    links: Path,
    memberships: Path,
    membership_draws: Path,
    networks: Path,
    loadings: Path,
    movement: Path,
    network_draws: Path,
    size_draws: Path,
    *,
    min_cell: int,
    seed: int,
) -> None:
    measured = structure.measure_networks(
        corpus.ADVERTS.read(adverts),
        corpus.CONTACTS.read(contacts),
        corpus.ADVERT_TEMPLATES.read(advert_templates),
        network.LINKS.read(links),
        network.MEMBERSHIPS.read(memberships),
        network.MEMBERSHIP_DRAWS.read(membership_draws),
        large=min_cell,
        seed=seed,
    )
    network.NETWORKS.write(measured["networks"], networks)
    network.LOADINGS.write(measured["loadings"], loadings)
    network.MOVEMENT.write(measured["movement"], movement)
    network.NETWORK_DRAWS.write(measured["network_draws"], network_draws)
    network.SIZE_DRAWS.write(measured["size_draws"], size_draws)


if __name__ == "__main__":
    run(snakemake, measure_networks)
