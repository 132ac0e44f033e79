"""The figure of the crawl: how its requests ended."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from dots import figures
from dots.crawl.outcomes import NAMES


def draw_outcomes(outcomes: pd.DataFrame) -> Figure:
    """Draw the requests by host, kind of page and outcome, on a logarithmic scale because adverts outnumber the rest.

    Parameters
    ----------
    outcomes
        `dots.tables.crawl.CRAWL_OUTCOMES`.

    Returns
    -------
    Figure
        One bar a row: fetched in blue, refused in grey, failed in vermilion, each with its count.
    """
    rows = outcomes.sort_values("requests", ignore_index=True)
    figure, axes = figures.new(height=0.75 + 0.27 * len(rows))
    colours = [_colour(outcome) for outcome in rows["outcome"]]
    bars = axes.barh(rows.index, rows["requests"], color=colours, height=0.65)
    axes.bar_label(bars, labels=[f"{value:,}" for value in rows["requests"]], padding=3, fontsize=8)
    axes.set_yticks(rows.index, [f"{row.host}: {NAMES[row.kind]}, {say(row.outcome)}" for row in rows.itertuples()])
    axes.set_xscale("log")
    axes.set_xlim(0.5, 4 * rows["requests"].max())
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.set_xlabel("Requests (logarithmic scale)")
    axes.tick_params(axis="y", length=0)
    return figure


def describe_outcomes(outcomes: pd.DataFrame) -> str:
    """Say what the figure shows, with its main finding."""
    total = int(outcomes["requests"].sum())
    fetched = int(outcomes.loc[outcomes["outcome"] == "200", "requests"].sum())
    parts = [
        f"{row.requests:,} of kind {NAMES[row.kind]} at {row.host} ({say(row.outcome)})"
        for row in outcomes.sort_values("requests", ascending=False).itertuples()
    ]
    return (
        f"Bar chart of how {total:,} requests of the crawl ended, on a logarithmic scale. {fetched:,} were fetched and "
        f"{total - fetched:,} were not. In order of number: {'; '.join(parts)}."
    )


def say(outcome: str) -> str:
    """Put an outcome into words."""
    return {"200": "fetched"}.get(outcome, f"answer {outcome}" if outcome.isdigit() else outcome)


def _colour(outcome: str) -> str:
    if outcome.startswith(("2", "3")):
        return figures.BLUE
    return figures.VERMILION if outcome.startswith(("4", "5", "failed", "tried")) else figures.GREY
