"""Draw the moves of networks between regions, small cells blank."""

from pathlib import Path

import yaml

from dots import figures
from dots.network.figures import plot_movement as draw
from dots.script import run
from dots.tables import network


def plot_movement(movement: Path, places: Path, svg: Path, png: Path, alt: Path, *, min_cell: int) -> None:
    regions = list(yaml.safe_load(places.read_text()))
    figure, title, text = draw(network.MOVEMENT.read(movement), regions, min_cell)
    figures.save(figure, svg, png, alt, title=title, text=text)


if __name__ == "__main__":
    run(snakemake, plot_movement)
