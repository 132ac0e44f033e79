"""Figures of the evaluation: the scoreboard, and who is suspected wrongly."""

from __future__ import annotations

import pandas as pd
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
    figure, axes = figures.new(height=0.32 * len(rows) + 0.9)
    for place, (_, at) in enumerate(rows.iterrows()):
        place = len(rows) - 1 - place
        if pd.notna(at["lower"]):
            axes.plot([at["lower"], at["upper"]], [place, place], color=figures.BLUE, lw=2.5, alpha=0.45)
        axes.plot(at["value"], place, "o", color=figures.BLUE, ms=5, zorder=3)
        axes.text(1.06, place, f"{at['value']:.2f}", va="center", ha="left")
        if pd.notna(at["baseline"]):
            axes.plot(at["baseline"], place, "|", color=figures.VERMILION, ms=11, mew=2, zorder=2)
            side = -1 if at["baseline"] < at["value"] else 1
            axes.annotate(
                at["baseline_name"],
                (at["baseline"], place),
                (6 * side, -1),
                textcoords="offset points",
                ha="right" if side < 0 else "left",
                va="center",
                color=figures.VERMILION,
                fontsize=7,
            )
    axes.set_yticks(range(len(rows)), [HEADLINES[key] for key in rows.index[::-1]])
    axes.set_xlim(min(-0.02, rows["baseline"].min() - 0.05), 1.02)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlabel("Measure against planted truth (1 is perfect); bar: 95 % interval over organisations")
    axes.grid(axis="x")
    return figure


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
        rate.text(0.12, whole["rate"], f"{whole['rate']:.0%}", va="center")
    rate.axhline(whole["by_chance"], color=figures.GREY, ls="--")
    rate.text(0.95, whole["by_chance"], "drawn by lot", ha="right", va="bottom", color=figures.GREY, fontsize=7.5)
    rate.set_xlim(-0.5, 1)
    rate.set_ylim(0, 1)
    rate.set_xticks([])
    rate.set_ylabel("Share suspected wrongly")
    rate.set_title("Wrongful-suspicion rate")
    return figure
