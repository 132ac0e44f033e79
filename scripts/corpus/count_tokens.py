"""Count the tokens of masked adverts once for all later stages: vocabulary, common phrases, and a sparse matrix.

Adverts pass through memory some thousands at a time. Contacts and places are masked before, so that none can be learnt.
"""

import tempfile
from pathlib import Path

from dots.corpus import tokens
from dots.script import run


def count_tokens(
    adverts: Path, advert_texts: Path, vocabulary: Path, phrases: Path, token_counts: Path, *, threads: int
) -> None:
    """Read the masked texts, write their tokens and counts."""
    with tempfile.TemporaryDirectory() as folder:
        tokens.write(
            adverts,
            threads,
            Path(folder),
            texts=advert_texts,
            vocabulary=vocabulary,
            common=phrases,
            counts=token_counts,
        )


if __name__ == "__main__":
    run(snakemake, count_tokens)
