"""Which adverts belong together, and folds that keep them on one side of every test.

Adverts tied by a contact or a template, directly or through others, form one group, and a fold keeps groups whole: no
model is tested on the network, or on a copy of the text, that it was trained on. A few texts copied from strangers can
glue most of a market into one group, though, and a fold that held it would leave little to learn from. A group
larger than an even fold is therefore cut where its ties are weakest, between groups of contacts that share only
templates; where a template then lies in two folds, its adverts are left out of the training of both. So whatever is
cut, no advert is scored by a model that saw an advert with one of its contacts or its template.
"""

from __future__ import annotations

import logging

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

logger = logging.getLogger(__name__)

STREAM = 411


def group(adverts: pd.Series, *ties: pd.DataFrame) -> pd.Series:
    """Number the groups of adverts that are tied, directly or through others.

    Parameters
    ----------
    adverts
        Every advert.
    *ties
        Tables with `advert` and, as `contact` or `template`, what ties it: the corpus tables of contacts and of
        advert_templates. Folds need both. Intervals are computed over groups of contacts alone, because one group
        that holds most of a market is no unit of resampling.

    Returns
    -------
    Series of int
        Group of each advert, in the order of `adverts`; group 0 is the one whose first advert comes first.
    """
    pairs = pd.concat([_pairs(table) for table in ties])
    rows = pd.Index(adverts).get_indexer(pairs["advert"])
    columns, identifiers = pd.factorize(pairs["identifier"])
    known = rows >= 0
    size = len(adverts) + len(identifiers)
    graph = coo_array(
        (np.ones(known.sum(), dtype=np.int8), (rows[known], len(adverts) + columns[known])), shape=(size, size)
    )
    labels = connected_components(graph, directed=False)[1][: len(adverts)]
    return pd.Series(pd.factorize(labels)[0], index=adverts.index)


def parts(
    adverts: pd.Series, contacts: pd.DataFrame, advert_templates: pd.DataFrame, folds: int, seed: int
) -> pd.Series:
    """Number the groups of tied adverts, the ones too large for an even fold cut between groups of contacts.

    Parameters
    ----------
    adverts
        Every advert.
    contacts, advert_templates
        The corpus tables of those names.
    folds
        Number of folds; a group larger than this share of the adverts is cut.
    seed
        Seed of the study.

    Returns
    -------
    Series of int
        Part of each advert, in the order of `adverts`. Adverts that share a contact are always in one part.

    References
    ----------
    V. D. Blondel et al. (2008), Fast unfolding of communities in large networks, J Stat Mech P10008.
    """
    groups, units = group(adverts, contacts, advert_templates), group(adverts, contacts)
    most = len(adverts) / folds
    sizes = groups.value_counts()
    templates = adverts.map(advert_templates.set_index("advert")["template"])
    labels = groups.astype(str)
    for large in sorted(sizes.index[sizes > most]):
        inside = groups == large
        labels[inside] = f"{large}/" + _cut(units[inside], templates[inside], most, seed).astype(str)
    found = pd.Series(pd.factorize(labels)[0], index=adverts.index)
    logger.info(
        "%d adverts in %d groups of ties, the largest %d; %d parts, the largest %d",
        len(adverts), len(sizes), sizes.max(), found.nunique(), found.value_counts().max(),
    )  # fmt: skip
    return found


def assign(groups: pd.Series, coded: pd.Series, folds: int, seed: int) -> pd.Series:
    """Deal whole groups out to folds, so that folds hold about as many coded adverts, then about as many adverts.

    Largest groups first, each to the fold that has fewest coded adverts so far.

    Parameters
    ----------
    groups
        Group of each advert, from `parts`.
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
        logger.warning("one group of contacts holds %.0f %% of coded adverts: folds are uneven", 100 * largest)
    tie = np.random.default_rng([seed, STREAM]).permutation(len(sizes))
    order = sizes.sort_index().assign(tie=tie).sort_values(["coded", "adverts", "tie"], ascending=[False, False, True])
    load = np.zeros((folds, 2))
    fold_of = {}
    for number, adverts, codes in zip(order.index, order["adverts"], order["coded"], strict=True):
        # uncoded groups even out the adverts, coded ones the codes
        fold = int(np.lexsort((load[:, 0], load[:, 1]))[0]) if codes else int(np.argmin(load[:, 0]))
        fold_of[number] = fold
        load[fold] += (adverts, codes)
    logger.info("adverts by fold: %s, coded: %s", load[:, 0].astype(int).tolist(), load[:, 1].astype(int).tolist())
    return groups.map(fold_of)


def training(adverts: pd.Series, folds: pd.Series, *ties: pd.DataFrame) -> dict[int, np.ndarray]:
    """Say which adverts the model of each fold may learn from: none of the fold, and none tied to one of the fold.

    Parameters
    ----------
    adverts, folds
        Every advert and its fold.
    *ties
        As for `group`.

    Returns
    -------
    dict
        Fold to flags, in the order of `adverts`.
    """
    pairs = pd.concat([_pairs(table) for table in ties])
    pairs["fold"] = pairs["advert"].map(pd.Series(folds.to_numpy(), index=adverts.to_numpy()))
    allowed = {}
    for fold in sorted(folds.unique()):
        tied = pairs.loc[pairs["identifier"].isin(pairs.loc[pairs["fold"] == fold, "identifier"]), "advert"]
        allowed[int(fold)] = ((folds != fold) & ~adverts.isin(tied)).to_numpy()
        left_out = int((folds != fold).sum() - allowed[int(fold)].sum())
        logger.info("fold %d: %d adverts of other folds left out of its training", fold, left_out)
    return allowed


def _cut(units: pd.Series, templates: pd.Series, most: float, seed: int) -> pd.Series:
    """Cut one group into communities of contact groups tied by templates, finer until none exceeds `most` adverts."""
    held = pd.crosstab(units, templates)
    # a template ties two groups of contacts as strongly as the smaller of the two uses it
    graph = nx.Graph()
    graph.add_nodes_from(held.index)
    for _, column in held.items():
        users = column[column > 0]
        for place, (left, ours) in enumerate(users.items()):
            for right, theirs in list(users.items())[place + 1 :]:
                weight = graph.get_edge_data(left, right, {"weight": 0})["weight"]
                graph.add_edge(left, right, weight=weight + min(ours, theirs))
    sizes = units.value_counts()
    for resolution in (1, 2, 4, 8, 16, 32):
        communities = nx.community.louvain_communities(graph, resolution=resolution, seed=seed)
        if max(sum(sizes[unit] for unit in community) for community in communities) <= most:
            break
    ordered = sorted(communities, key=min)
    return units.map({unit: number for number, community in enumerate(ordered) for unit in community})


def _pairs(table: pd.DataFrame) -> pd.DataFrame:
    by = "contact" if "contact" in table else "template"
    return table[["advert", by]].set_axis(["advert", "identifier"], axis=1)
