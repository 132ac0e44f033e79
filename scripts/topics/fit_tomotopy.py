"""Fit one topic model with tomotopy: collapsed Gibbs sampling, best of several starts, one worker.

Assumes that the order of words carries nothing. Fails if fewer adverts than topics can be fitted.
"""

from dataclasses import replace
from pathlib import Path

from dots.script import run
from dots.topics import coherence, tomotopy_lda
from dots.topics import words as wording


def fit_tomotopy(words: Path, model: Path, *, topics: str, seed: int) -> None:
    """Read the adverts as words, fit, score, write the model."""
    counted = wording.load(words)
    fitted = tomotopy_lda.fit(counted, int(topics), seed=seed)
    replace(fitted, coherence=coherence.npmi(fitted, counted)).save(model)


if __name__ == "__main__":
    run(snakemake, fit_tomotopy)
