"""What the adverts of a template have in common, word by word, and where they differ: its slots.

All adverts of a template are aligned with the most typical of them (`dots.corpus.alignment`), so the work grows with
the number of adverts. A word is constant if two thirds of the adverts have it at its place; what stands between
constant words is a slot. Of the words that adverts put in the place of one another the most frequent counts, so an
edit of the typical advert itself makes no slot.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dots.corpus.alignment import NONE, align
from dots.corpus.neighbours import PLACE, SKETCH
from dots.corpus.shingles import Shingles, all_words, mixed, ranges, spelled

CONSTANT = 2 / 3
"""Share of a template's adverts that have a constant word."""
SLOT = "<slot>"
"""Stands for a place that varies."""
LOT = 50_000
"""Adverts worked on at once."""

_PLACE = np.uint64(PLACE)


def consensus(texts: pd.Series, template: np.ndarray, group: np.ndarray, shingles: Shingles) -> pd.DataFrame:
    """Find the constant words and the slots of each template.

    Parameters
    ----------
    texts
        Text of each advert, (N,).
    template
        Number of the template of each advert, from 0; those of one advert have no slots and are left out.
    group
        Group of adverts that contacts connect, -1 where unknown (`publicness.contact_groups`).
    shingles
        3-grams of the texts.

    Returns
    -------
    DataFrame
        One row a constant word or a slot, in order: template, word (`SLOT` for a slot), adverts (that have the word),
        unconnected (groups that have it in their first advert, which is all that is looked at).
    """
    sizes = np.bincount(template)
    order = np.argsort(template, kind="stable")
    order = order[sizes[template[order]] > 1]
    centre = typical(template, shingles)
    found, start = [], 0
    while start < len(order):
        # whole templates, about a lot of adverts at once
        end = np.searchsorted(template[order], template[order[min(start + LOT, len(order)) - 1]], side="right")
        part = order[start:end]
        found.append(_of(texts.iloc[part].tolist(), template[part], group[part], np.isin(part, centre)))
        start = end
    columns = {"template": "int64", "word": "str", "adverts": "int64", "unconnected": "int64"}
    return pd.concat([pd.DataFrame(columns=list(columns)).astype(columns), *found], ignore_index=True)


def typical(template: np.ndarray, shingles: Shingles) -> np.ndarray:
    """Give the most typical advert of each template: the one whose 3-grams most adverts of it have.

    The smallest hashes stand for all 3-grams, as in `neighbours.postings`; of equals the first counts.
    """
    taken = np.where(np.bincount(template)[template] > 1, np.minimum(shingles.sizes, SKETCH), 0)
    text = np.repeat(np.arange(len(shingles), dtype=np.uint64), taken)
    grams = shingles.grams[ranges(shingles.starts[:-1], taken)]
    own = mixed(grams ^ mixed(np.repeat(template, taken).astype(np.uint64)))
    keys = np.sort((own << _PLACE) | text)
    edges = np.flatnonzero(np.diff(keys >> _PLACE)) + 1
    shared = np.diff(np.concatenate([[0], edges, [len(keys)]]))
    holder = (keys & np.uint64(2**PLACE - 1)).astype(np.int64)
    score = np.bincount(holder, weights=np.repeat(shared, shared), minlength=len(shingles))
    order = np.lexsort((np.arange(len(template)), -score, template))
    return order[np.diff(template[order], prepend=-1) != 0]


def _of(texts: list[str], template: np.ndarray, group: np.ndarray, is_centre: np.ndarray) -> pd.DataFrame:
    """Find the consensus of some whole templates, whose adverts stand together."""
    hashes, sizes = all_words(texts)
    starts = np.cumsum(sizes) - sizes
    own = np.diff(template, prepend=-1) != 0
    number = np.cumsum(own) - 1  # of the template, from 0
    centre = np.flatnonzero(is_centre)
    members = np.diff(np.append(np.flatnonzero(own), len(texts)))

    # a column for each word of each centre; what each advert has in it
    column_of = np.cumsum(sizes[centre]) - sizes[centre]
    columns = int(sizes[centre].sum())
    place, extra = align(hashes, starts, sizes, np.arange(len(texts)), centre[number])
    advert = np.repeat(np.arange(len(texts)), sizes[centre][number])
    column = ranges(column_of[number], sizes[centre][number])
    total = members[np.repeat(np.arange(len(centre)), sizes[centre])]
    centre_word = hashes[ranges(starts[centre], sizes[centre])]

    filled = place != NONE
    word = np.where(filled, hashes[place], 0)
    same = filled & (word == centre_word[column])
    having = np.bincount(column[same], minlength=columns)
    chosen, source = centre_word.copy(), ranges(starts[centre], sizes[centre])
    # another word than the centre's, if most have it
    rest = np.flatnonzero(filled & ~same & (having < total / 2)[column])
    rest = rest[np.lexsort((word[rest], column[rest]))]
    if len(rest):
        edge = (np.diff(column[rest]) != 0) | (np.diff(word[rest]) != 0)
        first = np.flatnonzero(np.concatenate([[True], edge]))
        count = np.diff(np.append(first, len(rest)))
        better = first[count > having[column[rest[first]]]], count[count > having[column[rest[first]]]]
        best = np.lexsort((better[1], column[rest[better[0]]]))  # the most frequent comes last and so stays
        at = rest[better[0][best]]
        having[column[at]], chosen[column[at]], source[column[at]] = better[1][best], word[at], place[at]
    constant = having >= CONSTANT * total
    more = np.bincount(column[extra], minlength=columns) > (1 - CONSTANT) * total

    # of each group that contacts connect one advert speaks
    known = np.flatnonzero(group >= 0)
    known = known[np.lexsort((known, group[known], template[known]))]
    fresh = (np.diff(template[known], prepend=-1) != 0) | (np.diff(group[known], prepend=-1) != 0)
    speaks = np.zeros(len(texts), dtype=bool)
    speaks[known[fresh]] = True
    said = filled & (word == chosen[column]) & speaks[advert]
    unconnected = np.bincount(column[said], minlength=columns)

    held = np.searchsorted(starts, source, side="right") - 1
    read = {text: spelled([texts[text]])[0] for text in np.unique(held[constant])}
    spelt = [read[text][at] for text, at in zip(held[constant], (source - starts[held])[constant], strict=True)]
    owner = np.repeat(template[own], sizes[centre])
    rows = pd.DataFrame({"template": owner[constant], "word": spelt, "adverts": having[constant]})
    rows = rows.assign(unconnected=unconnected[constant], column=np.flatnonzero(constant) * 2)
    # a slot where a column varies, or most have more words after it; one slot where several stand together
    slots = np.unique(np.concatenate([2 * np.flatnonzero(~constant), 2 * np.flatnonzero(more) + 1]))
    gaps = pd.DataFrame({"template": owner[slots // 2], "word": SLOT, "adverts": 0, "unconnected": 0, "column": slots})
    both = pd.concat([rows, gaps]).sort_values("column", kind="stable")
    is_slot = both["word"] == SLOT
    again = is_slot & is_slot.shift(fill_value=False) & (both["template"] == both["template"].shift())
    return both.loc[~again, ["template", "word", "adverts", "unconnected"]]
