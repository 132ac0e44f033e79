"""Groups of adverts written from one template: near-duplicates by the words they share, whoever placed them.

Candidates come from MinHash with locality-sensitive hashing (Broder 1997; Indyk and Motwani 1998; signatures by
`rensa`) on word 3-grams; every candidate is then checked by its exact Jaccard similarity, and templates are the
connected components of what passes. Without the check, adverts that share a stock phrase would be glued into
one giant template; a cap on how often a phrase may occur would lose the largest templates instead.
"""

from __future__ import annotations

import logging
import re

import numpy as np
import pandas as pd
from rensa import RMinHash
from scipy import sparse
from scipy.sparse.csgraph import connected_components

logger = logging.getLogger(__name__)

BANDS, ROWS = 64, 2
"""Bands of the locality-sensitive hashing and hashes in each: a pair of similarity .5 is missed once in 10^8."""

WORDS = 3
"""Words in one shingle."""

REACH = 8
"""In one band, how many of the next adverts with the same hashes an advert is compared with."""

CHUNK = 50_000
"""Pairs checked at once."""

SEED = 20_011
"""Seed of the hashes; the exact check makes the result all but independent of it."""

_WORD = re.compile(r"<\w+>|\w+")


def find(adverts: pd.DataFrame, contacts: pd.DataFrame, similarity: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the templates of adverts.

    Parameters
    ----------
    adverts, contacts
        The tables of those names.
    similarity
        Jaccard similarity of word 3-grams from which two adverts share a template.

    Returns
    -------
    templates, advert_templates
        Tables of those names. Templates are numbered by falling size; ties by their first advert's key.
    """
    adverts = adverts.sort_values("advert", ignore_index=True)
    shingles = shingle(adverts["text"].tolist())
    pairs = similar(shingles, candidates(shingles), similarity)
    ones = np.ones(len(pairs), dtype=bool)
    graph = sparse.coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(len(adverts), len(adverts)))
    _, component = connected_components(graph, directed=False)
    advert_templates = pd.DataFrame({"advert": adverts["advert"], "template": _names(component)})
    logger.info(
        "%d adverts, %d similar pairs, %d templates of two or more",
        len(adverts),
        len(pairs),
        (advert_templates["template"].value_counts() > 1).sum(),
    )
    return _describe(adverts, contacts, advert_templates), advert_templates


def shingle(texts: list[str]) -> sparse.csr_array:
    """Give the set of word 3-grams of each text as a 0/1 matrix, one row a text and one column a 3-gram.

    A mask (`<phone>`) is a word. A text of fewer than three words is one shingle of its own.
    """
    columns: dict[tuple[str, ...], int] = {}
    indices: list[int] = []
    starts = [0]
    for text in texts:
        words = _WORD.findall(text)
        grams = {tuple(words[place : place + WORDS]) for place in range(max(1, len(words) - WORDS + 1))}
        indices += sorted(columns.setdefault(gram, len(columns)) for gram in sorted(grams))
        starts.append(len(indices))
    shape = (len(texts), max(len(columns), 1))
    return sparse.csr_array((np.ones(len(indices), dtype=np.int32), indices, starts), shape=shape)


def candidates(shingles: sparse.csr_array) -> np.ndarray:
    """List pairs of texts that agree on all hashes of at least one band.

    Parameters
    ----------
    shingles
        0/1 matrix, one row a text, (N, columns).

    Returns
    -------
    array of int64, (pairs, 2)
        Rows of the two texts, the smaller first; sorted, each pair once. Among many texts with the same hashes a
        text is paired with the next `REACH` only: enough to connect them, and linear in their number.
    """
    count = shingles.shape[0]
    hashes = np.random.default_rng(SEED).integers(0, 2**64, size=shingles.shape[1], dtype=np.uint64)
    bands = np.empty((count, BANDS), dtype=np.uint64)
    for start in range(0, count, CHUNK):
        part = shingles[start : start + CHUNK]
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(
            hashes[part.indices], part.indptr.astype(np.uint64), BANDS * ROWS, SEED
        )
        bands[start : start + CHUNK] = np.array(matrix.to_rows(), dtype=np.uint32).view(np.uint64)
    found = []
    for band in bands.T:
        order = np.argsort(band, kind="stable")
        for step in range(1, min(REACH, count - 1) + 1):
            same = np.flatnonzero(band[order[:-step]] == band[order[step:]])
            found.append(order[same] * count + order[same + step])  # a stable sort puts the smaller row first
    codes = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
    return np.column_stack(np.divmod(codes, max(count, 1)))


def similar(shingles: sparse.csr_array, pairs: np.ndarray, similarity: float) -> np.ndarray:
    """Keep the pairs whose exact Jaccard similarity reaches `similarity`."""
    sizes = np.diff(shingles.indptr)
    kept = []
    for start in range(0, len(pairs), CHUNK):
        part = pairs[start : start + CHUNK]
        common = shingles[part[:, 0]].multiply(shingles[part[:, 1]]).sum(axis=1)
        either = sizes[part[:, 0]] + sizes[part[:, 1]] - common
        kept.append(part[common >= similarity * either])
    return np.concatenate(kept) if kept else pairs


def _names(component: np.ndarray) -> np.ndarray:
    """Name components by falling size; of two of one size the one with the earlier member comes first."""
    _, first, inverse, sizes = np.unique(component, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(1, len(order) + 1)
    width = max(4, len(str(len(order))))
    return np.array([f"template-{number:0{width}d}" for number in place])[inverse]


def _describe(adverts: pd.DataFrame, contacts: pd.DataFrame, advert_templates: pd.DataFrame) -> pd.DataFrame:
    frame = advert_templates.merge(adverts[["advert", "posted", "town"]], on="advert", validate="1:1")
    carried = advert_templates.merge(contacts[["advert", "contact"]], on="advert").groupby("template")["contact"]
    described = frame.groupby("template", as_index=False).agg(
        adverts=("advert", "size"), towns=("town", "nunique"), first=("posted", "min"), last=("posted", "max")
    )
    described["contacts"] = described["template"].map(carried.nunique()).fillna(0).astype("int64")
    return described
