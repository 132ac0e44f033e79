"""Set the variance components as a table for the chapter."""

from pathlib import Path

from dots.multilevel import chapter
from dots.script import run
from dots.tables import multilevel


def tabulate_variances(variances: Path, pooled_variances: Path, table: Path) -> None:
    """Read variance components, write the table."""
    found = multilevel.VARIANCES.read(variances)
    chapter.variances(found, multilevel.POOLED_VARIANCES.read(pooled_variances)).to_csv(table, index=False)


if __name__ == "__main__":
    run(snakemake, tabulate_variances)
