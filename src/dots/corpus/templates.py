"""Groups of adverts written from one template: near-duplicates by the words they share, whoever placed them.

Pairs of adverts that resemble each other come from `dots.corpus.neighbours`, each checked by its exact Jaccard
similarity of word 3-grams; templates are the connected components of these pairs. Without the check, adverts that share a
stock phrase would be glued into one giant template; a cap on how often a phrase may occur would lose the largest
templates instead.
"""

from __future__ import annotations

import logging

import numpy as np
import pandas as pd

from dots.corpus import resemblance
from dots.corpus.publicness import contact_groups, publicness
from dots.corpus.resemblance import Resemblance

logger = logging.getLogger(__name__)


def find(
    adverts: pd.DataFrame, contacts: pd.DataFrame, similarity: float, threads: int = 1
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the templates of adverts.

    Parameters
    ----------
    adverts, contacts
        The tables of those names.
    similarity
        Jaccard similarity of word 3-grams from which two adverts share a template.
    threads
        Threads to use.

    Returns
    -------
    templates, advert_templates
        Tables of those names.
    """
    known = update(resemblance.nothing(similarity), adverts, threads)
    members = name(known, adverts)
    return describe(adverts, contacts, members), members


def update(known: Resemblance, adverts: pd.DataFrame, threads: int = 1) -> Resemblance:
    """Compare the adverts that are not known yet, in the order of their keys, with one another and the known ones.

    Parameters
    ----------
    known
        Adverts compared before.
    adverts
        The table of that name: all adverts, known and new.
    threads
        Threads to use.

    Raises
    ------
    ValueError
        If a known advert is gone or has another text: what was found through it would remain.
    """
    row = pd.Index(known.adverts).get_indexer(adverts["advert"])
    old = adverts[row >= 0]
    if len(old) < len(known):
        gone = known.adverts[~np.isin(np.arange(len(known)), row)][0]
        raise ValueError(f"advert {gone!r} was compared before and is gone; find the templates anew, from nothing")
    changed = resemblance.digest(old["text"]) != known.digests[row[row >= 0]]
    if changed.any():
        advert = old["advert"][changed].iloc[0]
        raise ValueError(f"advert {advert!r} has another text than before; find the templates anew, from nothing")
    new = adverts[row < 0].sort_values("advert")
    known = resemblance.add(known, new["advert"], new["text"], threads)
    logger.info("%d adverts, %d of them new, %d similar pairs", len(known), len(new), len(known.pairs))
    return known


def name(known: Resemblance, adverts: pd.DataFrame) -> pd.DataFrame:
    """Give the template of each advert, named for its first advert by day and then by key.

    A name so stays when adverts join that are later than the first, and does not depend on the order in which adverts
    arrived. Where adverts join two templates, the older name goes on (see `renamed`).

    Returns
    -------
    DataFrame
        The table `advert_templates`.
    """
    component = pd.Series(known.components(), index=known.adverts)
    frame = adverts[["advert", "posted"]].assign(component=component.loc[adverts["advert"]].to_numpy())
    frame = frame.sort_values(["posted", "advert"], kind="stable")
    first = frame.drop_duplicates("component").set_index("component")["advert"]
    frame["template"] = "template-" + frame["component"].map(first)
    return frame.sort_values("advert", ignore_index=True)[["advert", "template"]]


def renamed(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    """Tell what templates are called after adverts joined.

    Parameters
    ----------
    before, after
        The table `advert_templates`, earlier and later.

    Returns
    -------
    Series of str
        Later name by earlier name, for every earlier template: adverts that join can put templates together, never
        apart.

    Raises
    ------
    ValueError
        If a template was split, so that the two tables are not of one growing corpus.
    """
    both = before.merge(after, on="advert", suffixes=("", "_later"), validate="1:1")
    names = both[["template", "template_later"]].drop_duplicates()
    if names["template"].duplicated().any():
        split = names.loc[names["template"].duplicated(), "template"].iloc[0]
        raise ValueError(f"{split!r} is more than one template later: texts changed or adverts went in between")
    return names.set_index("template")["template_later"].sort_index()


def describe(adverts: pd.DataFrame, contacts: pd.DataFrame, advert_templates: pd.DataFrame) -> pd.DataFrame:
    """Describe each template: the table `templates`."""
    frame = advert_templates.merge(adverts[["advert", "posted", "town"]], on="advert", validate="1:1")
    carried = advert_templates.merge(contacts[["advert", "contact"]], on="advert").groupby("template")["contact"]
    described = frame.groupby("template", as_index=False).agg(
        adverts=("advert", "size"), towns=("town", "nunique"), first=("posted", "min"), last=("posted", "max")
    )
    described["contacts"] = described["template"].map(carried.nunique()).fillna(0).astype("int64")
    group = contact_groups(frame["advert"], contacts)
    return described.merge(publicness(frame["template"], group), on="template", validate="1:1")
