"""State the numbers of the replications that the chapter quotes, each with its interval over replications."""

from pathlib import Path

from dots import numbers
from dots.script import run
from dots.tables import replications as tables
from dots.validity.replication_summary import summarise


def summarise_replications(replications: Path, coverage: Path, numbers_json: Path, metrics: Path) -> None:
    """Read the replications and the coverage, write the numbers."""
    found = summarise(tables.REPLICATIONS.read(replications), tables.COVERAGE.read(coverage))
    numbers.write(found, numbers_json, metrics)


if __name__ == "__main__":
    run(snakemake, summarise_replications)
