"""The keyring: the study's secrets in files of their own, so that one can be renewed or destroyed without the others.

A secret has a name and a generation. In a real study `<name>.<generation>.age` lies in the folder
`<identity file>.batches` beside the identity file, sealed to it and to the study's other recipients. In a simulated
study every secret is derived from the seed, its name and its generation: it protects nothing, and the folder holds
tombstones only.

A tombstone `<name>.<generation>.destroyed` says when and why a secret was destroyed, and nothing of what it opened.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyrage

PSEUDONYMS, FORGOTTEN = "pseudonyms", "forgotten"
"""Secrets that open nothing: of the pseudonyms, and of the marks of what was forgotten."""
BARE = (PSEUDONYMS, FORGOTTEN)
ROTATED = "rotated"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_ENTRY = re.compile(r"(?P<name>[a-z0-9][a-z0-9_-]*)\.(?P<generation>\d+)\.(?P<state>age|destroyed)")


@dataclass(frozen=True)
class Ring:
    """Where a study's secrets lie and who can open them.

    Attributes
    ----------
    folder
        Folder of the secrets and tombstones.
    identity, recipients
        Key of the study, and all that its secrets are sealed to.
    seed
        Seed of a simulated study, from which its secrets follow; None in a real one.
    """

    folder: Path
    identity: object
    recipients: tuple[object, ...]
    seed: int | None


def names(ring: Ring) -> list[str]:
    """List every name that has, or had, a secret in the folder."""
    return sorted({match["name"] for match in _entries(ring.folder)})


def generations(ring: Ring, name: str) -> list[int]:
    """List the living generations of a secret, oldest first; a simulated study has the present one and the next."""
    found = {"age": set(), "destroyed": set()}
    for match in _entries(ring.folder):
        if match["name"] == _checked(name):
            found[match["state"]].add(int(match["generation"]))
    if ring.seed is not None:
        present = max(found["destroyed"], default=0) + 1
        return [present, present + 1]
    return sorted(found["age"] - found["destroyed"])


def add(ring: Ring, name: str) -> int:
    """Make a secret's next generation and give its number; the ones before it stay.

    The file appears whole or not at all, for the owner's eyes only.
    """
    if ring.seed is not None:
        return generations(ring, name)[-1]
    used = [int(match["generation"]) for match in _entries(ring.folder) if match["name"] == _checked(name)]
    number = max(used, default=0) + 1
    opens_nothing = name in BARE
    content = secrets.token_hex(32) if opens_nothing else str(pyrage.x25519.Identity.generate())
    with suppress(FileExistsError):  # made by another process meanwhile: then that one counts
        write_new(ring.folder / f"{name}.{number}.age", pyrage.encrypt(content.encode(), list(ring.recipients)))
    return number


def identities(ring: Ring, name: str) -> dict[int, object]:
    """Give the living identities of a batch by generation, oldest first; the first is made if there is none."""
    return {number: identity(ring, name, number) for number in _living(ring, name)}


def public(ring: Ring, name: str, generation: int) -> object:
    """Give what a batch's files are sealed to."""
    if ring.seed is not None:
        return derived(_derive(ring.seed, name, generation))[1]
    return identity(ring, name, generation).to_public()


def secret(ring: Ring, name: str) -> bytes:
    """Give the newest generation of a secret that opens nothing; it is made if there is none.

    Raises
    ------
    ValueError
        If the keyring holds other secrets but never held this one: it is incomplete.
    """
    if ring.seed is not None:
        return _derive(ring.seed, name, generations(ring, name)[0])
    if names(ring) and name not in names(ring) and set(names(ring)) - set(BARE):
        raise ValueError(f"{ring.folder}: {name}.1.age is missing; restore the keyring from its backup")
    return bytes.fromhex(content(ring, name, _living(ring, name)[-1]).decode())


def content(ring: Ring, name: str, generation: int) -> bytes:
    """Open one file of the keyring.

    Raises
    ------
    ValueError
        If the study's key does not open it.
    """
    path = ring.folder / f"{name}.{generation}.age"
    try:
        return pyrage.decrypt(path.read_bytes(), [ring.identity])
    except pyrage.DecryptError as error:
        raise ValueError(
            f"{path}: the study's key does not open this file ({error}); set study.keys to the identity file it was "
            "sealed to"
        ) from error


def destroy(ring: Ring, name: str, reason: str, *, below: int | None = None) -> list[int]:
    """Destroy a secret and give the generations that were destroyed.

    Each is overwritten, then removed; the tombstone is written first, so that a generation is never used again even if
    the machine stops in between. Repeat the call to finish what was broken off.

    Parameters
    ----------
    ring, name
        Keyring and secret.
    reason
        Why, in words that name nobody.
    below
        Only generations older than this one.
    """
    present = generations(ring, name)
    doomed = present[:1] if ring.seed is not None else present
    doomed = [number for number in doomed if below is None or number < below]
    for number in doomed:
        about = {"name": name, "generation": number, "time": datetime.now(UTC).isoformat(timespec="seconds")}
        with suppress(FileExistsError):
            write_new(
                ring.folder / f"{name}.{number}.destroyed", (json.dumps(about | {"reason": reason}) + "\n").encode()
            )
    sweep(ring.folder)
    return doomed


def sweep(folder: Path) -> None:
    """Remove every secret that has a tombstone, and what a killed process left half-written."""
    for draft in folder.glob(".*.*"):
        draft.unlink()
    found = list(_entries(folder))
    buried = {match["name"] + "." + match["generation"] for match in found if match["state"] == "destroyed"}
    for match in found:
        if match["state"] == "age" and f"{match['name']}.{match['generation']}" in buried:
            shred(folder / match[0])


def shred(path: Path) -> None:
    """Overwrite a file in place, then remove it; on flash storage old blocks may survive (docs/keys.md)."""
    with path.open("r+b") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        stream.write(secrets.token_bytes(size))
        stream.flush()
        os.fsync(stream.fileno())
    path.unlink()
    settle(path.parent)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet: whole or not at all, readable by its owner alone.

    Raises
    ------
    FileExistsError
        If it exists.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    settle(path.parent)


def settle(path: Path) -> None:
    """Have a file's content, or a folder's list of files, on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def derived(seed: bytes) -> tuple[object, object]:
    """Make an identity and its recipient of 32 bytes; pyrage makes such keys in the form of SSH only."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(seed)
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.OpenSSH, form.NoEncryption())
    public_part = key.public_key().public_bytes(form.Encoding.OpenSSH, form.PublicFormat.OpenSSH)
    return pyrage.ssh.Identity.from_buffer(private), pyrage.ssh.Recipient.from_str(public_part.decode())


def _living(ring: Ring, name: str) -> list[int]:
    """List the living generations of a secret; make the first of them if there is none."""
    return generations(ring, name) or [add(ring, name)]


def identity(ring: Ring, name: str, generation: int) -> object:
    """Give one generation of a batch's identity."""
    if ring.seed is not None:
        return derived(_derive(ring.seed, name, generation))[0]
    return pyrage.x25519.Identity.from_str(content(ring, name, generation).decode())


def _derive(seed: int, name: str, generation: int) -> bytes:
    return hashlib.sha256(f"dots simulated study {seed}\x1f{name}\x1f{generation}".encode()).digest()


def _entries(folder: Path) -> list[re.Match]:
    listed = sorted(os.listdir(folder)) if folder.is_dir() else []
    return [match for name in listed if (match := _ENTRY.fullmatch(name))]


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a key: use lower-case letters, digits, - and _ (a batch is 2025-03-12)")
    return name
