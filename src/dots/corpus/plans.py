"""What must go from the archive before an advert, a contact or a batch is forgotten: looked up, nothing changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from dots.adapters import Sites
from dots.corpus import dialling, mentions, pieces
from dots.corpus.mentions import Sought
from dots.corpus.pieces import UNREADABLE, Piece

BATCH = "batch"
MENDED = "revisit mended"
Place = tuple[str, int]
"""File within the package and number of the record within the file."""


@dataclass
class Plan:
    """What happens to one batch.

    Attributes
    ----------
    batch, path
        Its name and its sealed package.
    counts
        Records that go, by WARC-Type, and revisit records that are mended.
    drop
        Records that go.
    answer
        Revisit records that become responses, each with the page of a batch that goes for which it stood.
    refer
        Revisit records that must refer to another copy of their page, each with that copy's date.
    whole
        Whether nothing of the batch is left.
    """

    batch: str
    path: Path
    counts: Counter = field(default_factory=Counter)
    drop: set[Place] = field(default_factory=set)
    answer: dict[Place, Piece] = field(default_factory=dict)
    refer: dict[Place, str] = field(default_factory=dict)
    whole: bool = False

    @property
    def touched(self) -> bool:
        """Whether anything of the batch changes."""
        return self.whole or bool(self.drop or self.answer or self.refer)


@dataclass
class _Seen:
    """Pages seen so far, by address and payload digest: copies that go, and the date of the first that stays."""

    gone: dict[tuple[str, str], Piece] = field(default_factory=dict)
    stays: dict[tuple[str, str], str] = field(default_factory=dict)


def make(
    paths: dict[str, Path], opened: Callable[[str], Path], sought: Sought, sites: Sites, ranges: dialling.Plan
) -> list[Plan]:
    """Find in every batch what must go.

    A page goes if it holds or links to what is sought, and with it its request and every revisit record that stands for
    it. If a whole batch goes, later revisit records that stand for its pages take over their content: the server did
    send them again. If anything goes, what cannot be read goes with it, as nobody can say what it holds.

    Parameters
    ----------
    paths
        Name of each batch to its sealed package, in the order of time.
    opened
        Gives the package of a batch in clear; called once or twice for each.
    sought
        What is to be forgotten; a batch as field `batch` and its name.
    sites
        The study's adapters.
    ranges
        Telephone number ranges accepted besides those in use.

    Returns
    -------
    list of Plan
        One for each batch, touched or not.
    """
    if sought.field == mentions.ADVERT:
        for batch in paths:
            sought = mentions.learn(sought, pieces.read(opened(batch)), sites)
    seen = _Seen()
    plans = [
        _plan(Plan(batch, path), pieces.read(opened(batch)), sought, sites, ranges, seen)
        for batch, path in paths.items()
    ]
    if not any(plan.counts.total() > plan.counts[UNREADABLE] for plan in plans):
        return [Plan(plan.batch, plan.path) for plan in plans]
    return plans


def _plan(plan: Plan, read: Iterator[Piece], sought: Sought, sites: Sites, ranges: dialling.Plan, seen: _Seen) -> Plan:
    plan.whole = sought == Sought(BATCH, plan.batch)
    tied: list[tuple[Place, Piece]] = []
    gone: set[str] = set()
    stay = 0
    for piece in read:
        place = (piece.file, piece.number)
        if piece.kind == "warcinfo":
            continue
        if piece.kind == UNREADABLE or plan.whole or _goes(piece, sought, seen, sites, ranges):
            plan.drop.add(place)
            plan.counts[piece.kind] += 1
            gone |= {piece.identifier, piece.partner, piece.address if piece.kind == "response" else ""}
            if piece.kind == "response":
                seen.gone.setdefault(piece.payload, replace(piece, block=b"", page=None))
        elif piece.kind in ("response", "revisit"):
            stay += 1
            _stays(piece, place, plan, seen, mend=sought.field == BATCH)
        else:
            tied.append((place, replace(piece, block=b"", raw=b"")))
    for place, piece in tied:
        if {piece.identifier, piece.partner or piece.address} & (gone - {""}):
            plan.drop.add(place)
            plan.counts[piece.kind] += 1
    plan.whole |= bool(plan.drop) and not stay
    return plan


def _goes(piece: Piece, sought: Sought, seen: _Seen, sites: Sites, ranges: dialling.Plan) -> bool:
    if sought.field == BATCH:
        return False
    return piece.kind == "revisit" and piece.payload in seen.gone or mentions.mentioned(piece, sought, sites, ranges)


def _stays(piece: Piece, place: Place, plan: Plan, seen: _Seen, *, mend: bool) -> None:
    """Note a page that stays; see that a revisit record does not refer to a page that goes."""
    key, date = piece.payload, piece.date
    if piece.kind == "revisit" and mend and key in seen.gone:
        if key not in seen.stays:
            plan.answer[place] = seen.gone[key]
            seen.stays[key] = date
        elif piece.headers.get("warc-refers-to-date") == seen.gone[key].date:
            plan.refer[place] = seen.stays[key]
        else:
            return
        plan.counts[MENDED] += 1
    elif piece.kind == "response":
        seen.stays.setdefault(key, date)
