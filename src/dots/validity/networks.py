"""Networks against planted organisations: who was put together, in how many pieces, and what was measured of them."""

from __future__ import annotations

import pandas as pd

from dots.network import complexity, measures
from dots.network.shortlist import follow
from dots.validity.clusters import agreement
from dots.validity.continuum import rank_correlation
from dots.validity.intervals import TIMES, cluster_bootstrap
from dots.validity.partitions import partition, union_find
from dots.validity.rows import ALL, row

CONTACTS_ALONE = "by contacts alone"
SMALLEST = 5
"""Adverts from which an organisation's measures are compared: smaller ones have hardly a structure to measure."""
MEASURES = (
    "adverts", "contacts", "templates", "platforms", "towns", "regions", "days", "radius", "density", "centralisation",
    "clustering", "template_share",
)  # fmt: skip
COMPONENTS = ("complexity", "geography")


def networks(
    memberships: pd.DataFrame, links: pd.DataFrame, planted: pd.DataFrame, seed: int, times: int = TIMES
) -> list[dict]:
    """Judge the networks beside union-find on the same ties, and beside union-find on contacts alone.

    Parameters
    ----------
    memberships, links
        Tables of the stage `network`.
    planted
        Planted adverts that were seen: advert, organisation, kind.
    seed
        Seed of the bootstrap over organisations.
    times
        Its draws.
    """
    judged = planted.merge(memberships[["advert", "network"]], on="advert").sort_values("advert").set_index("advert")
    true, shared = judged["organisation"], union_find(judged.index, links)
    rows = partition(
        "network", judged["network"], true, judged, seed, plain=shared, plain_name="union-find", times=times
    )
    of_contact = links[links["kind"] != "template"]
    rows += [
        row(
            f"network {measure}",
            value,
            len(judged),
            group=CONTACTS_ALONE,
            ideal=0.0 if measure.endswith("error") else 1.0,
        )
        for measure, value in agreement(union_find(judged.index, of_contact), true).items()
    ]
    found, there = judged["network"].nunique(), true.nunique()
    rows.append(
        row(
            "networks found per organisation",
            found / there,
            there,
            baseline=shared.nunique() / there,
            baseline_name="union-find",
        )
    )
    return rows + _pieces(judged, shared, seed, times)


def _pieces(judged: pd.DataFrame, shared: pd.Series, seed: int, times: int) -> list[dict]:
    """Count over how many networks the adverts of one organisation are spread."""
    by_organisation = judged.assign(shared=shared).groupby(["organisation", "kind"], as_index=False)
    pieces = by_organisation[["network", "shared"]].nunique()
    rows = []
    for group, part in [(ALL, pieces), *pieces.groupby("kind")]:
        at = cluster_bootstrap(part, "organisation", lambda drawn: {"mean": drawn["network"].mean()}, seed, times)
        value, lower, upper = at.loc["mean"]
        rows.append(
            row(
                "networks that hold one organisation",
                value,
                len(part),
                group=group,
                interval=(lower, upper),
                baseline=part["shared"].mean(),
                baseline_name="union-find",
            )
        )
    return rows


def measured(
    found: dict[str, pd.DataFrame], planted: pd.DataFrame, contacts: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Measure every planted organisation as the study would, had it known all, and the network that stands for it.

    Parameters
    ----------
    found
        Tables of the study: adverts, contacts, advert_templates, links, memberships.
    planted
        Planted adverts that were seen: advert, organisation, template ('' if nobody else used the text), town, region,
        posted.
    contacts
        Planted contacts: advert, contact.

    Returns
    -------
    pairs : DataFrame
        One row an organisation of at least `SMALLEST` adverts: organisation, and each measure twice, with the suffixes
        `_found` (of the network that holds most of its adverts) and `_true`.
    names : list of str
        Measures; components of complexity among them if there are enough networks to compute any.
    """
    adverts, links, members = found["adverts"], found["links"], found["memberships"][["advert", "network"]]
    members = members[members["advert"].isin(planted["advert"])]
    kept = links.loc[links["kept"], ["advert", "identifier"]]
    as_found = measures.measure(members, kept, adverts, found["contacts"], found["advert_templates"])

    own = planted.rename(columns={"organisation": "network"})
    texts = own["template"].where(own["template"] != "", "alone/" + own["advert"])
    carried = contacts[["advert", "contact"]].merge(own[["advert", "network"]], on="advert")
    ties = pd.concat(
        [
            carried.rename(columns={"contact": "identifier"}),
            own[["advert", "network"]].assign(identifier=texts),
        ]
    )
    # only ties inside an organisation count, so that a public text need not be laid out pair by pair
    ties["identifier"] = ties["network"] + " " + ties["identifier"]
    as_true = measures.measure(
        own[["advert", "network"]],
        ties[["advert", "identifier"]].drop_duplicates(),
        _placed(own, adverts),
        carried,
        own[["advert"]].assign(template=texts),
    )
    names = list(MEASURES)
    several = as_found[as_found["adverts"] > 1]
    if len(several) >= complexity.FEWEST:
        components = complexity.fit(several)
        for side in (as_found, as_true):
            side[list(COMPONENTS)] = components.project(side)[:, :2]
        names += COMPONENTS
    stands = follow(own, members.assign(draw=0)).rename(columns={"network": "organisation"})
    pairs = stands.merge(as_found.rename(columns={"network": "drawn"}), on="drawn").merge(
        as_true.rename(columns={"network": "organisation"}), on="organisation", suffixes=("_found", "_true")
    )
    pairs = pairs[pairs["adverts_true"] >= SMALLEST].sort_values("organisation", ignore_index=True)
    return pairs, names


def structure(pairs: pd.DataFrame, names: list[str], seed: int, times: int = TIMES) -> list[dict]:
    """Compare measures of networks with those of the planted organisations they stand for.

    Parameters
    ----------
    pairs, names
        From `measured`.
    seed, times
        Seed and draws of the bootstrap over organisations.
    """
    rows = []
    for name in names:
        part = pairs[["organisation", f"{name}_found", f"{name}_true"]].dropna()
        part.columns = ["organisation", "found", "true"]
        if len(part) < 3:
            continue
        component = name in COMPONENTS  # has no zero, so that a ratio would say nothing

        def compare(drawn: pd.DataFrame, component: bool = component) -> dict[str, float]:
            off = drawn["found"] - drawn["true"]
            some = drawn[drawn["true"] > 0]
            return {
                "rank correlation": rank_correlation(drawn["found"], drawn["true"]),
                **(
                    {"median difference": off.median()}
                    if component
                    else {"median ratio": (some["found"] / some["true"]).median()}
                ),
            }

        for measure, at in cluster_bootstrap(part, "organisation", compare, seed, times).iterrows():
            rows.append(
                row(
                    f"network measure, {measure}",
                    at["value"],
                    len(part),
                    group=name,
                    interval=(at["lower"], at["upper"]),
                    ideal=0.0 if measure == "median difference" else 1.0,
                )
            )
    return rows


def _placed(planted: pd.DataFrame, adverts: pd.DataFrame) -> pd.DataFrame:
    """Give planted adverts the columns that measures need; a town lies where the study's gazetteer puts it."""
    places = adverts[["town", "region", "latitude", "longitude"]].dropna().drop_duplicates(["town", "region"])
    placed = planted[["advert", "town", "region", "posted"]].merge(places, on=["town", "region"], how="left")
    return placed.assign(platform=placed["advert"].str.split("/").str[0])
