"""Set the joint display as a table for the chapter."""

from pathlib import Path

from dots.qualitative import chapter
from dots.script import run
from dots.tables import qualitative


def tabulate_joint_display(joint_display: Path, table: Path, *, min_cell: int) -> None:
    """Read the joint display, write the table."""
    chapter.joint_display(qualitative.JOINT_DISPLAY.read(joint_display), min_cell).to_csv(table, index=False)


if __name__ == "__main__":
    run(snakemake, tabulate_joint_display)
