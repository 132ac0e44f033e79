"""Draw networks by size and rank, with the band of the link draws."""

from pathlib import Path

from dots import figures
from dots.network.figures import plot_network_sizes as draw
from dots.script import run
from dots.tables import network


def plot_network_sizes(size_draws: Path, svg: Path, png: Path, alt: Path, *, min_cell: int) -> None:
    figure, title, text = draw(network.SIZE_DRAWS.read(size_draws), min_cell)
    figures.save(figure, svg, png, alt, title=title, text=text)


if __name__ == "__main__":
    run(snakemake, plot_network_sizes)
