"""Set the crawl's outcomes as a table of the chapter: one row a host and kind of page."""

from pathlib import Path

from dots.crawl import outcomes as counted
from dots.script import run
from dots.tables.crawl import CRAWL_OUTCOMES


def tabulate_crawl(outcomes: Path, table: Path) -> None:
    """Read the outcomes, write the table as text."""
    table.parent.mkdir(parents=True, exist_ok=True)
    counted.chapter_table(CRAWL_OUTCOMES.read(outcomes)).to_csv(table, index=False)


if __name__ == "__main__":
    run(snakemake, tabulate_crawl)
