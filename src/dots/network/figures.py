"""Figures of the stage: how large networks are, how complex, and how they move. Groups only."""

from __future__ import annotations

import matplotlib.patheffects as effects
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from dots import figures
from dots.network.summary import LABELS

GRID = np.unique(np.round(np.geomspace(1, 1_000_000, 400)).astype(int))
DEEP = "#2A7FB0"
HALO = [effects.withStroke(linewidth=2.2, foreground="white")]


def plot_network_sizes(size_draws: pd.DataFrame, min_cell: int) -> tuple[Figure, str, str]:
    """Draw networks' sizes by rank on logarithmic axes, with the band that the link draws leave.

    Parameters
    ----------
    size_draws
        As in `tables.network.SIZE_DRAWS`.
    min_cell
        A rank is left out where both it and the size are below this: few networks, and small ones.

    Returns
    -------
    figure, title, text
        The drawing, its caption's first sentence and its alt text.
    """
    several = size_draws[size_draws["adverts"] > 1]
    curves = {draw: ranked_sizes(group) for draw, group in several.groupby("draw")}
    point = curves.pop(0)
    ranks = GRID[: np.searchsorted(GRID, len(point), side="right")]
    band = np.array([[curve[rank - 1] if rank <= len(curve) else 1 for rank in ranks] for curve in curves.values()])
    lower, upper = np.percentile(band, [2.5, 97.5], axis=0)
    shown = (ranks >= min_cell) | (lower >= min_cell)

    figure, axes = figures.new(3.1)
    axes.fill_between(ranks[shown], lower[shown], upper[shown], color=figures.SKY, alpha=0.45, linewidth=0, step="mid")
    axes.plot(ranks[shown], point[ranks - 1][shown], color=figures.BLUE, drawstyle="steps-mid")
    axes.set(xscale="log", yscale="log", xlabel="Rank of the network by size", ylabel="Adverts in the network")
    axes.set_ylim(1.8, 1.25 * upper.max())
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:g}")
        axis.set_minor_formatter("")
    axes.grid(True, which="major")
    axes.text(0.98, 0.95, "line: networks found", transform=axes.transAxes, ha="right", va="top", color=figures.BLUE)
    axes.text(0.98, 0.87, "band: 95 % of the link draws", transform=axes.transAxes, ha="right", va="top", color=DEEP)
    total = point.sum()
    tenth = point[: max(1, round(len(point) / 10))].sum() / total
    title = "Networks by size and rank, with the band the doubt about links leaves."
    low, high = (_count(np.percentile(band[:, 0], q), min_cell) for q in (2.5, 97.5))
    text = (
        f"Line on logarithmic axes of adverts against rank for {len(point):,} networks of two or more adverts. The "
        f"largest has {_count(point[0], min_cell)} adverts (95 % of draws {low} to {high}); the largest tenth of "
        f"networks holds {100 * tenth:.0f} % of their adverts, and half have {np.median(point):.0f} or fewer. "
    )
    if _narrow(lower, upper, point):
        text += "The band of the draws is narrow beside the range of sizes."
    else:
        text += "The band of the draws is wide: the sizes hang on doubtful links."
    return figure, title, text


def ranked_sizes(counted: pd.DataFrame) -> np.ndarray:
    """List network sizes, the largest first, from a count of networks by size."""
    order = counted.sort_values("adverts", ascending=False)
    return np.repeat(order["adverts"].to_numpy(), order["networks"].to_numpy())


def plot_complexity(networks: pd.DataFrame, loadings: pd.DataFrame, min_cell: int) -> tuple[Figure, str, str]:
    """Draw the biplot of complexity and geography: large networks as light marks, loadings as arrows.

    Parameters
    ----------
    networks, loadings
        As in `tables.network`.
    min_cell
        Only networks of so many adverts are marked.

    Returns
    -------
    figure, title, text
        The drawing, its caption's first sentence and its alt text.
    """
    large = networks[networks["adverts"] >= min_cell]
    wide = loadings.pivot(index="measure", columns="component", values="loading")
    explained = loadings.groupby("component")["explained"].first()

    figure, axes = figures.new(4.4)
    axes.axhline(0, color="#CCCCCC", linewidth=0.6)
    axes.axvline(0, color="#CCCCCC", linewidth=0.6)
    axes.scatter(large["complexity"], large["geography"], s=14, color=figures.SKY, alpha=0.6, linewidth=0)
    reach = 0.85 * max(networks["complexity"].abs().max(), networks["geography"].abs().max())
    tips = wide[[1, 2]].to_numpy() * reach
    for x, y in tips:
        axes.annotate(
            "", (x, y), (0, 0), arrowprops={"arrowstyle": "-|>", "color": figures.VERMILION, "linewidth": 1.1}
        )
    for place, (measure, (x, y)) in zip(_spread(tips, reach / 11), zip(wide.index, tips, strict=True), strict=True):
        side = "left" if x >= 0 else "right"
        axes.annotate(
            LABELS[measure],
            (x, y),
            (x + (0.05 if x >= 0 else -0.05) * reach, place),
            ha=side,
            va="center",
            color="#222222",
            fontsize=7.5,
            path_effects=HALO,
        )
    axes.set(
        xlabel=f"Complexity: first component, {100 * explained[1]:.0f} % of the variance (standard deviations)",
        ylabel=f"Geography: second component, {100 * explained[2]:.0f} % (standard deviations)",
    )
    axes.set_xlim(-1.3 * reach, 1.75 * reach)
    title = f"Complexity and geography of networks of {min_cell} or more adverts, with the measures' loadings."
    top = wide[1].abs().sort_values(ascending=False, kind="stable").index[:3]
    spread = wide[2].sort_values(ascending=False, kind="stable").index[:2]
    most = ", ".join(_loaded(wide, measure, 1) for measure in top)
    apart = " and ".join(_loaded(wide, measure, 2) for measure in spread)
    text = (
        f"Scatter plot of {_count(len(large), min_cell)} networks on two principal components, with an arrow for each "
        f"of {len(wide)} measures. The first component explains {100 * explained[1]:.0f} % of the variance and goes "
        f"most with {most}; the second explains {100 * explained[2]:.0f} % and sets {apart} apart from size."
    )
    if wide.at["adverts", 1] > 0.5 and wide.at["radius", 1] > 0.5:
        text += " Networks with more adverts are also spread more widely, so the two axes are not two separate facts."
    return figure, title, text


def plot_movement(movement: pd.DataFrame, regions: list[str], min_cell: int) -> tuple[Figure, str, str]:
    """Draw the moves of networks between regions as a heat map, small cells blank.

    Parameters
    ----------
    movement
        As in `tables.network.MOVEMENT`.
    regions
        Regions in the order they are drawn.
    min_cell
        Cells with fewer moves, or none, are blank.

    Returns
    -------
    figure, title, text
        The drawing, its caption's first sentence and its alt text.
    """
    shown = movement[movement["moves"] >= min_cell]
    grid = shown.pivot(index="origin", columns="destination", values="moves").reindex(index=regions, columns=regions)
    values = grid.to_numpy(dtype="float64")

    figure, axes = figures.new(4.7)
    top = np.nanmax(values) if len(shown) else min_cell
    image = axes.imshow(np.ma.masked_invalid(values), cmap=figures.SEQUENTIAL, vmin=0, vmax=top)
    for row, column in zip(*np.nonzero(~np.isnan(values)), strict=True):
        dark = values[row, column] < 0.55 * top
        colour = "white" if dark else "black"
        axes.text(column, row, f"{values[row, column]:.0f}", ha="center", va="center", fontsize=7, color=colour)
    places = [*range(len(regions)), len(regions) + 0.2]
    axes.set_xticks(places, [*regions, "All"], rotation=45, ha="right", rotation_mode="anchor")
    axes.set_yticks(places, [*regions, "All"])
    edges = np.arange(len(regions) + 1) - 0.5
    axes.hlines(edges, edges[0], edges[-1], color="#E4E4E4", linewidth=0.6)
    axes.vlines(edges, edges[0], edges[-1], color="#E4E4E4", linewidth=0.6)
    axes.tick_params(which="both", length=0)
    axes.spines[:].set_visible(False)
    axes.set(xlabel=f"Region entered (blank: fewer than {min_cell} moves)", ylabel="Region left")
    axes.set_xlim(-0.5, len(regions) + 0.7)
    axes.set_ylim(len(regions) + 0.7, -0.5)
    _write_sums(axes, movement, regions, values, min_cell)
    if len(shown):
        figure.colorbar(image, ax=axes, shrink=0.7, label="Moves from one region to another")
    title = f"Moves of networks between regions; cells with fewer than {min_cell} moves are blank."
    pairs = len(regions) * (len(regions) - 1)
    text = f"Heat map of {len(regions)} regions left by the same regions entered; {len(shown)} of {pairs} cells have "
    text += (
        f"{min_cell} or more moves and are shown, the others are blank; sums of rows and columns of {min_cell} or more "
    )
    text += "stand beside the map. "
    if len(shown):
        order = shown.sort_values(["moves", "origin", "destination"], ascending=[False, True, True], kind="stable")
        most = order.iloc[0]
        text += f"Most moves go from {most['origin']} to {most['destination']} ({most['moves']})."
        london = shown[(shown["origin"] == "London") | (shown["destination"] == "London")]
        text += f" London is an end of {len(london)} of the cells shown."
    else:
        text += "No pair of regions has enough moves to be shown in a study of this size."
    return figure, title, text


def _loaded(wide: pd.DataFrame, measure: str, component: int) -> str:
    return f"{LABELS[measure]} ({wide.at[measure, component]:.2f})".replace("-", "\u2212")


def _write_sums(axes: object, movement: pd.DataFrame, regions: list[str], values: np.ndarray, min_cell: int) -> None:
    """Write each region's moves beside the map, unless a single blank cell would follow from the sum."""
    for by, blanks in (("origin", np.isnan(values).sum(axis=1)), ("destination", np.isnan(values).sum(axis=0))):
        sums = movement.groupby(by)["moves"].sum().reindex(regions, fill_value=0)
        for place, (total, blank) in enumerate(zip(sums, blanks - 1, strict=True)):  # the diagonal is always blank
            if total >= min_cell and blank != 1:
                x, y = (len(regions) + 0.2, place) if by == "origin" else (place, len(regions) + 0.2)
                axes.text(x, y, f"{total:,}", ha="center", va="center", fontsize=7, color="#333333")


def _count(value: float, min_cell: int) -> str:
    return f"fewer than {min_cell}" if 0 < value < min_cell else f"{value:,.0f}"


def _narrow(lower: np.ndarray, upper: np.ndarray, point: np.ndarray) -> bool:
    return float(np.median(np.log(upper / lower))) < 0.25 * float(np.log(point[0] / point[-1]) + 1e-9)


def _spread(tips: np.ndarray, gap: float) -> np.ndarray:
    """Move labels apart vertically, those of each side by themselves: at least `gap` between two."""
    places = tips[:, 1].copy()
    for side in (tips[:, 0] >= 0, tips[:, 0] < 0):
        members = np.flatnonzero(side)
        order = members[np.argsort(places[members], kind="stable")]
        wanted = places[order]
        for _ in range(200):
            for low, high in zip(range(len(order) - 1), range(1, len(order)), strict=True):
                short = gap - (wanted[high] - wanted[low])
                if short > 1e-9:
                    wanted[low] -= short / 2
                    wanted[high] += short / 2
        places[order] = wanted
    return places
