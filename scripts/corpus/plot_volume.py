"""Draw the adverts posted each month on each platform."""

from pathlib import Path

from dots import figures as house
from dots.corpus import figures
from dots.script import run
from dots.tables import corpus as tables


def plot_volume(adverts: Path, svg: Path, png: Path, alt: Path, *, minimum: int) -> None:
    """Draw the figure `market_volume`."""
    figure, text = figures.market_volume(tables.ADVERTS.read(adverts), minimum)
    house.save(figure, svg, png, alt, title="Adverts posted by month and platform.", text=text)


if __name__ == "__main__":
    run(snakemake, plot_volume)
