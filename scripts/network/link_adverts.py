"""Tie adverts by the contacts and templates they share, with the chance that a tie means one organisation.

Assumes that pseudonyms of one contact are equal across adverts. Fails if an identifier has two kinds.
"""

from pathlib import Path

from dots.network import links as linking
from dots.script import run
from dots.tables import corpus, network


def link_adverts(
    adverts: Path,
    contacts: Path,
    advert_templates: Path,
    links: Path,
    *,
    probability: dict[str, float],
    hub_cap: int,
    threshold: float,
) -> None:
    found = linking.link_adverts(
        corpus.ADVERTS.read(adverts),
        corpus.CONTACTS.read(contacts),
        corpus.ADVERT_TEMPLATES.read(advert_templates),
        probability=probability,
        hub_cap=hub_cap,
        threshold=threshold,
    )
    network.LINKS.write(found, links)


if __name__ == "__main__":
    run(snakemake, link_adverts)
