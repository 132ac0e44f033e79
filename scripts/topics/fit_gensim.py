"""Fit one topic model with gensim: online variational Bayes, best of several starts, one core.

Assumes that the order of words carries nothing. Fails if fewer adverts than topics can be fitted.
"""

from dataclasses import replace
from pathlib import Path

from dots.script import run
from dots.topics import coherence, gensim_lda
from dots.topics import words as wording


def fit_gensim(words: Path, model: Path, *, topics: str, passes: int, seed: int) -> None:
    """Read the adverts as words, fit, score, write the model."""
    counted = wording.load(words)
    fitted = gensim_lda.fit(counted, int(topics), passes=passes, seed=seed)
    replace(fitted, coherence=coherence.npmi(fitted, counted)).save(model)


if __name__ == "__main__":
    run(snakemake, fit_gensim)
