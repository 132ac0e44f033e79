"""Which adverts belong to one network, and how that changes as doubtful ties come and go."""

from __future__ import annotations

import logging
import random

import igraph
import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from dots.network.measures import advert_pairs

logger = logging.getLogger(__name__)

GUARDED = 12
"""Adverts from which a component is checked for parts that hang together by a thread."""
RESOLUTION = 0.02
"""Share of the pairs between two parts that must be tied for the parts to stay together (CPM's resolution)."""

_STREAM = 4_201
"""This module's own stream of random numbers."""


def find_networks(adverts: pd.Series, ties: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Put every advert into exactly one network.

    Components of the two-mode graph of ties in use. Chance ties glue large components into a false giant
    (the failure of plain union-find), so each component of `GUARDED` adverts or more is split by igraph's Leiden
    algorithm under the constant Potts model (Traag, Van Dooren and Nesterov 2011; Traag, Waltman and Van Eck
    2019), which keeps two parts together only if at least `RESOLUTION` of the pairs between them are tied. CPM
    has no resolution limit, which modularity has.

    Parameters
    ----------
    adverts
        Every advert.
    ties
        Ties in use: advert, identifier.
    seed
        Seed of Leiden's random moves.

    Returns
    -------
    DataFrame
        advert, network: named by falling size, then by the first advert.
    """
    advert = pd.Index(adverts, name="advert").sort_values()
    rows = advert.get_indexer(ties["advert"])
    columns, identifiers = pd.factorize(ties["identifier"], sort=True)
    labels = components(rows, columns, len(advert), len(identifiers))
    size = np.bincount(labels)
    large = np.flatnonzero(size >= GUARDED)
    if len(large):
        labels = _split(labels, np.isin(labels, large), pd.DataFrame({"advert": rows, "identifier": columns}), seed)
    return pd.DataFrame({"advert": advert, "network": name_networks(labels)})


def components(rows: np.ndarray, columns: np.ndarray, adverts: int, identifiers: int) -> np.ndarray:
    """Label the components of a two-mode graph given as pairs (advert number, identifier number)."""
    nodes = adverts + identifiers
    graph = coo_array((np.ones(len(rows), dtype=np.int8), (rows, adverts + columns)), shape=(nodes, nodes))
    return connected_components(graph, directed=False)[1][:adverts]


def name_networks(labels: np.ndarray) -> np.ndarray:
    """Name networks by falling size, ties by the first advert: n000001, n000002, ..."""
    frame = pd.DataFrame({"label": labels, "place": np.arange(len(labels))})
    order = frame.groupby("label")["place"].agg(["size", "min"]).sort_values(["size", "min"], ascending=[False, True])
    names = pd.Series([f"n{number:06d}" for number in range(1, len(order) + 1)], index=order.index)
    return names.loc[labels].to_numpy()


def draw_ties(links: pd.DataFrame, draw: int, seed: int) -> pd.DataFrame:
    """Toss for which ties are in use in one draw.

    Doubt about an identifier (is this template public? does this phone serve several organisations?) strikes
    all its ties together, so its coin (`own`) is tossed once; the doubt whether a party merely borrowed it is
    the party's, so that coin (`probability / own`) is tossed once for each party. Independent coins for
    each tie would let every doubtful identifier tie some of its adverts in every draw, and hide the doubt.

    Parameters
    ----------
    links
        As in `tables.network.LINKS`.
    draw
        Number of the draw; each has its own stream, so any draw can be made again alone.
    seed
        The study's seed.

    Returns
    -------
    DataFrame
        The ties in use: advert, identifier.
    """
    toss = np.random.default_rng([seed, _STREAM, draw])
    links = links.sort_values(["identifier", "party", "advert"], kind="stable")
    identifier, identifiers = pd.factorize(links["identifier"])
    party = links.groupby(["identifier", "party"], sort=False).ngroup().to_numpy()
    of_identifier = toss.random(len(identifiers))[identifier]
    of_party = toss.random(party.max() + 1 if len(party) else 0)[party]
    own, probability = links["own"].to_numpy(), links["probability"].to_numpy()
    within = np.divide(probability, own, out=np.zeros_like(own), where=own > 0)
    return links.loc[(of_identifier < own) & (of_party < within), ["advert", "identifier"]]


def draw_networks(adverts: pd.Series, links: pd.DataFrame, draws: int, seed: int) -> pd.DataFrame:
    """Find the networks of every draw of the ties: draw, advert, network (numbered within the draw)."""
    found = [
        find_networks(adverts, draw_ties(links, draw, seed), seed).assign(draw=draw) for draw in range(1, draws + 1)
    ]
    return pd.concat(found, ignore_index=True)[["draw", "advert", "network"]]


def stability(memberships: pd.DataFrame, drawn: pd.DataFrame) -> pd.Series:
    """Say how steadily each advert stays with its network over the draws.

    Parameters
    ----------
    memberships
        Point partition: advert, network.
    drawn
        Networks of the draws: draw, advert, network.

    Returns
    -------
    Series
        By advert, 0..1: the mean over draws of the share of the others of its network that are with it in
        the draw's network; for an advert that stands alone, the share of draws in which it stands alone.
    """
    merged = drawn.merge(memberships[["advert", "network"]], on="advert", suffixes=("_drawn", ""))
    keys = ["draw", "network_drawn"]
    drawn_size = merged.groupby(keys)["advert"].transform("size")
    together = merged.groupby([*keys, "network"])["advert"].transform("size")
    size = merged.groupby(["draw", "network"])["advert"].transform("size")
    kept = ((together - 1) / (size - 1).where(size > 1)).fillna((drawn_size == 1).astype("float64"))
    return kept.groupby(merged["advert"]).mean().rename("stability")


def _split(labels: np.ndarray, inside: np.ndarray, ties: pd.DataFrame, seed: int) -> np.ndarray:
    """Split the components `inside`; labels stay apart from one another."""
    nodes = np.flatnonzero(inside)
    place = np.full(len(labels), -1)
    place[nodes] = np.arange(len(nodes))
    tied = ties[inside[ties["advert"]]].assign(advert=lambda frame: place[frame["advert"]])
    pairs = advert_pairs(tied)[["a", "b"]].drop_duplicates().to_numpy()
    graph = igraph.Graph(n=len(nodes), edges=pairs)
    igraph.set_random_number_generator(random.Random(seed))
    try:
        found = graph.community_leiden("CPM", resolution=RESOLUTION, n_iterations=-1).membership
    finally:
        igraph.set_random_number_generator(random)
    labels = labels.copy()
    labels[nodes] = labels.max() + 1 + np.asarray(found)
    return labels
