"""The restricted zone: what can identify somebody is sealed with age, and leaves it only as a keyed pseudonym.

Files ending in `.age` are ciphertext for the study's key (the age format, through pyrage). Pseudonyms are
HMAC-SHA-256 under a key and a domain for each field, because every UK mobile number can be tried against an
unkeyed digest in under an hour.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyrage

SIMULATED = "simulated"


@dataclass(frozen=True)
class Keys:
    """The study's keys: who can open its files, to whom they are sealed, and the secret of its pseudonyms."""

    identity: object
    recipient: object
    secret: bytes


def load_keys(keys: str, seed: int) -> Keys:
    """Load the study's keys.

    Parameters
    ----------
    keys
        `simulated`, or the path of an age identity file (made by `age-keygen`) outside the repository.
    seed
        The study's seed. Only a simulated study uses it: its key is derived from the seed, so that a second
        run writes the same pseudonyms. That key protects nothing, and need not: the data are invented.

    Raises
    ------
    FileNotFoundError, ValueError
        If the file is missing, holds no age identity, or lies inside the repository.
    """
    if keys == SIMULATED:
        from cryptography.hazmat.primitives import serialization as form
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        secret = hashlib.sha256(f"dots simulated study {seed}".encode()).digest()
        key = Ed25519PrivateKey.from_private_bytes(secret)
        private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.OpenSSH, form.NoEncryption())
        public = key.public_key().public_bytes(form.Encoding.OpenSSH, form.PublicFormat.OpenSSH)
        return Keys(pyrage.ssh.Identity.from_buffer(private), pyrage.ssh.Recipient.from_str(public.decode()), secret)
    path = Path(os.path.expanduser(keys)).resolve()
    if not path.is_file():
        raise FileNotFoundError(f"study.keys: there is no key file {path}; make one with `age-keygen -o {path}`")
    if path.is_relative_to(Path.cwd().resolve()):
        raise ValueError(f"study.keys: {path} lies inside the repository; move it out, a key is never versioned")
    lines = [line for line in path.read_text().splitlines() if line.startswith("AGE-SECRET-KEY-")]
    if not lines:
        raise ValueError(f"study.keys: {path} holds no AGE-SECRET-KEY line; make one with `age-keygen`")
    identity = pyrage.x25519.Identity.from_str(lines[0])
    return Keys(identity, identity.to_public(), hashlib.sha256(b"dots pseudonyms" + lines[0].encode()).digest())


def pseudonym(value: str, field: str, keys: Keys) -> str:
    """Give the pseudonym of a normalised value: `<field>-` and 16 base-32 characters (80 bits).

    The same value in another field, or under another key, gives an unrelated pseudonym.
    """
    digest = hmac.new(keys.secret, f"{field}\x1f{value}".encode(), hashlib.sha256).digest()
    return f"{field}-{base64.b32encode(digest)[:16].decode().lower()}"


def encrypt(content: bytes, keys: Keys) -> bytes:
    """Encrypt bytes."""
    return pyrage.encrypt(content, [keys.recipient])


def decrypt(content: bytes, keys: Keys, where: object) -> bytes:
    """Decrypt bytes, or say `where` the key does not fit."""
    try:
        return pyrage.decrypt(content, [keys.identity])
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
            pyrage.encrypt_io(reader, stream, [keys.recipient])
    except BaseException as error:
        path.unlink(missing_ok=True)
        raise reader.problem or error from None
    back = _Digest()
    with path.open("rb") as stream:
        pyrage.decrypt_io(stream, back, [keys.identity])
    if back.digest.digest() != reader.digest.digest():
        raise OSError(f"{path}: what was sealed does not open to what was given; check the disk and run again")


def seal_file(source: Path, path: Path, keys: Keys) -> None:
    """Encrypt a file of any size to another whose name must end in `.age`, without reading it into memory."""
    pyrage.encrypt_file(str(source), str(_sealed(path)), [keys.recipient])


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
        pyrage.decrypt_file(str(path), str(to), [keys.identity])
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


def _wrong_key(path: object, error: pyrage.DecryptError) -> ValueError:
    return ValueError(
        f"{path}: the study's key does not open this file ({error}); it was sealed for another seed or key. "
        "Set study.keys or study.seed back, or delete the file and let the workflow make it again"
    )


def batch(keys: Keys, name: str) -> Keys:
    """Give the keys of one batch of the archive."""
    return keys
