"""State the numbers of the corpus: adverts, contacts, templates, and what was left out."""

from pathlib import Path

from dots import numbers as quotable
from dots.corpus import spells as times
from dots.corpus import summary
from dots.script import run
from dots.tables import corpus as tables


def summarise_corpus(
    adverts: Path,
    contacts: Path,
    templates: Path,
    advert_templates: Path,
    attrition: Path,
    spells: Path,
    site_waves: Path,
    numbers: Path,
    metrics: Path,
    *,
    similarity: float,
    minimum: int,
) -> None:
    """Count the corpus; groups of adverts below `minimum` are named as such."""
    stated = summary.summarise(
        tables.ADVERTS.read(adverts),
        tables.CONTACTS.read(contacts),
        tables.TEMPLATES.read(templates),
        tables.ADVERT_TEMPLATES.read(advert_templates),
        tables.ATTRITION.read(attrition),
        similarity=similarity,
        minimum=minimum,
    )
    stated |= times.summarise(tables.SPELLS.read(spells), tables.SITE_WAVES.read(site_waves), minimum)
    quotable.write(stated, numbers, metrics)


if __name__ == "__main__":
    run(snakemake, summarise_corpus)
