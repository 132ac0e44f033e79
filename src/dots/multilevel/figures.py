"""Figures of the stage `multilevel`: functions from tables to figures and the words that describe them."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.figure import Figure

from dots import figures
from dots.multilevel.model import READABLE

ENGINE_STYLE = {
    "glmm": (figures.BLUE, "o"),
    "statsmodels": (figures.ORANGE, "s"),
    "pymer4": (figures.GREEN, "^"),
    "pooled": (figures.VERMILION, "D"),
}
LEVEL_NAME = {"network": "Between networks", "region": "Between regions", "advert": "Between adverts of one network"}

EFFECTS_TITLE = "Effects on the continuum score, by engine and with the uncertainty of the links"
SHARES_TITLE = "Where the continuum score varies: variance partition coefficients"


def readable_effects(effects: pd.DataFrame, pooled: pd.DataFrame) -> pd.DataFrame:
    """Put the effects of every engine and the pooled ones in one frame, per readable step and without intercept.

    Returns
    -------
    DataFrame
        by (engine or `pooled`), term, label, estimate, lower, upper; in the order of `READABLE`.
    """
    frame = pd.concat([effects.rename(columns={"engine": "by"}), pooled.assign(by="pooled")], ignore_index=True)
    frame = frame[frame["term"].isin(list(READABLE))]
    step = frame["term"].map(lambda term: READABLE[term][1])
    values = frame[["estimate", "lower", "upper"]].mul(step, axis=0)
    order = {term: place for place, term in enumerate(READABLE)} | {by: place for place, by in enumerate(ENGINE_STYLE)}
    return values.assign(
        by=frame["by"], term=frame["term"], label=frame["term"].map(lambda term: READABLE[term][0])
    ).sort_values(["term", "by"], key=lambda column: column.map(order), ignore_index=True)[
        ["by", "term", "label", "estimate", "lower", "upper"]
    ]


def draw_effects(effects: pd.DataFrame, pooled: pd.DataFrame) -> Figure:
    """Draw a forest: a band for each term, a mark for each engine and one for the pooled estimate.

    Parameters
    ----------
    effects, pooled
        Tables `effects` and `pooled_effects`.
    """
    frame = readable_effects(effects, pooled)
    labels = list(dict.fromkeys(frame["label"]))
    sources = list(dict.fromkeys(frame["by"]))
    figure, axes = figures.new(height=1.0 + 0.62 * len(labels))
    for place, source in enumerate(sources):
        rows = frame[frame["by"] == source]
        offset = (place - (len(sources) - 1) / 2) * 0.17
        heights = [labels.index(label) + offset for label in rows["label"]]
        colour, marker = ENGINE_STYLE[source]
        name = "with uncertain links (Rubin)" if source == "pooled" else source
        axes.hlines(heights, rows["lower"], rows["upper"], color=colour, linewidth=1.4)
        axes.plot(rows["estimate"], heights, marker, color=colour, markersize=4.5, label=name)
    axes.axvline(0, color=figures.GREY, linewidth=0.8)
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.set_xlabel("Difference in the continuum score (0 to 1), with 95 % interval")
    axes.grid(axis="x")
    figure.legend(loc="outside upper right", ncols=len(sources), handletextpad=0.2, columnspacing=1.2)
    return figure


def describe_effects(effects: pd.DataFrame, pooled: pd.DataFrame) -> str:
    """Say in words what the forest shows."""
    frame = readable_effects(effects, pooled)
    rows = frame[frame["by"] == "pooled"]
    parts = [
        f"{row.label}: {_signed(row.estimate)} ({_signed(row.lower)} to {_signed(row.upper)})"
        for row in rows.itertuples()
    ]
    clear = rows[(rows["lower"] > 0) | (rows["upper"] < 0)]["label"].tolist()
    finding = (
        f"The interval excludes zero for: {', '.join(label.lower() for label in clear)}."
        if clear
        else "Every interval includes zero."
    )
    engines = ", ".join(source for source in dict.fromkeys(frame["by"]) if source != "pooled")
    return (
        f"Forest plot of fixed effects on the continuum score, one mark each for {engines} and for the estimate pooled "
        f"over draws of the links. Pooled estimates with 95 % intervals: {'; '.join(parts)}. {finding}"
    )


def draw_shares(variances: pd.DataFrame, pooled: pd.DataFrame) -> Figure:
    """Draw each level's share of the variance: reference fit with bootstrap interval, and with uncertain links.

    Parameters
    ----------
    variances, pooled
        Tables `variances` and `pooled_variances`.
    """
    levels = list(LEVEL_NAME)
    certain = variances[variances["engine"] == "glmm"].set_index("level").loc[levels]
    uncertain = pooled.set_index("level").loc[levels]
    figure, axes = figures.new(height=2.3)
    for rows, offset, colour, marker, name in (
        (certain, -0.13, figures.BLUE, "o", "links taken as certain"),
        (uncertain, 0.13, figures.VERMILION, "D", "with uncertain links"),
    ):
        heights = [place + offset for place in range(len(levels))]
        axes.hlines(heights, rows["lower"], rows["upper"], color=colour, linewidth=1.6)
        axes.plot(rows["share"], heights, marker, color=colour, markersize=5, label=name)
        for height, (_, row) in zip(heights, rows.iterrows(), strict=True):
            right = row["upper"] < 0.88
            axes.annotate(
                _percent(row["share"]),
                (row["upper"] if right else row["lower"], height),
                xytext=(5 if right else -5, 0),
                textcoords="offset points",
                va="center",
                ha="left" if right else "right",
                fontsize=8,
                color=colour,
            )
    axes.set_yticks(range(len(levels)), [LEVEL_NAME[level] for level in levels])
    axes.set_ylim(len(levels) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axes.set_xlabel("Share of the variance of the continuum score, with 95 % interval")
    axes.grid(axis="x")
    figure.legend(loc="outside upper right", ncols=2, handletextpad=0.2)
    return figure


def describe_shares(variances: pd.DataFrame, pooled: pd.DataFrame) -> str:
    """Say in words what the figure of variance shares shows."""
    certain = variances[variances["engine"] == "glmm"].set_index("level")
    uncertain = pooled.set_index("level")
    parts = [
        f"{name.lower()}, {_percent(uncertain.loc[level, 'share'])} ({_percent(uncertain.loc[level, 'lower'])} to "
        f"{_percent(uncertain.loc[level, 'upper'])}; {_percent(certain.loc[level, 'share'])} if the links are certain)"
        for level, name in LEVEL_NAME.items()
    ]
    zero = [level for level in certain.index[certain["boundary"]]]
    boundary = f" The variance between {zero[0]}s is estimated at zero, on the boundary." if zero else ""
    larger = max(("network", "region"), key=lambda level: uncertain.loc[level, "share"])
    return (
        f"Dot plot of the share of the score's variance at each level, with 95 % intervals: {'; '.join(parts)}. "
        f"Of the two groupings, more lies between {larger}s.{boundary}"
    )


def _signed(value: float) -> str:
    text = f"{abs(value):.3f}"
    return text if value >= 0 or math.isclose(float(text), 0) else f"\u2212{text}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
