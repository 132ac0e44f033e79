"""Anchors: the head of the custody log and the hash of the manifest, noted in a file that git keeps.

The file is a chained log like the custody log itself, so a line of it can neither be changed nor taken out unnoticed;
and every state of it that was ever committed must be the beginning of the state it has now.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from dots.governance import chain, custody, manifest

EVENT = "anchored"


class NoHistory(ValueError):
    """There is no git, or no repository, that could tell what was committed."""


def add(anchors: Path, *, log: Path, path: Path) -> dict:
    """Anchor a custody log and the manifest of its archive; return what was noted.

    Parameters
    ----------
    anchors
        File of anchors, `custody/anchors.jsonl`.
    log
        The custody log.
    path
        The manifest.

    Raises
    ------
    ValueError
        If the log or the anchors are broken, or the log does not hold the manifest: neither is worth an anchor then.
    """
    custody.verify(log, marks=[manifest.mark(path)])
    if anchors.exists():
        custody.verify(anchors)
    end, digest = custody.end(log), manifest.digest(path)
    if digest not in manifest.written(log):
        raise ValueError(f"{log}: does not tell of the manifest {path} as it is now; run scripts/verify_custody.py")
    facts = {"begins": begins(log), "head": end.head, "records": end.records, "manifest_sha256": digest}
    custody.append(anchors, EVENT, **facts)
    return facts


def begins(log: Path) -> str:
    """Give the hash of a log's first record, by which it is told from the logs of other crawls."""
    return next(chain.walk(log))["hash"]


def verify(anchors: Path, log: Path) -> tuple[list[chain.Mark], int]:
    """Check the anchors against the log; return their marks of the log, and how many anchors are of earlier logs.

    Raises
    ------
    ValueError
        If an anchor was tampered with, the last one is of another log, or one holds a manifest the log lacks.
    """
    custody.verify(anchors)
    records = list(chain.walk(anchors))
    mine = [record for record in records if record["facts"]["begins"] == begins(log)]
    if not records or records[-1] not in mine:
        raise ValueError(
            f"{log}: begins otherwise than the log that anchor {len(records)} was made of: it was written anew from "
            "record 1. If this is a new crawl, anchor it"
        )
    told = manifest.written(log)
    for record in mine:
        if told.get(record["facts"]["manifest_sha256"], record["facts"]["records"] + 1) > record["facts"]["records"]:
            raise ValueError(f"{log}: does not tell of the manifest that anchor {record['number']} holds")
    marks = [
        chain.Mark(record["facts"]["records"], record["facts"]["head"], f"anchor {record['number']}") for record in mine
    ]
    return marks, len(records) - len(mine)


def history(anchors: Path) -> int:
    """Check the anchors against every state of them that git holds; return how many are committed.

    Raises
    ------
    NoHistory
        If git cannot be asked.
    ValueError
        Naming the first anchor that is not as it was committed, and the commit.
    """
    now = anchors.read_bytes().splitlines(keepends=True) if anchors.exists() else []
    committed = 0
    # every commit on every side of a merge that touched the file, the first one first
    for line in _git(anchors, "log", "--full-history", "--reverse", "--format=%H %cI", "--", "{}").splitlines():
        name, moment = line.decode().split()
        try:
            then = _git(anchors, "show", name + ":./{}").splitlines(keepends=True)
        except NoHistory:  # the commit took the file away
            then = []
        for number, line in enumerate(then, start=1):
            if number > len(now) or now[number - 1] != line:
                what = "is missing" if number > len(now) else "was changed"
                raise ValueError(
                    f"{anchors}: anchor {number} {what} since commit {name[:12]} of {moment}; "
                    f"see `git log -p -- {anchors}` and restore the file"
                )
        if len(then) < committed:
            raise ValueError(f"{anchors}: anchor {len(then) + 1} was taken out in commit {name[:12]} of {moment}")
        committed = len(then)
    return committed


def commit(anchors: Path) -> str:
    """Commit the file of anchors and nothing else; return the commit."""
    number = custody.end(anchors).records
    _git(anchors, "add", "--", "{}")
    _git(anchors, "commit", "--quiet", "--only", "-m", f"Anchor {number} of the custody log", "--", "{}")
    return _git(anchors, "rev-parse", "HEAD").decode().strip()


def _git(anchors: Path, *words: str) -> bytes:
    """Run git where the anchors are, or were; `{}` in a word stands for them."""
    place = anchors.absolute()
    folder = next(parent for parent in place.parents if parent.is_dir())
    named = [word.replace("{}", place.relative_to(folder).as_posix()) for word in words]
    try:
        # git can be told to show one object for another, which would hide what was committed
        done = subprocess.run(["git", "--no-replace-objects", *named], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise NoHistory(f"{anchors}: git is not installed") from error
    if done.returncode:
        raise NoHistory(f"{anchors}: `git {named[0]}` failed: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
