"""Rotation: all that one identity opens is sealed to another, and the old one opens nothing any more.

Batches are sealed to keys of the keyring, so only the keyring and the few files that are sealed to the study itself are
written anew. Every file is replaced as a whole, and the old keyring goes last: until then each file opens with the old
identity or the new, and the same command finishes what was broken off.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pyrage

from dots.governance import keyring, vault

_DRAFT = ".new.age"


def rotate(old: str, new: str, recipients: Iterable[str], sealed: Iterable[Path]) -> dict[str, int]:
    """Seal to a new identity whatever the old one opens.

    Parameters
    ----------
    old, new
        Identity files. The new one is made by `age-keygen`; the old one may be deleted afterwards.
    recipients
        Public keys of others who may open the study's files.
    sealed
        The study's sealed files.

    Returns
    -------
    dict
        How many secrets and files were sealed anew, and how many batch files needed no change.

    Raises
    ------
    ValueError
        If both are one identity, the old one is among the recipients, or a file opens with neither. Nothing that opened
        before is lost then.
    """
    (before, before_at), (after, after_at) = vault.read_identity(old), vault.read_identity(new)
    old_folder, new_folder = vault.folder_of(before_at), vault.folder_of(after_at)
    if str(before.to_public()) == str(after.to_public()):
        raise ValueError(f"{after_at} holds the identity that the study has; make a new one with `age-keygen`")
    others = [vault.recipient(one) for one in recipients]
    if str(before.to_public()) in set(map(str, others)):
        raise ValueError(
            "study.recipients: the old identity is among the recipients; take it out, or it stays able to read"
        )
    to = [after.to_public(), *others]
    counts = {"secrets": _copy(old_folder, new_folder, before, after, to), "files": 0, "unchanged": 0}
    ring = keyring.Ring(new_folder, after, tuple(to), None)
    batches = [key for name in keyring.names(ring) if name not in keyring.BARE for key in _living(ring, name)]
    sealed = sorted(sealed)
    for path in [path for path in sealed if path.name.endswith(_DRAFT)]:  # left by a command that was killed
        path.unlink()
        sealed.remove(path)
    for path in sealed:
        content = path.read_bytes()
        if _opens(content, [before]):
            draft = path.with_name(f"{path.name.removesuffix('.age')}{_DRAFT}")
            draft.write_bytes(pyrage.encrypt(pyrage.decrypt(content, [before]), to))
            keyring.settle(draft)
            os.replace(draft, path)
            keyring.settle(path.parent)
            counts["files"] += 1
        elif _opens(content, [after, *batches]):
            counts["unchanged"] += 1
        else:
            raise ValueError(
                f"{path}: opens with neither identity nor any batch key; remove it or restore its key, then run this "
                "again"
            )
    _retire(old_folder, before, after_at)
    _check(before, [*sealed, *new_folder.glob("*.age")])
    return counts


def renew_pseudonyms(keys: vault.Keys, reason: str) -> None:
    """Make a new secret of the pseudonyms and destroy the old one.

    Every pseudonym changes: what was linked to one outside the study's own results is linked to nothing afterwards.
    """
    number = keyring.add(keys.ring, keyring.PSEUDONYMS)
    keyring.destroy(keys.ring, keyring.PSEUDONYMS, reason, below=number)


def _copy(old: Path, new: Path, before: object, after: object, to: list[object]) -> int:
    """Copy the old keyring to the new one, secrets sealed anew, tombstones as they are; give the number of secrets."""
    if not old.is_dir() or (old / keyring.ROTATED).exists():  # copied as a whole before the command was broken off
        return 0
    for folder in (old, new):
        keyring.sweep(folder)
    copied = 0
    for path in sorted(old.glob("*.*")):
        if path.suffix not in (".age", ".destroyed") or path.name.startswith("."):
            continue
        content = path.read_bytes()
        if path.suffix == ".age":
            if not _opens(content, [before]):
                raise ValueError(f"{path}: the old identity does not open it; restore it from the keyring's backup")
            content = pyrage.encrypt(pyrage.decrypt(content, [before]), to)
            copied += 1
        with suppress(FileExistsError):  # written before the command was broken off
            keyring.write_new(new / path.name, content)
        if path.suffix == ".age" and not _opens((new / path.name).read_bytes(), [after]):
            raise ValueError(f"{new / path.name}: the new identity does not open it; remove it and run this again")
    return copied


def _retire(folder: Path, before: object, after_at: Path) -> None:
    """Destroy the secrets of the old keyring, and leave word that they moved."""
    about = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "to": after_at.name}
    with suppress(FileExistsError):
        keyring.write_new(folder / keyring.ROTATED, (json.dumps(about) + "\n").encode())
    for path in sorted(folder.glob("*.age")):
        keyring.shred(path)


def _check(before: object, paths: Iterable[Path]) -> None:
    for path in paths:
        if _opens(path.read_bytes(), [before]):
            raise ValueError(f"{path}: the old identity still opens it; run the command again")


def _living(ring: keyring.Ring, name: str) -> list[object]:
    return [keyring.identity(ring, name, number) for number in keyring.generations(ring, name)]


def _opens(content: bytes, identities: list[object]) -> bool:
    try:
        pyrage.decrypt(content, identities)
    except pyrage.DecryptError:
        return False
    return True
