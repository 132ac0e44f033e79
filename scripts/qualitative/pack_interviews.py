"""Pack the simulated interviews as a REFI-QDA project, as a real study would export it from its own software.

Fails if a coding names an unknown coder or code.
"""

from pathlib import Path

import yaml

from dots.qualitative import exchange
from dots.script import run


def pack_interviews(interviews: Path, project: Path) -> None:
    """Read excerpts and codings, write the project."""
    built, texts = exchange.build(yaml.safe_load(interviews.read_text()))
    exchange.pack(built, texts, project)


if __name__ == "__main__":
    run(snakemake, pack_interviews)
