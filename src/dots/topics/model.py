"""A fitted topic model, whichever engine fitted it, and what can be asked of it without that engine.

Both engines are reduced to the same two arrays, and everything after the fit (topics of an advert, held-out
perplexity) is computed from them by one function, so that engines are compared by the same ruler.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy import sparse

logger = logging.getLogger(__name__)

STARTS = 4
SWEEPS = 100


@dataclass(frozen=True)
class Model:
    """A topic model.

    Attributes
    ----------
    terms
        Vocabulary, (V,).
    weights
        Probability of each word in each topic, (K, V); rows sum to 1.
    prior
        Dirichlet prior of an advert's topics, (K,).
    coherence
        Mean NPMI coherence of its topics, -1 to 1.
    perplexity
        Perplexity of held-out adverts.
    """

    terms: np.ndarray
    weights: np.ndarray
    prior: np.ndarray
    coherence: float = float("nan")
    perplexity: float = float("nan")

    def top(self, words: int) -> np.ndarray:
        """Give the places of the strongest words of each topic, (K, words); ties in alphabetical order."""
        return np.argsort(-self.weights, axis=1, kind="stable")[:, :words]

    def save(self, path: Path) -> None:
        """Write as NumPy arrays (no pickles; the same bytes for the same model)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, **{name: np.asarray(value) for name, value in vars(self).items()})


def load(path: Path) -> Model:
    """Read what `Model.save` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        return Model(
            arrays["terms"], arrays["weights"], arrays["prior"], float(arrays["coherence"]), float(arrays["perplexity"])
        )


def best_start(fit: Callable[[int], Model], held_out: sparse.csr_array, stream: list[int]) -> Model:
    """Fit from several starts and keep the model that predicts held-out adverts best.

    A longer run does not leave a poor optimum; another start does.

    Parameters
    ----------
    fit
        Fits one model from one integer seed.
    held_out
        Word counts of adverts that are not fitted, (N, V).
    stream
        Entropy the seeds of the starts are drawn from.

    Returns
    -------
    Model
        With its perplexity, which is a little too good because it chose the start.
    """
    seeds = np.random.default_rng(stream).integers(2**31, size=STARTS)
    models = [fit(int(seed)) for seed in seeds]
    scores = [perplexity(model, held_out) for model in models]
    logger.info("%d topics: held-out perplexity by start: %s", len(models[0].prior), np.round(scores, 1).tolist())
    best = int(np.argmin(scores))
    return replace(models[best], perplexity=scores[best])


def infer(model: Model, counts: sparse.csr_array) -> np.ndarray:
    """Infer the topics of adverts, with the topics' words held fixed.

    The zero-order collapsed variational update: an advert's share of a topic is the prior plus the words
    expected to come from it, iterated to its fixed point.

    Parameters
    ----------
    model
        Topic model with K topics and V words.
    counts
        Word counts, (N, V).

    Returns
    -------
    ndarray, (N, K)
        Topic shares; rows sum to 1. An advert without words gets the prior's shares.

    References
    ----------
    A. Asuncion, M. Welling, P. Smyth and Y. W. Teh (2009), On smoothing and inference for topic models, UAI.
    """
    shares = np.tile(model.prior / model.prior.sum(), (counts.shape[0], 1))
    rows, columns = counts.nonzero()
    by_word = model.weights.T[columns]
    for _ in range(SWEEPS):
        expected = np.einsum("ik,ik->i", shares[rows], by_word)
        ratio = sparse.csr_array((counts.data / expected, counts.indices, counts.indptr), shape=counts.shape)
        updated = model.prior + shares * (ratio @ model.weights.T)
        updated /= updated.sum(axis=1, keepdims=True)
        done = np.abs(updated - shares).max(initial=0) < 1e-6
        shares = updated
        if done:
            break
    return shares


def perplexity(model: Model, counts: sparse.csr_array) -> float:
    """Compute perplexity by document completion: topics from one half of an advert's words, the other half predicted.

    Parameters
    ----------
    model
        Topic model.
    counts
        Word counts of adverts that the model was not fitted to, (N, V).

    Returns
    -------
    float
        exp(-mean log probability of a predicted word); V for a model that knows nothing.

    References
    ----------
    H. M. Wallach, I. Murray, R. Salakhutdinov and D. Mimno (2009), Evaluation methods for topic models, ICML.
    """
    seen, predicted = halves(counts)
    shares = infer(model, seen)
    rows, columns = predicted.nonzero()
    probability = np.einsum("ik,ik->i", shares[rows], model.weights.T[columns])
    return float(np.exp(-(predicted.data @ np.log(probability)) / predicted.data.sum()))


def halves(counts: sparse.csr_array) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Deal the words of each advert out to two halves in turn, in alphabetical order."""
    after = np.cumsum(counts.data)
    seen = np.ceil(after / 2) - np.ceil((after - counts.data) / 2)
    parts = []
    for data in (seen, counts.data - seen):
        part = counts.copy()
        part.data = data
        part.eliminate_zeros()
        parts.append(part)
    return parts[0], parts[1]
