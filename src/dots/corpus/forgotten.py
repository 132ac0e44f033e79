"""What was forgotten, remembered by keyed marks alone, so that it stays out if a new crawl brings it back.

The list `restricted/forgotten.age` holds no value: an advert or contact is known again by its HMAC-SHA-256 under a
secret of the list's own. Whoever holds the study's keys can test a guess against it, nobody else.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from dots.corpus import mentions, phones
from dots.governance import vault

FILE = "forgotten.age"
REASON = "forgotten"
ADVERTS = "3 adverts and posts"


def entries(path: Path, keys: vault.Keys) -> list[dict]:
    """Read the list: field, mark, time, reason, and whether all was done; empty if there is none."""
    return json.loads(vault.unseal(path, keys)) if path.exists() else []


def find(path: Path, field: str, value: str, keys: vault.Keys) -> dict | None:
    """Give the entry of an advert, contact or batch, if it was forgotten before."""
    mark = vault.mark(value, field, keys)
    return next((entry for entry in entries(path, keys) if entry["mark"] == mark), None)


def note(path: Path, field: str, value: str, reason: str, keys: vault.Keys, *, done: bool) -> None:
    """Put an advert, contact or batch on the list, or say that all was done."""
    mark = vault.mark(value, field, keys)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    entry = {"field": field, "mark": mark, "time": now, "reason": reason, "done": done}
    listed = [one for one in entries(path, keys) if one["mark"] != mark]
    draft = path.with_name("forgotten.new.age")
    vault.seal(json.dumps([*listed, entry]).encode(), draft, keys)
    os.replace(draft, path)


def suppressed(adverts: pd.DataFrame, path: Path, drama_ranges: Path, keys: vault.Keys) -> pd.Series:
    """Say which adverts must stay out because they, or a contact in them, were forgotten.

    Parameters
    ----------
    adverts
        Table `clear_adverts`.
    path
        The list; if there is none, nothing is suppressed and no advert is read.
    drama_ranges
        File of telephone numbers accepted besides those in use.
    keys
        The study's keys.

    Returns
    -------
    Series
        A flag for each row.
    """
    listed = {entry["mark"]: entry["field"] for entry in entries(path, keys)}
    out = adverts["advert"].map(lambda advert: vault.mark(advert, mentions.ADVERT, keys) in listed).astype(bool)
    if set(listed.values()) & {"phone", "email", "handle"}:
        ranges = phones.load_ranges(drama_ranges)
        for row in adverts.itertuples():
            held = mentions.in_advert(row.title, row.body, row.contact, ranges)
            out[row.Index] |= any(vault.mark(value, kind, keys) in listed for kind, value in held)
    return out


def leave_out(
    adverts: Path, sightings: Path, outcomes: pd.DataFrame, listed: Path, drama_ranges: Path, keys: vault.Keys
) -> pd.DataFrame:
    """Take what was forgotten out of the tables in clear, and count it.

    Parameters
    ----------
    adverts, sightings
        Parquet files of the tables `clear_adverts` and `clear_sightings`, written anew if anything goes.
    outcomes
        Rows of `attrition` for the archive.
    listed, drama_ranges, keys
        As `suppressed` takes them.

    Returns
    -------
    DataFrame
        The rows, with the adverts that went moved from the kept to the forgotten.
    """
    if not listed.exists():
        return outcomes
    table = pd.read_parquet(adverts)
    out = suppressed(table, listed, drama_ranges, keys)
    if not out.any():
        return outcomes
    table[~out].to_parquet(adverts, index=False)
    seen = pd.read_parquet(sightings)
    seen[~seen["advert"].isin(table.loc[out, "advert"])].to_parquet(sightings, index=False)
    kept = (outcomes["step"] == ADVERTS) & (outcomes["reason"] == "kept")
    rest = outcomes.assign(records=outcomes["records"] - int(out.sum()) * kept)
    row = pd.DataFrame([(ADVERTS, REASON, int(out.sum()))], columns=["step", "reason", "records"])
    return pd.concat([rest, row]).sort_values(["step", "reason"], ignore_index=True)
