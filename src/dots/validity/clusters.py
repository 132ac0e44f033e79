"""How close one partition of the adverts is to another: pairs, B-cubed, adjusted Rand index, sizes of clusters.

Every measure is made of what single adverts add to a few totals, so that it can be taken over all adverts, over those
of one kind of organisation, and over organisations drawn again.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

RAND = "adjusted Rand index"
SIZE_ERROR = "cluster-size error"


def agreement(found: pd.Series, true: pd.Series) -> dict[str, float]:
    """Compare two partitions of the same adverts; see `measures`.

    Parameters
    ----------
    found, true
        Cluster label of each advert, on the same index.

    Raises
    ------
    ValueError
        If the two do not cover the same adverts.
    """
    return measures(contributions(found, true).sum().to_dict())


def contributions(found: pd.Series, true: pd.Series) -> pd.DataFrame:
    """Give what each advert adds to the totals from which `measures` computes.

    Parameters
    ----------
    found, true
        Cluster label of each advert, on the same index.

    Returns
    -------
    DataFrame
        On that index: adverts (1), others (all other adverts), both, in_found, in_true (others of them that share both
        clusters, the found one, the true one), precision and recall (B-cubed), size_error (absolute log2 of the ratio
        of its found cluster's size to its true one's).

    Raises
    ------
    ValueError
        If the two do not cover the same adverts.
    """
    if not found.index.equals(true.index):
        raise ValueError(f"the partitions cover different adverts: {len(found)} and {len(true)}, or in another order")
    left, right = pd.factorize(found)[0].astype(np.int64), pd.factorize(true)[0].astype(np.int64)
    both = _sizes(pd.factorize(left * (right.max(initial=0) + 1) + right)[0])
    in_found, in_true = _sizes(left), _sizes(right)
    return pd.DataFrame(
        {
            "adverts": 1.0,
            "others": len(found) - 1.0,
            "both": both - 1,
            "in_found": in_found - 1,
            "in_true": in_true - 1,
            "precision": both / in_found,
            "recall": both / in_true,
            "size_error": np.abs(np.log2(in_found / in_true)),
        },
        index=found.index,
    )


def measures(totals: dict[str, float]) -> dict[str, float]:
    """Compute the measures of agreement from totals over adverts.

    Parameters
    ----------
    totals
        Sums of the columns of `contributions` over some adverts. Pairs are then those whose one end is among them.

    Returns
    -------
    dict
        Pairwise precision, recall and F1; B-cubed (Bagga and Baldwin 1998); adjusted Rand index (Hubert and Arabie
        1985; falls below 0 where agreement is worse than chance); cluster-size error. Where no pair is joined on
        either side, pairs agree perfectly.
    """
    adverts, both, in_found, in_true = (totals[name] for name in ("adverts", "both", "in_found", "in_true"))
    pairs = both / in_found if in_found else 1.0, both / in_true if in_true else 1.0
    bcubed = (totals["precision"] / adverts, totals["recall"] / adverts) if adverts else (np.nan, np.nan)
    expected = in_found * in_true / totals["others"] if totals["others"] else 0.0
    ceiling = (in_found + in_true) / 2
    return {
        "pairwise precision": pairs[0],
        "pairwise recall": pairs[1],
        "pairwise F1": harmonic(*pairs),
        "B-cubed precision": bcubed[0],
        "B-cubed recall": bcubed[1],
        "B-cubed F1": harmonic(*bcubed),
        RAND: 1.0 if ceiling == expected else (both - expected) / (ceiling - expected),
        SIZE_ERROR: totals["size_error"] / adverts if adverts else np.nan,
    }


def harmonic(precision: float, recall: float) -> float:
    """F1 of a precision and a recall."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _sizes(codes: np.ndarray) -> np.ndarray:
    """Give, for every advert, the adverts that have its code."""
    return np.bincount(codes)[codes].astype(np.float64) if len(codes) else np.zeros(0)
