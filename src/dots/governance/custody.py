"""The chain of custody: a log that can only grow, each line bound to the one before it.

Each line carries the SHA-256 of itself and of the line before, so that a line changed, left out, put in or moved breaks
the chain at a place that can be named (Berkeley Protocol on Digital Open Source Investigations, 2022). A log rewritten
from some line to its end is consistent with itself: heads noted elsewhere (manifest, anchors in git) rule that out.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dots.governance.chain import (
    FIRST,
    LONGEST,
    READABLE,
    BrokenLog,
    Mark,
    TornLog,
    canonical,
    line_after,
    parse,
    walk,
)

REPAIRED = "torn line repaired"


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
        line, head = line_after(event, facts, _last(log, descriptor))
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
        record = parse(torn + b"\n")
        if isinstance(record, dict) and (record["number"], record["previous"]) == (end.records + 1, end.head):
            _write(log, descriptor, b"\n", size)
            end, torn, start = Mark(record["number"], record["hash"]), b"", size + 1
        line, head = line_after(REPAIRED, {"torn": torn.decode("latin-1"), "bytes": len(torn)}, end)
        # written over the torn line in one go, and longer than it: a second power cut leaves a torn line again
        _write(log, descriptor, line, start)
    return head


def mend(log: Path) -> None:
    """Check a log that somebody may have been writing when the machine stopped, and repair its last line if it is torn.

    Raises
    ------
    BrokenLog
        If it is broken in another way.
    """
    try:
        verify(log)
    except TornLog:
        repair(log)


def read(log: Path) -> list[dict]:
    """Read the log's records without checking them."""
    return [json.loads(line) for line in log.read_text().splitlines()]


def end(log: Path) -> Mark:
    """Give the number of records and the head of a log, from its last record alone."""
    with log.open("rb") as stream:
        return _last(log, stream.fileno())


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
                says = f"record {number} is not the one whose head was noted in {mark.noted}: written anew from " + (
                    f"record {sound + 1}" if sound + 1 == number else f"a record between {sound + 1} and {number}"
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
    return hashlib.sha256(canonical(settings)).hexdigest()


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
    record = parse(line)
    if isinstance(record, str):
        for _ in walk(log):  # names the first broken record, which this one makes sure there is
            pass
    return Mark(record["number"], record["hash"])
