"""Draw large networks on the components of complexity and geography, with the measures' loadings."""

from pathlib import Path

from dots import figures
from dots.network.figures import plot_complexity as draw
from dots.script import run
from dots.tables import network


def plot_complexity(networks: Path, loadings: Path, svg: Path, png: Path, alt: Path, *, min_cell: int) -> None:
    figure, title, text = draw(network.NETWORKS.read(networks), network.LOADINGS.read(loadings), min_cell)
    figures.save(figure, svg, png, alt, title=title, text=text)


if __name__ == "__main__":
    run(snakemake, plot_complexity)
