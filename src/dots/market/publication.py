"""What a block publishes: the facts, indicators and contacts of each advert put into its text, version by version."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dots.market import contacts, hiding, writing
from dots.market.draws import Draws

CONTACT_IN_BODY = 0.4
"""Chance that a classified advert states its contacts in the text, not in a line of their own."""
RENAMED = 0.15
"""Chance that a covert network advertises the same person under another name."""
AGES = (21, 45)
"""Lowest and highest age stated, in years."""
TOWN = "\ue000"
"""Stands for the town until the version is known."""


def publish(
    words: writing.Words,
    settings: dict,
    frame: pd.DataFrame,
    versions: pd.DataFrame,
    texts: list[writing.Draft],
    present: pd.DataFrame,
    carried: list[list[contacts.Contact]],
    draws: Draws,
) -> tuple[list[dict], pd.DataFrame, list[int]]:
    """Put facts, indicators and contacts into the texts of a block.

    Parameters
    ----------
    words, settings
        Word lists; the configuration's section `market`.
    frame, versions
        Planned adverts and their versions (`dots.market.adverts.plan_adverts`), with prices.
    texts, present, carried
        Text, shown indicators and contacts of each advert, in the order of `frame`.
    draws
        The block's stream.

    Returns
    -------
    published
        One dict a version of an advert, as `dots.market.site` takes it; nothing of the truth.
    planted
        advert, kind, value and hiding (how it was written) of every contact.
    ages
        Age of the person advertised, an advert.
    """
    spoken = [name for name, one in words.lists["indicators"].items() if one["phrases"]]
    flags = present[spoken].to_numpy().tolist()
    hidden = present["obscured_contact"].tolist()
    stages: list[list[tuple]] = [[] for _ in range(len(frame))]
    columns = [versions[name].tolist() for name in ("change", "town", "region")]
    for row, *version in zip(
        versions["row"].tolist(), _days(versions["since"]), _days(versions["until"]), *columns, strict=True
    ):
        stages[row].append(version)
    posted = _days(frame["posted"])
    known: dict[tuple[str, int], tuple[str, int]] = {}
    published, planted, ages = [], [], []
    for place, one in enumerate(frame.itertuples()):
        text = texts[place]
        own = words.of(text.language)
        social = one.platform == "social"
        person, other = _person(known, one, one.person, words, draws), _person(known, one, one.person + 1, words, draws)
        ages.append(person[1])
        facts = {
            "name": person[0], "age": person[1], "other": other[0], "later": other[1], "town": TOWN,
            "nationality": draws.one(words.lists["nationalities"]),
        }  # fmt: skip
        stated = one.price == one.price  # a price that is not stated is missing
        extra = []
        if social and not any("{town}" in sentence for sentence in (text.opening, *text.sentences, text.closing)):
            extra.append(draws.one(own["places"]))
        if social and stated:
            extra.append(draws.one(own["post_prices"]).replace("{price}", str(int(one.price))))
        shown = [name for name, flag in zip(spoken, flags[place], strict=True) if flag]
        title, sentences = writing.compose(text, words, facts, shown, extra, draws)
        line, halves = "", []
        if carried[place]:
            written = []
            for contact in carried[place]:
                way = hiding.choose(contact[0], hidden[place], settings, one.platform, text.language, draws)
                while halves and way == "split":  # a title takes the half of one number only
                    way = hiding.choose(contact[0], hidden[place], settings, one.platform, text.language, draws)
                as_written, half = hiding.write(contact, way, one.platform, text.language, draws)
                written.append(draws.one(own["split_lines"]).replace("{contact}", as_written) if half else as_written)
                halves += [half] if half else []
                planted.append((one.advert, *contact, way))
            line = draws.one(own["contact_lines"]).replace("{contact}", own["between"].join(written))
        in_body = line and (social or draws.chance() < CONTACT_IN_BODY)
        title = " ".join([title, *halves])
        handles = [value for kind, value in carried[place] if kind == "handle"]
        public = {
            "platform": one.platform,
            "number": one.number,
            "posted": posted[place],
            "renewed": list(one.renewed),
            "contact": "" if in_body else line,
            "price": f"£{int(one.price)} per hour" if stated and not social else "",
            # an account says no more than the text: the handle the post names, or one of its own
            "account": handles[0].removeprefix("@") if handles else f"guest{one.number}",
            "name": person[0],
        }
        for since, until, change, town, region in stages[place]:
            if change == "edited":
                sentences = writing.retouch(sentences, words, text.language, draws)
            body = [*sentences[:-1], f"{line}.", sentences[-1]] if in_body else sentences
            published.append(
                public
                | {
                    "since": since,
                    "until": until,
                    "town": town,
                    "region": region,
                    "title": title.replace(TOWN, writing.case(town, text.style["title"])),
                    "body": " ".join(body).replace(TOWN, writing.case(town, text.style["text"])),
                }
            )
    return published, pd.DataFrame(planted, columns=["advert", "kind", "value", "hiding"]), ages


def _days(dates: pd.Series) -> list[str]:
    """Write dates as ISO days."""
    return np.datetime_as_string(dates.to_numpy(), unit="D").tolist()


def _person(
    known: dict[tuple[str, int], tuple[str, int]], one: object, number: int, words: writing.Words, draws: Draws
) -> tuple[str, int]:
    """Give the working name and stated age of a person: people stay who they are, scams make somebody up each time."""
    key = (one.organisation, number)
    if one.kind == "scam" or (one.kind == "covert" and draws.chance() < RENAMED):
        known.pop(key, None)
    if key not in known:
        youngest, oldest = AGES
        known[key] = (draws.one(words.lists["names"]), youngest + draws.below(oldest - youngest + 1))
    return known[key]
