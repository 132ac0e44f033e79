"""How public a text is: whether those who use it have anything to do with one another.

Adverts are connected if they share a contact, directly or through others. A text that one organisation wrote is used by
adverts that are connected; one that lies about in public is used by adverts that are not.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components


def contact_groups(adverts: pd.Series, contacts: pd.DataFrame) -> np.ndarray:
    """Number the groups of adverts that contacts connect.

    Parameters
    ----------
    adverts
        Keys of the adverts.
    contacts
        The table of that name.

    Returns
    -------
    array of int64, (N,)
        Group of each advert; -1 for one without a contact, of which nothing is known.
    """
    rows = pd.Index(adverts).get_indexer(contacts["advert"])
    columns, identifiers = pd.factorize(contacts["contact"])
    known = rows >= 0
    size = len(adverts) + len(identifiers)
    ones = np.ones(known.sum(), dtype=bool)
    graph = sparse.coo_array((ones, (rows[known], len(adverts) + columns[known])), shape=(size, size))
    groups = connected_components(graph, directed=False)[1][: len(adverts)].astype(np.int64)
    reached = np.zeros(len(adverts), dtype=bool)
    reached[rows[known]] = True
    return np.where(reached, groups, -1)


def publicness(template: pd.Series, group: np.ndarray) -> pd.DataFrame:
    """Say of each template how many unconnected users it has, and how likely two of its adverts are unconnected.

    Parameters
    ----------
    template
        Template of each advert.
    group
        Group of each advert, as `contact_groups` gives it.

    Returns
    -------
    DataFrame
        By template: `unconnected`, the number of groups; `public`, the chance that two different adverts of it, drawn
        at random from those with a contact, are of two groups (missing if fewer than two have one).

    References
    ----------
    E. H. Simpson (1949), Measurement of diversity, Nature 163: 688 (one minus his index).
    """
    frame = pd.DataFrame({"template": np.asarray(template), "group": group})
    sizes = frame[frame["group"] >= 0].groupby(["template", "group"]).size()
    by = sizes.groupby("template")
    total = by.sum()
    together = (sizes * (sizes - 1)).groupby("template").sum()
    found = pd.DataFrame({"unconnected": by.size(), "public": 1 - together / (total * (total - 1)).where(total > 1)})
    found = found.reindex(pd.Index(frame["template"].unique(), name="template"))
    found["unconnected"] = found["unconnected"].fillna(0).astype("int64")
    return found
