"""The manifest: what an archive consists of, by file, hash and count, bound to the custody log.

The order has no cycle. Each batch is logged as it is sealed; `archive sealed` closes the list; the manifest holds the
log's head at that point; the log then holds the manifest's hash. An anchor or a time stamp of the manifest therefore
vouches for the log up to there and for every sealed file.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from jsonschema import Draft202012Validator

from dots.governance import chain, custody, timestamps

SEALED = "*.wacz.age"
BEGUN = ("crawl started", "crawl resumed")
BATCH = "batch sealed"
DESTROYED = "batch destroyed"
CLOSED = "archive sealed"
WRITTEN = "manifest written"
COUNTS = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}
HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
TIME = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+00:00$"}


def _record(**properties: dict) -> dict:
    return {
        "type": "object", "additionalProperties": False, "required": list(properties), "properties": properties,
    }  # fmt: skip


SCHEMA = _record(
    format={"const": "dots manifest 1"},
    written=TIME,
    crawl=_record(began=TIME, ended=TIME, outcomes=COUNTS),
    batches={
        "type": "object",
        "propertyNames": {"pattern": r"^[^/\\]+\.wacz\.age$"},
        "additionalProperties": _record(
            sha256=HASH, bytes={"type": "integer", "minimum": 1}, sealed=TIME, records=COUNTS
        ),
    },
    tools={"type": "object", "additionalProperties": {"type": "string"}},
    adapters={"type": "object", "propertyNames": {"pattern": r"^[^/\\]"}, "additionalProperties": HASH},
    settings_sha256=HASH,
    log=_record(records={"type": "integer", "minimum": 1}, head=HASH),
    replaces={"oneOf": [HASH, {"type": "null"}]},
)
"""What a manifest holds. Hashes are of ciphertexts, adapters, settings and the log: of nothing raw."""


def log_batch(log: Path, sealed: Path, records: dict[str, int]) -> None:
    """Log that a batch was sealed, or sealed anew (for other recipients, after an erasure).

    Parameters
    ----------
    log
        The custody log.
    sealed
        The batch's file, `<batch>.wacz.age`.
    records
        Record type to number of records.
    """
    custody.append(
        log, BATCH, file=sealed.name, sha256=custody.hash_file(sealed), bytes=sealed.stat().st_size, records=records
    )


def log_destroyed(log: Path, name: str, why: str) -> None:
    """Log that a batch's file was destroyed, so that no manifest written later counts on it."""
    custody.append(log, DESTROYED, file=name, why=why)


def write(
    path: Path, *, log: Path, archive: Path, settings: dict, tools: dict[str, str], adapters: dict[str, str]
) -> str:
    """Close the archive in the log, write its manifest, log the manifest's hash and return it.

    Parameters
    ----------
    path
        File to write, `results/crawl/manifest.json`.
    log
        The custody log. It tells when the crawl began and ended (events `crawl started` or `crawl resumed`, `crawl
        ended`), how its requests ended (the latter's `outcomes`: rows of outcome and requests) and what was sealed
        (`log_batch`).
    archive
        Folder of the sealed batches.
    settings
        The configuration's section `crawl`.
    tools
        Tool to version.
    adapters
        Name of each file that says how a site is read to its SHA-256.

    Raises
    ------
    ValueError
        If the log lacks an event, or the folder is not what the log says was sealed.
    """
    given = {"tools": tools, "adapters": adapters, "settings_sha256": custody.hash_settings(settings), "replaces": None}
    return _write(path, log, archive, given)


def renew(path: Path, *, log: Path, archive: Path) -> str:
    """Write the manifest anew after batches were destroyed or sealed anew, which the log must tell; return its hash.

    What it says of the crawl stays, and it names the manifest it replaces by its hash. That one, and its time stamp,
    stay beside it as `manifest-<start of that hash>.json`.
    """
    before = read(path)
    kept = {key: before[key] for key in ("tools", "adapters", "settings_sha256")} | {"replaces": digest(path)}
    name = path.with_stem(f"{path.stem}-{digest(path)[:12]}")
    name.write_bytes(path.read_bytes())
    if (stamp := path.with_suffix(timestamps.SUFFIX)).exists():
        stamp.replace(name.with_suffix(timestamps.SUFFIX))
    return _write(path, log, archive, kept)


def read(path: Path) -> dict:
    """Read a manifest.

    Raises
    ------
    ValueError
        If it is not JSON, not of the shape every manifest has, or not written the way every manifest is.
    """
    try:
        content = json.loads(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path}: not readable ({error}); restore the manifest from a copy") from error
    problems = [
        f"{'.'.join(map(str, error.absolute_path)) or 'the manifest'}: {error.message}"
        for error in Draft202012Validator(SCHEMA).iter_errors(content)
    ]
    if not problems and path.read_bytes() != _bytes(content):
        problems = ["it is not written in the one way manifests are (sorted, ASCII): somebody edited it"]
    if problems:
        raise ValueError(f"{path}: not a manifest; restore it from a copy\n  " + "\n  ".join(sorted(problems)))
    return content


def verify(path: Path, archive: Path, log: Path) -> dict:
    """Check a manifest against the sealed files and the log, and return it.

    Parameters
    ----------
    path
        The manifest.
    archive
        Folder of the sealed batches.
    log
        The custody log, itself verified with `mark` as one of the marks.

    Raises
    ------
    ValueError
        With a line for each file that is missing, was changed or was added, each count that is not the log's, and if
        this is not the last manifest the log tells of.
    """
    content = read(path)
    told = _told(log, content["log"]["records"])
    problems = _differences(archive, content["batches"])
    then, now = told["batches"], _told(log)["batches"]
    problems += [
        f"{name}: was {'sealed' if name in now else 'destroyed'} since, says the log; write the manifest anew (`renew`)"
        for name in sorted(then.keys() | now.keys())
        if then.get(name) != now.get(name)
    ]
    problems += [
        f"{key}: the log says otherwise than the manifest ({told[key]} / {content[key]})"
        for key in ("batches", "crawl")
        if told[key] != content[key]
    ]
    last = next(reversed(written(log)), None)
    if digest(path) != last:
        problems.append(f"its SHA-256 is {digest(path)}, but the last one that the log tells of is {last}")
    if problems:
        raise ValueError(f"{path}: does not agree with what there is\n  " + "\n  ".join(problems))
    return content


def mark(path: Path) -> chain.Mark:
    """Give the head of the log that a manifest holds."""
    return chain.Mark(**read(path)["log"], noted=path.name)


def digest(path: Path) -> str:
    """Give the SHA-256 of a manifest: what is logged, anchored and stamped."""
    return _sha256(path.read_bytes())


def written(log: Path) -> dict[str, int]:
    """Give the hash of every manifest the log tells of, with the number of the record that does."""
    return {record["facts"]["sha256"]: record["number"] for record in chain.walk(log) if record["event"] == WRITTEN}


def _write(path: Path, log: Path, archive: Path, given: dict) -> str:
    told = _told(log)
    lacking = [name for name in ("began", "ended") if not told["crawl"][name]]
    if lacking:
        raise ValueError(f"{log}: does not tell when the crawl {' and '.join(lacking)}; the manifest needs both")
    problems = _differences(archive, told["batches"])
    if problems:
        raise ValueError(f"{archive}: is not what the log says was sealed\n  " + "\n  ".join(problems))
    size = sum(batch["bytes"] for batch in told["batches"].values())
    head = custody.append(log, CLOSED, batches=len(told["batches"]), bytes=size)
    content = given | {
        "format": SCHEMA["properties"]["format"]["const"],
        "written": chain.now(),
        "crawl": told["crawl"],
        "batches": told["batches"],
        "log": {"records": custody.end(log).records, "head": head},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(timestamps.SUFFIX).unlink(missing_ok=True)  # that of another crawl's manifest
    path.write_bytes(_bytes(content))
    read(path)
    custody.append(log, WRITTEN, sha256=digest(path))
    return digest(path)


def _told(log: Path, until: int | None = None) -> dict:
    """Gather what a log tells of the archive, up to a record."""
    crawl, batches = {"began": None, "ended": None, "outcomes": {}}, {}
    for record in chain.walk(log):
        event, facts = record["event"], record["facts"]
        if until is not None and record["number"] > until:
            break
        if event in BEGUN:
            crawl["began"] = crawl["began"] or record["time"]  # a crawl that was resumed began once
        elif event == "crawl ended":
            totals: dict[str, int] = {}
            for row in facts["outcomes"]:
                totals[row["outcome"]] = totals.get(row["outcome"], 0) + row["requests"]
            crawl |= {"ended": record["time"], "outcomes": totals}
        elif event == BATCH:
            about = {key: facts[key] for key in ("sha256", "bytes", "records")}
            batches[facts["file"]] = about | {"sealed": record["time"]}
        elif event == DESTROYED:
            batches.pop(facts["file"], None)
    return {"crawl": crawl, "batches": batches}


def _differences(archive: Path, batches: dict[str, dict]) -> list[str]:
    """List each sealed file that is missing, was changed or was added."""
    there = {path.name: path for path in archive.glob(SEALED)}
    problems = [f"{name}: is missing from {archive}" for name in sorted(batches.keys() - there.keys())]
    problems += [f"{name}: was added to {archive}; nobody logged it" for name in sorted(there.keys() - batches.keys())]
    for name in sorted(batches.keys() & there.keys()):
        size, expected = there[name].stat().st_size, batches[name]
        if size != expected["bytes"]:
            problems.append(f"{name}: was changed: it has {size} bytes, not {expected['bytes']}")
        elif custody.hash_file(there[name]) != expected["sha256"]:
            problems.append(f"{name}: was changed: its SHA-256 is not {expected['sha256']}")
    return problems


def _bytes(content: dict) -> bytes:
    return json.dumps(content, sort_keys=True, indent=1, allow_nan=False).encode() + b"\n"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
