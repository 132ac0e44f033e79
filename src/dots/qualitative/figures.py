"""Figures of the stage `qualitative`."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from dots import figures
from dots.qualitative.agreement import ALL

TITLE = "Agreement between coders, code by code"
SUFFICIENT, TENTATIVE = 0.8, 0.667
"""Customary lower limits of alpha, for conclusions and for tentative ones. SOURCE Krippendorff (2004), p. 241."""


def draw_agreement(agreement: pd.DataFrame) -> Figure:
    """Draw a forest of alphas: each code with its interval, all codes together below.

    Parameters
    ----------
    agreement
        Table `code_agreement`; codes whose alpha is undefined are left out of the drawing and named in its text.
    """
    frame = _ordered(agreement)
    figure, axes = figures.new(height=0.9 + 0.3 * len(frame))
    for limit, words in ((TENTATIVE, "tentative"), (SUFFICIENT, "sufficient")):
        axes.axvline(limit, color=figures.GREY, linewidth=0.8, linestyle=":")
        axes.annotate(
            words, (limit, 1), xycoords=("data", "axes fraction"), xytext=(2, 2), textcoords="offset points",
            fontsize=7.5, color=figures.GREY,
        )  # fmt: skip
    for height, row in enumerate(frame.itertuples()):
        colour, marker = (figures.VERMILION, "D") if row.code == ALL else (figures.BLUE, "o")
        axes.hlines(height, row.lower, row.upper, color=colour, linewidth=1.6)
        axes.plot(row.alpha, height, marker, color=colour, markersize=5)
    axes.set_yticks(range(len(frame)), frame["code"])
    axes.set_ylim(len(frame) - 0.5, -0.5)
    axes.set_xlim(min(0.0, float(frame["lower"].min()) - 0.05), 1.03)
    axes.set_xlabel("Krippendorff's alpha, with 95 % bootstrap interval (1 agreement, 0 chance)")
    axes.grid(axis="x")
    return figure


def describe_agreement(agreement: pd.DataFrame) -> str:
    """Say in words what the forest shows."""
    frame = _ordered(agreement)
    codes = frame[frame["code"] != ALL]
    undefined = sorted(agreement.loc[agreement["alpha"].isna(), "code"])
    whole = frame[frame["code"] == ALL]
    parts = [f"{len(codes)} codes with a dot and a 95 % interval each for Krippendorff's alpha."]
    if len(whole):
        at = whole.iloc[0]
        parts.append(f"All codes together: {at['alpha']:.2f} ({at['lower']:.2f} to {at['upper']:.2f}).")
    if len(codes):
        best, worst = codes.iloc[0], codes.iloc[-1]
        parts.append(
            f"Highest for {best['code']}, {best['alpha']:.2f}; lowest for {worst['code']}, {worst['alpha']:.2f} "
            f"({worst['lower']:.2f} to {worst['upper']:.2f})."
        )
        below = codes.loc[codes["alpha"] < TENTATIVE, "code"].tolist()
        parts.append(
            f"Below {TENTATIVE}, the customary limit even for tentative conclusions: {', '.join(below)}."
            if below
            else f"No code is below {TENTATIVE}, the customary limit for tentative conclusions."
        )
    if undefined:
        parts.append(f"Undefined, because nothing varies: {', '.join(undefined)}.")
    return "Forest plot: " + " ".join(parts)


def _ordered(agreement: pd.DataFrame) -> pd.DataFrame:
    known = agreement[agreement["alpha"].notna()]
    codes = known[known["code"] != ALL].sort_values(["alpha", "code"], ascending=[False, True])
    return pd.concat([codes, known[known["code"] == ALL]], ignore_index=True)
