"""The examination of an archive without any key: log, manifest, sealed files, anchors and time stamp."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from dots.governance import anchors as anchoring
from dots.governance import chain, custody, timestamps
from dots.governance import manifest as manifests


class Finding(NamedTuple):
    """What one check found. `sound` is None where there was nothing to check."""

    subject: str
    sound: bool | None
    says: str


def examine(
    *, log: Path, manifest: Path, archive: Path, anchors: Path, certificates: Path | None, head: str | None = None
) -> Iterator[Finding]:
    """Make every check and give what each found; a check that fails does not keep the others from being made.

    Parameters
    ----------
    log
        The custody log.
    manifest
        The manifest; its time stamp lies beside it, with the suffix `.tsr`.
    archive
        Folder of the sealed batches.
    anchors
        File of anchors.
    certificates
        PEM file of the certificates that are trusted to stamp; None if there are none.
    head
        A head of the log that somebody noted.
    """
    yield _check("log", lambda: _log(log))
    yield _check("manifest", lambda: _manifest(log, manifest))
    yield _check("sealed files", lambda: _files(log, manifest, archive))
    if head is not None:
        yield _check("noted head", lambda: _head(log, head))
    yield _check("anchors", lambda: _anchors(log, anchors))
    yield _check("git history", lambda: _history(anchors))
    yield _check("time stamp", lambda: _stamp(log, manifest, certificates))


class _Nothing(Exception):
    """There is nothing to check, and why."""


def _check(subject: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, True, check())
    except _Nothing as reason:
        return Finding(subject, None, str(reason))
    except FileNotFoundError as error:
        return Finding(subject, False, f"there is no file {error.filename}; restore it from a copy")
    except (OSError, ValueError) as error:
        return Finding(subject, False, str(error))
    except (LookupError, TypeError, AttributeError) as error:  # a forgery can be well formed and make no sense
        return Finding(subject, False, f"an event is not as this project writes it ({error!r})")


def _log(log: Path) -> str:
    head = custody.verify(log)
    return f"{log}: {custody.end(log).records} records in one chain; head {head}"


def _manifest(log: Path, manifest: Path) -> str:
    mark = manifests.mark(manifest)
    custody.verify(log, marks=[mark])
    return f"{manifest}: holds the head of the log's record {mark.records}; SHA-256 {manifests.digest(manifest)}"


def _files(log: Path, manifest: Path, archive: Path) -> str:
    batches = manifests.verify(manifest, archive, log)["batches"].values()
    size, records = sum(batch["bytes"] for batch in batches), sum(sum(batch["records"].values()) for batch in batches)
    return f"{archive}: {len(batches)} sealed files, {size} bytes, {records} records, as they were sealed"


def _head(log: Path, head: str) -> str:
    for record in chain.walk(log):
        if record["hash"] == head:
            return f"{log}: record {record['number']} of {custody.end(log).records} has it"
    return custody.verify(log, head=head)


def _anchors(log: Path, anchors: Path) -> str:
    if not anchors.exists():
        raise _Nothing(
            f"there is no {anchors}: nothing outside the log and its manifest says that they were not written anew. "
            "For a real crawl, run `python scripts/anchor_custody.py --commit`"
        )
    marks, others = anchoring.verify(anchors, log)
    custody.verify(log, marks=marks)
    return (
        f"{anchors}: {len(marks)} of this log, the last at record {marks[-1].records}; {others} of logs of other crawls"
    )


def _history(anchors: Path) -> str:
    try:
        committed = anchoring.history(anchors)
    except anchoring.NoHistory as reason:
        raise _Nothing(f"not checked: {reason}") from reason
    there = custody.end(anchors).records if anchors.exists() else 0
    if not committed:
        raise _Nothing(f"no anchor is committed; commit {anchors} and push it to where others see it")
    later = f"; {there - committed} are not committed yet: commit them" if there > committed else ""
    return f"{anchors}: all {committed} committed anchors are as they were committed{later}"


def _stamp(log: Path, manifest: Path, certificates: Path | None) -> str:
    reply = manifest.with_suffix(timestamps.SUFFIX)
    told = [record for record in chain.walk(log) if record["event"] in (timestamps.STAMPED, timestamps.FAILED)]
    stamped = [record["facts"] for record in told if record["event"] == timestamps.STAMPED]
    if not stamped and not reply.exists():
        if not told:
            raise _Nothing("no time stamp was asked for (crawl.timestamp_authority)")
        raise ValueError(f"none was given: {told[-1]['facts']['problem']}; run `python scripts/stamp_manifest.py`")
    if certificates is None:
        raise ValueError(f"{reply}: not checked; name the certificates that are trusted with --certificates")
    nonce = int(stamped[-1]["nonce"]) if stamped else None
    moment = timestamps.verify(reply.read_bytes(), manifest.read_bytes(), certificates, nonce=nonce)
    return f"{reply}: the manifest existed on {moment.isoformat()}"
