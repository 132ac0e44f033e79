"""The calibration as one page and one figure: published aggregates, and what came of them in the simulated market."""

from __future__ import annotations

import base64
import html

import pandas as pd
from matplotlib.figure import Figure

from dots import figures
from dots.validity.page import STYLE, interval, table

TITLE = "The simulated market beside published aggregates"

NOTE = """
<p>The market is invented. This page says how close it comes to the few aggregates that others have published
of real ones, and how each of those is known. The tolerances are ours: sources counted other indicators, on
other platforms, in other years. A market within them resembles what was published in these respects and no
other; being inside says nothing of how well a method does on real adverts. Where nothing was published there
is nothing to be inside or outside of, and the page says so. What came out is counted on the adverts that a
wave of the crawl saw. An interval is a 95 % interval over organisations; the verdict is about the figure
itself.</p>
"""


def page(rows: pd.DataFrame, picture: bytes, alt: str) -> str:
    """Set the calibration as an HTML page that asks nothing of the network.

    Parameters
    ----------
    rows
        Rows of `tables.calibration.CALIBRATION`, in the order to show.
    picture
        The figure as PNG.
    alt
        Its alt text.
    """
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en-GB"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Calibration</title><style>{STYLE}img {{ max-width: 100% }}</style></head><body>",
            f"<h1>Calibration: {TITLE[0].lower()}{TITLE[1:]}</h1>",
            NOTE,
            f"<p><strong>{html.escape(tally(rows))}</strong></p>",
            f'<p><img alt="{html.escape(alt)}" src="data:image/png;base64,{base64.b64encode(picture).decode()}"></p>',
            table(
                "What was published and what came out",
                ["Aggregate", "Published", "Tolerance", "Came out", "95 % interval", "Verdict", "Of"],
                [
                    [at.label, said(at.value, at.unit), said(at.tolerance, at.unit), said(at.outcome, at.unit)]
                    + [interval(at.lower, at.upper, lambda value, unit=at.unit: said(value, unit))]
                    + [at.verdict, f"{at.units:,}"]
                    for at in rows.itertuples()
                ],
            ),
            "<h2>How each is known, and what is counted here</h2>",
            table(
                "Sources",
                ["Aggregate", "Source", "Known", "What was published", "What is counted"],
                [[at.label, at.source, at.status, at.published, at.counted] for at in rows.itertuples()],
            ),
            "</body></html>",
            "",
        ]
    )


def tally(rows: pd.DataFrame) -> str:
    """Say how many aggregates the market comes near, and which it does not."""
    judged = rows[rows["verdict"].isin(["inside", "outside"])]
    outside = judged.loc[judged["verdict"] == "outside", "label"].tolist()
    names = "; ".join(outside) if outside else "none"
    return (
        f"{len(judged) - len(outside)} of {len(judged)} published figures are met within tolerance. Outside: {names}."
    )


def draw(rows: pd.DataFrame) -> Figure:
    """Draw each published figure with its tolerance and what came out with its interval.

    Parameters
    ----------
    rows
        Rows of `tables.calibration.CALIBRATION`; those without a published figure are left out.
    """
    shown = rows[rows["value"].notna()].iloc[::-1]
    figure, axes = figures.new(height=0.34 * len(shown) + 1.1)
    figure.get_layout_engine().set(rect=(0, 0, 0.96, 1))
    for place, at in enumerate(shown.itertuples()):
        axes.barh(place, 2 * at.tolerance, left=at.value - at.tolerance, height=0.62, color=figures.GREY, alpha=0.25)
        axes.plot([at.value, at.value], [place - 0.31, place + 0.31], color=figures.GREY, lw=2)
        color, mark = (figures.BLUE, "o") if at.verdict == "inside" else (figures.VERMILION, "D")
        if pd.notna(at.lower):
            axes.plot([at.lower, at.upper], [place, place], color=color, lw=2)
        axes.plot(at.outcome, place, mark, color=color, ms=5, zorder=3)
        axes.text(
            1.02, place, f"{said(at.outcome, at.unit)} {at.verdict}", transform=axes.get_yaxis_transform(), va="center",
            color=color, fontsize=8,
        )  # fmt: skip
    axes.set_yticks(range(len(shown)), shown["label"])
    axes.set_ylim(-0.6, len(shown) - 0.4)
    axes.set_xlim(left=0)
    axes.set_xlabel("Line and band: published, with our tolerance\nMark and bar: came out, with its 95 % interval")
    axes.grid(axis="x")
    return figure


def describe(rows: pd.DataFrame) -> str:
    """Say what the figure shows, value by value."""
    shown = rows[rows["value"].notna()]
    values = ", ".join(
        f"{at.label.lower()} {said(at.value, at.unit)} published and {said(at.outcome, at.unit)} here"
        for at in shown.itertuples()
    )
    return f"Dot plot of published aggregates with a band of tolerance, and what came out of the market: {values}."


def said(value: float, unit: str) -> str:
    """Write a figure in its unit: a share as per cent, anything else with two decimals; nothing if it is missing."""
    if pd.isna(value):
        return ""
    return f"{100 * value:.1f} %" if unit == "share" else f"{value:.2f}".replace("-", "\u2212")
