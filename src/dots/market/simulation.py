"""One block of the simulated market: what is published, what coders and cases say of it, and what is true.

A block is a run of organisations. It depends on the plan, on the seed and on its own number alone, so that blocks can
be written in any order and on any number of workers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dots.market import adverts as planning
from dots.market import cases, coders, contacts, hiding, indicators, publication, sources, writing
from dots.market.draws import Draws
from dots.market.organisations import Plan

MODULE = 1006
LEANINGS, WRITING, MIXTURES = 1, 2, 3
"""Streams of the module: NumPy gives the same numbers for `[seed, module]` and `[seed, module, 0]`."""
BOARD_WORDS = (40, 75)
POST_WORDS = (36, 55)


@dataclass(frozen=True)
class World:
    """All that blocks have in common.

    Attributes
    ----------
    plan
        Organisations, regions, settings and seed.
    towns
        Gazetteer (`dots.places.load_towns`).
    words, leanings
        Word lists, and how kinds, regions, months and exploitation lean to topics.
    allotment
        Who has which telephone numbers, addresses and handles.
    waves
        Days of the crawl's waves.
    hidden_scale
        Factor on the chance to hide a contact, so that its mean is `market.hidden_share`.
    chosen
        Organisations that become a case.
    """

    plan: Plan
    towns: pd.DataFrame
    words: writing.Words
    leanings: writing.Leanings
    allotment: contacts.Allotment
    waves: pd.DatetimeIndex
    hidden_scale: float
    chosen: pd.DataFrame


@dataclass(frozen=True)
class Block:
    """One block: rows for the site, frames of truth and of what the study may see, and sums for the parameters."""

    published: list[dict]
    truth: dict[str, pd.DataFrame]
    coded_sample: pd.DataFrame
    case_outcomes: pd.DataFrame
    sums: dict


def make_world(
    settings: dict, towns: pd.DataFrame, words: writing.Words, ranges: list[dict], interval: int, seed: int
) -> World:
    """Draw what all blocks have in common.

    Parameters
    ----------
    settings
        The configuration's section `market`, its knobs filled in (`dots.study.resolve`).
    towns, words, ranges
        Gazetteer, word lists, Ofcom's ranges of numbers for drama.
    interval
        Days between two waves of the crawl; coders and cases are of adverts that a wave sees.
    seed
        The study's seed.

    Raises
    ------
    ValueError
        If the settings cannot be met together (the message names the key and the fix).
    """
    from dots.market import calendar, organisations

    plan = organisations.plan_organisations(settings, towns, seed)
    leanings = writing.draw_leanings(
        list(organisations.KINDS), list(plan.regions), settings["months"], len(words.topics),
        np.random.default_rng([seed, MODULE, LEANINGS]),
    )  # fmt: skip
    return World(
        plan,
        towns,
        words,
        leanings,
        contacts.allot(plan, ranges),
        calendar.wave_days(settings["first_month"], settings["months"], interval),
        indicators.scale(plan, words.lists["indicators"]),
        cases.choose(plan),
    )


def write_block(world: World, block: int) -> Block:
    """Write one block of the market."""
    plan, words, spec = world.plan, world.words, world.words.lists["indicators"]
    frame, versions, events = planning.plan_adverts(plan, block, world.towns)
    origin, copied, order = sources.find_sources(
        frame, plan, block, {language: words.publics(language) for language in words.languages}
    )
    chances = indicators.chances(frame, spec, plan.settings, world.hidden_scale)
    own = np.where(copied, "", origin)
    present = indicators.plant(frame, chances, pd.factorize(np.where(own == "", None, own))[0], plan.seed, block)
    frame = planning.price_adverts(frame, present["price_atypical"].to_numpy(), plan, block)
    present["price_atypical"] = frame["price_atypical"]
    carried = contacts.carry(frame, world.allotment, plan, block)
    present["obscured_contact"] &= np.array(
        [bool(some) for some in carried]
    )  # nothing can be hidden where there is nothing
    draws = Draws(plan.seed, MODULE, WRITING, block)
    texts = _texts(world, frame, origin, order, block, draws)
    published, planted, ages = publication.publish(
        words, plan.settings, frame, versions, texts, present, carried, draws
    )
    seen = seen_by(world.waves, frame["posted"], frame["removed"])
    sample = coders.code_sample(frame[seen].reset_index(drop=True), plan, block)
    outcomes = cases.outcomes(frame[seen].reset_index(drop=True), world.chosen, plan, block)
    truth = _truth(frame.assign(age=ages), versions, events, origin, copied, texts, words, present, planted)
    hidden = (~planted["hiding"].map(hiding.GROUP).eq("open")).sum() if len(planted) else 0
    sums = {
        "adverts": len(frame),
        "posts": int((frame["platform"] == "social").sum()),
        "seen": int(seen.sum()),
        "towns": sorted(set(frame["town"])),
        "exploitation": float(frame["exploitation"].sum()),
        "high": int((frame["exploitation"] >= 0.5).sum()),
        "copied": int(copied.sum()),
        "in_templates": int((truth["adverts"]["template"] != "").sum()),
        "templates": int(
            truth["adverts"].loc[~truth["adverts"]["template"].isin(["", *_public(origin)]), "template"].nunique()
        ),
        "contacts": len(planted),
        "hidden": int(hidden),
        "coded": int(sample["advert"].nunique()),
        "codes": len(sample),
        "cases": int(outcomes["case"].nunique()),
        "adverts_in_cases": len(outcomes),
        "indicators": indicators.sums(frame, spec, chances, present),
    }
    return Block(published, truth, sample, outcomes, sums)


def seen_by(waves: pd.DatetimeIndex, posted: pd.Series, removed: pd.Series) -> np.ndarray:
    """Tell which adverts are up on at least one of the days."""
    following = waves.searchsorted(posted)
    later = np.append(waves.to_numpy(), np.datetime64("9999-01-01"))
    return later[following] < removed.to_numpy()


def _public(origin: list[str]) -> list[str]:
    return sorted({name for name in origin if name.startswith("public-")})


def _texts(
    world: World, frame: pd.DataFrame, origin: list[str], order: list[int], block: int, draws: Draws
) -> list[writing.Draft]:
    """Write or copy the text of every advert, without the advert's own facts."""
    words, settings = world.words, world.plan.settings
    mixtures = world.leanings.mixtures(frame, np.random.default_rng([world.plan.seed, MODULE, MIXTURES, block]))
    styles = list(words.lists["styles"].values())
    house: dict[str, dict] = {}
    sourced: dict[str, writing.Draft] = {}
    texts: list[writing.Draft | None] = [None] * len(frame)
    organisation, language = frame["organisation"].tolist(), frame["language"].tolist()
    platform = frame["platform"].tolist()
    for place in order:
        name = origin[place]
        if name in sourced:
            texts[place] = writing.copy(sourced[name], words, settings, draws)
            continue
        if organisation[place] not in house:
            house[organisation[place]] = draws.one(styles)
        style = house[organisation[place]]
        if name.startswith("public-"):
            tongue, number = name.split("-")[1:]
            text = writing.public_draft(words, int(number), style, tongue, mixtures[place], settings, draws)
        else:
            shortest, longest = POST_WORDS if platform[place] == "social" else BOARD_WORDS
            length = shortest + draws.below(longest - shortest + 1)
            text = writing.draft(words, mixtures[place], style, language[place], settings, draws, length)
        if name:
            sourced[name] = text
        texts[place] = text
    return texts


def _truth(
    frame: pd.DataFrame,
    versions: pd.DataFrame,
    events: pd.DataFrame,
    origin: list[str],
    copied: np.ndarray,
    texts: list[writing.Draft],
    words: writing.Words,
    present: pd.DataFrame,
    planted: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    text_of = pd.Series(origin, index=frame.index)
    repeated = text_of.map(text_of.value_counts()).gt(1) | text_of.str.startswith("public-")
    keys = frame["advert"].to_numpy()
    twin = frame["twin"].to_numpy()
    adverts = frame[
        ["advert", "organisation", "kind", "town", "region", "posted", "removed", "exploitation", "price", "age"]
    ].assign(
        person=frame["organisation"] + "/person-" + frame["person"].astype(str),
        language=[text.language for text in texts],
        template=text_of.where(repeated & (text_of != ""), ""),
        twin=np.where(twin >= 0, keys[np.maximum(twin, 0)], ""),
        copied=copied,
    )
    stood = versions[["version", "since", "until", "town", "region", "change"]].assign(
        advert=keys[versions["row"].to_numpy()]
    )
    mixture = pd.DataFrame(np.array([text.mixture for text in texts]), columns=list(words.topics))
    return {
        "adverts": adverts,
        "versions": stood,
        "events": events,
        "advert_topics": _long(mixture, frame["advert"], "topic", "weight"),
        "indicators": _long(present, frame["advert"], "indicator", "present"),
        "contacts": planted,
    }


def _long(wide: pd.DataFrame, adverts: pd.Series, name: str, value: str) -> pd.DataFrame:
    return wide.assign(advert=adverts.to_numpy()).melt(id_vars="advert", var_name=name, value_name=value)
