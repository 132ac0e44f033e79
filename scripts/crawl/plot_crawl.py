"""Draw how the requests of the crawl ended."""

from pathlib import Path

from dots import figures
from dots.crawl.figures import describe_outcomes, draw_outcomes
from dots.script import run
from dots.tables.crawl import CRAWL_OUTCOMES


def plot_crawl(outcomes: Path, svg: Path, png: Path, alt: Path) -> None:
    """Read the outcomes, save the figure."""
    frame = CRAWL_OUTCOMES.read(outcomes)
    figures.save(
        draw_outcomes(frame), svg, png, alt, title="How the requests of the crawl ended.", text=describe_outcomes(frame)
    )


if __name__ == "__main__":
    run(snakemake, plot_crawl)
