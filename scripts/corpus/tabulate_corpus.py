"""Set the corpus by platform as a table of the chapter."""

from pathlib import Path

from dots.corpus import summary
from dots.script import run
from dots.tables import corpus as tables


def tabulate_corpus(adverts: Path, contacts: Path, advert_templates: Path, corpus: Path, *, minimum: int) -> None:
    """Write the chapter table `corpus`."""
    table = summary.tabulate(
        tables.ADVERTS.read(adverts),
        tables.CONTACTS.read(contacts),
        tables.ADVERT_TEMPLATES.read(advert_templates),
        minimum,
    )
    corpus.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(corpus, index=False)


if __name__ == "__main__":
    run(snakemake, tabulate_corpus)
