"""Draw how often the study's intervals hold the true value, over replications."""

from pathlib import Path

from dots import figures
from dots.script import run
from dots.tables import replications as tables
from dots.validity import curve_figures as drawings


def plot_coverage(coverage: Path, svg: Path, png: Path, alt: Path) -> None:
    """Read the table, draw it, save it with a text that reads it."""
    table = tables.COVERAGE.read(coverage)
    figures.save(drawings.coverage(table), svg, png, alt, **drawings.coverage_text(table))


if __name__ == "__main__":
    run(snakemake, plot_coverage)
