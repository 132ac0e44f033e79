"""Masked adverts as words: what counts as a word, which words are modelled, and on which adverts a model is fitted.

Copies of one template are one text, not many. Were they all counted, a template published two hundred times
would hold enough of the corpus to become a topic of its own, and its rare words would pass every frequency
threshold. So vocabulary and models rest on one advert of each template; topics are then inferred for all. Stock
phrases that many templates share ("no withheld numbers please") are the same problem in the small: their words go
together everywhere and say nothing, so they are left out.

References
----------
A. Schofield, L. Thompson and D. Mimno (2017), Quantifying the effects of text duplication on semantic models, EMNLP.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from gensim.corpora import Dictionary
from gensim.parsing.preprocessing import STOPWORDS
from scipy import sparse

from dots.corpus import tokens

logger = logging.getLogger(__name__)
# gensim logs words of adverts at every step; a log is an output too
logging.getLogger("gensim").setLevel(logging.WARNING)

STREAM = 401
"""Names this module's random draws."""

FITTED, HELD_OUT, INFERRED = 0, 1, 2
"""What an advert is used for: fitting, the perplexity of held-out text, or inference only (a template's copies)."""

HELD_OUT_SHARE = 0.1

STOCK_SHARE = 0.01
STOCK_LEAST = 10
"""Three words in a row are a stock phrase if over 1 % of templates, and ten at least, have them."""

_MASK = re.compile(r"<[^<>\s]*>|\[[^\[\]\s]*\]|\{[^{}\s]*\}")
_CONTRACTION = re.compile(r"n['\u2019]t\b|['\u2019](?:s|m|re|ve|ll|d)\b")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True)
class Words:
    """The adverts as sequences of modelled words.

    Attributes
    ----------
    terms
        Vocabulary in alphabetical order, (V,).
    adverts
        Advert keys, (N,).
    part
        `FITTED`, `HELD_OUT` or `INFERRED` for each advert, (N,).
    ids
        Position in `terms` of every word of every advert, in reading order.
    starts
        Where each advert begins in `ids`, (N + 1,).
    """

    terms: np.ndarray
    adverts: np.ndarray
    part: np.ndarray
    ids: np.ndarray
    starts: np.ndarray

    def counts(self, *parts: int) -> sparse.csr_array:
        """Count words: one row an advert of the given parts (all if none is given), one column a term."""
        shape = (len(self.adverts), len(self.terms))
        # copied, because summing duplicates rewrites the arrays it is given
        matrix = sparse.csr_array((np.ones(len(self.ids)), self.ids, self.starts), shape=shape, copy=True)
        matrix.sum_duplicates()
        return matrix[np.flatnonzero(np.isin(self.part, parts))] if parts else matrix

    def texts(self, *parts: int) -> list[list[str]]:
        """List the words of the adverts of the given parts, in reading order."""
        rows = np.flatnonzero(np.isin(self.part, parts))
        return [self.terms[self.ids[self.starts[row] : self.starts[row + 1]]].tolist() for row in rows]

    def save(self, path: Path) -> None:
        """Write as NumPy arrays (no pickles; the same bytes for the same words)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, **vars(self))


def load(path: Path) -> Words:
    """Read what `Words.save` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        return Words(**{name: arrays[name] for name in Words.__dataclass_fields__})


def split(text: str) -> list[str]:
    """Split a masked text into words, without mask tokens, stop words and words of one or two letters.

    Stop words are gensim's list, which holds scikit-learn's as well. Hyphenated words stay whole.
    """
    text = _CONTRACTION.sub("", _MASK.sub(" ", text))
    return [word for word in _WORD.findall(text) if len(word) > 2 and word not in STOPWORDS]


def representatives(adverts: pd.DataFrame, advert_templates: pd.DataFrame) -> pd.Series:
    """Flag the first advert of each template, by day and then by key.

    Parameters
    ----------
    adverts, advert_templates
        The corpus tables of those names.

    Returns
    -------
    Series of bool
        One value an advert, in the order of `adverts`.

    Raises
    ------
    ValueError
        If an advert has no template.
    """
    frame = adverts[["advert", "posted"]].merge(advert_templates, on="advert", how="left", validate="1:1")
    if frame["template"].isna().any():
        missing = frame.loc[frame["template"].isna(), "advert"].iloc[0]
        raise ValueError(f"advert_templates has no row for advert {missing!r}; make both tables from one corpus")
    first = frame.sort_values(["posted", "advert"]).drop_duplicates("template").index
    return pd.Series(frame.index.isin(first), index=adverts.index)


def without_stock_phrases(texts: pd.Series, chosen: np.ndarray) -> list[str]:
    """Remove every word that stands in a stock phrase.

    Parameters
    ----------
    texts
        Masked texts.
    chosen
        Flag of the adverts in which phrases are counted, one of each template.

    Returns
    -------
    list of str
        What is left of each text, words parted by spaces.
    """
    tokenised = [tokens.split(text) for text in texts]
    held = Counter(
        phrase for words, first in zip(tokenised, chosen, strict=True) if first for phrase in set(tokens.phrases(words))
    )
    most = max(STOCK_SHARE * chosen.sum(), STOCK_LEAST)
    stock = {phrase for phrase, templates in held.items() if templates >= most}
    left = []
    for words in tokenised:
        drop = {
            place + step
            for place, phrase in enumerate(tokens.phrases(words))
            if phrase in stock
            for step in range(tokens.PHRASE_WORDS)
        }
        left.append(" ".join(word for place, word in enumerate(words) if place not in drop))
    logger.info(
        "%d phrases of %d words are in %d or more templates: left out", len(stock), tokens.PHRASE_WORDS, np.ceil(most)
    )
    return left


def count(
    adverts: pd.DataFrame, advert_templates: pd.DataFrame, *, min_adverts: int, max_share: float, seed: int
) -> Words:
    """Turn masked adverts into words of a common vocabulary.

    Parameters
    ----------
    adverts, advert_templates
        The corpus tables of those names.
    min_adverts
        Templates (counted once each) that a word must occur in.
    max_share
        Share of templates above which a word is left out.
    seed
        Seed of the study; draws the tenth that is held out.

    Returns
    -------
    Words

    Raises
    ------
    ValueError
        If fewer than two words are left to model.
    """
    chosen = representatives(adverts, advert_templates).to_numpy()
    texts = [split(text) for text in without_stock_phrases(adverts["text"], chosen)]
    dictionary = Dictionary(text for text, first in zip(texts, chosen, strict=True) if first)
    before = len(dictionary)
    dictionary.filter_extremes(no_below=min_adverts, no_above=max_share, keep_n=None)
    terms = sorted(dictionary.token2id)
    if len(terms) < 2:
        raise ValueError(
            f"topics.min_adverts: {min_adverts} and topics.max_share: {max_share} leave {len(terms)} of {before} "
            f"words in {chosen.sum()} templates; lower the one or raise the other"
        )
    place = {term: number for number, term in enumerate(terms)}
    kept = [[place[word] for word in text if word in place] for text in texts]
    lengths = np.array([len(text) for text in kept])
    part = np.where(chosen, FITTED, INFERRED).astype(np.int8)
    fitted = np.flatnonzero(chosen & (lengths > 0))
    draw = np.random.default_rng([seed, STREAM]).permutation(fitted)
    part[draw[: round(HELD_OUT_SHARE * len(fitted))]] = HELD_OUT
    logger.info("%d adverts, %d templates (one advert of each is fitted)", len(adverts), chosen.sum())
    logger.info("%d of %d words kept; %d adverts are left without a word", len(terms), before, (lengths == 0).sum())
    return Words(
        np.array(terms),
        adverts["advert"].to_numpy(dtype=str),
        part,
        np.array([number for text in kept for number in text], dtype=np.int32),
        np.concatenate([[0], np.cumsum(lengths)]),
    )
