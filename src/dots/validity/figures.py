"""Figures of the evaluation: the scoreboard, and who is suspected wrongly."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dots import figures
from dots.validity.headlines import HEADLINES, headlines


def scoreboard(board: pd.DataFrame) -> Figure:
    """Draw each headline measure with its interval and, where there is one, the plain method beside it.

    Parameters
    ----------
    board
        Rows of `tables.validity.SCOREBOARD`.
    """
    rows = headlines(board)
    figure, axes = figures.new(height=0.3 * len(rows) + 1.1)
    figure.get_layout_engine().set(rect=(0, 0, 0.95, 1))
    for place, at in zip(range(len(rows) - 1, -1, -1), rows.itertuples(), strict=True):
        if pd.notna(at.lower):
            axes.plot([at.lower, at.upper], [place, place], color=figures.BLUE, lw=3, alpha=0.4)
        axes.plot(at.value, place, "o", color=figures.BLUE, ms=5, zorder=3)
        _beside(axes, 1.05, place, f"{at.value:.2f}", figures.BLUE)
        if pd.notna(at.baseline):
            axes.plot(at.baseline, place, "|", color=figures.VERMILION, ms=11, mew=2, zorder=2)
            _beside(axes, 1.2, place, f"{at.baseline:.2f} {at.baseline_name}", figures.VERMILION)
    _beside(axes, 1.05, len(rows) - 0.4, "study", figures.BLUE)
    _beside(axes, 1.2, len(rows) - 0.4, "plain method", figures.VERMILION)
    axes.set_yticks(range(len(rows)), [HEADLINES[key] for key in rows.index[::-1]])
    axes.set_xlim(min(-0.02, rows["baseline"].min() - 0.05), 1.02)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlabel("1 is perfect (0.9 for coverage); bar: 95 % interval")
    axes.grid(axis="x")
    return figure


def _beside(axes: Axes, across: float, up: float, text: str, color: str) -> None:
    """Write to the right of the axes, level with a row."""
    axes.text(across, up, text, transform=axes.get_yaxis_transform(), color=color, va="center", fontsize=8)


def wrongful_suspicion(table: pd.DataFrame) -> Figure:
    """Draw, for each planted kind, how many networks were shortlisted and how many of those wrongly.

    Parameters
    ----------
    table
        Rows of `tables.validity.SUSPICION`.
    """
    kinds = table[table["kind"] != "all"].sort_values("kind", ascending=False, ignore_index=True)
    whole = table.set_index("kind").loc["all"]
    figure, (bars, rate) = figures.new(height=2.6, ncols=2, width_ratios=[3, 2])
    right = kinds["shortlisted"] - kinds["wrongful"]
    bars.barh(kinds["kind"], right, color=figures.BLUE, label="rightly")
    bars.barh(kinds["kind"], kinds["wrongful"], left=right, color=figures.VERMILION, hatch="///", label="wrongly")
    for place, at in kinds.iterrows():
        bars.text(at["shortlisted"] + 0.1, place, f"of {at['eligible']}", va="center", fontsize=7.5)
    bars.set_xlim(0, max(kinds["shortlisted"].max(), 1) * 1.25)
    bars.xaxis.get_major_locator().set_params(integer=True)
    bars.set_xlabel("Networks shortlisted (of those eligible)")
    bars.set_title("By planted kind")
    bars.legend(loc="lower right")
    if pd.notna(whole["rate"]):
        rate.errorbar(
            [0],
            [whole["rate"]],
            yerr=[[whole["rate"] - whole["lower"]], [whole["upper"] - whole["rate"]]],
            fmt="o",
            color=figures.VERMILION,
            capsize=3,
        )
        rate.text(0.12, max(whole["rate"], 0.04), f"{whole['rate']:.0%}", va="center")
    rate.axhline(whole["by_chance"], color=figures.GREY, ls="--")
    rate.text(0.95, whole["by_chance"], "drawn by lot", ha="right", va="bottom", color=figures.GREY, fontsize=7.5)
    rate.set_xlim(-0.5, 1)
    rate.set_ylim(0, 1)
    rate.set_xticks([])
    rate.set_ylabel("Share suspected wrongly")
    rate.set_title("Wrongful-suspicion rate")
    return figure
