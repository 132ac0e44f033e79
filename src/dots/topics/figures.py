"""Figures of the stage `topics`."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dots import figures

ENGINES = {"gensim": (figures.BLUE, "o"), "tomotopy": (figures.ORANGE, "s")}


def label(topics: pd.DataFrame, words: int = 3) -> pd.Series:
    """Name each topic by its strongest words in the reference engine.

    Parameters
    ----------
    topics
        The table `topics`.
    words
        Words in a name.

    Returns
    -------
    Series
        Topic to name.
    """
    top = topics[(topics["engine"] == "gensim") & (topics["rank"] <= words)].sort_values(["topic", "rank"])
    return top.groupby("topic")["term"].agg(", ".join)


def topic_coherence(models: pd.DataFrame) -> Figure:
    """Draw coherence by number of topics and engine, the chosen model marked.

    Parameters
    ----------
    models
        The table `topic_models`.
    """
    figure, axes = figures.new(height=2.6)
    for engine, part in models.groupby("engine"):
        colour, marker = ENGINES[engine]
        part = part.sort_values("topics")
        axes.plot(part["topics"], part["coherence"], marker=marker, color=colour)
        last = part.iloc[-1]
        axes.annotate(
            engine,
            (last["topics"], last["coherence"]),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            color=colour,
        )
    chosen = models[models["chosen"]].iloc[0]
    axes.plot(chosen["topics"], chosen["coherence"], "o", markersize=13, markerfacecolor="none", color="black", mew=1.2)
    axes.annotate(
        "chosen", (chosen["topics"], chosen["coherence"]), xytext=(0, -16), textcoords="offset points", ha="center"
    )
    axes.set(xlabel="Number of topics", ylabel="Coherence (NPMI)")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.margins(x=0.12, y=0.25)
    axes.grid(axis="y")
    return figure


def regional(prevalence: pd.DataFrame, adverts: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Give the mean share of each topic in each region.

    Parameters
    ----------
    prevalence
        The table `topic_prevalence`.
    adverts
        The corpus table.
    minimum
        Adverts a region must have; others are blank.

    Returns
    -------
    DataFrame
        Topics as rows, regions as columns in order of falling number of adverts.
    """
    placed = adverts.dropna(subset="region")
    sizes = placed["region"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    joined = prevalence.merge(placed[["advert", "region"]], on="advert")
    wide = joined.pivot_table(index="topic", columns="region", values="weight")[sizes.index]
    wide.loc[:, sizes.index[sizes < minimum]] = np.nan
    return wide


def topic_prevalence(shares: pd.DataFrame, names: pd.Series) -> Figure:
    """Draw the share of each topic in each region as a heat map with its values.

    Parameters
    ----------
    shares
        From `regional`.
    names
        Topic to name, from `label`.
    """
    figure, axes = figures.new(height=1.5 + 0.27 * len(shares))
    values = 100 * shares.to_numpy()
    top = np.nanmax(values)
    image = axes.imshow(values, cmap=figures.SEQUENTIAL, vmin=0, vmax=top, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value):
            colour = "black" if value > 0.48 * top else "white"
            axes.text(column, row, f"{value:.0f}", ha="center", va="center", fontsize=7.5, color=colour)
    axes.set_xticks(range(shares.shape[1]), shares.columns, rotation=40, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(shares)), [f"{names[topic]}  {topic}" for topic in shares.index])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    figure.colorbar(image, ax=axes, label="Mean share of an advert, %", fraction=0.03, pad=0.02)
    return figure
