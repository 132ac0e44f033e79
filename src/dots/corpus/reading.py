"""Adverts as the archive holds them, made into tables in which no contact and no site's number of an advert is."""

from __future__ import annotations

import logging
from collections import Counter

import pandas as pd

from dots.corpus import contacts, facts, masking, phones, skeleton
from dots.governance import naming, vault

logger = logging.getLogger(__name__)

STEP = "4 adverts read"
UNDER_AGE = "states an age below 18"


def read(
    clear: pd.DataFrame, towns: pd.DataFrame, ranges: phones.Ranges, keys: vault.Keys
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read contacts and facts from every advert and mask its text.

    Parameters
    ----------
    clear
        Table `clear_adverts`.
    towns
        Gazetteer (`dots.places.load_towns`).
    ranges
        Telephone number ranges accepted besides those in use.
    keys
        The study's keys, for pseudonyms.

    Returns
    -------
    adverts, contacts, clear_contacts, attrition
        Tables of those names; `attrition` holds the rows of this step. An advert that states an age below 18 is
        in none of them but the last. Only `clear_contacts` names adverts as their sites do.
    """
    gazetteer = facts.gazetteer(towns)
    rows, found, outcomes = [], [], Counter()
    for advert in clear.itertuples(index=False):
        row, listed, reason = _advert(advert, gazetteer, ranges)
        outcomes[reason] += 1
        if reason == "kept":
            rows.append(row)
            found += [(advert.advert, *contact) for contact in listed]
    for reason, count in sorted(outcomes.items()):
        logger.info("%s: %d adverts", reason, count)
    adverts = pd.DataFrame(rows, columns=["advert", "platform", "posted", "town", "price", "age", "text"])
    adverts["month"] = adverts["posted"].dt.strftime("%Y-%m")
    adverts["words"] = adverts["text"].str.split().str.len()
    adverts = adverts.merge(towns[["town", "region", "latitude", "longitude"]], on="town", how="left", validate="m:1")
    clear_contacts = pd.DataFrame(found, columns=["advert", "kind", "value", "rule"])
    pseudonyms = [
        vault.pseudonym(value, kind, keys)
        for kind, value in zip(clear_contacts["kind"], clear_contacts["value"], strict=True)
    ]
    names = naming.pseudonyms(adverts["advert"], naming.secret(keys))
    adverts["advert"] = adverts["advert"].map(names)
    hidden = clear_contacts.drop(columns="value").assign(advert=clear_contacts["advert"].map(names), contact=pseudonyms)
    attrition = pd.DataFrame(
        [(STEP, reason, count) for reason, count in sorted({"kept": 0, **outcomes}.items())],
        columns=["step", "reason", "records"],
    )
    return adverts, hidden, clear_contacts, attrition


def sightings(seen: pd.DataFrame, adverts: pd.DataFrame, keys: vault.Keys) -> pd.DataFrame:
    """Keep the sightings of adverts that are kept: of one that states an age below 18, not even a pseudonym stays.

    Parameters
    ----------
    seen
        Table `clear_sightings`.
    adverts
        Table `adverts`.
    keys
        The study's keys, for pseudonyms.

    Returns
    -------
    DataFrame
        Table `sightings`.
    """
    names = naming.pseudonyms(seen["advert"], naming.secret(keys))
    hidden = seen.assign(advert=seen["advert"].map(names))
    return hidden[hidden["advert"].isin(adverts["advert"])]


def _advert(
    advert: object, gazetteer: facts.Gazetteer, ranges: phones.Ranges
) -> tuple[tuple, list[tuple[str, str, str]], str]:
    """Read one advert: its row, its contacts, and 'kept' or why it is dropped."""
    whole, breaks, found = contacts.of_fields(advert.title, advert.body, advert.contact, ranges)
    masked = skeleton.of(masking.mask(whole, found, until=breaks[1] - 1))
    ages = facts.ages(masked)
    if any(age < facts.ADULT for age in ages):
        return (), [], UNDER_AGE
    if not any(character.isalpha() for character in masked.text):
        return (), [], "no text"
    town = gazetteer.of_place(advert.place)
    town = town or next((item.value for item in gazetteer.find(masked)), None)
    text = skeleton.of(masking.mask(masked, gazetteer.find(masked, town))).text
    row = (
        advert.advert,
        advert.platform,
        advert.posted,
        town,
        facts.price(advert.price, masked),
        next(iter(ages), None),
        masking.mask_digits(text).strip(),
    )
    return row, contacts.distinct(found), "kept"
