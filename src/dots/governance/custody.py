"""The chain of custody: a log that can only grow, each line bound to the one before it.

Each line carries the SHA-256 of itself and of the line before, so that a line changed, left out, put in or moved breaks
the chain at a place that can be named (Berkeley Protocol on Digital Open Source Investigations, 2022). A log rewritten
from some line to its end is consistent with itself: heads noted elsewhere (the manifest, the anchors in git) rule that out.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

FIRST = "0" * 64
LONGEST = 1 << 20
"""Bytes of the longest record that is written."""
READABLE = 8 * LONGEST
"""Bytes of the longest line that is read: the record of a repair holds the torn line, escaped."""
FIELDS = {"number": int, "time": str, "event": str, "facts": dict, "previous": str, "hash": str}
REPAIRED = "torn line repaired"


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


def append(log: Path, event: str, /, **facts: object) -> str:
    """Add one event to the log and return the new head.

    The line is on the disk when this returns. A second writer waits for the first. Only the last record is checked, so
    that a log of any length costs the same: check the whole of it with `verify`.

    Parameters
    ----------
    log
        JSON lines, one an event; made if there is none.
    event
        What happened.
    facts
        What is known of it: versions, counts, hashes of sealed files. Never the hash of a plaintext.

    Raises
    ------
    BrokenLog
        If the log's last record is broken or torn already: nothing is added to it.
    ValueError
        If the facts cannot be kept in JSON as they are, or are too long.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with _locked(log, os.O_APPEND) as descriptor:
        line, head = _line(event, facts, _last(log, descriptor))
        if len(line) > LONGEST:
            raise ValueError(f"{log}: the event {event!r} has {len(line)} bytes, more than {LONGEST}; log less of it")
        _write(log, descriptor, line, os.fstat(descriptor).st_size)
    return head


def repair(log: Path) -> str:
    """Repair a log whose last line is torn, and return the new head. Nothing is dropped.

    A torn line that only lacks its line break is completed. Of any other, what there is of it becomes part of the event
    that records the repair, in the torn line's place.

    Raises
    ------
    BrokenLog
        If the log is broken in another way: that is no accident of writing, and nothing is changed.
    ValueError
        If no line is torn.
    """
    end = Mark(0, FIRST)
    with _locked(log) as descriptor:
        try:
            for record in walk(log):
                end = Mark(record["number"], record["hash"])
        except TornLog:
            pass
        else:
            raise ValueError(f"{log}: no line is torn; there is nothing to repair")
        size = os.fstat(descriptor).st_size
        start = size - len(_tail(descriptor, size))
        torn = os.pread(descriptor, size - start, start)
        record = _parse(torn + b"\n")
        if isinstance(record, dict) and (record["number"], record["previous"]) == (end.records + 1, end.head):
            _write(log, descriptor, b"\n", size)
            end, torn, start = Mark(record["number"], record["hash"]), b"", size + 1
        line, head = _line(REPAIRED, {"torn": torn.decode("latin-1"), "bytes": len(torn)}, end)
        # written over the torn line in one go, and longer than it: a second power cut leaves a torn line again
        _write(log, descriptor, line, start)
    return head


def read(log: Path) -> list[dict]:
    """Read the log's records without checking them."""
    return [json.loads(line) for line in log.read_text().splitlines()]


def end(log: Path) -> Mark:
    """Give the number of records and the head of a log, from its last record alone."""
    with log.open("rb") as stream:
        return _last(log, stream.fileno())


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
            record = _parse(line)
            if isinstance(record, str):
                raise BrokenLog(log, number, f"record {number} {record}")
            if (record["number"], record["previous"]) != (number, before["hash"]):
                raise BrokenLog(log, *_misplaced(record, number, before, stream))
            yield record
            before = record


def verify(log: Path, *, head: str | None = None, last: str | None = None, marks: Iterable[Mark] = ()) -> str:
    """Check the whole chain and return its head.

    Parameters
    ----------
    log
        The log.
    head
        The head it must end with.
    last
        The event it must end with.
    marks
        Heads noted elsewhere while it grew. They alone show that records were cut off at the end, or written anew from
        some record to the end.

    Raises
    ------
    BrokenLog
        Naming the first record that was changed, deleted, moved, put in, cut off or written anew.
    """
    open_marks = sorted(marks)
    sound, number, record, seen = 0, 0, {"hash": FIRST, "event": None}, None
    for number, record in enumerate(walk(log), start=1):  # noqa: B007 (the last ones are used below)
        seen = number if record["hash"] == head else seen
        while open_marks and open_marks[0].records == number:
            mark = open_marks.pop(0)
            if mark.head != record["hash"]:
                says = (
                    f"record {number} is not the one whose head was noted in {mark.noted}: the log was written anew from "
                    + (f"record {sound + 1}" if sound + 1 == number else f"a record between {sound + 1} and {number}")
                )
                raise BrokenLog(log, sound + 1, says)
            sound = number
    if open_marks:
        mark = open_marks[-1]
        which = (
            f"record {number + 1} is" if mark.records == number + 1 else f"records {number + 1} to {mark.records} are"
        )
        raise BrokenLog(log, number + 1, f"{which} missing: cut off after they were noted in {mark.noted}")
    if last is not None and record["event"] != last:
        raise BrokenLog(log, number + 1, f"record {number + 1} is missing: the log must end with the event {last!r}")
    if head is not None and record["hash"] != head:
        if seen:
            raise BrokenLog(
                log, seen + 1, f"the head {head} is that of record {seen}: the log has grown since", "note it"
            )
        says = f"the head is {record['hash']}, but {head} was noted, which no record has: records were cut off after "
        raise BrokenLog(log, number + 1, f"{says}record {number}, or written anew")
    return record["hash"]


def hash_file(path: Path) -> str:
    """Give the SHA-256 of a sealed file.

    Raises
    ------
    ValueError
        If the file is not sealed: the digest of a plaintext would let anybody test a guess of its content.
    """
    if path.suffix != ".age":
        raise ValueError(f"{path}: only the ciphertext is hashed for the log; seal the file first")
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_settings(settings: dict) -> str:
    """Give the SHA-256 of a configuration, independent of the order of its keys."""
    return hashlib.sha256(_canonical(settings)).hexdigest()


def now() -> str:
    """Give the time in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@contextmanager
def _locked(log: Path, how: int = 0) -> Iterator[int]:
    """Open the log for one writer; the lock ends with the process, whatever ends that."""
    new = not log.exists()
    descriptor = os.open(log, os.O_RDWR | (os.O_CREAT if how else 0) | how, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)
    if new:
        folder = os.open(log.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def _write(log: Path, descriptor: int, line: bytes, start: int) -> None:
    if os.pwrite(descriptor, line, start) != len(line):
        raise OSError(f"{log}: a line was not written whole; make room on the disk, then call custody.repair")
    os.fsync(descriptor)


def _tail(descriptor: int, size: int) -> bytes:
    """Read the last line, which ends at a size, without reading the log before it."""
    tail = b""
    while len(tail) < min(size, READABLE) and b"\n" not in tail[:-1]:
        step = min(1 << 16, size - len(tail))
        tail = os.pread(descriptor, step, size - len(tail) - step) + tail
    return tail[tail[:-1].rfind(b"\n") + 1 :]


def _last(log: Path, descriptor: int) -> Mark:
    """Check the last record and give its number and hash."""
    size = os.fstat(descriptor).st_size
    if not size:
        return Mark(0, FIRST)
    line = _tail(descriptor, size)
    record = _parse(line)
    if isinstance(record, str):
        for _ in walk(log):  # names the first broken record, which this one makes sure there is
            pass
    return Mark(record["number"], record["hash"])


def _line(event: str, facts: dict, end: Mark) -> tuple[bytes, str]:
    """Write the record that follows an end, and give its hash."""
    record = {"number": end.records + 1, "time": now(), "event": event, "facts": facts, "previous": end.head}
    try:
        record["hash"] = _hash(record)
        line = _canonical(record) + b"\n"
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"the facts of the event {event!r} cannot be kept in JSON ({error}); give text, finite numbers, lists and dicts"
        ) from error
    if isinstance(_parse(line), str):
        raise ValueError(f"the facts of the event {event!r} do not come back from JSON as they were; give text as keys")
    return line, record["hash"]


def _parse(line: bytes) -> dict | str:
    """Read one line, or say what is wrong with it. Every byte counts: another way to write the same is refused."""
    try:
        record = json.loads(line.decode("ascii"))
    except (ValueError, RecursionError) as error:
        return f"is not readable ({str(error)[:200]})"
    shape = {key: type(value) for key, value in record.items()} if isinstance(record, dict) else None
    try:
        if shape == FIELDS and record["hash"] == _hash(record) and line == _canonical(record) + b"\n":
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
        later = _parse(line)
        if isinstance(later, dict) and (later["number"], later["previous"]) == (number, before["hash"]):
            return number, f"record {number} was moved to line {place}: record {stands} stands in its place"
    which = f"record {number} is" if stands == number + 1 else f"records {number} to {stands - 1} are"
    return number, f"{which} missing: record {stands} stands in the place"


def _canonical(content: object) -> bytes:
    """Write JSON in the one way that counts: sorted keys, no spaces, ASCII, finite numbers."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _hash(record: dict) -> str:
    return hashlib.sha256(_canonical({key: value for key, value in record.items() if key != "hash"})).hexdigest()
