"""How close one partition of the adverts is to another: pairs, B-cubed, adjusted Rand index.

Everything follows from the contingency table of the two partitions, so the cost is linear in the adverts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Agreement:
    """Agreement of a found partition with the true one, each in 0..1 (the Rand index can fall below 0)."""

    pair_precision: float
    pair_recall: float
    pair_f1: float
    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float
    rand: float


def agreement(found: pd.Series, true: pd.Series) -> Agreement:
    """Compare two partitions of the same adverts.

    Parameters
    ----------
    found, true
        Cluster label of each advert, on the same index.

    Returns
    -------
    Agreement
        Pairwise precision, recall and F1; B-cubed (Bagga and Baldwin 1998); adjusted Rand index (Hubert
        and Arabie 1985). Where no pair is joined on either side, pairs agree perfectly.

    Raises
    ------
    ValueError
        If the two do not cover the same adverts.
    """
    if not found.index.equals(true.index):
        raise ValueError(f"the partitions cover different adverts: {len(found)} and {len(true)}, or in another order")
    cells, rows, columns = _contingency(found, true)
    both, in_found, in_true = _pairs(cells), _pairs(rows), _pairs(columns)
    precision = both / in_found if in_found else 1.0
    recall = both / in_true if in_true else 1.0
    per_advert = bcubed(found, true)
    b_precision, b_recall = per_advert["precision"].mean(), per_advert["recall"].mean()
    expected = in_found * in_true / _pairs(np.array([len(found)])) if len(found) > 1 else 0.0
    ceiling = (in_found + in_true) / 2
    rand = 1.0 if ceiling == expected else (both - expected) / (ceiling - expected)
    return Agreement(
        precision,
        recall,
        harmonic(precision, recall),
        b_precision,
        b_recall,
        harmonic(b_precision, b_recall),
        rand,
    )


def bcubed(found: pd.Series, true: pd.Series) -> pd.DataFrame:
    """Give each advert's B-cubed precision and recall, so that they can be averaged by group."""
    frame = pd.DataFrame({"found": found, "true": true})
    together = frame.groupby(["found", "true"])["true"].transform("size")
    return pd.DataFrame(
        {
            "precision": together / frame.groupby("found")["true"].transform("size"),
            "recall": together / frame.groupby("true")["found"].transform("size"),
        }
    )


def harmonic(precision: float, recall: float) -> float:
    """F1 of a precision and a recall."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _contingency(found: pd.Series, true: pd.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    left, right = pd.factorize(found)[0], pd.factorize(true)[0]
    cells = np.unique(left.astype(np.int64) * (right.max(initial=0) + 1) + right, return_counts=True)[1]
    return cells, np.bincount(left), np.bincount(right)


def _pairs(sizes: np.ndarray) -> float:
    sizes = sizes.astype(np.float64)
    return float((sizes * (sizes - 1) / 2).sum())
