"""Figures of the replications: measures against difficulty, and coverage of intervals."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dots import figures
from dots.validity.curves import CURVES

COLUMNS = 2
KNOBS = {
    "adverts": "Adverts in the market",
    "edit_rate": "Share of a template's words changed",
    "hidden_share": "Share of adverts that hide contacts",
    "crafty_share": "Of those, hidden in crafty ways",
    "missing_contact": "Share of adverts without contact",
    "number_life": "Days a number is used",
    "receptionist_size": "Organisations on a shared number",
}
"""How the axis of a knob is called; another knob is called by its name."""
STYLES = dict(
    zip(
        CURVES,
        (
            (figures.VERMILION, "-"),
            (figures.BLUE, "-"),
            (figures.GREEN, "--"),
            (figures.ORANGE, "-."),
            (figures.PURPLE, ":"),
        ),
        strict=True,
    )
)
LABEL_GAP = 0.115
"""Least distance between two labels, on the scale of the measures."""
TOP = 1.02
"""Height of the highest label."""
READABLE = {
    "effect bias": "Effect: ",
    "variance share error": "Variance share: ",
    "likelihood ratio over planted (log)": "Likelihood ratio: ",
    "score": "Score of an advert",
}


def curves(table: pd.DataFrame) -> Figure:
    """Draw one panel a knob, one line a headline measure, with the range over seeds.

    Parameters
    ----------
    table
        Rows of `tables.replications.CURVES`.
    """
    knobs = sorted(table["knob"].unique(), key=lambda knob: (list(KNOBS).index(knob) if knob in KNOBS else 99, knob))
    rows = math.ceil(len(knobs) / COLUMNS)
    figure, panels = figures.new(height=1.75 * rows + 0.3, nrows=rows, ncols=COLUMNS, sharey=True, squeeze=False)
    low = min(-0.05, table["lowest"].min() - 0.05)
    for panel, knob in zip(panels.flat, knobs, strict=False):
        _panel(panel, table[table["knob"] == knob])
        panel.set_xlabel(KNOBS.get(knob, knob))
        panel.set_ylim(low, 1.05)
        panel.grid(axis="y")
    for panel in panels.flat[len(knobs) :]:
        panel.axis("off")
    return figure


def _panel(panel: Axes, part: pd.DataFrame) -> None:
    """Draw the lines of one knob and label them at their right end, labels moved apart where lines end together."""
    ends = {}
    for measure, (color, dash) in STYLES.items():
        line = part[part["measure"] == measure].sort_values("setting")
        if line.empty:
            continue
        if (line["seeds"] > 1).any():
            panel.fill_between(line["setting"], line["lowest"], line["highest"], color=color, alpha=0.12, lw=0)
        panel.plot(line["setting"], line["mean"], color=color, ls=dash, marker="o", ms=3)
        own = line[line["own"]]
        panel.plot(own["setting"], own["mean"], "o", ms=6, mfc="white", mec=color)
        ends[measure] = line["mean"].iloc[-1]
    for measure, height in _apart(ends).items():
        panel.annotate(
            measure,
            (1.03, height),
            xycoords=panel.get_yaxis_transform(),
            color=STYLES[measure][0],
            va="center",
            fontsize=7,
            annotation_clip=False,
        )


def _apart(ends: dict[str, float]) -> dict[str, float]:
    """Move labels that would overlap up, and back down from the top of the panel if there is no room."""
    placed, height = {}, -math.inf
    for measure in sorted(ends, key=ends.get):
        placed[measure] = height = max(ends[measure], height + LABEL_GAP)
    height = math.inf
    for measure in reversed(placed):
        placed[measure] = height = min(placed[measure], height - LABEL_GAP, TOP)
    return placed


def coverage(table: pd.DataFrame) -> Figure:
    """Draw the coverage of each kind of interval with what it should be, and the bias of the estimate beside it.

    Parameters
    ----------
    table
        Rows of `tables.replications.COVERAGE`.
    """
    ordered = table.sort_values(["measure", "group"], ascending=False, ignore_index=True)
    figure, axes = figures.new(height=0.26 * len(ordered) + 1.0)
    for place, at in ordered.iterrows():
        if pd.notna(at["lower"]):
            axes.plot([at["lower"], at["upper"]], [place, place], color=figures.BLUE, lw=3, alpha=0.4)
        axes.plot(at["coverage"], place, "o", color=figures.BLUE, ms=5, zorder=3)
        axes.plot(at["nominal"], place, "|", color=figures.VERMILION, ms=11, mew=2, zorder=2)
        said = f"{at['coverage']:.0%}" + (f", bias {at['bias']:+.2g}" if pd.notna(at["bias"]) else "")
        axes.text(1.04, place, said, transform=axes.get_yaxis_transform(), va="center", fontsize=7.5)
    names = [_named(at["measure"], at["group"]) for _, at in ordered.iterrows()]
    axes.set_yticks(range(len(ordered)), names)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("Share of intervals that hold the true value; bar: what it should be")
    axes.grid(axis="x")
    return figure


def _named(measure: str, group: str) -> str:
    return READABLE[measure] + ("" if group == "all" else group.replace("_", " "))


def curves_text(table: pd.DataFrame) -> dict[str, str]:
    """Give the title of the curves and the text that reads the ends of every line."""
    said = []
    for knob, part in table.groupby("knob"):
        ends = (
            part.sort_values("setting")
            .groupby("measure")
            .agg(first=("mean", "first"), last=("mean", "last"), low=("setting", "min"), high=("setting", "max"))
        )
        lines = ", ".join(f"{at.Index} {at.first:.2f} to {at.last:.2f}" for at in ends.itertuples())
        said.append(f"{KNOBS.get(knob, knob)} from {ends['low'].min():g} to {ends['high'].max():g}: {lines}")
    text = f"One panel a knob, one line a headline measure, hollow where the study itself stands. {'; '.join(said)}."
    return {"title": "Every headline measure as the market gets harder, one knob at a time", "text": text}


def coverage_text(table: pd.DataFrame) -> dict[str, str]:
    """Give the title of the figure of coverage and the text that reads every row."""
    said = "; ".join(
        f"{_named(at.measure, at.group)} {at.coverage:.0%} of {at.nominal:.0%}" for at in table.itertuples()
    )
    most = table["replications"].max()
    text = f"Dot plot of the coverage of intervals over {most} replications, with 95 % intervals: {said}."
    return {"title": "How often the study's intervals hold the true value", "text": text}
