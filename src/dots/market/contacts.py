"""Which contacts each advert carries, and for how long an organisation uses a number before it replaces it.

An organisation with several lines uses several numbers at once: an agency its receptionist's and others, a covert
network one for each cell. Each line goes through its numbers in time; an old number lives on for some days beside the
new one. What a covert network's cells have in common are an address or handle, on some of their adverts, and adverts
that hand over from one number to the next: so it can be put together again in principle.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import pandas as pd

from dots.market.allotment import LIVES, MAIN_PACE, MODULE, WHICH, Allotment, allot, load_ranges, name
from dots.market.draws import Draws
from dots.market.hiding import Contact
from dots.market.organisations import Plan

__all__ = ["Allotment", "Contact", "allot", "carry", "load_ranges"]

DOMAINS = ("example.com", "example.org", "example.net")
# ASSUME all shares below are invented: no published table gives them
EVEN = 0.3
"""Least life of a number against the mean of the exponential part."""
OVERLAP = 14
"""Days for which an old number is still used beside its replacement; at most a quarter of a number's life."""
HANDOVER = 0.3
"""Share of adverts within that time that carry the old and the new number."""
MAIN = 0.6
"""Share of an agency's adverts with its receptionist's number."""
RECEPTIONIST = 0.6
"""Share of adverts with the number of the receptionist whom their organisation shares with strangers."""
BRIDGE = 0.25
"""Share of a covert network's adverts that carry an address or handle which all of its cells share."""
REPEATED = 0.5
"""Chance that a post on the feed repeats the contacts of the last advert of its organisation (or cell)."""
TWINNED = 0.85
"""Chance that a cross-post keeps the contacts of the advert it repeats."""
OTHER_FIRST = 0.08
"""Chance that an advert (of no covert network) leads with an address or handle in place of a telephone."""
ADDRESSED = 0.35
"""Chance that an organisation without a telephone uses addresses in its place, not handles."""
EXTRA = (0.68, 0.92)
"""Chances that an advert carries no other contact, and at most one."""
MOST_CARRIED = 3


class Line(NamedTuple):
    """Contacts that replace one another, and the day on which each begins."""

    contacts: list[Contact]
    begins: list[int]


class Owner(NamedTuple):
    """What an organisation has: lines, other contacts, perhaps a stranger's receptionist, and each contact's period."""

    kind: str
    lines: list[Line]
    others: list[Contact]
    receptionist: Contact | None
    periods: dict[Contact, tuple[float, float]]


def carry(frame: pd.DataFrame, allotment: Allotment, plan: Plan, block: int) -> list[list[Contact]]:
    """Choose the contacts that each advert of a block carries, in the adverts' order: none, or one to three.

    Parameters
    ----------
    frame
        Adverts of the block: organisation, person, platform, day, twin.
    allotment, plan, block
        Who has which contacts; the plan and the number of the block.

    Notes
    -----
    A share `missing_contact` of adverts carries none. A cross-post mostly keeps the contacts of the advert it repeats,
    and a post on the feed often repeats those of its organisation's (or cell's) last advert, as long as they are used.
    """
    missing = plan.settings["missing_contact"]
    overlap = _overlap(plan.settings["number_life"])
    owners = _owners(allotment, plan, block, overlap)
    draws = Draws(plan.seed, MODULE, WHICH, block)
    columns = [frame[column].tolist() for column in ("organisation", "person", "platform", "day", "twin")]
    adverts = list(zip(*columns, strict=True))
    carried: list[list[Contact]] = [[]] * len(adverts)
    last: dict[tuple[str, int], list[Contact]] = {}
    for place in _twins_last(columns[-1]):
        organisation, person, platform, day, twin = adverts[place]
        owner = owners[organisation]
        cell = (organisation, person % len(owner.lines) if owner.kind == "covert" else 0)
        kept = None
        if twin >= 0 and draws.chance() < TWINNED:
            kept = carried[twin]
        elif draws.chance() < missing:
            kept = []
        elif platform == "social" and draws.chance() < REPEATED:
            kept = last.get(cell)
        if kept is None or not _in_use(kept, owner, day):
            kept = _pick(owner, cell[1], day, overlap, draws)
        carried[place] = list(kept)
        if kept:
            last[cell] = kept
    return carried


def _overlap(life: float) -> int:
    return max(1, min(OVERLAP, int(life) // 4))


def _owners(allotment: Allotment, plan: Plan, block: int, overlap: int) -> dict[str, Owner]:
    """Give what each organisation of a block has, and when."""
    draws = Draws(plan.seed, MODULE, LIVES, block)
    part = plan.block(block)
    fields = zip(part.index, *(part[column] for column in ("organisation", "kind", "arrived", "left")), strict=True)
    return {
        organisation: _owner(allotment, place, kind, arrived, left, overlap, draws)
        for place, organisation, kind, arrived, left in fields
    }


def _owner(allotment: Allotment, place: int, kind: str, arrived: int, left: int, overlap: int, draws: Draws) -> Owner:
    first, phones, emails, handles = (
        int(array[place]) for array in (allotment.first, allotment.phones, allotment.emails, allotment.handles)
    )
    number = int(allotment.names[place])
    others = [_email(allotment, number + one) for one in range(emails)]
    others += [_handle(allotment, number + emails + one) for one in range(handles)]
    if phones:
        contacts = [("phone", one) for one in allotment.numbers[first : first + phones]]
    else:
        named = _email if draws.chance() < ADDRESSED else _handle
        start = number + emails + handles
        contacts = [named(allotment, one) for one in range(start, start + int(allotment.wanted[place]))]
    lines = [
        Line(used, _begins(arrived, left, len(used), draws))
        for used in _share_out(contacts, int(allotment.lines[place]), kind, draws)
    ]
    periods = {
        contact: (begin, end + overlap)
        for line in lines
        for contact, begin, end in zip(
            line.contacts, [-math.inf, *line.begins[1:]], [*line.begins[1:], math.inf], strict=True
        )
    }
    hub = int(allotment.receptionist[place])
    return Owner(kind, lines, others, ("phone", allotment.numbers[hub]) if hub >= 0 else None, periods)


def _email(allotment: Allotment, number: int) -> Contact:
    return "email", f"{name(allotment, number)}@{DOMAINS[number % len(DOMAINS)]}"


def _handle(allotment: Allotment, number: int) -> Contact:
    return "handle", f"@{name(allotment, number)}"


def _share_out(contacts: list[Contact], lines: int, kind: str, draws: Draws) -> list[list[Contact]]:
    """Give each line one contact, and every further one to a line in proportion to how fast it replaces them."""
    parts = [[contact] for contact in contacts[:lines]]
    main = MAIN_PACE if kind == "agency" else 1.0
    total = main + lines - 1
    for contact in contacts[lines:]:
        drawn = draws.chance() * total
        parts[0 if drawn < main else 1 + int(drawn - main)].append(contact)
    return parts


def _begins(arrived: int, left: int, count: int, draws: Draws) -> list[int]:
    """Draw the days on which a line's contacts begin: lives are exponential above a least one, and fill the time."""
    if count == 1:
        return [arrived]
    ends = list(accumulate(EVEN - math.log(1 - draws.chance()) for _ in range(count)))
    return [arrived, *(arrived + int((left - arrived) * end / ends[-1]) for end in ends[:-1])]


def _twins_last(twins: Sequence[int]) -> Iterator[int]:
    """Yield all places, each after the one it repeats."""
    seen = [False] * len(twins)
    for place in range(len(twins)):
        chain = []
        while place >= 0 and not seen[place]:
            seen[place] = True
            chain.append(place)
            place = twins[place]
        yield from reversed(chain)


def _in_use(contacts: Iterable[Contact], owner: Owner, day: int) -> bool:
    always = (-math.inf, math.inf)
    return all(begin <= day < end for begin, end in (owner.periods.get(contact, always) for contact in contacts))


def _pick(owner: Owner, cell: int, day: int, overlap: int, draws: Draws) -> list[Contact]:
    """Choose one to three contacts that are in use on a day."""
    lines, others = owner.lines, owner.others
    if owner.kind == "covert":  # each cell its own number
        now = _current(lines[cell], day, overlap, draws)
        return [*now, draws.one(others)] if draws.chance() < BRIDGE else now
    use = 0 if len(lines) == 1 or owner.kind == "agency" and draws.chance() < MAIN else draws.below(len(lines))
    now = _current(lines[use], day, overlap, draws)
    pool = others + [_newest(line, day) for place, line in enumerate(lines) if place != use]
    if owner.receptionist and draws.chance() < RECEPTIONIST:
        now, pool = [owner.receptionist], pool + now
    elif others and draws.chance() < OTHER_FIRST:
        first = draws.below(len(others))
        now, pool = [pool[first]], pool[:first] + pool[first + 1 :]
    if pool and (extra := bisect(EXTRA, draws.chance())):
        now = now + draws.some(pool, extra)
    return now[:MOST_CARRIED]


def _newest(line: Line, day: int) -> Contact:
    return line.contacts[max(bisect(line.begins, day) - 1, 0)]


def _current(line: Line, day: int, overlap: int, draws: Draws) -> list[Contact]:
    """Give the number in use; while one replaces another, the old, the new, or both."""
    place = max(bisect(line.begins, day) - 1, 0)
    if place and day < line.begins[place] + overlap:
        drawn = draws.chance()
        if drawn < HANDOVER:
            return line.contacts[place - 1 : place + 1]
        if drawn < (1 + HANDOVER) / 2:
            return [line.contacts[place - 1]]
    return [line.contacts[place]]
