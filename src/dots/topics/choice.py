"""From fitted models to the study's topics: how many, in which order, and whether a second engine finds them too."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from dots.topics.model import Model, infer
from dots.topics.words import FITTED, HELD_OUT, Words

logger = logging.getLogger(__name__)

TOP = 15
REFERENCE = "gensim"


@dataclass(frozen=True)
class Choice:
    """The chosen model of each engine, with the same number for the same topic.

    Attributes
    ----------
    models
        Engine to model; topics in order of falling prevalence.
    similarity
        Cosine between the two engines' word probabilities of each topic, (K,).
    shares
        Topics of every advert by the reference engine, (N, K).
    """

    models: dict[str, Model]
    similarity: np.ndarray
    shares: np.ndarray


def choose(models: dict[str, dict[int, Model]], words: Words) -> Choice:
    """Choose the number of topics by coherence, number the topics by prevalence, and match the second engine's.

    Parameters
    ----------
    models
        Engine (`gensim`, `tomotopy`) to number of topics to model.
    words
        The adverts as words.

    Returns
    -------
    Choice
    """
    # ASSUME of two equally coherent models the smaller is the better
    topics = max(sorted(models[REFERENCE]), key=lambda number: models[REFERENCE][number].coherence)
    chosen = {engine: fitted[topics] for engine, fitted in models.items()}
    shares = infer(chosen[REFERENCE], words.counts())
    order = np.argsort(-shares.mean(axis=0), kind="stable")
    reference = _reorder(chosen[REFERENCE], order)
    other = chosen["tomotopy"]
    partner, similarity = match(reference.weights, other.weights)
    logger.info("%d topics chosen; cosine between engines by topic: %s", topics, np.round(similarity, 2).tolist())
    return Choice({REFERENCE: reference, "tomotopy": _reorder(other, partner)}, similarity, shares[:, order])


def match(reference: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pair the topics of two models one to one so that their summed cosine is highest.

    Parameters
    ----------
    reference, other
        Probability of each word in each topic, (K, V).

    Returns
    -------
    partner : ndarray, (K,)
        The topic of `other` that belongs to each topic of `reference`.
    similarity : ndarray, (K,)
        Their cosine, 0 to 1.

    References
    ----------
    H. W. Kuhn (1955), The Hungarian method for the assignment problem.
    """
    left, right = (rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (reference, other))
    cosine = left @ right.T
    rows, columns = linear_sum_assignment(-cosine)
    return columns, cosine[rows, columns]


def models_table(models: dict[str, dict[int, Model]], chosen: int) -> pd.DataFrame:
    """List every fitted model with its coherence and perplexity."""
    return pd.DataFrame(
        [
            (engine, topics, model.coherence, model.perplexity, engine == REFERENCE and topics == chosen)
            for engine, fitted in models.items()
            for topics, model in fitted.items()
        ],
        columns=["engine", "topics", "coherence", "perplexity", "chosen"],
    )


def topics_table(choice: Choice, words: Words, minimum: int) -> pd.DataFrame:
    """List the strongest words of every topic, by engine, among words that enough templates have.

    Parameters
    ----------
    choice
        The chosen models.
    words
        The adverts as words.
    minimum
        Templates that a word must be found in to be shown: a word of fewer could point to somebody.
    """
    shown = np.bincount(words.counts(FITTED, HELD_OUT).indices, minlength=len(words.terms)) >= minimum
    return pd.DataFrame(
        [
            (engine, topic, rank, model.terms[place], model.weights[topic, place])
            for engine, model in choice.models.items()
            for topic, places in enumerate(model.top(len(model.terms)))
            for rank, place in enumerate(places[shown[places]][:TOP], 1)
        ],
        columns=["engine", "topic", "rank", "term", "weight"],
    )


def prevalence_table(choice: Choice, words: Words) -> pd.DataFrame:
    """List each advert's share of each topic."""
    number, topics = choice.shares.shape
    return pd.DataFrame(
        {
            "advert": np.repeat(words.adverts, topics),
            "topic": np.tile(np.arange(topics), number),
            "weight": choice.shares.ravel(),
        }
    )


def match_table(choice: Choice) -> pd.DataFrame:
    """List how alike each topic is in both engines."""
    return pd.DataFrame({"topic": np.arange(len(choice.similarity)), "cosine": np.clip(choice.similarity, 0, 1)})


def _reorder(model: Model, order: np.ndarray) -> Model:
    return replace(model, weights=model.weights[order], prior=model.prior[order])
