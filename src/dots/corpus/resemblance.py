"""What is known of the resemblance of adverts, and how new adverts are added without looking at the old ones again.

Adverts are numbered in the order of their arrival. What is kept of them is what a new one needs to find those it
resembles: their 3-grams, who has which, and the pairs found so far. A text is compared with earlier ones only
(`dots.corpus.neighbours`), so adding adverts in lots finds the very pairs that all at once, in that order, would give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from dots.corpus import neighbours
from dots.corpus.shingles import Shingles, join, shingle


@dataclass(frozen=True)
class Resemblance:
    """Adverts compared so far.

    Attributes
    ----------
    similarity
        Jaccard similarity of word 3-grams from which two adverts resemble each other.
    adverts
        Their keys, in the order of arrival.
    digests
        A hash of each text, to tell whether it has changed.
    shingles
        Their 3-grams.
    postings
        Who has which 3-gram: sorted keys (`neighbours.postings`), one array a lot.
    pairs
        Numbers of the two adverts of each pair that reaches the similarity, (pairs, 2).
    """

    similarity: float
    adverts: np.ndarray
    digests: np.ndarray
    shingles: Shingles
    postings: tuple[np.ndarray, ...]
    pairs: np.ndarray

    def __len__(self) -> int:
        return len(self.adverts)

    def components(self) -> np.ndarray:
        """Give the number of the connected component of each advert."""
        ones = np.ones(len(self.pairs), dtype=bool)
        graph = sparse.coo_array((ones, tuple(self.pairs.T)), shape=(len(self), len(self)))
        return connected_components(graph, directed=False)[1]


def nothing(similarity: float) -> Resemblance:
    """Give what is known before the first advert.

    Raises
    ------
    ValueError
        If the similarity is not above 0 and at most 1.
    """
    if not 0 < similarity <= 1:
        raise ValueError(f"a similarity of {similarity} cannot be; it lies above 0 and is at most 1")
    return Resemblance(
        similarity,
        np.empty(0, dtype=object),
        np.empty(0, dtype=np.uint64),
        Shingles(np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.uint64)),
        (),
        np.empty((0, 2), dtype=np.int64),
    )


def add(known: Resemblance, adverts: Sequence[str], texts: Sequence[str], threads: int = 1) -> Resemblance:
    """Compare new adverts with one another and with those that are known; the known ones are not compared again.

    Parameters
    ----------
    known
        Adverts compared before; it stays as it is.
    adverts, texts
        Keys and texts of the new ones, in the order of arrival.
    threads
        Threads to use.

    Raises
    ------
    ValueError
        If an advert is known already.
    """
    adverts, texts = np.asarray(adverts, dtype=object), list(texts)
    twice = pd.Index(np.concatenate([known.adverts, adverts])).duplicated()
    if twice.any():
        advert = np.concatenate([known.adverts, adverts])[twice][0]
        raise ValueError(f"advert {advert!r} is known already: add an advert once, and after a change start anew")
    fresh = shingle(texts, threads)
    keys = neighbours.postings(fresh, len(known), threads)
    shingles = join([known.shingles, fresh]) if len(known) else fresh
    codes = neighbours.candidates(keys, known.postings, threads)
    return Resemblance(
        known.similarity,
        np.concatenate([known.adverts, adverts]),
        np.concatenate([known.digests, digest(texts)]),
        shingles,
        (*known.postings, keys),
        np.concatenate([known.pairs, neighbours.similar(shingles, codes, known.similarity, threads)]),
    )


def digest(texts: Sequence[str]) -> np.ndarray:
    """Hash texts, to tell whether they have changed."""
    return pd.util.hash_array(np.asarray(texts, dtype=object), categorize=False)


def save(known: Resemblance, folder: Path) -> None:
    """Write what is known into a folder, one file a part; the same bytes for the same adverts in the same lots."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = {
        "similarity": np.float64(known.similarity),
        "adverts": np.asarray(known.adverts, dtype=np.str_),
        "digests": known.digests,
        "starts": known.shingles.starts,
        "grams": known.shingles.grams,
        "pairs": known.pairs,
        "lots": np.array([len(keys) for keys in known.postings], dtype=np.int64),
        "postings": np.concatenate([np.empty(0, dtype=np.uint64), *known.postings]),
    }
    for name, part in parts.items():
        np.save(folder / f"{name}.npy", part, allow_pickle=False)


def load(folder: Path) -> Resemblance:
    """Read what `save` has written; large parts stay in their files until they are looked at.

    Raises
    ------
    ValueError
        If a part is missing.
    """
    names = ("similarity", "adverts", "digests", "starts", "grams", "pairs", "lots", "postings")
    if missing := [name for name in names if not (folder / f"{name}.npy").exists()]:
        raise ValueError(f"{folder}: {missing[0]}.npy is missing, so new adverts cannot be added; find templates anew")
    part = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in names}
    return Resemblance(
        float(part["similarity"]),
        part["adverts"].astype(object),
        part["digests"],
        Shingles(part["starts"], part["grams"]),
        tuple(np.split(part["postings"], np.cumsum(part["lots"])[:-1])) if len(part["lots"]) else (),
        part["pairs"],
    )
