"""Who has which telephone numbers, e-mail addresses and handles, over the whole market.

Numbers come only from the ranges Ofcom sets aside for drama; addresses only from the example domains of RFC 2606. No
two organisations share a contact, but for the receptionists' numbers that are planted to. The ranges hold some 20,000
numbers. When they do not suffice, organisations use fewer numbers, and when not even one each is left, the others use
names (handles or addresses) in their place.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from dots.market.organisations import Plan

MODULE = 1003
# Streams of this module, before a block's number: NumPy gives [a, b] and [a, b, 0] one and the same stream
WHO, LIVES, WHICH = 1, 2, 3
# fmt: off
WORDS = (
    "moon", "rose", "velvet", "silver", "lily", "amber", "jade", "pearl", "ivory", "sunny",
    "honey", "ruby", "star", "dream", "crystal", "cherry", "willow", "misty", "coral", "scarlet",
)
# fmt: on
UNUSED = ("Premium rate",)

# ASSUME all shares below are invented: no published table gives them
EMAIL = {"independent": 0.2, "duo": 0.2, "touring": 0.25, "agency": 0.8, "covert": 0.2, "scam": 0.5}
"""Chance that an organisation has an e-mail address."""
HANDLE = {"independent": 0.25, "duo": 0.3, "touring": 0.4, "agency": 0.5, "covert": 0.4, "scam": 0.7}
"""Chance that it has a handle; a covert network without either gets one, or its cells would have nothing in common."""
SECOND_LINE = 0.3
"""Chance that a touring independent keeps two telephones."""
WORKERS_PER_LINE, MOST_LINES = 6, 6
PACE = {"scam": 2.0}
"""How much faster than `number_life` says numbers are replaced."""
MAIN_PACE = 1 / 3
"""The same for an agency's receptionist."""
ADVERTS_PER_NUMBER, MOST_NUMBERS = 2, 40
LANDLINE = 0.5
"""Chance that an agency's numbers are landlines."""
MOST_SHARED = 0.2
"""Largest share of all numbers that receptionists may take."""


@dataclass(frozen=True)
class Allotment:
    """Who has which contacts. Arrays have one element an organisation, in the plan's order.

    Attributes
    ----------
    numbers
        All numbers in normal form: those of receptionists, then other mobiles, then the others.
    first, phones
        An organisation's numbers are `numbers[first : first + phones]`.
    lines
        How many numbers it uses at once.
    wanted
        How many numbers it would use if there were enough.
    receptionist
        Position in `numbers` of the receptionist whom it shares with strangers, or -1.
    names, emails, handles
        Its addresses and handles are names number `names` and following: `emails` addresses, `handles` handles, and
        then `wanted` names in place of telephones if it has none.
    bits, factors
        The scramble that makes a name of its number.
    """

    numbers: list[str]
    first: np.ndarray
    phones: np.ndarray
    lines: np.ndarray
    wanted: np.ndarray
    receptionist: np.ndarray
    names: np.ndarray
    emails: np.ndarray
    handles: np.ndarray
    bits: int
    factors: tuple[int, int]

    @property
    def without_phone(self) -> int:
        """Organisations without a telephone, not even a receptionist's."""
        return int(((self.phones == 0) & (self.receptionist < 0)).sum())

    def stated(self) -> dict[str, int]:
        """State what was allotted, for the parameters of the market."""
        sharing = self.receptionist[self.receptionist >= 0]
        return {
            "numbers_available": len(self.numbers),
            "numbers_wanted": int(self.wanted.sum()),
            "numbers_allotted": int(self.phones.sum()),
            "fewer_numbers": int(((self.phones > 0) & (self.phones < self.wanted)).sum()),
            "without_phone": self.without_phone,
            "receptionists": len(np.unique(sharing)),
            "sharing_a_receptionist": len(sharing),
        }


def load_ranges(path: Path) -> list[dict]:
    """Read Ofcom's ranges of numbers for drama: area, first, last (national form)."""
    return json.loads(path.read_text())["ranges"]


def allot(plan: Plan, ranges: list[dict]) -> Allotment:
    """Give every organisation its contacts.

    Parameters
    ----------
    plan
        Planned organisations, settings (`number_life`, `receptionist_share`, `receptionist_size`) and seed.
    ranges
        Ofcom's ranges.

    Raises
    ------
    ValueError
        If the ranges hold no number that may be used.
    """
    rng = np.random.default_rng([plan.seed, MODULE, WHO])
    organisations, settings = plan.organisations, plan.settings
    kind = organisations["kind"].to_numpy()
    mobiles, others = _numbers(rng, ranges)
    numbers = [*mobiles, *others]
    lines = _lines(rng, organisations)
    wanted = _wanted(rng, organisations, lines, settings["number_life"])
    receptionist = _receptionists(rng, kind, settings, len(numbers))
    shared = int(receptionist.max(initial=-1)) + 1
    phones = ration(rng, wanted, len(numbers) - shared)
    emails = (rng.random(len(kind)) < _by_kind(kind, EMAIL)).astype(np.int8)
    handles = (rng.random(len(kind)) < _by_kind(kind, HANDLE)).astype(np.int8)
    handles[(kind == "covert") & (emails + handles == 0)] = 1
    names = emails + handles + np.where(phones == 0, wanted, 0)
    return Allotment(
        numbers,
        _places(rng, kind, phones, shared, len(numbers)),
        phones,
        np.minimum(lines, np.where(phones > 0, phones, wanted)).astype(np.int8),
        wanted,
        receptionist,
        (np.cumsum(names) - names).astype(np.int32),
        emails,
        handles,
        max(15, math.ceil(math.log2(names.sum() + 2))),
        tuple(int(one) * 2 + 1 for one in rng.integers(2**20, 2**28, size=2)),
    )


def name(allotment: Allotment, number: int) -> str:
    """Give the name with a number from 0: two words and digits, no two alike.

    A multiplication by an odd number and a shift of upper bits into lower ones can both be undone, so different numbers
    have different names.
    """
    mask = (1 << allotment.bits) - 1
    half = (allotment.bits + 1) // 2
    for factor in allotment.factors:
        number = (number + 1) * factor & mask
        number ^= number >> half
    number, first = divmod(number, len(WORDS))
    number, step = divmod(number, len(WORDS) - 1)
    return f"{WORDS[first]}{WORDS[(first + 1 + step) % len(WORDS)]}_{number + 10}"


def ration(rng: np.random.Generator, wanted: np.ndarray, supply: int) -> np.ndarray:
    """Share numbers out: all that are wanted, or else at most so many each that they suffice, or else one to some.

    Parameters
    ----------
    rng
        Decides who gets what is left over.
    wanted
        Numbers that each organisation wants, at least one.
    supply
        Numbers there are.
    """
    if wanted.sum() <= supply:
        return wanted
    most = 0
    while np.minimum(wanted, most + 1).sum() <= supply:
        most += 1
    given = np.minimum(wanted, most)
    eager = np.flatnonzero(wanted > most)
    given[rng.permutation(eager)[: supply - given.sum()]] += 1
    return given


def _numbers(rng: np.random.Generator, ranges: list[dict]) -> tuple[list[str], list[str]]:
    """List mobiles and other numbers in random order, each once."""
    mobiles, others = {}, {}
    for part in ranges:
        if part["area"] not in UNUSED:
            found = (f"44{number}" for number in range(int(part["first"]), int(part["last"]) + 1))
            (mobiles if part["area"] == "Mobile" else others).update(dict.fromkeys(found))
    if not mobiles and not others:
        raise ValueError("corpus.drama_ranges: the file holds no number that may be used; add Ofcom's ranges for drama")
    fixed = [number for number in others if number not in mobiles]
    return rng.permutation(list(mobiles)).tolist(), rng.permutation(fixed).tolist()


def _by_kind(kind: np.ndarray, values: dict[str, float], otherwise: float = 0.0) -> np.ndarray:
    return pd.Series(kind).map(values).fillna(otherwise).to_numpy(float)


def _lines(rng: np.random.Generator, organisations: pd.DataFrame) -> np.ndarray:
    """Give the numbers an organisation uses at once: one for a cell, one for some workers of an agency."""
    kind, workers = organisations["kind"].to_numpy(), organisations["workers"].to_numpy()
    cells = np.clip(organisations["controllers"].to_numpy(), 1, workers)
    second = (kind == "touring") & (rng.random(len(kind)) < SECOND_LINE)
    lines = np.where(kind == "covert", cells, np.where(kind == "agency", 1 + workers // WORKERS_PER_LINE, 1 + second))
    return np.minimum(lines, MOST_LINES)


def _wanted(rng: np.random.Generator, organisations: pd.DataFrame, lines: np.ndarray, life: float) -> np.ndarray:
    """Give the numbers an organisation uses in its time: its lines, and replacements at the rate of their lives."""
    kind = organisations["kind"].to_numpy()
    span = np.maximum(organisations["left"] - organisations["arrived"], 1).to_numpy()
    parallel = _by_kind(kind, PACE, 1.0) * lines - np.where(kind == "agency", 1 - MAIN_PACE, 0.0)
    wanted = lines + rng.poisson(span / life * parallel)
    most = np.minimum(-(-organisations["adverts"].to_numpy() // ADVERTS_PER_NUMBER), MOST_NUMBERS)
    return np.clip(wanted, 1, most).astype(np.int32)


def _receptionists(rng: np.random.Generator, kind: np.ndarray, settings: dict, supply: int) -> np.ndarray:
    """Draw the groups of strangers who share a receptionist: the group's number for each organisation, or -1."""
    alone = np.flatnonzero(np.isin(kind, ["independent", "duo"]))
    share, size = settings["receptionist_share"], min(settings["receptionist_size"], len(alone))
    groups = np.full(len(kind), -1, np.int32)
    if share > 0 and size > 1:
        # Even a small market has one; there may be no more than the ranges can bear
        count = max(1, min(round(share * len(alone) / size), len(alone) // size, int(MOST_SHARED * supply)))
        groups[rng.permutation(alone)[: count * size]] = np.repeat(np.arange(count), size)
    return groups


def _places(rng: np.random.Generator, kind: np.ndarray, phones: np.ndarray, shared: int, supply: int) -> np.ndarray:
    """Say where each organisation's run of numbers begins; those with landlines count from the end of the list."""
    landline = (kind == "agency") & (rng.random(len(kind)) < LANDLINE)
    order = rng.permutation(len(kind))
    first = np.zeros(len(kind), np.int32)
    mobile, fixed = order[~landline[order]], order[landline[order]]
    first[mobile] = shared + np.cumsum(phones[mobile]) - phones[mobile]
    first[fixed] = supply - np.cumsum(phones[fixed])
    return first
