"""Read the codings of a REFI-QDA project and how far the coders agree.

Krippendorff's alpha (nominal) with bootstrap intervals over excerpts. Fails if coders did not judge the same excerpts.
"""

from pathlib import Path

from dots.qualitative import agreement, exchange
from dots.qualitative import codings as reading
from dots.script import run
from dots.tables import qualitative


def read_codes(project: Path, codings: Path, code_agreement: Path, *, bootstrap: int, seed: int) -> None:
    """Read the project, write codings and agreement."""
    found = reading.read_codings(exchange.unpack(project))
    qualitative.CODINGS.write(found, codings)
    qualitative.CODE_AGREEMENT.write(agreement.code_agreement(found, bootstrap, seed), code_agreement)


if __name__ == "__main__":
    run(snakemake, read_codes)
