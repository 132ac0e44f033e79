"""Figures of the stage `classify`."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from dots import figures
from dots.classify.continuum import BASELINES, MODEL

AXES = {"exploitation": (figures.BLUE, "o"), "organisation": (figures.ORANGE, "s")}


def indicator_ratios(table: pd.DataFrame, labels: dict[str, str]) -> Figure:
    """Draw likelihood ratios as a forest plot on a logarithmic axis.

    Parameters
    ----------
    table
        The table `indicator_ratios`, small groups left out.
    labels
        Indicator to label.
    """
    table = table.sort_values(["axis", "positive_ratio"], ascending=[False, True], ignore_index=True)
    figure, axes = figures.new(height=0.7 + 0.27 * len(table))
    axes.axvline(1, color=figures.GREY, linewidth=1)
    for place, row in table.iterrows():
        colour, marker = AXES[row["axis"]]
        axes.plot([row["lower"], row["upper"]], [place, place], color=colour)
        axes.plot(
            row["positive_ratio"], place, marker, color=colour, markersize=6, markeredgewidth=1.2,
            markerfacecolor=colour if row["in_score"] else "white",
        )  # fmt: skip
        text = f"{row['positive_ratio']:.2f} ({row['lower']:.2f} to {row['upper']:.2f})"
        axes.annotate(
            text, (1.01, place), xycoords=("axes fraction", "data"), va="center", fontsize=8, annotation_clip=False
        )
    axes.set_yticks(range(len(table)), [labels[name] for name in table["indicator"]])
    axes.set_xscale("log")
    ticks = [tick for tick in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if table["lower"].min() <= tick <= table["upper"].max()]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_xlabel("Likelihood ratio LR+ (log scale): below 1 speaks against a high code, above 1 for it")
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    handles = [
        Line2D([], [], color=colour, marker=marker, linestyle="", label=f"meant to show {axis}")
        for axis, (colour, marker) in AXES.items()
    ]
    handles.append(
        Line2D(
            [], [], color=figures.GREY, marker="o", markerfacecolor="white", linestyle="", label="kept out of the score"
        )
    )
    figure.legend(handles=handles, loc="outside upper left", ncols=3, handletextpad=0.3)
    return figure


def continuum(bins: pd.DataFrame, validation: pd.DataFrame) -> Figure:
    """Draw calibration by bins of the score, and validation against the baselines.

    Parameters
    ----------
    bins
        From `summary.calibration`.
    validation
        The table `validation`.
    """
    figure, (left, right) = figures.new(height=3.1, ncols=2, width_ratios=[1, 1.15])
    top = 1.05 * max(bins["upper"].max(), bins["score"].max())
    left.plot([0, top], [0, top], color=figures.GREY, linewidth=1, linestyle="--")
    left.errorbar(
        bins["score"], bins["code"], yerr=[bins["code"] - bins["lower"], bins["upper"] - bins["code"]],
        fmt="o", color=figures.BLUE, markersize=4, elinewidth=1,
    )  # fmt: skip
    left.annotate("perfect", (0.93 * top, 0.93 * top), ha="right", va="bottom", color=figures.GREY, fontsize=8)
    left.set(xlim=(0, top), ylim=(0, top), xlabel="Mean score in the bin", ylabel="Coders' mean code (0 to 1)")
    left.set_title("Calibration, held-out groups")
    order = [MODEL, *reversed(BASELINES[1:])]
    for place, name in enumerate(reversed(order)):
        rows = validation[validation["model"] == name].set_index("fold")["spearman"]
        colour = figures.BLUE if name == MODEL else figures.GREY
        right.plot(rows.drop(-1), np.full(len(rows) - 1, place), "o", color=colour, markersize=3.5, alpha=0.5, mew=0)
        right.plot(rows[-1], place, "D", color=colour, markersize=6)
        right.annotate(
            f"{rows[-1]:.2f}", (rows[-1], place), xytext=(0, 7), textcoords="offset points", ha="center", fontsize=8
        )
    right.axvline(0, color=figures.GREY, linewidth=1)
    right.set_yticks(range(len(order)), [name.capitalize() for name in reversed(order)])
    right.set(ylim=(-0.5, len(order) - 0.4), xlabel="Rank correlation (dots: single folds)")
    right.tick_params(axis="y", length=0)
    right.grid(axis="x")
    right.set_title("Against what is simpler")
    return figure
