"""The stage's measuring in one place: networks, their components, their movement, and all of it over link draws."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dots.network import complexity, geography, measures
from dots.network.partition import draw_ties
from dots.network.shortlist import follow

AUDITED = 200
"""Networks measured a second time by networkx in every run."""


def measure_networks(
    adverts: pd.DataFrame,
    contacts: pd.DataFrame,
    advert_templates: pd.DataFrame,
    links: pd.DataFrame,
    memberships: pd.DataFrame,
    drawn: pd.DataFrame,
    *,
    large: int,
    seed: int,
) -> dict[str, pd.DataFrame]:
    """Measure the networks of the point partition and of every draw.

    Parameters
    ----------
    adverts, contacts, advert_templates
        Tables of the stage `corpus`.
    links, memberships, drawn
        Tables of this stage; `drawn` is `membership_draws`. The ties of each draw are tossed again from the seed.
    large
        Adverts from which a network counts as large in `network_draws`.
    seed
        The study's seed.

    Returns
    -------
    dict of DataFrame
        `networks`, `loadings`, `movement`, `network_draws` and `size_draws`, as in `tables.network`.
    """

    def measured(members: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
        return measures.measure(members, ties, adverts, contacts, advert_templates)

    kept = links.loc[links["kept"], ["advert", "identifier"]]
    everything = measured(memberships, kept)
    networks = everything[everything["adverts"] > 1].reset_index(drop=True)
    measures.check_shapes(everything.set_index("network"), memberships, kept, most=AUDITED)
    components, loadings = complexity.table(networks, seed)
    placed = components.project(networks)
    networks["complexity"], networks["geography"] = placed[:, 0], placed[:, 1]

    moved = geography.moves(_joined(memberships, adverts))
    statistics = [_statistics(everything, moved, 0, large)]
    sizes = [_sizes(everything, 0)]
    followed = follow(memberships, drawn).set_index("draw")
    positions = []
    for draw, members in drawn.groupby("draw", sort=True):
        found = measured(members, draw_ties(links, draw, seed))
        moved_here = geography.moves(_joined(members, adverts))
        statistics.append(_statistics(found, moved_here, draw, large))
        sizes.append(_sizes(found, draw))
        position = pd.Series(components.project(found)[:, 0], index=found["network"])
        here = followed.loc[draw]
        positions.append(pd.Series(position.loc[here["drawn"]].to_numpy(), index=here["network"].to_numpy()))
    positions = pd.concat(positions).groupby(level=0)
    networks["complexity_lower"] = positions.quantile(0.025).reindex(networks["network"]).to_numpy()
    networks["complexity_upper"] = positions.quantile(0.975).reindex(networks["network"]).to_numpy()
    return {
        "networks": networks,
        "loadings": loadings,
        "movement": geography.movement(moved),
        "network_draws": pd.concat(statistics, ignore_index=True),
        "size_draws": pd.concat(sizes, ignore_index=True),
    }


def _joined(members: pd.DataFrame, adverts: pd.DataFrame) -> pd.DataFrame:
    return members[["advert", "network"]].merge(adverts[["advert", "region", "posted"]], on="advert")


def _statistics(found: pd.DataFrame, moved: pd.DataFrame, draw: int, large: int) -> pd.DataFrame:
    several = found[found["adverts"] > 1]
    values = {
        "networks": len(several),
        "networks_large": int((found["adverts"] >= large).sum()),
        "largest": int(found["adverts"].max()),
        "share_in_networks": several["adverts"].sum() / found["adverts"].sum(),
        "median_adverts": several["adverts"].median(),
        "median_days": several["days"].median(),
        "median_radius": several["radius"].median(),
        "mean_template_share": several["template_share"].mean(),
        "mean_density": several["density"].mean(),
        "mean_centralisation": several["centralisation"].mean(),
        "multi_region": int((several["regions"] > 1).sum()),
        "moves": len(moved),
        "moving_networks": moved["network"].nunique(),
    }
    frame = pd.DataFrame({"statistic": list(values), "value": np.array(list(values.values()), dtype="float64")})
    return frame.assign(draw=draw)


def _sizes(found: pd.DataFrame, draw: int) -> pd.DataFrame:
    counted = found.groupby("adverts").size().rename("networks").reset_index()
    return counted.assign(draw=draw)
