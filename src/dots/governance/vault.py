"""The restricted zone: what can identify somebody is sealed with age, and leaves it only as a keyed pseudonym.

Files ending in `.age` are ciphertext (the age format, through pyrage): each batch of them for a key of its own, which
the keyring holds and which can be destroyed, all else for the study's key. Pseudonyms are HMAC-SHA-256 under a secret
of their own and a domain for each field, because every UK mobile number can be tried against an unkeyed digest in under
an hour.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pyrage

from dots.governance import keyring

SIMULATED = "simulated"
TABLES = "tables"
"""The batch of the tables in clear that are derived from the archive."""
RING = Path("restricted/keyring")
"""Tombstones of a simulated study, which has no other keyring."""
_FIELD = re.compile(r"[a-z][a-z_]*")


@dataclass(frozen=True)
class Keys:
    """Keys of a study, or of one batch of its files.

    Attributes
    ----------
    identities, recipients
        Any of which opens the files, and to all of which new ones are sealed.
    secret, marks
        Secrets of the pseudonyms, and of the marks of what was forgotten. Neither opens anything.
    ring
        The keyring, from which `batch` takes others.
    """

    identities: tuple[object, ...]
    recipients: tuple[object, ...]
    secret: bytes
    marks: bytes
    ring: keyring.Ring


def load_keys(keys: str, seed: int, recipients: Sequence[str] = ()) -> Keys:
    """Load the study's keys.

    Parameters
    ----------
    keys
        `simulated`, or the path of an age identity file (made by `age-keygen`) outside the repository. The keyring is
        beside it; what it lacks is made.
    seed
        The study's seed. Only a simulated study uses it: its keys are derived from the seed, so that a second
        run writes the same pseudonyms. They protect nothing, and need not: the data are invented.
    recipients
        Public keys (age1...) of others who may open what is sealed from now on.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing, holds no age identity, lies inside the repository, was rotated out, or has lost part of
        its keyring; if a recipient is no public key.
    """
    if keys == SIMULATED:
        if recipients:
            raise ValueError("study.recipients: a simulated study has none, its key is no secret; leave the list empty")
        identity, public = keyring.derived(hashlib.sha256(f"dots simulated study {seed}".encode()).digest())
        ring = keyring.Ring(RING.absolute(), identity, (public,), seed)
    else:
        identity, path = read_identity(keys)
        others = tuple(recipient(one) for one in recipients)
        ring = keyring.Ring(folder_of(path), identity, (identity.to_public(), *others), None)
        if (ring.folder / keyring.ROTATED).exists():
            raise ValueError(
                f"study.keys: {path} was replaced by a new identity, and what was sealed to it is sealed to that one: "
                "set study.keys to the new file"
            )
    secret, marks = (keyring.secret(ring, name) for name in (keyring.PSEUDONYMS, keyring.FORGOTTEN))
    return Keys((ring.identity,), ring.recipients, secret, marks, ring)


def read_identity(keys: str) -> tuple[object, Path]:
    """Read an age identity file; give the identity and where the file is.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing, holds no age identity, or lies inside the repository.
    """
    path = Path(os.path.expanduser(keys)).resolve()
    if not path.is_file():
        raise FileNotFoundError(f"study.keys: there is no key file {path}; make one with `age-keygen -o {path}`")
    if path.is_relative_to(Path.cwd().resolve()):
        raise ValueError(f"study.keys: {path} lies inside the repository; move it out, a key is never versioned")
    lines = [line for line in path.read_text().splitlines() if line.startswith("AGE-SECRET-KEY-")]
    if not lines:
        raise ValueError(f"study.keys: {path} holds no AGE-SECRET-KEY line; make one with `age-keygen`")
    try:
        return pyrage.x25519.Identity.from_str(lines[0].strip()), path
    except pyrage.IdentityError as error:
        raise ValueError(f"study.keys: the AGE-SECRET-KEY line of {path} is damaged; restore it from a copy") from error


def folder_of(identity_file: Path) -> Path:
    """Give the folder of an identity file's keyring."""
    return identity_file.with_name(f"{identity_file.name}.batches")


def batch(keys: Keys, name: str, generation: int | None = None) -> Keys:
    """Give the keys of one batch of sealed files; they are made on first use.

    Every living generation of the key opens the batch, the newest seals it (in a simulated study, where the next
    generation can be derived at any time, the present one does).

    Parameters
    ----------
    keys
        The study's keys.
    name
        Name of the batch, such as the day of a wave.
    generation
        The one generation to open and seal with.
    """
    living = keyring.identities(keys.ring, name)
    seals = generation or (min(living) if keys.ring.seed is not None else max(living))
    opens = tuple(living.values()) if generation is None else (living[generation],)
    return replace(keys, identities=opens, recipients=(keyring.public(keys.ring, name, seals),))


def pseudonym(value: str, field: str, keys: Keys) -> str:
    """Give the pseudonym of a normalised value: `<field>-` and 16 base-32 characters (80 bits).

    Each field has a key of its own, derived from the study's secret and the field's name. The same value in another
    field, or in another study, gives an unrelated pseudonym: two studies cannot be joined without both their secrets.
    """
    return pseudonym_under(field_secret(field, keys), value, field)


def field_secret(field: str, keys: Keys) -> bytes:
    """Give the secret under which one field's pseudonyms are made; those of other fields do not follow from it."""
    return _derived(keys.secret, "pseudonym", field)


def pseudonym_under(secret: bytes, value: str, field: str) -> str:
    """Give the pseudonym of a normalised value under the field's secret, for who makes many (`pseudonym`)."""
    return f"{field}-{base64.b32encode(hmac.digest(secret, value.encode(), 'sha256'))[:16].decode().lower()}"


def mark(value: str, field: str, keys: Keys) -> str:
    """Give the mark by which a forgotten value is known again: 64 hexadecimal digits, unrelated to its pseudonym."""
    return hmac.digest(_derived(keys.marks, "forgotten", field), value.encode(), "sha256").hex()


def _derived(secret: bytes, purpose: str, field: str) -> bytes:
    """Give the key for one purpose and one field."""
    if not _FIELD.fullmatch(field):  # or a field could be written so that its domain is another one's
        raise ValueError(f"{field!r} cannot name a field: use lower-case letters and _")
    return hmac.digest(secret, f"dots {purpose}\x1f{field}".encode(), "sha256")


def encrypt(content: bytes, keys: Keys) -> bytes:
    """Encrypt bytes."""
    return pyrage.encrypt(content, list(keys.recipients))


def decrypt(content: bytes, keys: Keys, where: object) -> bytes:
    """Decrypt bytes, or say `where` the key does not fit."""
    try:
        return pyrage.decrypt(content, list(keys.identities))
    except pyrage.DecryptError as error:
        raise _wrong_key(where, error) from error


def seal(content: bytes, path: Path, keys: Keys) -> None:
    """Encrypt bytes to a file whose name must end in `.age`."""
    _sealed(path).write_bytes(encrypt(content, keys))


def unseal(path: Path, keys: Keys) -> bytes:
    """Decrypt a sealed file, or say which key is wrong."""
    return decrypt(path.read_bytes(), keys, path)


def seal_stream(chunks: Iterable[bytes], path: Path, keys: Keys) -> None:
    """Encrypt bytes as they come to a file whose name must end in `.age`: nothing of them is on disk in clear.

    The file opens again, and holds what came, or an error is raised.

    Raises
    ------
    OSError
        If what was written cannot be read back; also whatever the chunks raise.
    """
    reader = _Chunks(chunks)
    try:
        with _sealed(path).open("wb") as stream:
            pyrage.encrypt_io(reader, stream, list(keys.recipients))
    except BaseException as error:
        path.unlink(missing_ok=True)
        raise reader.problem or error from None
    back = _Digest()
    with path.open("rb") as stream:
        pyrage.decrypt_io(stream, back, list(keys.identities))
    if back.digest.digest() != reader.digest.digest():
        raise OSError(f"{path}: what was sealed does not open to what was given; check the disk and run again")


def seal_file(source: Path, path: Path, keys: Keys) -> None:
    """Encrypt a file of any size to another whose name must end in `.age`, without reading it into memory."""
    pyrage.encrypt_file(str(source), str(_sealed(path)), list(keys.recipients))


def unseal_file(path: Path, to: Path, keys: Keys) -> None:
    """Decrypt a sealed file of any size to another, which belongs into a temporary folder.

    Raises
    ------
    ValueError
        If the key does not open it, or it was changed; nothing is left of what was decrypted before that was found.
    OSError
        If there is no such file or no space.
    """
    try:
        pyrage.decrypt_file(str(path), str(to), list(keys.identities))
    except (pyrage.DecryptError, OSError) as error:
        to.unlink(missing_ok=True)
        if "os error" in str(error):  # no such file, disk full: the key is not to blame
            raise
        raise _wrong_key(path, error) from error


def seal_table(frame: pd.DataFrame, path: Path, keys: Keys) -> None:
    """Encrypt a table as Parquet."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    seal(buffer.getvalue(), path, keys)


def unseal_table(path: Path, keys: Keys) -> pd.DataFrame:
    """Decrypt a table sealed by `seal_table`."""
    return pd.read_parquet(io.BytesIO(unseal(path, keys)))


class _Digest(io.RawIOBase):
    """Take bytes in and keep their digest alone."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()

    def write(self, content: bytes) -> int:
        self.digest.update(content)
        return len(content)


class _Chunks(io.RawIOBase):
    """Read from an iterable of bytes; keep its digest, and its error, of which pyrage gives on the text alone."""

    def __init__(self, chunks: Iterable[bytes]):
        self.chunks, self.left, self.digest = iter(chunks), b"", hashlib.sha256()
        self.problem: BaseException | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        try:
            while not self.left:
                self.left = next(self.chunks)
                self.digest.update(self.left)
        except StopIteration:
            return 0
        except BaseException as error:
            self.problem = error
            raise
        size = min(len(buffer), len(self.left))
        buffer[:size], self.left = self.left[:size], self.left[size:]
        return size


def _sealed(path: Path) -> Path:
    """Make the folder of a file to be sealed, or refuse its name."""
    if path.suffix != ".age":
        raise ValueError(f"{path}: a sealed file's name ends in .age")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def recipient(stated: str) -> object:
    """Read a public key of age.

    Raises
    ------
    ValueError
        If it is none.
    """
    try:
        return pyrage.x25519.Recipient.from_str(stated)
    except pyrage.RecipientError as error:
        raise ValueError(
            f"study.recipients: {stated!r} is no age public key ({error}); one begins with age1, and `age-keygen -y` "
            "prints it"
        ) from error


def _wrong_key(path: object, error: pyrage.DecryptError) -> ValueError:
    return ValueError(
        f"{path}: the study's key does not open this file ({error}); it was sealed for another seed or key, "
        "or its key was destroyed. Set study.keys or study.seed back, or delete the file and let the workflow make it "
        "again"
    )
