"""The chain of custody: a log that can only grow, each line bound to the one before it.

Each line carries the SHA-256 of itself and of the line before, so that a line changed, left out or moved breaks
the chain at a place that can be named (Berkeley Protocol on Digital Open Source Investigations, 2022). A whole
log rewritten from its first line is consistent with itself: note its head elsewhere to rule that out.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

FIRST = "0" * 64


def append(log: Path, event: str, **facts: object) -> str:
    """Add one event to the log and return the new head.

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
    ValueError
        If the log is broken already: nothing is added to it.
    """
    head, number = FIRST, 0
    if log.exists():
        head, number = verify(log), sum(1 for _ in log.open())
    record = {
        "number": number + 1,
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "event": event,
        "facts": facts,
        "previous": head,
    }
    record["hash"] = _hash(record)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as stream:
        stream.write(json.dumps(record, sort_keys=True) + "\n")
    return record["hash"]


def read(log: Path) -> list[dict]:
    """Read the log's records without checking them."""
    return [json.loads(line) for line in log.read_text().splitlines()]


def verify(log: Path, *, head: str | None = None, last: str | None = None) -> str:
    """Check the whole chain and return its head.

    Parameters
    ----------
    log
        The log.
    head
        The head noted elsewhere, to detect a log that was cut short or written anew.
    last
        The event the log must end with, to detect one that was cut short.

    Raises
    ------
    ValueError
        Naming the first record that was changed, deleted or moved.
    """
    previous = FIRST
    records = log.read_text().splitlines()
    for number, line in enumerate(records, start=1):
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(
                f"{log}: record {number} is not readable ({error}); restore the log from a copy"
            ) from error
        if record.get("hash") != _hash(record):
            raise ValueError(f"{log}: record {number} was changed after it was written; restore the log from a copy")
        if record["number"] != number or record["previous"] != previous:
            raise ValueError(
                f"{log}: record {number} is missing or was moved (record {record['number']} stands in its place); "
                "restore the log from a copy"
            )
        previous = record["hash"]
    if last is not None and (not records or json.loads(records[-1])["event"] != last):
        raise ValueError(f"{log}: record {len(records) + 1} is missing: the log must end with the event {last!r}")
    if head is not None and previous != head:
        raise ValueError(f"{log}: the head is {previous}, but {head} was noted: records were cut off or written anew")
    return previous


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
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()


def _hash(record: dict) -> str:
    content = {key: value for key, value in record.items() if key != "hash"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
