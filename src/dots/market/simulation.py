"""The simulated market from end to end: who, where, what they write, what coders say of it, and all planted truth."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dots.market import adverts as calendar
from dots.market import coders, contacts, indicators, organisations, site, writing
from dots.numbers import Number

logger = logging.getLogger(__name__)

MODULE = 1006
TEMPLATED = ("agency", "covert", "scam")
PER_TEMPLATE = 18
STRANGER = 0.6
"""Share of copied texts taken from a stranger; the others are public boilerplate."""
CONTACT_IN_BODY = 0.4
STATED_IN_POST = 0.6
BOARD_WORDS = (40, 75)
POST_WORDS = (36, 55)


@dataclass(frozen=True)
class Market:
    """A market: what is published, what coders said, and what is true.

    Attributes
    ----------
    files
        Files of both hosts (`dots.market.site.publish`).
    coded_sample
        Coders' judgements.
    truth
        Table name to planted table (`dots.tables.truth`).
    parameters
        Everything planted and what came of it.
    numbers
        What may be quoted about the market; nothing of the truth's effects.
    """

    files: dict[str, bytes]
    coded_sample: pd.DataFrame
    truth: dict[str, pd.DataFrame]
    parameters: dict
    numbers: dict[str, Number]


def simulate(settings: dict, towns: pd.DataFrame, words: writing.Words, ranges: list[dict], seed: int) -> Market:
    """Simulate the market.

    Parameters
    ----------
    settings
        The configuration's section `market`.
    towns
        Gazetteer (`dots.places.load_towns`).
    words
        Word lists (`dots.market.writing.load_words`).
    ranges
        Ofcom's ranges of numbers for drama.
    seed
        The study's seed.

    Raises
    ------
    ValueError
        If the settings cannot be met together (the message names the key and the fix).
    """
    plan = organisations.plan_organisations(
        adverts=settings["adverts"],
        organisations=settings["organisations"],
        kinds=settings["kinds"],
        correlation=settings["correlation"],
        towns=towns,
        seed=seed,
    )
    frame = calendar.plan_adverts(
        plan,
        towns=towns,
        first_month=settings["first_month"],
        months=settings["months"],
        social_share=settings["social_share"],
        seed=seed,
    )
    rng = np.random.default_rng([seed, MODULE])
    spec = words.lists["indicators"]
    origin, copied = _origins(
        frame, settings["template_share"], settings["copied_share"], len(words.lists["public"]), rng
    )
    templates = pd.factorize(origin.where(~copied & (origin != "")))[0]
    probability = indicators.chances(frame, spec, settings["hidden_share"])
    present = indicators.plant(frame, probability, templates, seed)
    frame = calendar.price_adverts(frame, present["price_atypical"].to_numpy(), seed)
    present["price_atypical"] = frame["price_atypical"]

    own, shared = contacts.allot(plan.organisations, ranges, seed)
    carried = contacts.carry(frame, own, shared, seed)
    texts, leanings = _texts(frame, origin, copied, words, settings["edit_rate"], rng)
    published, planted = _compose(frame, texts, present, carried, words, rng)
    sample, biases = coders.code_sample(
        frame, coders=settings["coders"], share=settings["coded_share"], error=settings["coder_error"], seed=seed
    )
    clock = calendar.month_starts(settings["first_month"], settings["months"])[-1]
    truth = _truth(plan.organisations, frame, origin, copied, texts, words, present, planted)
    planted_indicators = indicators.parameters(frame, spec, probability, present)
    parameters = {
        "seed": seed,
        "settings": settings,
        "continuum": calendar.parameters(plan, frame),
        "indicators": planted_indicators,
        "likelihood_ratios": {
            name: one["exploitation_ratio"] for name, one in planted_indicators.items() if one["exploitation_ratio"]
        },
        "coders": {"biases": biases, "error": settings["coder_error"], "bias_sd": coders.BIAS_SD},
        "topics": {
            "names": list(words.topics),
            "kind_leanings": {name: values.tolist() for name, values in leanings.kind.items()},
            "region_leanings": {name: values.tolist() for name, values in leanings.region.items()},
            "month_leanings": leanings.month.tolist(),
        },
        "templates": {
            "share": float((truth["adverts"]["template"] != "").mean()),
            "templates": int(truth["adverts"].loc[truth["adverts"]["template"] != "", "template"].nunique()),
            "copied_share": float(copied.mean()),
        },
        "contacts": {
            "hidden_share": float((~planted["hiding"].isin(contacts.OPEN)).mean()),
            "shared_receptionists": len(set(shared.values())),
            "organisations_sharing": len(shared),
        },
    }
    return Market(site.publish(published, clock), sample, truth, parameters, _numbers(settings, frame, sample))


def _origins(
    frame: pd.DataFrame, template_share: float, copied_share: float, publics: int, rng: np.random.Generator
) -> tuple[pd.Series, np.ndarray]:
    """Say where each advert's text comes from ('' if written afresh), and whether it was copied from others."""
    able = frame["kind"].isin(TEMPLATED).to_numpy()
    wanted = template_share * len(frame)
    if wanted > able.sum():
        logger.warning(
            "market.template_share %.2f asks for %d adverts from templates; agencies, covert networks and scams "
            "placed only %d, all of which get one", template_share, wanted, able.sum()
        )  # fmt: skip
    templated = able & (rng.random(len(frame)) < min(1.0, wanted / max(able.sum(), 1)))
    copied = ~templated & (rng.random(len(frame)) < min(1.0, copied_share * len(frame) / max((~templated).sum(), 1)))
    sizes = frame["organisation"].map(frame["organisation"].value_counts()).to_numpy()
    which = np.floor(rng.random(len(frame)) ** 1.5 * np.maximum(1, np.round(sizes / PER_TEMPLATE))).astype(int)
    names = frame["organisation"] + "/template-" + pd.Series(which, index=frame.index).astype(str)
    origin = names.where(templated, "")
    for place in np.flatnonzero(copied):
        origin.iloc[place] = f"public-{rng.integers(publics)}" if rng.random() >= STRANGER else "stranger"
    strangers = np.flatnonzero(origin == "stranger")
    originals = np.flatnonzero(~copied)
    organisation = frame["organisation"].to_numpy()
    for place in strangers:
        source = int(rng.choice(originals))
        while organisation[source] == organisation[place]:
            source = int(rng.choice(originals))
        if origin.iloc[source] == "":  # the stranger's own text now has a copy
            origin.iloc[source] = f"text-{source}"
        origin.iloc[place] = origin.iloc[source]
    return origin, copied


def _texts(
    frame: pd.DataFrame,
    origin: pd.Series,
    copied: np.ndarray,
    words: writing.Words,
    rate: float,
    rng: np.random.Generator,
) -> tuple[list[writing.Draft], writing.Leanings]:
    """Write or copy the text of every advert, without the advert's own facts."""
    leanings = writing.draw_leanings(
        list(organisations.KINDS),
        sorted(frame["region"].unique()),
        int(frame["month"].max()) + 1,
        len(words.topics),
        rng,
    )
    styles = list(words.lists["styles"].values())
    house: dict[str, dict] = {}
    drafts: dict[str, writing.Draft] = {}
    first: set[str] = set()
    texts: list[writing.Draft | None] = [None] * len(frame)
    rows = list(frame.itertuples())
    for place in [*np.flatnonzero(~copied), *np.flatnonzero(copied)]:
        one, name = rows[place], origin.iloc[place]
        if name not in drafts:
            style = house.setdefault(one.organisation, styles[int(rng.integers(len(styles)))])
            mixture = leanings.mixture(one.kind, one.region, one.month, rng)
            if name.startswith("public-"):
                fresh = writing.public_draft(words, int(name.removeprefix("public-")), style, mixture, rng)
            else:
                shortest, longest = POST_WORDS if one.platform == "social" else BOARD_WORDS
                fresh = writing.draft(words, mixture, style, rng, int(rng.integers(shortest, longest + 1)))
            if name == "":
                texts[place] = fresh
                continue
            drafts[name] = fresh
        text = drafts[name]
        if name in first:
            text = writing.edit(text, words, rate, rng)
        first.add(name)
        texts[place] = text
    return texts, leanings


def _compose(
    frame: pd.DataFrame,
    texts: list[writing.Draft],
    present: pd.DataFrame,
    carried: list[list[contacts.Contact]],
    words: writing.Words,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put facts, indicators and contacts into the texts: what is published, and the contacts planted in it."""
    lists = words.lists
    persons: dict[str, list[tuple[str, int]]] = {}
    spoken = [name for name, one in lists["indicators"].items() if one["phrases"]]
    flags = present[spoken].to_numpy()
    hidden = present["obscured_contact"].to_numpy()
    rows, planted = [], []
    for place, one in enumerate(frame.itertuples()):
        person, other = _persons(persons, one, lists["names"], rng)
        facts = {
            "name": person[0], "age": person[1], "other": other[0], "later": other[1], "town": one.town,
            "nationality": lists["nationalities"][int(rng.integers(len(lists["nationalities"])))],
        }  # fmt: skip
        social = one.platform == "social"
        text = texts[place]
        extra = []
        said = " ".join([text.opening, *text.sentences, text.closing])
        if social and "{town}" not in said:
            extra.append(lists["places"][int(rng.integers(len(lists["places"])))])
        stated = not np.isnan(one.price)
        if social and stated:
            extra.append(
                lists["post_prices"][int(rng.integers(len(lists["post_prices"])))].format(price=int(one.price))
            )
        shown = [name for name, flag in zip(spoken, flags[place], strict=True) if flag]
        title, sentences = writing.compose(text, words, facts, shown, extra, rng)
        written, halves = [], []
        for contact in carried[place]:
            as_written, half, hiding = contacts.write(contact, bool(hidden[place]), one.platform, rng)
            if half and halves:  # a title takes the half of one number only
                as_written, half, hiding = half + as_written, "", "plain"
            written.append(_one(lists["split_lines"], rng).format(contact=as_written) if half else as_written)
            halves += [half] if half else []
            planted.append((one.advert, *contact, hiding))
        line = _one(lists["contact_lines"], rng).format(contact=" or ".join(written))
        in_body = social or rng.random() < CONTACT_IN_BODY
        if in_body:
            sentences.insert(len(sentences) - 1, f"{line}.")
        handles = [value for kind, value in carried[place] if kind == "handle"]
        rows.append(
            (
                " ".join([title, *halves]),
                " ".join(sentences),
                "" if in_body else line,
                f"£{int(one.price)} per hour" if stated and not social else "",
                # an account says no more than the text: the handle the post names, or one of its own
                handles[0].removeprefix("@") if handles else f"guest{one.number}",
                person[0],
            )
        )
    columns = pd.DataFrame(
        rows, columns=["title", "body", "contact", "price_text", "account", "name"], index=frame.index
    )
    published = pd.concat([frame[["advert", "platform", "number", "town", "region", "posted"]], columns], axis=1)
    return published, pd.DataFrame(planted, columns=["advert", "kind", "value", "hiding"])


def _persons(
    known: dict[str, list[tuple[str, int]]], one: object, names: list[str], rng: np.random.Generator
) -> tuple[tuple[str, int], tuple[str, int]]:
    """Give the person an advert is about, and another: people who work alone stay who they are."""
    if one.kind not in ("independent", "duo", "touring"):
        known.pop(one.organisation, None)
    if one.organisation not in known:
        first, second = rng.permutation(len(names))[:2]
        youngest, oldest = calendar.AGES
        known[one.organisation] = [(names[place], int(rng.integers(youngest, oldest + 1))) for place in (first, second)]
    pair = known[one.organisation]
    return (pair[1], pair[0]) if one.kind == "duo" and rng.random() < 0.5 else (pair[0], pair[1])


def _truth(
    behind: pd.DataFrame,
    frame: pd.DataFrame,
    origin: pd.Series,
    copied: np.ndarray,
    texts: list[writing.Draft],
    words: writing.Words,
    present: pd.DataFrame,
    planted: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    shared = origin[origin != ""].value_counts()
    template = origin.where(origin.map(shared).fillna(0) > 1, "")
    mixture = pd.DataFrame(np.array([text.mixture for text in texts]), columns=list(words.topics))
    return {
        "organisations": behind[["organisation", "kind", "adverts", "home_region", "degree", "exploitation"]],
        "adverts": frame[["advert", "organisation", "kind", "town", "region", "posted", "exploitation"]].assign(
            template=template, copied=copied
        ),
        "topics": words.weights(),
        "advert_topics": _long(mixture, frame["advert"], "topic", "weight"),
        "indicators": _long(present, frame["advert"], "indicator", "present"),
        "contacts": planted,
    }


def _long(wide: pd.DataFrame, adverts: pd.Series, name: str, value: str) -> pd.DataFrame:
    return wide.assign(advert=adverts.to_numpy()).melt(id_vars="advert", var_name=name, value_name=value)


def _one(items: list, rng: np.random.Generator) -> str:
    return items[int(rng.integers(len(items)))]


def _numbers(settings: dict, frame: pd.DataFrame, sample: pd.DataFrame) -> dict[str, Number]:
    posts = int((frame["platform"] == "social").sum())

    def count(value: int, means: str, source: str = "config/config.yaml") -> Number:
        return Number(int(value), means, source, "count")

    site_file = "restricted/market.zip.age"
    return {
        "adverts": count(len(frame), "adverts and posts the simulated market published", site_file),
        "classified": count(len(frame) - posts, "adverts on the classifieds site", site_file),
        "posts": count(posts, "posts on the social feed", site_file),
        "organisations": count(settings["organisations"], "organisations behind the simulated market"),
        "kinds": count(len(settings["kinds"]), "kinds of organisation in the simulated market"),
        "months": count(settings["months"], "months the simulated market was open"),
        "towns": count(frame["town"].nunique(), "towns with at least one advert", site_file),
        "regions": count(frame["region"].nunique(), "regions with at least one advert", site_file),
        "coded": count(sample["advert"].nunique(), "adverts judged by coders", "results/tables/coded_sample.parquet"),
        "codes": count(len(sample), "judgements by coders", "results/tables/coded_sample.parquet"),
        "coders": count(sample["coder"].nunique(), "coders", "results/tables/coded_sample.parquet"),
    }
