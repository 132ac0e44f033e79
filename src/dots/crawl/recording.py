"""The state of a crawl on disk, which is the archive itself: one spool a wave, sealed from its first byte.

A crawl that was stopped anywhere goes on from here: a wave that ended is kept, and in one that did not what was
recorded is answered from the spool in place of the network, so that the same links are found and only what is missing
is asked for. The first frame of a spool is the warcinfo record, which says what crawl it belongs to; the last frame of
a wave that ended holds its outcomes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from scrapy import Request
from scrapy.http import Response

from dots.crawl import exchanges, spool
from dots.crawl.spent import SUFFIX as SPENT
from dots.crawl.spent import Spent
from dots.governance import vault

SUFFIX = ".spool"
LARGEST = 500_000
"""Addresses whose content is remembered, so that an unchanged page becomes a revisit record: some 200 MB."""
AGAIN = {408, 429, *range(500, 600)}
"""Answers that are failures, so that a crawl that goes on asks again."""
# SOURCE RFC 9309, 2.4: robots.txt is not used for more than 24 hours
ROBOTS_LIFE = timedelta(hours=24)
BELONGS, OUTCOMES = "crawl", "outcomes"


class Original(NamedTuple):
    """The last full answer of an address: digest of its content, its date, and where its frame is."""

    content: bytes
    digest: str
    date: str
    day: str
    offset: int


class Wave:
    """One wave of a crawl, being recorded or to be gone on with.

    Attributes
    ----------
    day, path
        Its day, and its spool.
    outcomes
        How its requests ended (`dots.crawl.outcomes.table`), if the wave has ended; else None.
    found
        Address and status of every answer that was in the spool when the crawl began.
    cut
        Bytes of a torn frame that were cut off.
    broken
        The error that ended recording, or None.
    spent
        What it has taken of its limits (`dots.crawl.spent.Spent`).
    final
        Whether nothing more may be asked for, so that a robots.txt has no age.
    """

    def __init__(self, crawl: Recording, day: str):
        self.crawl, self.day, self.path = crawl, day, crawl.folder / f"{day}{SUFFIX}"
        self.keys = vault.batch(crawl.keys, day)
        self.outcomes: pd.DataFrame | None = None
        self.found: list[tuple[str, int]] = []
        self.cut = 0
        self.broken: OSError | None = None
        self.final = False
        self._received = 0
        self._answers: dict[int, tuple[int, Original | None]] = {}
        self._spool: spool.Spool | None = None
        if self.path.exists():
            self.cut = spool.cut(self.path)
            self._read()
        self.spent = Spent(self.path.with_suffix(SPENT), len(self.pages), self._received)

    @property
    def pages(self) -> set[str]:
        """Addresses that are in the spool already, robots.txt left out: they count towards the wave's limits."""
        return {address for address, _ in self.found if not address.endswith("/robots.txt")}

    def begin(self) -> None:
        """Open the spool for recording."""
        new = not self.path.exists()
        if new:
            self.crawl._begin()
        self._spool = spool.Spool(self.path, self.keys)
        if new or not self._spool.size:
            self._spool.append(exchanges.write_fields("warcinfo", warc_name(self.day), self.crawl.about(self.day)))
        self.spent.begin()

    def record(self, request: Request, response: Response) -> None:
        """Record an exchange.

        Raises
        ------
        OSError
            If it cannot be written; nothing more can be recorded then.
        """
        content = hashlib.sha256(response.body).digest()[:16]
        known = self.crawl._known(response.url)
        same = bool(response.body) and known is not None and known.content == content
        digest, date = known.digest if same else exchanges.payload_digest(response.body), exchanges.now()
        frame = exchanges.write(request, response, digest=digest, date=date, original=known.date if same else "")
        offset = self._spool.append(frame)
        self.crawl._note(response.url, known if same else Original(content, digest, date, self.day, offset))

    def holds(self, address: str) -> bool:
        """Tell whether `replay` has an answer for an address."""
        return _key(address) in self._answers

    def replay(self, address: str) -> Response | None:
        """Give the last answer that the spool holds for an address, unless it is a failure or an old robots.txt."""
        offset, original = self._answers.get(_key(address), (None, None))
        if offset is None:
            return None
        answer = exchanges.read(spool.read(self.path, self.keys, offset))
        if answer.address != address or (not self.final and _stale(answer)):
            return None
        if answer.kind == "response":
            return answer.response(answer.body)
        return answer.response(self.crawl._content(original))

    def end(self, outcomes: pd.DataFrame) -> None:
        """Record how the requests of the wave ended, and close the spool.

        Raises
        ------
        OSError
            If recording broke off before.
        """
        if self.broken:
            self.close()
            raise self.broken
        rows = outcomes.sort_values(["host", "kind", "outcome"]).to_dict("records")
        self._spool.append(exchanges.write_fields("metadata", warc_name(self.day), {OUTCOMES: rows}))
        self.close()
        self.outcomes = outcomes

    def close(self) -> None:
        """Close the spool; the wave can be gone on with."""
        self.spent.close()
        if self._spool:
            self._spool.close()
            self._spool = None

    def frames(self) -> Iterator[tuple[int, bytes]]:
        """Give the wave's frames and where each begins; together they are its WARC file."""
        return spool.frames(self.path, self.keys)

    def _read(self) -> None:
        """Find out what the spool holds."""
        self.crawl._begin()
        for offset, content in self.frames():
            if not offset:
                self.crawl._check(self.path, exchanges.read_fields(content)[1])
                continue
            answer = exchanges.read(content)
            if answer is None:
                rows = json.loads(exchanges.read_fields(content)[1][OUTCOMES])
                self.outcomes = pd.DataFrame(rows, columns=["host", "kind", "outcome", "requests"])
                continue
            original = self.crawl._known(answer.address)
            if answer.kind == "response":
                content = hashlib.sha256(answer.body).digest()[:16]
                original = Original(content, answer.digest, answer.date, self.day, offset)
            self.crawl._note(answer.address, original)
            self._answers[_key(answer.address)] = offset, original
            if answer.status in AGAIN:  # as if there were no answer, not even the one before
                del self._answers[_key(answer.address)]
            self._received += len(answer.body)
            self.found.append((answer.address, answer.status))


class Recording:
    """All waves of one crawl, as far as they came.

    Parameters
    ----------
    folder
        Folder of the spools, in the restricted zone; made if there is none.
    days
        Days of the waves, in order.
    keys
        The study's keys.
    belongs
        What the crawl rests on and how it was told to go; a spool of another crawl is refused.
    info
        Further fields of the record that opens each WARC file (`dots.crawl.archive.describe`).

    Raises
    ------
    ValueError
        If there is a spool of another crawl, which is evidence and is left alone, or a damaged one.
    """

    def __init__(self, folder: Path, days: list[str], keys: vault.Keys, belongs: dict, info: dict[str, str]):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder, self.keys, self.info = folder, keys, info
        self.belongs = json.loads(json.dumps(belongs | {"waves": days}))
        self._originals: dict[int, Original] = {}
        self._seen: set[int] = set()
        strange = sorted(path.name for path in folder.glob(f"*{SUFFIX}") if path.stem not in days)
        if strange:
            raise ValueError(f"{folder}: {', '.join(strange)}: this crawl has no such wave. {self._way_out()}")
        self.waves = {day: Wave(self, day) for day in days}

    def found(self) -> list[dict[str, object]]:
        """List the spools that were there when the crawl began: day, exchanges, bytes cut off, whether it had ended."""
        return [
            {"day": day, "exchanges": len(wave.found), "bytes_cut": wave.cut, "ended": wave.outcomes is not None}
            for day, wave in self.waves.items()
            if wave.path.exists()
        ]

    def about(self, day: str) -> dict[str, object]:
        """Give the fields of the record that opens a wave's WARC file."""
        return self.info | {"wave": day, BELONGS: self.belongs}

    def _begin(self) -> None:
        """Begin a wave: forget the addresses that the last one did not see."""
        self._originals = {key: one for key, one in self._originals.items() if key in self._seen}
        self._seen = set()

    def _known(self, address: str) -> Original | None:
        return self._originals.get(_key(address))

    def _note(self, address: str, original: Original | None) -> None:
        key = _key(address)
        self._seen.add(key)
        if original and (key in self._originals or len(self._originals) < LARGEST):
            self._originals[key] = original

    def _content(self, original: Original) -> bytes:
        """Fetch the content a revisit record stands for."""
        wave = self.waves[original.day]
        return exchanges.read(spool.read(wave.path, wave.keys, original.offset)).body

    def _check(self, path: Path, fields: dict[str, str]) -> None:
        """Refuse a spool of another crawl."""
        other = json.loads(fields[BELONGS])
        names = sorted(self.belongs.keys() | other.keys())
        wrong = [name for name in names if other.get(name) != self.belongs.get(name)]
        if wrong:
            told = "; ".join(f"{name} is {self.belongs.get(name)!r}, there {other.get(name)!r}" for name in wrong)
            raise ValueError(f"{path} belongs to another crawl: {told}. {self._way_out()}")

    def _way_out(self) -> str:
        return (
            "It holds pages that may be gone, so nothing is overwritten: set the configuration back and let that crawl "
            f"end, or move {self.folder} away and crawl anew"
        )


def warc_name(day: str) -> str:
    """Name the WARC file of a wave."""
    return f"{day}.warc.gz"


def _key(address: str) -> int:
    return int.from_bytes(hashlib.blake2b(address.encode(), digest_size=8).digest(), "big")


def _stale(answer: exchanges.Answer) -> bool:
    if not answer.address.endswith("/robots.txt"):
        return False
    return datetime.now(UTC) - datetime.fromisoformat(answer.date) > ROBOTS_LIFE
