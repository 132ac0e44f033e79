"""Figures of the market that may be seen without knowing the truth: what the coders said."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from dots import figures
from dots.market.coders import CODES


def code_shares(sample: pd.DataFrame) -> pd.DataFrame:
    """Give the share of each code among each coder's judgements: one row a code, one column a coder."""
    counts = sample.groupby(["code", "coder"]).size().unstack(fill_value=0).reindex(range(CODES + 1), fill_value=0)
    return counts / counts.sum()


def code_pairs(sample: pd.DataFrame) -> pd.DataFrame:
    """Count how often one judgement meets another of the same advert: codes by codes, each pair of coders once."""
    wide = sample.pivot(index="advert", columns="coder", values="code")
    table = np.zeros((CODES + 1, CODES + 1), dtype=int)
    for left, right in combinations(wide.columns, 2):
        both = wide[[left, right]].dropna().astype(int).to_numpy()
        np.add.at(table, (both[:, 0], both[:, 1]), 1)
    return pd.DataFrame(table)


def draw_codes(sample: pd.DataFrame, minimum: int) -> Figure:
    """Draw how the coders used the codes (left) and how their judgements of one advert meet (right).

    Parameters
    ----------
    sample
        `dots.tables.market.CODED_SAMPLE`.
    minimum
        Smallest count that is printed; smaller cells are left blank.
    """
    figure, (left, right) = figures.new(height=2.9, ncols=2, width_ratios=[1.25, 1])
    shares = code_shares(sample)
    width = 0.8 / shares.shape[1]
    for place, coder in enumerate(shares.columns):
        at = shares.index + (place - (shares.shape[1] - 1) / 2) * width
        left.bar(at, 100 * shares[coder], width=0.92 * width, label=coder, color=figures.PALETTE[place % 8])
    left.set_xlabel("Code, 0 none to 4 severe")
    left.set_ylabel("Judgements of the coder (%)")
    left.set_title("How the codes were used")
    left.legend()
    pairs = code_pairs(sample)
    shown = pairs.where(pairs >= minimum)
    right.imshow(shown, cmap=figures.SEQUENTIAL, origin="lower")
    for (row, column), value in np.ndenumerate(shown.to_numpy()):
        if np.isfinite(value):
            dark = value < 0.5 * np.nanmax(shown.to_numpy())
            right.text(column, row, f"{value:.0f}", ha="center", va="center", color="white" if dark else "black")
    right.set_xlabel("Code of the second coder")
    right.set_ylabel("Code of the first coder")
    right.set_title("Two judgements of one advert")
    return figure


def describe_codes(sample: pd.DataFrame) -> str:
    """Say what the figure of codes shows, with its main finding."""
    pairs = code_pairs(sample).to_numpy()
    same = np.trace(pairs) / pairs.sum()
    near = sum(np.trace(pairs, step) for step in (-1, 0, 1)) / pairs.sum()
    low = sample["code"].le(1).mean()
    return (
        f"Left: bars of how {sample['coder'].nunique()} coders used the codes 0 to {CODES}; {100 * low:.0f} % of all "
        f"judgements are 0 or 1. Right: table of the codes two coders gave the same advert; they agree to the code in "
        f"{100 * same:.0f} % of pairs and to within one code in {100 * near:.0f} %."
    )
