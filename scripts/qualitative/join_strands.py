"""Set interviews and adverts side by side, theme by theme, and work out how they relate.

The relation follows from a number and its interval. Fails if a theme names an unknown code or stage.
"""

from pathlib import Path

import yaml

from dots import numbers
from dots.qualitative import strands
from dots.script import run
from dots.tables import qualitative


def join_strands(themes: Path, codings: Path, stated: list[Path], joint_display: Path) -> None:
    """Read themes, codings and the numbers of earlier stages, write the joint display."""
    joined = strands.join(yaml.safe_load(themes.read_text()), qualitative.CODINGS.read(codings), numbers.read(stated))
    qualitative.JOINT_DISPLAY.write(joined, joint_display)


if __name__ == "__main__":
    run(snakemake, join_strands)
