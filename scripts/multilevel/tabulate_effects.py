"""Set the fixed effects as a table for the chapter."""

from pathlib import Path

from dots.multilevel import chapter
from dots.script import run
from dots.tables import multilevel


def tabulate_effects(effects: Path, pooled_effects: Path, table: Path) -> None:
    """Read effects, write the table."""
    chapter.effects(multilevel.EFFECTS.read(effects), multilevel.POOLED.read(pooled_effects)).to_csv(table, index=False)


if __name__ == "__main__":
    run(snakemake, tabulate_effects)
