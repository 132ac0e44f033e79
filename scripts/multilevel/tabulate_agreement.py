"""Set the largest differences between engines as a table for the chapter."""

from pathlib import Path

from dots.multilevel import chapter
from dots.script import run
from dots.tables import multilevel


def tabulate_agreement(engine_agreement: Path, table: Path) -> None:
    """Read the comparison of engines, write the table."""
    chapter.agreement(multilevel.AGREEMENT.read(engine_agreement)).to_csv(table, index=False)


if __name__ == "__main__":
    run(snakemake, tabulate_agreement)
