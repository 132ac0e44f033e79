"""Telephone numbers, e-mail addresses and handles: who has which, which advert carries them, and how they are written.

Numbers come only from the ranges Ofcom sets aside for drama; addresses only from the example domains of
RFC 2606. No two organisations share a contact, but for a few receptionists' numbers that are planted to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

MODULE = 1003
DOMAINS = ("example.com", "example.org", "example.net")
# fmt: off
WORDS = (
    "moon", "rose", "velvet", "silver", "lily", "amber", "jade", "pearl", "ivory", "sunny",
    "honey", "ruby", "star", "dream", "crystal", "cherry", "willow", "misty", "coral", "scarlet",
)
# fmt: on
OPEN = ("plain", "spaced", "international")
HIDDEN = {
    "phone": ("separators", "spelled", "mixed", "emoji", "circled", "fullwidth", "lookalike", "split", "zero_width"),
    "email": ("at_dot", "spaced_out", "zero_width"),
    "handle": ("no_sign", "spaced_out", "zero_width"),
}
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
UNUSED = ("Premium rate",)
SHARED_PER_ORGANISATION = 0.02
SHARED_BY = 4
RECEPTIONIST = 0.6
ZERO_WIDTH = "\u200b"

Contact = tuple[str, str]
"""Kind and value in normal form."""


def load_ranges(path: Path) -> list[dict]:
    """Read Ofcom's ranges of numbers for drama: area, first, last (national form)."""
    return json.loads(path.read_text())["ranges"]


def allot(
    organisations: pd.DataFrame, ranges: list[dict], seed: int
) -> tuple[dict[str, list[Contact]], dict[str, Contact]]:
    """Give every organisation its contacts.

    Parameters
    ----------
    organisations
        Planned organisations.
    ranges
        Ofcom's ranges.
    seed
        The study's seed.

    Returns
    -------
    own
        Organisation to its contacts, telephones first, in the order in which a churning organisation uses them.
    shared
        Organisation to the receptionist's number it shares with others it has nothing else to do with.

    Raises
    ------
    ValueError
        If the ranges hold fewer numbers than the market needs.
    """
    rng = np.random.default_rng([seed, MODULE])
    mobiles, landlines = _numbers(rng, ranges)
    names = _names(rng)
    own: dict[str, list[Contact]] = {}
    for one in organisations.itertuples():
        first = landlines if one.kind == "agency" and rng.random() < 0.5 else mobiles
        phones = [_next(first, landlines)]
        phones += [_next(mobiles, landlines) for _ in range(_more_phones(rng, one.kind, one.adverts))]
        emails, handles = _more(rng, one.kind, one.adverts)
        own[one.organisation] = (
            [("phone", number) for number in phones]
            + [("email", f"{next(names)}@{DOMAINS[rng.integers(len(DOMAINS))]}") for _ in range(emails)]
            + [("handle", f"@{next(names)}") for _ in range(handles)]
        )
    alone = organisations.loc[organisations["kind"].isin(["independent", "duo"]), "organisation"].to_numpy()
    groups = min(max(1, round(SHARED_PER_ORGANISATION * len(organisations))), len(alone) // SHARED_BY)
    chosen = rng.permutation(alone)[: groups * SHARED_BY]
    shared: dict[str, Contact] = {}
    for group in np.array_split(chosen, groups) if groups else []:
        number = ("phone", _next(mobiles, landlines))
        shared |= {organisation: number for organisation in group}
    return own, shared


def carry(
    adverts: pd.DataFrame, own: dict[str, list[Contact]], shared: dict[str, Contact], seed: int
) -> list[list[Contact]]:
    """Choose the one to three contacts that each advert carries, in the adverts' order.

    Covert networks and agencies go through their telephones in time; the others use all they have. A post
    on the social feed often repeats the contacts of the advert the organisation placed before it.
    """
    rng = np.random.default_rng([seed, MODULE, 1])
    total = adverts["organisation"].value_counts()
    used: dict[str, int] = {}
    last: dict[str, list[Contact]] = {}
    carried = []
    for one in adverts.itertuples():
        place = used.get(one.organisation, 0)
        used[one.organisation] = place + 1
        if one.platform == "social" and one.organisation in last and rng.random() < 0.5:
            carried.append(list(last[one.organisation]))
            continue
        contacts = own[one.organisation]
        phones = [contact for contact in contacts if contact[0] == "phone"]
        others = [contact for contact in contacts if contact[0] != "phone"]
        if one.kind == "covert" and len(phones) > 1:
            now = (place + rng.normal(0, 3)) / total[one.organisation] * len(phones)
            phone = phones[int(np.clip(now, 0, len(phones) - 1))]
        elif one.kind == "agency":  # the receptionist's number, now and then another
            phone = phones[0] if rng.random() < RECEPTIONIST else phones[rng.integers(len(phones))]
        else:
            phone = phones[rng.integers(len(phones))]
        pool = [contact for contact in phones if contact != phone] * (one.kind != "covert") + others
        if one.organisation in shared and rng.random() < RECEPTIONIST:
            pool, phone = [phone, *others], shared[one.organisation]
        extra = int(rng.choice(3, p=[0.68, 0.24, 0.08]))
        first = others[rng.integers(len(others))] if others and rng.random() < 0.08 else phone
        rest = [contact for contact in pool if contact != first]
        picks = rng.permutation(len(rest))[:extra]
        carried.append([first, *(rest[pick] for pick in picks)])
        last[one.organisation] = carried[-1]
    return carried


def write(contact: Contact, hidden: bool, platform: str, rng: np.random.Generator) -> tuple[str, str, str]:
    """Write a contact as it stands in the advert.

    Returns
    -------
    written
        The text. If it is split, its second half.
    title
        The half that goes into the title, or "".
    hiding
        How it was written: one of `OPEN` or of `HIDDEN` for its kind.
    """
    kind, value = contact
    modes = [mode for mode in HIDDEN[kind] if not (mode == "split" and platform == "social")]
    if kind == "phone":
        digits = "0" + value.removeprefix("44")
        if not hidden:
            mode = OPEN[rng.choice(3, p=[0.45, 0.4, 0.15])]
            return (
                {
                    "plain": digits,
                    "spaced": f"{digits[:5]} {digits[5:]}",
                    "international": f"+44 {digits[1:5]} {digits[5:]}",
                }[mode],
                "",
                mode,
            )
        mode = modes[rng.integers(len(modes))]
        if mode == "split":
            return digits[5:], digits[:5], mode
        return _hide_phone(digits, mode, rng), "", mode
    if not hidden:
        return value, "", "plain"
    mode = modes[rng.integers(len(modes))]
    if mode == "zero_width":
        middle = len(value) // 2
        return value[:middle] + ZERO_WIDTH + value[middle:], "", mode
    if kind == "email":
        name, domain = value.split("@")
        if mode == "at_dot":
            return f"{name} (at) {domain.replace('.', ' (dot) ')}", "", mode
        return f"{name} @ {domain.replace('.', ' . ')}", "", mode
    if mode == "no_sign":
        return f"{('insta', 'snap', 'tele', 'user name')[rng.integers(4)]} {value[1:]}", "", mode
    return value.replace("@", "@ ").replace("_", " _ "), "", mode


def _hide_phone(digits: str, mode: str, rng: np.random.Generator) -> str:
    if mode == "separators":
        marks = (".", "-", "/", "*", " . ", "_", " - ")
        mark = marks[rng.integers(len(marks))]
        step = int(rng.integers(1, 4))
        return mark.join(digits[place : place + step] for place in range(0, len(digits), step))
    if mode == "spelled":
        return " ".join(DIGITS[int(digit)] for digit in digits)
    if mode == "mixed":
        chosen = rng.random(len(digits)) < 0.45
        chosen[rng.integers(len(digits))] = True
        return " ".join(DIGITS[int(digit)] if spell else digit for digit, spell in zip(digits, chosen, strict=True))
    if mode == "emoji":
        return "".join(f"{digit}\ufe0f\u20e3" for digit in digits)
    if mode == "circled":
        return "".join("\u24ea" if digit == "0" else chr(0x2460 + int(digit) - 1) for digit in digits)
    if mode == "fullwidth":
        return "".join(chr(0xFF10 + int(digit)) for digit in digits)
    if mode == "lookalike":
        one = "lI|"[rng.integers(3)]
        return f"{digits[:5]} {digits[5:]}".replace("0", "oO"[rng.integers(2)]).replace("1", one)
    return ZERO_WIDTH.join(digits)  # zero_width


def _numbers(rng: np.random.Generator, ranges: list[dict]) -> tuple[Iterator[str], Iterator[str]]:
    mobiles, landlines = [], []
    for part in ranges:
        if part["area"] in UNUSED:
            continue
        numbers = [f"44{number}" for number in range(int(part["first"]), int(part["last"]) + 1)]
        (mobiles if part["area"] == "Mobile" else landlines).extend(numbers)
    return iter(rng.permutation(mobiles).tolist()), iter(rng.permutation(landlines).tolist())


def _next(first: Iterator[str], otherwise: Iterator[str]) -> str:
    number = next(first, None) or next(otherwise, None)
    if number is None:
        raise ValueError(
            "the drama ranges hold too few numbers for a market of this size; lower market.organisations (large "
            "organisations use several numbers) or add ranges to corpus.drama_ranges"
        )
    return number


def _more_phones(rng: np.random.Generator, kind: str, adverts: int) -> int:
    if kind == "agency":
        return min(1 + adverts // 20, 4)
    if kind == "covert":
        return min(max(1, round(adverts / 9)), 9)
    return int(kind == "touring" and rng.random() < 0.3)


def _more(rng: np.random.Generator, kind: str, adverts: int) -> tuple[int, int]:
    """Give the numbers of e-mail addresses and handles."""
    email, handle = {
        "independent": (0.2, 0.25), "duo": (0.2, 0.3), "touring": (0.25, 0.4),
        "agency": (0.8, 0.5), "covert": (0.2, 0.4), "scam": (0.5, 0.7),
    }[kind]  # fmt: skip
    handles = int(rng.random() < handle) * (2 if kind == "covert" and adverts > 30 else 1)
    return int(rng.random() < email), handles


def _names(rng: np.random.Generator) -> Iterator[str]:
    """Yield names for addresses and handles, each once."""
    seen = set()
    while True:
        first, second = rng.integers(len(WORDS), size=2)
        name = f"{WORDS[first]}{WORDS[second]}_{rng.integers(10, 100)}"
        if first != second and name not in seen:
            seen.add(name)
            yield name
