"""Draw what each step from the archive to the corpus kept and left out."""

from pathlib import Path

from dots import figures as house
from dots.corpus import figures, summary
from dots.script import run
from dots.tables import corpus as tables


def plot_attrition(attrition: Path, advert_templates: Path, svg: Path, png: Path, alt: Path, *, minimum: int) -> None:
    """Draw the figure `attrition`."""
    counted = summary.with_texts(tables.ATTRITION.read(attrition), tables.ADVERT_TEMPLATES.read(advert_templates))
    shown = summary.released_attrition(counted, minimum)
    figure, text = figures.attrition(shown, minimum)
    house.save(
        figure, svg, png, alt, title="What each step from the archive to the corpus kept and left out.", text=text
    )


if __name__ == "__main__":
    run(snakemake, plot_attrition)
