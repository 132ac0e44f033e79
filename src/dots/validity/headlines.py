"""Which rows of the scoreboard a reader sees first, and what they are called."""

from __future__ import annotations

import pandas as pd

HEADLINES = {
    ("crawl", "adverts recovered"): "Adverts recovered from the archive",
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
    ("classify", "score interval coverage (nominal 0.9)"): "Score: coverage of 90 % intervals",
}
"""The measures shown, in the order shown; all lie in 0..1 with 1 (for coverage 0.9) as the ideal."""


def headlines(board: pd.DataFrame) -> pd.DataFrame:
    """Pick the headline rows ("all" adverts), indexed by stage and measure, in the order shown."""
    return board[board["group"] == "all"].set_index(["stage", "measure"]).loc[list(HEADLINES)]
