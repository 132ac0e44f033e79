"""Draw how headline measures move as one knob at a time makes the market harder."""

from pathlib import Path

from dots import figures
from dots.script import run
from dots.tables import replications as tables
from dots.validity import curve_figures as drawings


def plot_validity_curves(curves: Path, svg: Path, png: Path, alt: Path) -> None:
    """Read the table, draw it, save it with a text that reads it."""
    table = tables.CURVES.read(curves)
    figures.save(drawings.curves(table), svg, png, alt, **drawings.curves_text(table))


if __name__ == "__main__":
    run(snakemake, plot_validity_curves)
