"""What may be said of the networks: numbers for the text, tables for the chapter, nothing below the smallest cell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dots.network import complexity
from dots.numbers import Number

NETWORKS, LINKS, MEMBERSHIPS = (f"results/tables/{name}.parquet" for name in ("networks", "links", "memberships"))
LOADINGS, SHORTLIST = (f"results/tables/{name}.parquet" for name in ("loadings", "shortlist"))
CLASSES = (2, 3, 5, 10, 20, 50)
"""Smallest size of each size class of the chapter's table, before classes are joined."""
LABELS = {
    "adverts": "adverts",
    "contacts": "contacts",
    "templates": "templates",
    "towns": "towns",
    "regions": "regions",
    "radius": "radius of gyration",
    "density": "density",
    "centralisation": "degree centralisation",
    "template_share": "share from shared templates",
}
"""What each measure of the components is called in figures and tables."""


def interval(drawn: pd.DataFrame, statistic: str) -> tuple[float, float]:
    """Give the 2.5 and 97.5 % points of a statistic over the link draws, widened to hold the point estimate.

    The point partition uses every tie that is more likely than not, a draw only those that fall so; the
    point may therefore lie at the edge of the draws.
    """
    of_statistic = drawn[drawn["statistic"] == statistic].set_index("draw")["value"]
    low, high = np.percentile(of_statistic.drop(0).dropna(), [2.5, 97.5])
    return float(min(low, of_statistic[0])), float(max(high, of_statistic[0]))


def summarise(
    links: pd.DataFrame,
    memberships: pd.DataFrame,
    networks: pd.DataFrame,
    loadings: pd.DataFrame,
    network_draws: pd.DataFrame,
    shortlist: pd.DataFrame,
    *,
    min_cell: int,
    seed: int,
) -> dict[str, Number]:
    """State the stage's numbers.

    Counts from 1 to just below `min_cell` are given as "fewer than" it. Intervals are over the link draws:
    they hold the doubt about the links and nothing else; those of the components are over resampled networks.
    """
    point = network_draws[network_draws["draw"] == 0].set_index("statistic")["value"]

    def counted(value: float, means: str, source: str, over: str | None = None) -> Number:
        ends = interval(network_draws, over) if over else (None, None)
        if 0 < value < min_cell:
            return Number(f"fewer than {min_cell}", means, source, "text")
        return Number(int(value), means, source, "count", 0, *ends)

    def drawn(statistic: str, means: str, style: str = "decimal", digits: int = 1) -> Number:
        return Number(float(point[statistic]), means, NETWORKS, style, digits, *interval(network_draws, statistic))

    def part_explained(component: int, name: str) -> Number:
        share, place = float(explained[component]), component - 1
        return Number(
            share,
            f"variance explained by the {name} component",
            LOADINGS,
            "percent",
            1,
            min(float(explained_low[place]), share),
            max(float(explained_high[place]), share),
        )

    identifiers = links.drop_duplicates("identifier")
    doubtful = ((links["probability"] > 0.05) & (links["probability"] < 0.95)).mean()
    explained = loadings.groupby("component")["explained"].first()
    explained_low, explained_high = np.nanpercentile(
        complexity.bootstrap_explained(networks, seed), [2.5, 97.5], axis=0
    )
    width = networks["complexity_upper"] - networks["complexity_lower"]
    large = networks["adverts"] >= min_cell
    numbers = {
        "smallest": Number(
            min_cell, "fewest adverts of a network that may be spoken of", "config/config.yaml", "count"
        ),
        "draws": counted(network_draws["draw"].max(), "draws of the links", MEMBERSHIPS),
        "identifiers": counted(len(identifiers), "contacts and templates that two or more adverts carry", LINKS),
        "hubs": counted(
            (identifiers["own"] == 0).sum(), "identifiers left out because too many adverts carry them", LINKS
        ),
        "public": counted(
            ((identifiers["own"] > 0) & ~identifiers["identifier"].isin(links.loc[links["kept"], "identifier"])).sum(),
            "shared identifiers judged public or borrowed, so that they tie nobody",
            LINKS,
        ),
        "ties_kept": Number(float(links["kept"].mean()), "share of ties in use", LINKS, "percent", 1),
        "ties_doubtful": Number(
            float(doubtful), "share of ties whose chance lies between 5 and 95 %", LINKS, "percent", 1
        ),
        "networks": counted(point["networks"], "networks of two or more adverts", NETWORKS, "networks"),
        "networks_large": counted(
            point["networks_large"], f"networks of {min_cell} or more adverts", NETWORKS, "networks_large"
        ),
        "largest": counted(point["largest"], "adverts in the largest network", NETWORKS, "largest"),
        "share_in_networks": drawn("share_in_networks", "share of adverts in a network of two or more", "percent"),
        "stability": Number(
            float(memberships["stability"].mean()), "mean stability of adverts' membership over the draws", MEMBERSHIPS
        ),
        "median_adverts": drawn("median_adverts", "median adverts of a network", digits=0),
        "median_days": drawn("median_days", "median days from a network's first advert to its last", digits=0),
        "median_radius": drawn("median_radius", "median radius of gyration of a network, km"),
        "density": drawn("mean_density", "mean density of networks", digits=2),
        "centralisation": drawn("mean_centralisation", "mean degree centralisation of networks", digits=2),
        "template_share": drawn("mean_template_share", "mean share of adverts from a shared template", "percent"),
        "multi_region": counted(
            point["multi_region"], "networks that advertise in two or more regions", NETWORKS, "multi_region"
        ),
        "moves": counted(point["moves"], "moves of networks between regions", NETWORKS, "moves"),
        "components": Number(
            complexity.parallel_analysis(networks, seed),
            "principal components that parallel analysis retains",
            NETWORKS,
            "count",
        ),
        "measures": Number(len(complexity.MEASURES), "measures in the components", LOADINGS, "count"),
        "explained_first": part_explained(1, "first"),
        "explained_second": part_explained(2, "second"),
        "complexity_width": Number(
            float(width.median()), "median width of a network's complexity interval over the draws", NETWORKS
        ),
        "eligible": counted(large.sum(), f"networks of {min_cell} or more adverts that could be listed", SHORTLIST),
        "shortlisted": Number(
            int(shortlist["shortlisted"].sum()), "networks listed for an analyst to look at", SHORTLIST, "count"
        ),
    }
    numbers |= _loading_numbers(loadings)
    if len(shortlist):
        numbers["shortlist_coded"] = Number(
            float(shortlist["coded"].sum() / shortlist["adverts"].sum()),
            "share of adverts in networks that could be listed that coders judged",
            SHORTLIST,
            "percent",
            1,
        )
        numbers["shortlist_correction"] = Number(
            float((shortlist["mean_score"] - shortlist["model_score"]).abs().mean()),
            "mean shift of a network's place on the continuum by what coders said of some of its adverts",
            SHORTLIST,
        )
        cut = shortlist.loc[shortlist["shortlisted"], "lower"].min()
        above = shortlist["upper"] >= cut
        numbers["shortlist_rivals"] = counted(
            (above & ~shortlist["shortlisted"]).sum(),
            "networks not listed whose interval reaches the lower end of a listed one",
            SHORTLIST,
        )
    return numbers


def size_classes(adverts: pd.Series, min_cell: int) -> pd.Series:
    """Put networks into size classes of at least `min_cell` networks each.

    Starts from `CLASSES` and joins a class that is too small with the next smaller one (the smallest with the
    next larger one), so that no class needs to be blanked and none follows from a total by subtraction.

    Parameters
    ----------
    adverts
        Adverts of each network, two or more.
    min_cell
        Fewest networks in a class.

    Returns
    -------
    Series
        Smallest size of each network's class.
    """
    starts = list(CLASSES)
    while len(starts) > 1:
        place = np.searchsorted(starts, adverts, side="right") - 1
        count = np.bincount(place, minlength=len(starts))
        small = np.flatnonzero(count < min_cell)
        if not len(small):
            break
        starts.pop(max(small[-1], 1))
    return pd.Series(np.array(starts)[np.searchsorted(starts, adverts, side="right") - 1], index=adverts.index)


def networks_table(networks: pd.DataFrame, min_cell: int) -> pd.DataFrame:
    """Set networks by size class: the chapter's table `networks`, ready to print."""
    starts = size_classes(networks["adverts"], min_cell)
    order = sorted(starts.unique())
    rows = []
    for place, start in enumerate(order):
        group = networks[starts == start]
        last = order[place + 1] - 1 if place + 1 < len(order) else None
        name = f"{start} or more" if last is None else f"{start}" if last == start else f"{start} to {last}"
        rows.append({"Adverts of a network": name} | _row(group, min_cell))
    rows.append({"Adverts of a network": "All networks"} | _row(networks, min_cell))
    return pd.DataFrame(rows)


def loadings_table(loadings: pd.DataFrame) -> pd.DataFrame:
    """Set the loadings of the first two components: the chapter's table `loadings`, ready to print."""
    explained = loadings.groupby("component")["explained"].first()
    printed = loadings.assign(
        text=[
            f"{_signed(row.loading)} ({_signed(row.lower)} to {_signed(row.upper)})"
            for row in loadings.itertuples(index=False)
        ]
    ).pivot(index="measure", columns="component", values="text")
    frame = pd.DataFrame({"Measure": [LABELS[measure].capitalize() for measure in complexity.MEASURES]})
    for component, name in ((1, "Complexity"), (2, "Geography")):
        frame[f"{name} (95 % interval)"] = printed.loc[list(complexity.MEASURES), component].to_numpy()
    last = ["Variance explained", *(f"{100 * explained[component]:.1f} %" for component in (1, 2))]
    frame.loc[len(frame)] = last
    return frame


def _row(group: pd.DataFrame, min_cell: int) -> dict[str, str]:
    names = (
        "Networks", "Adverts", "Contacts (median)", "Towns (median)", "Days (median)", "Radius, km (median)",
        "Complexity (mean, with mean interval)",
    )  # fmt: skip
    if len(group) < min_cell:
        return dict.fromkeys(names, f"fewer than {min_cell}")
    mean = group[["complexity", "complexity_lower", "complexity_upper"]].mean()
    values = (
        f"{len(group):,}",
        f"{group['adverts'].sum():,}",
        f"{group['contacts'].median():.0f}",
        f"{group['towns'].median():.0f}",
        f"{group['days'].median():.0f}",
        f"{group['radius'].median():.0f}" if group["radius"].notna().any() else "none stated",
        f"{_signed(mean['complexity'])} ({_signed(mean['complexity_lower'])} to {_signed(mean['complexity_upper'])})",
    )
    return dict(zip(names, values, strict=True))


def _loading_numbers(loadings: pd.DataFrame) -> dict[str, Number]:
    numbers = {}
    for component, name in ((1, "complexity"), (2, "geography")):
        for row in loadings[loadings["component"] == component].itertuples(index=False):
            numbers[f"{name}_loading_{row.measure}"] = Number(
                float(row.loading),
                f"loading of {LABELS[row.measure]} on {name}",
                LOADINGS,
                lower=float(row.lower),
                upper=float(row.upper),
            )
    return numbers


def _signed(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "\u2212")  # + 0.0 turns a rounded -0 into 0
