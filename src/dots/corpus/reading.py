"""Adverts as the archive holds them, made into tables in which no contact and no site's number of an advert is."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as arrow
import pyarrow.compute as compute

from dots.corpus import ages, contacts, dialling, facts, masking, placing, row_groups, skeleton
from dots.governance import naming, vault
from dots.tables import corpus as tables

logger = logging.getLogger(__name__)

STEP = "4 adverts read"
UNDER_AGE = "states an age below 18"
NO_TEXT = "no text"


@dataclass(frozen=True)
class Sources:
    """What an advert is read with.

    Attributes
    ----------
    gazetteer
        Places of the study.
    ranges
        Telephone numbers looked for.
    precision, contact_precision
        Measured precision of each rule for facts, and for contacts (`dots.corpus.facts.load_precision`).
    secret
        Secret of the adverts' pseudonyms (`dots.governance.naming.secret`).
    """

    gazetteer: placing.Gazetteer
    ranges: dialling.Plan
    precision: dict[tuple[str, str], float]
    secret: bytes
    contact_precision: dict[tuple[str, str], float] = field(default_factory=dict)


@dataclass
class Part:
    """What was read from some adverts.

    Attributes
    ----------
    adverts, facts, clear_contacts
        Tables of those names; the last alone names adverts as their sites do.
    outcomes
        Adverts by what became of them.
    dropped
        Those that are in no table, as their sites name them.
    """

    adverts: pd.DataFrame
    facts: pd.DataFrame
    clear_contacts: pd.DataFrame
    outcomes: Counter
    dropped: list[str]


def read(
    clear: pd.DataFrame, towns: pd.DataFrame, ranges: dialling.Plan, keys: vault.Keys
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read contacts and facts from adverts in memory and mask their text.

    Parameters
    ----------
    clear
        Table `clear_adverts`.
    towns
        Gazetteer (`dots.places.load_towns`).
    ranges
        Telephone numbers looked for.
    keys
        The study's keys, for pseudonyms.

    Returns
    -------
    adverts, contacts, clear_contacts, attrition
        Tables of those names; `attrition` holds the rows of this step. An advert that states an age below 18 is
        in none of them but the last. Only `clear_contacts` names adverts as their sites do.
    """
    part = read_part(clear, Sources(placing.gazetteer(towns), ranges, {}, naming.secret(keys)))
    return part.adverts, pseudonymised(part.clear_contacts, keys), part.clear_contacts, attrition(part.outcomes)


def read_part(clear: pd.DataFrame, sources: Sources) -> Part:
    """Read some adverts; what is read of one does not depend on the others."""
    rows, stated, found, outcomes, dropped = [], [], [], Counter(), []
    for advert in clear.itertuples(index=False):
        row, facts_, listed, reason = _advert(advert, sources)
        outcomes[reason] += 1
        if reason == "kept":
            hidden = naming.pseudonym(advert.advert, sources.secret)
            rows.append((hidden, *row))
            stated += [(hidden, *fact) for fact in facts_]
            found += [(advert.advert, *contact) for contact in listed]
        else:
            dropped.append(advert.advert)
    adverts = pd.DataFrame(rows, columns=["advert", "platform", "posted", "town", "price", "age", "text"])
    adverts["posted"] = pd.to_datetime(adverts["posted"])
    adverts["month"] = adverts["posted"].dt.strftime("%Y-%m")
    adverts["words"] = adverts["text"].astype("str").str.split().str.len()
    where = sources.gazetteer.towns[["town", "region", "latitude", "longitude"]]
    adverts = adverts.astype({"town": "str"}).merge(where, on="town", how="left", validate="m:1")
    clear_contacts = pd.DataFrame(found, columns=["advert", "kind", "value", "rule", "spans", "confidence"])
    clear_contacts["confidence"] = clear_contacts["confidence"].astype("float64")
    return Part(adverts, facts.frame(stated), clear_contacts, outcomes, dropped)


def pseudonymised(clear_contacts: pd.DataFrame, keys: vault.Keys) -> pd.DataFrame:
    """Give the table `contacts`: pseudonyms in place of values and of the adverts' numbers.

    Web addresses are left out: a site is no party.
    """
    clear_contacts = clear_contacts[clear_contacts["kind"] != "url"].reset_index(drop=True)
    pseudonyms = [
        vault.pseudonym(value, kind, keys)
        for kind, value in zip(clear_contacts["kind"], clear_contacts["value"], strict=True)
    ]
    names = naming.pseudonyms(clear_contacts["advert"], naming.secret(keys))
    adverts = clear_contacts["advert"].map(names).astype("str")
    hidden = clear_contacts.drop(columns=["value", "spans"])
    return hidden.assign(advert=adverts, contact=pd.Series(pseudonyms, dtype="str"))


def attrition(outcomes: Counter) -> pd.DataFrame:
    """Give the rows of this step in the table `attrition`, and log them."""
    for reason, count in sorted(outcomes.items()):
        logger.info("%s: %d adverts", reason, count)
    return pd.DataFrame(
        [(STEP, reason, count) for reason, count in sorted({"kept": 0, **outcomes}.items())],
        columns=["step", "reason", "records"],
    )


def read_file(
    clear: Path, sources: Sources, keys: vault.Keys, workers: int, *, adverts: Path, facts: Path, contacts: Path,
    clear_contacts: Path,
) -> tuple[Counter, set[str]]:  # fmt: skip
    """Read adverts from a file of any size to files, row group by row group.

    Parameters
    ----------
    clear
        Table `clear_adverts`, in clear; its row groups follow the order of the adverts' pseudonyms
        (`dots.corpus.versions.merge`), so that what is written is sorted.
    sources, keys
        What adverts are read with, and what pseudonyms are made with.
    workers
        Processes; the files' bytes do not depend on them.
    adverts, facts, contacts, clear_contacts
        Where to write `adverts`, `facts`, `contacts` and `clear_contacts`.

    Returns
    -------
    outcomes, dropped
        Adverts by what became of them; those that are in no table.
    """
    outcomes, dropped = Counter(), set()
    with (
        tables.ADVERTS.writing(adverts) as write_adverts,
        tables.FACTS.writing(facts) as write_facts,
        tables.CONTACTS.writing(contacts) as write_contacts,
        tables.CLEAR_CONTACTS.writing(clear_contacts) as write_clear,
    ):
        for part in row_groups.each(clear, _read_group, sources, workers=workers):
            outcomes.update(part.outcomes)
            dropped.update(part.dropped)
            if len(part.adverts):
                write_adverts(tables.ADVERTS.arrow(part.adverts, adverts))
                write_facts(tables.FACTS.arrow(part.facts, facts))
            if len(part.clear_contacts):
                write_contacts(tables.CONTACTS.arrow(pseudonymised(part.clear_contacts, keys), contacts))
                write_clear(tables.CLEAR_CONTACTS.arrow(part.clear_contacts, clear_contacts))
    return outcomes, dropped


def sightings(seen: Path, dropped: set[str], secret: bytes, path: Path) -> None:
    """Write the sightings of adverts that are kept: of one that states an age below 18, not even a pseudonym stays.

    Parameters
    ----------
    seen
        Table `clear_sightings`, of all adverts.
    dropped
        Adverts that are in no table, as their sites name them.
    secret
        Secret of the adverts' pseudonyms.
    path
        Where to write the table `sightings`.
    """
    left_out = arrow.array(sorted(dropped), arrow.string())
    with tables.SIGHTINGS.writing(path) as write:
        for part in row_groups.each(seen, _all):
            kept = part.filter(compute.invert(compute.is_in(part["advert"], value_set=left_out)))
            if len(kept):
                frame = kept.to_pandas()
                names = naming.pseudonyms(frame["advert"], secret)
                write(tables.SIGHTINGS.arrow(frame.assign(advert=frame["advert"].map(names)), path))


def _all(group: arrow.Table) -> arrow.Table:
    return group


def _read_group(group: arrow.Table, sources: Sources) -> Part:
    return read_part(tables.CLEAR_ADVERTS.check(group.to_pandas(), "clear_adverts"), sources)


def _advert(advert: object, sources: Sources) -> tuple[tuple, list[tuple], list[tuple], str]:
    """Read one advert: its row, its facts, its contacts, and 'kept' or why it is dropped."""
    whole, breaks, found = contacts.of_fields(advert.title, advert.body, advert.contact, sources.ranges)
    text, anchors = masking.masked(whole, found, until=breaks[1] - 1)
    masked = skeleton.of(text)
    stated = facts.read(advert.place, advert.price, masked, advert.posted.date(), sources.gazetteer)
    if any(age < ages.ADULT for age in stated.ages):
        return (), [], [], UNDER_AGE
    if not any(character.isalpha() for character in masked.text):
        return (), [], [], NO_TEXT
    shown = skeleton.of(masking.mask(masked, stated.places)).text
    row = (
        advert.platform,
        advert.posted,
        stated.town,
        stated.price,
        stated.age,
        masking.mask_digits(shown).strip(),
    )
    listed = list(facts.rows(stated, masked, anchors, sources.precision, sources.gazetteer))
    return row, listed, contacts.listed(found, whole, sources.contact_precision), "kept"
