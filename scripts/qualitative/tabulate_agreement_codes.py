"""Set the agreement of coders as a table for the chapter."""

from pathlib import Path

from dots.qualitative import chapter
from dots.script import run
from dots.tables import qualitative


def tabulate_agreement_codes(code_agreement: Path, table: Path, *, min_cell: int) -> None:
    """Read the agreement of coders, write the table."""
    chapter.agreement(qualitative.CODE_AGREEMENT.read(code_agreement), min_cell).to_csv(table, index=False)


if __name__ == "__main__":
    run(snakemake, tabulate_agreement_codes)
