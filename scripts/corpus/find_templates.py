"""Group adverts written from one template: candidates by sketches, exact Jaccard similarity, connected components.

Assumes that resemblance above the threshold is copying; whole texts that lie about in public therefore make a
template of people who have nothing to do with one another, and `public` says so. Fails if an advert is listed twice.
"""

from pathlib import Path

from dots.corpus import template_view
from dots.corpus import templates as near_duplicates
from dots.script import run
from dots.tables import corpus as tables


def find_templates(
    adverts: Path,
    contacts: Path,
    working_names: Path,
    templates: Path,
    advert_templates: Path,
    *,
    similarity: float,
    minimum: int,
    threads: int,
) -> None:
    """Find the templates of the corpus."""
    groups, members = near_duplicates.find(
        tables.ADVERTS.read(adverts),
        tables.CONTACTS.read(contacts),
        similarity,
        minimum=minimum,
        names=template_view.load_names(working_names),
        threads=threads,
    )
    tables.TEMPLATES.write(groups, templates)
    tables.ADVERT_TEMPLATES.write(members, advert_templates)


if __name__ == "__main__":
    run(snakemake, find_templates)
