"""Draw how far coders agree, code by code."""

from pathlib import Path

from dots import figures
from dots.qualitative import figures as drawings
from dots.script import run
from dots.tables import qualitative


def plot_code_agreement(code_agreement: Path, svg: Path, png: Path, alt: Path) -> None:
    """Read the agreement of coders, draw the forest."""
    found = qualitative.CODE_AGREEMENT.read(code_agreement)
    figures.save(
        drawings.draw_agreement(found), svg, png, alt, title=drawings.TITLE, text=drawings.describe_agreement(found)
    )


if __name__ == "__main__":
    run(snakemake, plot_code_agreement)
