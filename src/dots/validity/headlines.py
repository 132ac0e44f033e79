"""Which rows of the scoreboard a reader sees first, and what they and the groups of suspicion are called."""

from __future__ import annotations

import pandas as pd

HEADLINES = {
    ("crawl", "adverts recovered"): "Adverts recovered from the archive",
    ("crawl", "share of the market ever seen"): "Share of the market ever seen",
    ("corpus", "contact precision"): "Contacts: precision",
    ("corpus", "contact recall"): "Contacts: recall",
    ("corpus", "template pairwise F1"): "Templates: pairwise F1",
    ("network", "network pairwise precision"): "Networks: pairwise precision",
    ("network", "network pairwise recall"): "Networks: pairwise recall",
    ("network", "network adjusted Rand index"): "Networks: adjusted Rand index",
    ("network", "network B-cubed F1"): "Networks: B-cubed F1",
    ("topics", "topic cosine"): "Topics: matched cosine",
    ("classify", "score rank correlation, adverts"): "Score: rank correlation, adverts",
    ("classify", "score rank correlation, organisations"): "Score: rank correlation, organisations",
    ("classify", "score Brier skill of high"): "Score: Brier skill of \u201chigh\u201d",
    ("classify", "score interval coverage (nominal 0.9)"): "Score: coverage of 90 % intervals",
}
"""The measures shown, in the order shown; all lie below 1 with 1 (for coverage 0.9) as the ideal."""

GROUPINGS = ("all", "kind", "language", "number", "ranking")
"""Groupings of suspicion in the order shown; lists of other lengths are shown apart."""


def headlines(board: pd.DataFrame) -> pd.DataFrame:
    """Pick the headline rows ("all" adverts), indexed by stage and measure, in the order shown."""
    return board[board["group"] == "all"].set_index(["stage", "measure"]).loc[list(HEADLINES)]


def grouped(suspicion: pd.DataFrame) -> pd.DataFrame:
    """Pick the rows of suspicion about groups and rankings in the order shown, each with its `label`."""
    shown = suspicion[suspicion["grouping"] != "capacity"]
    order = shown["grouping"].map({grouping: place for place, grouping in enumerate(GROUPINGS)})
    shown = shown.assign(place=order).sort_values(["place", "group"], ignore_index=True).drop(columns="place")
    labels = shown["group"].where(shown["grouping"] != "ranking", "a list " + shown["group"])
    return shown.assign(label=labels.where(shown["grouping"] != "all", "all networks"))


def by_length(suspicion: pd.DataFrame) -> pd.DataFrame:
    """Pick the rows of suspicion about lists of every length, the shortest first, with `length` and `stated`."""
    stated = suspicion.loc[suspicion["grouping"] == "all", "shortlisted"].iloc[0]
    lists = suspicion[suspicion["grouping"] == "capacity"].sort_values("group", ignore_index=True)
    return lists.assign(length=lists["shortlisted"], stated=lists["shortlisted"] == stated)
