"""What a network looks like: its size, its spread in time and space, and the shape of its advert-advert graph.

Shapes are measured by igraph, for all networks at once, because every draw of the links is measured too;
networkx serves as the definition, against which a sample is checked in every run.
"""

from __future__ import annotations

import logging

import igraph
import networkx
import numpy as np
import pandas as pd

from dots.network import geography

logger = logging.getLogger(__name__)

SHAPES = ("density", "centralisation", "clustering")


def advert_pairs(ties: pd.DataFrame) -> pd.DataFrame:
    """Project the two-mode graph: list every pair of adverts that share an identifier.

    Parameters
    ----------
    ties
        Ties in use: advert, identifier, any type that sorts.

    Returns
    -------
    DataFrame
        `a`, `b` (a before b) and `identifier`, one row for each identifier a pair shares.
    """
    ties = ties[["identifier", "advert"]].sort_values(["identifier", "advert"], kind="stable")
    sizes = ties.groupby("identifier", sort=True).size().to_numpy()
    ends = np.repeat(np.cumsum(sizes), sizes)
    later = ends - np.arange(len(ties)) - 1  # adverts after this one within its identifier
    first = np.repeat(np.arange(len(ties)), later)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(later) - later, later)
    advert, identifier = ties["advert"].array, ties["identifier"].array
    return pd.DataFrame({"a": advert[first], "b": advert[second], "identifier": identifier[first]})


def shapes(members: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    """Measure the advert-advert graph of every network.

    Two adverts are joined if they share an identifier through ties in use and belong to one network.

    Parameters
    ----------
    members
        One row an advert: advert, network.
    ties
        Ties in use: advert, identifier.

    Returns
    -------
    DataFrame
        By network: density, centralisation (degree centralisation, Freeman 1979, "Centrality in social
        networks: conceptual clarification"; 1 for a star, 0 below three adverts) and clustering (mean local
        clustering, Watts and Strogatz 1998; an advert with fewer than two neighbours counts 0).
    """
    graph, network = _graph(members, ties)
    degree = pd.Series(graph.degree(), dtype="float64").groupby(network)
    size = degree.size()
    room = size * (size - 1)
    density = (degree.sum() / room.where(room > 0)).fillna(0.0)
    spare = (size - 1) * (size - 2)
    centralisation = ((size * degree.max() - degree.sum()) / spare.where(spare > 0)).fillna(0.0)
    clustering = pd.Series(graph.transitivity_local_undirected(mode="zero"), dtype="float64").groupby(network).mean()
    return pd.DataFrame({"density": density, "centralisation": centralisation, "clustering": clustering}).clip(0, 1)


def defined_shapes(graph: networkx.Graph) -> dict[str, float]:
    """Measure one advert-advert graph by networkx: the definition of `shapes`, one network at a time."""
    size = len(graph)
    degrees = [degree for _, degree in graph.degree()]
    spare = (size - 1) * (size - 2)
    return {
        "density": networkx.density(graph) if size > 1 else 0.0,
        "centralisation": sum(max(degrees) - degree for degree in degrees) / spare if spare else 0.0,
        "clustering": networkx.average_clustering(graph),
    }


def check_shapes(measured: pd.DataFrame, members: pd.DataFrame, ties: pd.DataFrame, most: int = 200) -> int:
    """Measure the largest networks again by networkx and refuse a difference.

    Parameters
    ----------
    measured
        What `shapes` returned.
    members, ties
        What it was given.
    most
        Networks to check, the largest first.

    Returns
    -------
    int
        Networks checked.

    Raises
    ------
    ArithmeticError
        Naming a network, the measure and both values.
    """
    size = members.groupby("network").size()
    chosen = size.sort_values(ascending=False, kind="stable").index[:most]
    two_mode = networkx.Graph()
    inside = members[members["network"].isin(chosen)]
    two_mode.add_nodes_from(("advert", advert) for advert in inside["advert"])
    tied = ties[ties["advert"].isin(inside["advert"])]
    two_mode.add_edges_from(
        (("advert", advert), ("identifier", identifier))
        for advert, identifier in zip(tied["advert"], tied["identifier"], strict=True)
    )
    for network, adverts in inside.groupby("network")["advert"]:
        nodes = [("advert", advert) for advert in adverts]
        around = set(nodes).union(*(two_mode[node] for node in nodes))
        graph = networkx.bipartite.projected_graph(two_mode.subgraph(around), nodes)
        for measure, value in defined_shapes(graph).items():
            if abs(value - measured.at[network, measure]) > 1e-9:
                raise ArithmeticError(
                    f"{network}: igraph measures {measure} as {measured.at[network, measure]!r}, networkx as "
                    f"{value!r}; the versions of the two libraries no longer agree, pin them back"
                )
    logger.info("%d networks measured by igraph and networkx agree", len(chosen))
    return len(chosen)


def measure(
    members: pd.DataFrame,
    ties: pd.DataFrame,
    adverts: pd.DataFrame,
    contacts: pd.DataFrame,
    advert_templates: pd.DataFrame,
) -> pd.DataFrame:
    """Measure every network, those of one advert included.

    Parameters
    ----------
    members
        One row an advert: advert, network.
    ties
        Ties in use: advert, identifier.
    adverts, contacts, advert_templates
        Tables of the stage `corpus`.

    Returns
    -------
    DataFrame
        One row a network, sorted: the columns of `networks` up to `template_share`. `template_share` counts
        adverts whose template serves another advert of the same network.
    """
    joined = members[["advert", "network"]].merge(adverts, on="advert", validate="one_to_one")
    groups = joined.groupby("network", sort=True)
    measured = groups.agg(
        adverts=("advert", "size"),
        platforms=("platform", "nunique"),
        towns=("town", "nunique"),
        regions=("region", "nunique"),
        first=("posted", "min"),
        last=("posted", "max"),
    )
    measured["days"] = (measured["last"] - measured["first"]).dt.days
    measured["home_region"] = _most_frequent(joined, "region")
    measured["radius"] = geography.radius_of_gyration(joined)

    held = contacts[["advert", "contact"]].merge(members[["advert", "network"]], on="advert")
    measured["contacts"] = held.groupby("network")["contact"].nunique()
    written = advert_templates.merge(members[["advert", "network"]], on="advert")
    measured["templates"] = written.groupby("network")["template"].nunique()
    together = written.groupby(["network", "template"])["advert"].transform("size") > 1
    measured["template_share"] = together.groupby(written["network"]).mean()
    counts = ["contacts", "templates"]
    measured[counts] = measured[counts].fillna(0).astype("int64")
    measured["template_share"] = measured["template_share"].fillna(0.0)
    return measured.join(shapes(members, ties)).reset_index()


def _graph(members: pd.DataFrame, ties: pd.DataFrame) -> tuple[igraph.Graph, np.ndarray]:
    """Build one graph of all adverts with the edges inside networks; give it with each node's network."""
    network = members["network"].to_numpy()
    number = pd.Series(np.arange(len(members)), index=members["advert"].to_numpy())
    coded = ties.assign(advert=number.reindex(ties["advert"]).to_numpy()).dropna(subset=["advert"])
    pairs = advert_pairs(coded.astype({"advert": "int64"}))[["a", "b"]].drop_duplicates().to_numpy()
    label = pd.factorize(network)[0]
    inside = pairs[label[pairs[:, 0]] == label[pairs[:, 1]]]
    return igraph.Graph(n=len(members), edges=inside), network


def _most_frequent(joined: pd.DataFrame, column: str) -> pd.Series:
    counted = joined.dropna(subset=[column]).groupby(["network", column]).size().rename("times").reset_index()
    counted = counted.sort_values(["network", "times", column], ascending=[True, False, True], kind="stable")
    return counted.drop_duplicates("network").set_index("network")[column]
