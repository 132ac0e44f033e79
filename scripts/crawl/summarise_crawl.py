"""State the crawl's numbers: pages fetched, refused and failed. Counts only, no times, so they repeat."""

from pathlib import Path

from dots import numbers as quotable
from dots.crawl import outcomes as counted
from dots.script import run
from dots.tables.crawl import CRAWL_OUTCOMES


def summarise_crawl(outcomes: Path, numbers: Path, metrics: Path) -> None:
    """Read the outcomes, write the numbers."""
    quotable.write(counted.numbers(CRAWL_OUTCOMES.read(outcomes)), numbers, metrics)


if __name__ == "__main__":
    run(snakemake, summarise_crawl)
