"""Groups of adverts written from one template: near-duplicates by the words they share, whoever placed them.

Pairs of adverts that resemble each other come from `dots.corpus.neighbours`, each checked by its exact Jaccard
similarity of word 3-grams; templates are the connected components of these pairs. Without the check, adverts that
share a stock phrase would be glued into one giant template; a cap on how often a phrase may occur would lose the
largest templates instead.
"""

from __future__ import annotations

import logging
from collections.abc import Collection

import numpy as np
import pandas as pd

from dots.corpus import consensus, resemblance
from dots.corpus.publicness import contact_groups, publicness
from dots.corpus.resemblance import Resemblance

logger = logging.getLogger(__name__)


WITHHELD = "<withheld>"
"""Stands for words that may not be shown."""


def find(
    adverts: pd.DataFrame,
    contacts: pd.DataFrame,
    similarity: float,
    *,
    minimum: int = 10,
    names: Collection[str] = (),
    threads: int = 1,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the templates of adverts.

    Parameters
    ----------
    adverts, contacts
        The tables of those names.
    similarity
        Jaccard similarity of word 3-grams from which two adverts share a template.
    minimum
        Unconnected adverts from which a text, and each word of it, may be shown.
    names
        Words never shown.
    threads
        Threads to use.

    Returns
    -------
    templates, advert_templates
        Tables of those names.
    """
    known = update(resemblance.nothing(similarity), adverts, threads)
    members = name(known, adverts)
    return describe(known, adverts, contacts, members, minimum=minimum, names=names), members


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
    frame["template"] = "template-" + frame["component"].map(first).astype("str")
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


def describe(
    known: Resemblance,
    adverts: pd.DataFrame,
    contacts: pd.DataFrame,
    advert_templates: pd.DataFrame,
    *,
    minimum: int,
    names: Collection[str],
) -> pd.DataFrame:
    """Describe each template: the table `templates`.

    Parameters
    ----------
    known
        The adverts as they were compared.
    adverts, contacts, advert_templates
        The tables of those names.
    minimum, names
        As for `find`.
    """
    frame = adverts[["advert", "posted", "town", "text"]].merge(advert_templates, on="advert", validate="1:1")
    frame = frame.set_index("advert").loc[known.adverts].reset_index()
    carried = advert_templates.merge(contacts[["advert", "contact"]], on="advert").groupby("template")["contact"]
    described = frame.groupby("template", as_index=False).agg(
        adverts=("advert", "size"), towns=("town", "nunique"), first=("posted", "min"), last=("posted", "max")
    )
    described["contacts"] = described["template"].map(carried.nunique()).fillna(0).astype("int64")
    group = contact_groups(frame["advert"], contacts)
    described = described.merge(publicness(frame["template"], group), on="template", validate="1:1")
    number = pd.Index(described["template"]).get_indexer(frame["template"])
    found = consensus.consensus(frame["text"], number, group, known.shingles)
    return described.assign(**_texts(found, described["unconnected"].to_numpy(), minimum, names))


def _texts(found: pd.DataFrame, unconnected: np.ndarray, minimum: int, names: Collection[str]) -> dict:
    """Write out the consensus of each template, whole and as it may be shown."""
    slot = found["word"] == consensus.SLOT
    open_to_all = (found["unconnected"] >= minimum) & ~found["word"].isin(list(names))
    word = found["word"].where(slot | open_to_all, WITHHELD)
    public = unconnected[found["template"]] >= minimum
    again = (word == WITHHELD) & (word.shift() == WITHHELD) & (found["template"] == found["template"].shift())
    of = pd.RangeIndex(len(unconnected))
    said = (public & open_to_all & ~slot).groupby(found["template"]).any().reindex(of, fill_value=False)
    shown = word[public & ~again].groupby(found["template"]).agg(" ".join).reindex(of, fill_value="")
    return {
        "slots": slot.groupby(found["template"]).sum().reindex(of, fill_value=0).to_numpy(dtype="int64"),
        "text": found.groupby("template")["word"].agg(" ".join).reindex(of, fill_value="").to_numpy(),
        "shown": shown.where(said, "").to_numpy(),
    }
