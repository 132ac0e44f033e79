"""Which adverts belong together, and folds that never split them.

Adverts tied by any contact or template, directly or through others, form one group. Every network of the later
stage lies within one group, so a fold that keeps groups whole keeps networks whole: no model is tested on the
network, or on a copy of the text, that it was trained on.
"""

from __future__ import annotations

import logging

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

logger = logging.getLogger(__name__)

STREAM = 411


def group(adverts: pd.Series, contacts: pd.DataFrame, advert_templates: pd.DataFrame | None = None) -> pd.Series:
    """Number the groups of adverts that share contacts or, if templates are given, templates.

    Folds need both ties. Intervals are computed over groups of contacts alone: a few texts copied from strangers glue
    most of a market into one group, which is safe for folds and useless as a unit of resampling.

    Parameters
    ----------
    adverts
        Every advert.
    contacts, advert_templates
        The corpus tables of those names.

    Returns
    -------
    Series of int
        Group of each advert, in the order of `adverts`; group 0 is the one whose first advert comes first.
    """
    ties = contacts[["advert", "contact"]].set_axis(["advert", "identifier"], axis=1)
    if advert_templates is not None:
        texts = advert_templates[["advert", "template"]].set_axis(["advert", "identifier"], axis=1)
        ties = pd.concat([ties, texts])
    rows = pd.Index(adverts).get_indexer(ties["advert"])
    columns, identifiers = pd.factorize(ties["identifier"])
    known = rows >= 0
    size = len(adverts) + len(identifiers)
    graph = coo_array(
        (np.ones(known.sum(), dtype=np.int8), (rows[known], len(adverts) + columns[known])), shape=(size, size)
    )
    labels = connected_components(graph, directed=False)[1][: len(adverts)]
    groups = pd.Series(pd.factorize(labels)[0], index=adverts.index)
    sizes = groups.value_counts()
    logger.info(
        "%d adverts in %d groups; the largest holds %d (%.0f %%)",
        len(groups), len(sizes), sizes.max(), 100 * sizes.max() / len(groups),
    )  # fmt: skip
    return groups


def assign(groups: pd.Series, coded: pd.Series, folds: int, seed: int) -> pd.Series:
    """Deal whole groups out to folds, so that folds hold about as many coded adverts, then about as many adverts.

    Largest groups first, each to the fold that has fewest coded adverts so far. A group too large for an even share
    makes its fold large and leaves the others with the rest: its model is trained on less, and never on itself.

    Parameters
    ----------
    groups
        Group of each advert.
    coded
        Whether coders judged the advert, same index.
    folds
        Number of folds.
    seed
        Seed of the study; orders groups of one size.

    Returns
    -------
    Series of int
        Fold of each advert, 0 to folds - 1.

    Raises
    ------
    ValueError
        If fewer groups hold coded adverts than there are folds.
    """
    sizes = pd.DataFrame({"adverts": groups.value_counts(), "coded": groups[coded].value_counts()}).fillna(0)
    with_codes = int((sizes["coded"] > 0).sum())
    if with_codes < folds:
        raise ValueError(
            f"classify.folds: {folds} is not allowed, only {with_codes} groups of tied adverts hold coded adverts; "
            "lower classify.folds or have more adverts coded"
        )
    largest = sizes["coded"].max() / sizes["coded"].sum()
    if largest > 2 / folds:
        logger.warning(
            "one group holds %.0f %% of coded adverts, more than two even folds: its model learns from the others only",
            100 * largest,
        )
    tie = np.random.default_rng([seed, STREAM]).permutation(len(sizes))
    order = sizes.sort_index().assign(tie=tie).sort_values(["coded", "adverts", "tie"], ascending=[False, False, True])
    load = np.zeros((folds, 2))
    fold_of = {}
    for number, adverts, codes in zip(order.index, order["adverts"], order["coded"], strict=True):
        # uncoded groups even out the adverts, coded ones the codes
        fold = int(np.lexsort((load[:, 0], load[:, 1]))[0]) if codes else int(np.argmin(load[:, 0]))
        fold_of[number] = fold
        load[fold] += (adverts, codes)
    logger.info(
        "coded adverts by fold: %s; adverts: %s", load[:, 1].astype(int).tolist(), load[:, 0].astype(int).tolist()
    )
    return groups.map(fold_of)
