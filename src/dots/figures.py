"""One style for every figure, and one way to save it: vector, raster and alt text, the same bytes each time.

The palette is Okabe and Ito's (2008, "Color universal design"), safe for colour-blind readers; figures are
drawn at the width they are printed, so that text keeps its size.
"""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib.figure import Figure  # noqa: E402

COLUMN = 6.3
"""Width of the text column, inches."""

BLUE, ORANGE, GREEN, VERMILION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
SKY, PURPLE, YELLOW, GREY = "#56B4E9", "#CC79A7", "#F0E442", "#6F6F6F"
PALETTE = (BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE, YELLOW, GREY)
SEQUENTIAL = "cividis"

STYLE = {
    "figure.dpi": 100,
    "savefig.dpi": 200,
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.prop_cycle": matplotlib.cycler(color=PALETTE),
    "axes.edgecolor": "#444444",
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.4,
    "svg.hashsalt": "dots",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "figure.constrained_layout.use": True,
}
matplotlib.rcParams.update(STYLE)


def new(height: float = 3.2, width: float = COLUMN, **subplots: object) -> tuple[Figure, object]:
    """Open a figure in the house style; `height` and `width` in inches, the rest as for `plt.subplots`."""
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(**subplots)


def save(figure: Figure, svg: Path, png: Path, alt: Path, *, title: str, text: str) -> None:
    """Save a figure with its title and alt text.

    Parameters
    ----------
    figure
        Drawn in the house style.
    svg, png, alt
        `results/figures/<name>.svg`, `.png` (200 dpi) and `.json` (title and alt text).
    title
        The caption's first sentence: what the figure shows.
    text
        Alt text: what a reader who cannot see the figure needs, with its main finding.

    Raises
    ------
    ValueError
        If the alt text is missing or only repeats the title.
    """
    if len(text.split()) < 12 or text.strip() == title.strip():
        raise ValueError(f"{svg.name}: alt text of at least a dozen words is needed, not {text!r}")
    svg.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": "dots", "Title": title})
    figure.savefig(png, format="png", metadata={"Software": None, "Title": title, "Description": text})
    alt.write_text(json.dumps({"title": title, "alt": text}, indent=1, ensure_ascii=False) + "\n")
