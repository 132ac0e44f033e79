"""Partitions of the adverts against the planted ones: templates, and networks against organisations."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from dots.validity import clusters
from dots.validity.intervals import TIMES, total_bootstrap
from dots.validity.rows import ALL, row


def partition(
    name: str,
    found: pd.Series,
    true: pd.Series,
    about: pd.DataFrame,
    seed: int,
    *,
    plain: pd.Series | None = None,
    plain_name: str = "",
    times: int = TIMES,
) -> list[dict]:
    """Judge a partition of adverts, over all and by kind of organisation, with intervals over organisations.

    Parameters
    ----------
    name
        What is partitioned, for the measures' names ("template", "network").
    found, true
        Labels on the same index of adverts.
    about
        On that index: organisation (the cluster that is drawn) and kind.
    seed
        Seed of the bootstrap.
    plain, plain_name
        The partition by a plain method, and its name.
    times
        Bootstrap draws.

    Notes
    -----
    Measures by kind are about the pairs of which one end is an advert of that kind, so strangers of other kinds that
    were joined to it count. The Rand index corrects for chance over all adverts and is given for all alone.
    """
    parts = clusters.contributions(found, true)
    beside = None if plain is None else clusters.contributions(plain, true)
    rows = []
    for group, index in [(ALL, about.index), *about.groupby("kind").groups.items()]:
        part = parts.loc[index]
        result = total_bootstrap(part, about.loc[index, "organisation"], clusters.measures, seed, times)
        simple = {} if beside is None else clusters.measures(beside.loc[index].sum().to_dict())
        for measure, at in result.iterrows():
            if group != ALL and measure == clusters.RAND:
                continue
            rows.append(
                row(
                    f"{name} {measure}",
                    at["value"],
                    len(part),
                    group=group,
                    interval=(at["lower"], at["upper"]),
                    baseline=simple.get(measure, np.nan),
                    baseline_name=plain_name,
                    ideal=0.0 if measure == clusters.SIZE_ERROR else 1.0,
                )
            )
    return rows


def union_find(adverts: pd.Index, links: pd.DataFrame) -> pd.Series:
    """Join all adverts that share any identifier: the method the networks must beat."""
    links = links[links["advert"].isin(adverts)]
    identifiers, _ = pd.factorize(links["identifier"])
    ends = adverts.get_indexer(links["advert"]), identifiers + len(adverts)
    size = len(adverts) + (identifiers.max() + 1 if len(identifiers) else 0)
    graph = coo_matrix((np.ones(len(links)), ends), shape=(size, size))
    return pd.Series(connected_components(graph, directed=False)[1][: len(adverts)], index=adverts)
