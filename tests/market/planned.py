"""A whole planned market in memory, for the tests of its plan."""

from dataclasses import dataclass

import pandas as pd

from dots.market import adverts, organisations


@dataclass(frozen=True)
class Planned:
    """A plan, and its blocks as one: rows and twins count over the whole market."""

    plan: organisations.Plan
    frame: pd.DataFrame
    versions: pd.DataFrame
    events: pd.DataFrame


def planned(settings, towns, seed=7, **changes):
    """Plan a market that differs from the default study's in some settings."""
    plan = organisations.plan_organisations(settings | changes, towns, seed)
    frames, versions, events, rows = [], [], [], 0
    for block in range(plan.blocks):
        frame, stood, hit = adverts.plan_adverts(plan, block, towns)
        frames.append(frame.assign(twin=frame["twin"].where(frame["twin"] < 0, frame["twin"] + rows)))
        versions.append(stood.assign(row=stood["row"] + rows))
        events.append(hit)
        rows += len(frame)
    total = pd.concat(events).groupby(["day", "platform", "event"], as_index=False)["adverts"].sum()
    return Planned(plan, pd.concat(frames, ignore_index=True), pd.concat(versions, ignore_index=True), total)
