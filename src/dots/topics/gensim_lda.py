"""Topics by gensim's online variational Bayes, on one core so that the same seed gives the same model."""

from __future__ import annotations

import numpy as np
from gensim.matutils import Sparse2Corpus
from gensim.models import LdaModel

from dots.topics.model import Model, best_start
from dots.topics.words import FITTED, HELD_OUT, Words

STREAM = 402
CHUNK = 250
"""Adverts between two updates. Small, so that a few passes over a few thousand adverts are enough updates."""


def fit(words: Words, topics: int, *, passes: int, seed: int) -> Model:
    """Fit latent Dirichlet allocation with gensim, the best of several starts.

    Parameters
    ----------
    words
        Adverts as words; those only inferred are not used, those held out pick the start.
    topics
        Number of topics K.
    passes
        Passes over the adverts.
    seed
        Seed of the study.

    Returns
    -------
    Model
        Its asymmetric prior is learnt from the adverts (`alpha="auto"`).

    References
    ----------
    M. D. Hoffman, D. M. Blei and F. Bach (2010), Online learning for latent Dirichlet allocation, NIPS.
    """
    bags = list(Sparse2Corpus(words.counts(FITTED), documents_columns=False))

    def start(seed: int) -> Model:
        lda = LdaModel(
            bags,
            num_topics=topics,
            id2word=dict(enumerate(words.terms.tolist())),
            passes=passes,
            chunksize=CHUNK,
            alpha="auto",
            eval_every=None,
            dtype=np.float64,
            random_state=seed,
        )
        return Model(words.terms, lda.get_topics(), np.asarray(lda.alpha))

    return best_start(start, words.counts(HELD_OUT), [seed, STREAM, topics])
