"""What was planted over the whole market, and what may be quoted of it."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from dots.market import adverts as planning
from dots.market import cases, coders, hiding, indicators, life
from dots.market.simulation import World
from dots.tables import truth


class Sums:
    """Adds up the sums of blocks, one after another."""

    def __init__(self) -> None:
        self.counts: Counter = Counter()
        self.towns: set[str] = set()
        self.indicators: pd.DataFrame | None = None

    def add(self, sums: dict) -> None:
        """Add one block."""
        self.counts.update({name: value for name, value in sums.items() if isinstance(value, (int, float))})
        self.towns |= set(sums["towns"])
        part = sums["indicators"]
        self.indicators = part if self.indicators is None else self.indicators + part


def parameters(world: World, sums: Sums) -> dict:
    """State everything that was planted and what came of it, for truth/parameters.json."""
    plan, counts = world.plan, sums.counts
    planted = indicators.parameters(sums.indicators, world.words.lists["indicators"], plan.settings)
    return {
        "seed": plan.seed,
        "settings": plan.settings,
        "waves": [f"{day:%Y-%m-%d}" for day in world.waves],
        "continuum": planning.parameters(plan)
        | {
            "mean_exploitation": counts["exploitation"] / counts["adverts"],
            "high_share": counts["high"] / counts["adverts"],
        },
        "indicators": planted,
        "likelihood_ratios": {
            name: one["exploitation_ratio"] for name, one in planted.items() if one["exploitation_ratio"]
        },
        "coders": coders.planted(plan),
        "cases": cases.planted(plan, world.chosen),
        "topics": {
            "names": list(world.words.topics),
            "kind_leanings": {name: values.tolist() for name, values in world.leanings.kind.items()},
            "region_leanings": {name: values.tolist() for name, values in world.leanings.region.items()},
            "month_leanings": world.leanings.month.tolist(),
            "exploitation_leanings": world.leanings.exploitation.tolist(),
        },
        "templates": {
            "share": counts["in_templates"] / counts["adverts"],
            "templates": counts["templates"],
            "copied_share": counts["copied"] / counts["adverts"],
        },
        "contacts": {"hidden_share": counts["hidden"] / max(counts["contacts"], 1)} | world.allotment.stated(),
        "ways": hiding.GROUP,
        "seen_share": counts["seen"] / counts["adverts"],
    }


def language_shares(world: World) -> dict[str, float]:
    """Give the share of adverts by language of their organisation."""
    adverts = world.plan.organisations.groupby("language")["adverts"].sum()
    return (adverts / adverts.sum()).to_dict()


def about(world: World) -> dict:
    """Say what the site is told of the whole market: its days, the crawl's waves, and when a platform closes."""
    plan = world.plan
    shocks = [shock for shock in plan.settings["shocks"] if shock["kind"] == "closure"]
    return {
        "first": f"{plan.first_day:%Y-%m-%d}",
        "last": f"{plan.first_day + pd.Timedelta(days=plan.days - 1):%Y-%m-%d}",
        "waves": [f"{day:%Y-%m-%d}" for day in world.waves],
        "closures": {shock["platform"]: f"{life.shock_day(plan, shock):%Y-%m-%d}" for shock in shocks},
    }


def events(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Add up how many adverts each shock hit."""
    return pd.concat(parts).groupby(["day", "platform", "event"], as_index=False)["adverts"].sum()


def organisations(world: World) -> pd.DataFrame:
    """Give the planted organisations as a table of truth."""
    plan = world.plan
    days = {name: plan.first_day + pd.to_timedelta(plan.organisations[name], unit="D") for name in ("arrived", "left")}
    frame = plan.organisations.assign(**days)
    return frame[[column.name for column in truth.ORGANISATIONS.columns]]


def counted(world: World, sums: Sums) -> dict[str, int]:
    """Count what may be quoted about the market; nothing of the truth's effects."""
    settings, counts = world.plan.settings, sums.counts
    return {
        "adverts": counts["adverts"],
        "classified": counts["adverts"] - counts["posts"],
        "posts": counts["posts"],
        "organisations": settings["organisations"],
        "kinds": len(settings["kinds"]),
        "months": settings["months"],
        "shocks": len(settings["shocks"]),
        "towns": len(sums.towns),
        "regions": len(world.plan.regions),
        "waves": len(world.waves),
        "coded": counts["coded"],
        "codes": counts["codes"],
        "coders": settings["coders"],
        "cases": counts["cases"],
        "adverts_in_cases": counts["adverts_in_cases"],
    }
