"""The lines of a custody log: each written in one way only, and bound to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

FIRST = "0" * 64
LONGEST = 1 << 20
"""Bytes of the longest record that is written."""
READABLE = 8 * LONGEST
"""Bytes of the longest line that is read: the record of a repair holds the torn line, escaped."""
FIELDS = {"number": int, "time": str, "event": str, "facts": dict, "previous": str, "hash": str}


class Mark(NamedTuple):
    """How far a log had come when somebody noted its head."""

    records: int
    head: str
    noted: str = "elsewhere"


class BrokenLog(ValueError):
    """A log that is not as it was written; `record` is the number of the first record that is wrong."""

    def __init__(self, log: Path, record: int, says: str, fix: str = "restore the log from a copy"):
        super().__init__(f"{log}: {says}; {fix}")
        self.record = record


class TornLog(BrokenLog):
    """A log whose last line was not written to its end, as a power cut leaves it."""


def walk(log: Path) -> Iterator[dict]:
    """Give each record once it is checked, in memory that does not grow with the log.

    Raises
    ------
    BrokenLog
        Naming the first record that was changed, deleted, moved or put in.
    """
    before, number = {"hash": FIRST}, 0
    with log.open("rb") as stream:
        while line := stream.readline(READABLE + 1):
            number += 1
            if not line.endswith(b"\n") and len(line) <= READABLE:
                says = f"record {number} is torn: its line ends after {len(line)} bytes without a line break"
                raise TornLog(
                    log, number, says, "if the machine went down while it was written, call custody.repair; "
                    "if not, restore the log from a copy"
                )  # fmt: skip
            record = parse(line)
            if isinstance(record, str):
                raise BrokenLog(log, number, f"record {number} {record}")
            if (record["number"], record["previous"]) != (number, before["hash"]):
                raise BrokenLog(log, *_misplaced(record, number, before, stream))
            yield record
            before = record


def now() -> str:
    """Give the time in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def line_after(event: str, facts: dict, end: Mark) -> tuple[bytes, str]:
    """Write the record that follows an end, and give its hash."""
    record = {"number": end.records + 1, "time": now(), "event": event, "facts": facts, "previous": end.head}
    try:
        record["hash"] = digest(record)
        line = canonical(record) + b"\n"
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"the facts of the event {event!r} cannot be kept in JSON ({error}); give text, finite numbers and lists"
        ) from error
    if isinstance(parse(line), str):
        raise ValueError(f"the facts of the event {event!r} do not come back from JSON as they were; give text as keys")
    return line, record["hash"]


def parse(line: bytes) -> dict | str:
    """Read one line, or say what is wrong with it. Every byte counts: another way to write the same is refused."""
    try:
        record = json.loads(line.decode("ascii"))
    except (ValueError, RecursionError) as error:
        return f"is not readable ({str(error)[:200]})"
    shape = {key: type(value) for key, value in record.items()} if isinstance(record, dict) else None
    try:
        if shape == FIELDS and record["hash"] == digest(record) and line == canonical(record) + b"\n":
            return record
    except (ValueError, RecursionError):  # a number that is none, or text nested too deep to write again
        pass
    return "was changed after it was written"


def _misplaced(record: dict, number: int, before: dict, rest: Iterable[bytes]) -> tuple[int, str]:
    """Say which record is the first wrong one where a sound record stands in another's place."""
    stands = record["number"]
    if stands == number == 1:
        return 1, "record 1 was changed and its hash made anew: it does not begin the log"
    if stands == number:
        return number - 1, (
            f"record {number - 1} was changed and its hash made anew: record {number} was written after another one"
        )
    if stands < number:
        if record["previous"] == before.get("previous") and record != before:
            return stands, f"record {stands} stands twice, and not the same: one of the two was put in"
        return number, f"a copy of record {stands} was put in where record {number} belongs"
    for place, line in enumerate(rest, start=number + 1):
        later = parse(line)
        if isinstance(later, dict) and (later["number"], later["previous"]) == (number, before["hash"]):
            return number, f"record {number} was moved to line {place}: record {stands} stands in its place"
    which = f"record {number} is" if stands == number + 1 else f"records {number} to {stands - 1} are"
    return number, f"{which} missing: record {stands} stands in the place"


def canonical(content: object) -> bytes:
    """Write JSON in the one way that counts: sorted keys, no spaces, ASCII, finite numbers."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(record: dict) -> str:
    """Give the hash of a record, of everything in it but the hash itself."""
    return hashlib.sha256(canonical({key: value for key, value in record.items() if key != "hash"})).hexdigest()
