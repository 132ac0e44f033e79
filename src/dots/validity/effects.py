"""The multilevel model against the same model where nothing had to be inferred."""

from __future__ import annotations

import pandas as pd

from dots.validity.intervals import wilson
from dots.validity.rows import row

COVERED = "effect interval holds the value on the truth"


def effects(found: pd.DataFrame, oracle: pd.DataFrame) -> list[dict]:
    """Give the bias of each fixed effect, and whether its interval holds the value on the truth.

    Parameters
    ----------
    found
        Pooled effects: `term`, `estimate`, `lower`, `upper`.
    oracle
        `term`, `estimate` of the same model on planted exploitation and planted organisations.
    """
    judged = found.merge(oracle[["term", "estimate"]], on="term", suffixes=("", "_true"))
    rows = [
        row(
            "effect bias",
            at.estimate - at.estimate_true,
            1,
            group=at.term,
            interval=(at.lower - at.estimate_true, at.upper - at.estimate_true),
            ideal=0.0,
        )
        for at in judged.itertuples()
    ]
    covered = judged["estimate_true"].between(judged["lower"], judged["upper"])
    rows += [row(COVERED, held, 1, group=term) for term, held in zip(judged["term"], covered, strict=True)]
    if len(judged):
        interval = wilson(int(covered.sum()), len(judged))
        rows.append(row(COVERED, covered.mean(), len(judged), interval=interval, ideal=0.95))
    return rows


def shares(found: pd.DataFrame, oracle: pd.DataFrame) -> list[dict]:
    """Give the error of each level's share of the variance against the same model on the truth.

    Parameters
    ----------
    found
        level, share and its interval (lower, upper), which may be missing.
    oracle
        level, share.
    """
    judged = found.merge(oracle[["level", "share"]], on="level", suffixes=("", "_true"))
    return [
        row(
            "variance share error",
            at.share - at.share_true,
            1,
            group=at.level,
            interval=(at.lower - at.share_true, at.upper - at.share_true),
            ideal=0.0,
        )
        for at in judged.itertuples()
    ]
