"""State the numbers of the stage `qualitative`: excerpts, agreement of coders, how the strands relate."""

from pathlib import Path

from dots import numbers
from dots.qualitative import summary
from dots.script import run
from dots.tables import qualitative


def summarise_qualitative(
    codings: Path, code_agreement: Path, joint_display: Path, numbers_json: Path, metrics: Path
) -> None:
    """Read the stage's tables, write its numbers."""
    stated = summary.summarise(
        qualitative.CODINGS.read(codings),
        qualitative.CODE_AGREEMENT.read(code_agreement),
        qualitative.JOINT_DISPLAY.read(joint_display),
    )
    numbers.write(stated, numbers_json, metrics)


if __name__ == "__main__":
    run(snakemake, summarise_qualitative)
