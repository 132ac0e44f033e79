"""Which organisations become a case with a known outcome, and what the case finds.

Real cases are no random sample: who is large, who moves, who works where the police look and who is well organised
comes to notice. `market.selection` says how strongly; at 0 every organisation is as likely as another.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dots.market import expected
from dots.market.organisations import Plan

MODULE = 1012
SEVERE = 0.5
"""Mean place of an organisation's adverts from which exploitation is severe."""
WRONG = 0.05
"""Chance of a wrong verdict, either way."""  # ASSUME


def visibility(plan: Plan) -> pd.Series:
    """Give how visible each organisation is: mean 0, standard deviation 1, on the organisations' index.

    ASSUME: adverts (log), movement between regions, how closely the home region is policed, and how organised it is, in
    equal parts.
    """
    # the 1 keeps the stream apart from that of the choice: zeros at the end of a seed change nothing
    rng = np.random.default_rng([plan.seed, MODULE, 0, 1])
    policing = dict(zip(plan.regions, rng.standard_normal(len(plan.regions)), strict=True))
    organisations = plan.organisations
    parts = [
        np.log(organisations["adverts"]),
        organisations["mobile"].astype(float),
        organisations["home_region"].map(policing),
        organisations["degree"],
    ]
    return _standard(sum(_standard(part) for part in parts)).rename("visibility")


def choose(plan: Plan) -> pd.DataFrame:
    """Choose the organisations that become a case, and what each case finds.

    Parameters
    ----------
    plan
        The organisations. Of its settings, `cases` is how many (all of them, if there are fewer) and `selection` the
        strength z of the choice: without replacement, with weights exp(selection * visibility).

    Returns
    -------
    DataFrame
        Indexed by the organisation's position in the plan: organisation, case ("case-001"), exploited (what the case
        found), severe (whether the mean place of its adverts, as planned, is `SEVERE` or more) and visibility.

    References
    ----------
    P. S. Efraimidis and P. G. Spirakis (2006), Weighted random sampling with a reservoir: the largest
    log-weights with Gumbel noise are such a sample.
    """
    settings, seen = plan.settings, visibility(plan)
    rng = np.random.default_rng([plan.seed, MODULE])
    keys = settings["selection"] * seen.to_numpy() + rng.gumbel(size=len(seen))
    count = min(settings["cases"], len(seen))
    first = np.argsort(-keys, kind="stable")[:count]
    severe = expected.exploitation(plan).to_numpy()[first] >= SEVERE
    wrong = rng.random(count) < WRONG
    return pd.DataFrame(
        {
            "organisation": plan.organisations["organisation"].to_numpy()[first],
            "case": [f"case-{number:03d}" for number in range(1, count + 1)],
            "exploited": severe ^ wrong,
            "severe": severe,
            "visibility": seen.to_numpy()[first],
        },
        index=plan.organisations.index[first],
    )


def outcomes(adverts: pd.DataFrame, chosen: pd.DataFrame, plan: Plan, block: int) -> pd.DataFrame:
    """Give the adverts of a block whose organisation became a case.

    Parameters
    ----------
    adverts
        Adverts that a crawl sees: advert and organisation are used.
    chosen
        As `choose` gives it.
    plan, block
        The plan and the block's number.

    Returns
    -------
    DataFrame
        advert, case, exploited.
    """
    own = chosen.loc[chosen.index.intersection(plan.block(block).index)]
    found = adverts[["advert", "organisation"]].merge(own[["organisation", "case", "exploited"]], on="organisation")
    return found[["advert", "case", "exploited"]]


def planted(plan: Plan, chosen: pd.DataFrame) -> dict:
    """State how cases were chosen, what each found, and what is true of it."""
    return {
        "selection": float(plan.settings["selection"]),
        "wrong_verdict": WRONG,
        "mean_visibility": float(chosen["visibility"].mean()) if len(chosen) else None,
        "severe_share": float((expected.exploitation(plan) >= SEVERE).mean()),
        "cases": {
            one.case: {"organisation": one.organisation, "exploited": bool(one.exploited), "severe": bool(one.severe)}
            for one in chosen.sort_values("case").itertuples()
        },
    }


def _standard(values: pd.Series) -> pd.Series:
    """Shift and scale to mean 0 and standard deviation 1; what does not vary says nothing."""
    spread = values.std(ddof=0)
    return (values - values.mean()) / spread if spread > 0 else values * 0.0
