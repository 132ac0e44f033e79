"""Figures of the evaluation: the scoreboard, and who is suspected wrongly."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dots import figures
from dots.validity.headlines import HEADLINES, by_length, grouped, headlines


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
            _beside(axes, 1.22, place, f"{at.baseline:.2f} {at.baseline_name}", figures.VERMILION)
    _beside(axes, 1.05, len(rows) - 0.4, "study", figures.BLUE)
    _beside(axes, 1.22, len(rows) - 0.4, "plain method", figures.VERMILION)
    axes.set_yticks(range(len(rows)), [HEADLINES[key] for key in rows.index[::-1]])
    lowest = rows[["value", "lower", "baseline"]].min().min()
    axes.set_xlim(max(min(-0.02, lowest - 0.05), -0.5), 1.03)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlabel("1 is perfect (0.9 for coverage); bar: 95 % interval")
    axes.grid(axis="x")
    return figure


def _beside(axes: Axes, across: float, up: float, text: str, color: str) -> None:
    """Write to the right of the axes, level with a row."""
    axes.text(across, up, text, transform=axes.get_yaxis_transform(), color=color, va="center", fontsize=8)


def wrongful_suspicion(table: pd.DataFrame) -> Figure:
    """Draw who is shortlisted rightly and wrongly by group, and the rate as the list grows longer.

    Parameters
    ----------
    table
        Rows of `tables.validity.SUSPICION`.
    """
    shown = grouped(table)
    groups = shown[shown["grouping"].isin(["kind", "language", "number"])]
    figure, (bars, rate) = figures.new(height=0.24 * len(groups) + 1.6, ncols=2, width_ratios=[1, 1])
    _draw_groups(bars, groups)
    _draw_rate(rate, by_length(table), shown)
    figure.legend(loc="outside lower center", ncols=3)
    return figure


def _draw_groups(axes: Axes, groups: pd.DataFrame) -> None:
    """Draw bars of networks shortlisted, rightly and wrongly, with a gap between groupings."""
    gaps = (groups["grouping"] != groups["grouping"].shift()).cumsum()
    places = -(pd.Series(range(len(groups)), index=groups.index) + 0.6 * gaps)
    right = groups["shortlisted"] - groups["wrongful"]
    axes.barh(places, right, color=figures.BLUE, label="rightly")
    axes.barh(places, groups["wrongful"], left=right, color=figures.VERMILION, hatch="///", label="wrongly")
    reach = max(groups["shortlisted"].max(), 1)
    for place, at in zip(places, groups.itertuples(), strict=True):
        axes.text(at.shortlisted + 0.02 * reach, place, f"of {at.eligible:,}", va="center", fontsize=7.5)
    axes.set_yticks(places, groups["label"])
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, reach * 1.25)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel("Networks (of those eligible)")
    axes.set_title("Shortlisted rightly and wrongly")


def _draw_rate(axes: Axes, lists: pd.DataFrame, shown: pd.DataFrame) -> None:
    """Draw the wrongful share among the first so many networks, with other rankings at the stated length."""
    axes.fill_between(lists["length"], lists["lower"], lists["upper"], color=figures.VERMILION, alpha=0.2, lw=0)
    axes.plot(lists["length"], lists["rate"], color=figures.VERMILION)
    whole = shown[shown["grouping"] == "all"].iloc[0]
    axes.axhline(whole["by_chance"], color=figures.GREY, ls="--", label="drawn by lot")
    if whole["shortlisted"]:
        axes.axvline(whole["shortlisted"], color=figures.GREY, lw=0.8)
        marks = [("the study's list", whole["rate"], "o", figures.VERMILION)]
        others = shown[shown["grouping"] == "ranking"]
        styles = (("s", figures.PURPLE), ("^", figures.GREEN))
        marks += [(at.label, at.rate, *style) for at, style in zip(others.itertuples(), styles, strict=False)]
        for size, (label, height, mark, color) in zip((6, 9, 6), marks, strict=False):
            axes.plot(
                whole["shortlisted"], height, mark, color=color, mec="white", ms=size, label=label, zorder=3, ls="none"
            )
    axes.set_ylim(-0.02, 1.02)
    axes.set_xlim(left=0)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel("Networks an analyst looks at")
    axes.set_ylabel("Share suspected wrongly")
    axes.set_title("Rate by length of list")
    axes.grid(axis="y")
