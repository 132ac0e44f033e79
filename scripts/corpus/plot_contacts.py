"""Draw the contacts of the corpus by how they were written."""

from pathlib import Path

from dots import figures as house
from dots.corpus import figures
from dots.script import run
from dots.tables import corpus as tables


def plot_contacts(contacts: Path, svg: Path, png: Path, alt: Path, *, minimum: int) -> None:
    """Draw the figure `contact_rules`."""
    figure, text = figures.contact_rules(tables.CONTACTS.read(contacts), minimum)
    house.save(figure, svg, png, alt, title="Contacts by how they were written.", text=text)


if __name__ == "__main__":
    run(snakemake, plot_contacts)
