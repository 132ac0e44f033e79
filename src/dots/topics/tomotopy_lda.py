"""Topics by tomotopy's collapsed Gibbs sampler: the second engine, which shares no code and no method with gensim's."""

from __future__ import annotations

import numpy as np
import tomotopy

from dots.topics.model import Model, best_start
from dots.topics.words import FITTED, HELD_OUT, Words

STREAM = 403
SWEEPS = 200


def fit(words: Words, topics: int, *, seed: int) -> Model:
    """Fit latent Dirichlet allocation with tomotopy, the best of several starts.

    Parameters
    ----------
    words
        Adverts as words; those only inferred are not used, those held out pick the start.
    topics
        Number of topics K.
    seed
        Seed of the study.

    Returns
    -------
    Model
        Its asymmetric prior is learnt from the adverts.

    References
    ----------
    T. L. Griffiths and M. Steyvers (2004), Finding scientific topics, PNAS 101: 5228-5235.
    """
    texts = [text for text in words.texts(FITTED) if text]

    def start(seed: int) -> Model:
        lda = tomotopy.LDAModel(k=topics, seed=seed)
        for text in texts:
            lda.add_doc(text)
        # one worker: with more, the order of updates and so the model differs from run to run
        lda.train(SWEEPS, workers=1, parallel=tomotopy.ParallelScheme.NONE)
        # a word that only held-out adverts have is as likely as the prior makes it, as in gensim
        mass = lda.get_count_by_topics() + lda.eta * len(words.terms)
        weights = np.repeat((lda.eta / mass)[:, None], len(words.terms), axis=1)
        places = np.searchsorted(words.terms, list(lda.used_vocabs))
        weights[:, places] = [lda.get_topic_word_dist(topic) for topic in range(topics)]
        weights /= weights.sum(axis=1, keepdims=True)
        return Model(words.terms, weights, np.asarray(lda.alpha, dtype=np.float64))

    return best_start(start, words.counts(HELD_OUT), [seed, STREAM, topics])
