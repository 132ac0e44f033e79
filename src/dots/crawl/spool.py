"""A spool: an append-only file of sealed frames, which a process that is killed leaves whole but for its last frame.

A frame is a head of twelve bytes (a mark, the length of what follows, a checksum of both) and one age blob. A file that
was cut off anywhere is a row of whole frames and the beginning of one more, which `cut` takes away. Anything else is
damage, and an error.
"""

from __future__ import annotations

import os
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from dots.governance import vault

MARK = b"DOTS"
SECONDS = 5.0
"""How often what was written is forced to the disk: a power failure can take as much. Being killed takes nothing."""
_HEAD = struct.Struct(">4sII")


class Spool:
    """A spool open for writing.

    Parameters
    ----------
    path
        File; made, for its owner alone, if there is none. Cut off a torn frame first (`cut`).
    keys
        Keys of its frames (`dots.governance.vault`).
    """

    def __init__(self, path: Path, keys: vault.Keys):
        self.path, self.keys = path, keys
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self._end = os.fstat(self._file).st_size
        self._forced = time.monotonic()

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return self._end

    def append(self, content: bytes) -> int:
        """Seal a frame, hand it to the operating system and say where it begins.

        Raises
        ------
        OSError
            If it cannot be written, as on a full disk; no part of the frame stays.
        """
        blob = vault.encrypt(content, self.keys)
        left, start = memoryview(_head(len(blob)) + blob), self._end
        try:
            while left:
                left = left[os.write(self._file, left) :]
        except OSError:
            os.ftruncate(self._file, start)
            raise
        self._end = start + _HEAD.size + len(blob)
        if time.monotonic() - self._forced > SECONDS:
            self.force()
        return start

    def force(self) -> None:
        """Wait until all that was written is on the disk."""
        os.fsync(self._file)
        self._forced = time.monotonic()

    def close(self) -> None:
        """Force and close the file."""
        self.force()
        os.close(self._file)


def frames(path: Path, keys: vault.Keys) -> Iterator[tuple[int, bytes]]:
    """Give every whole frame of a spool, with the byte where it begins; a torn frame at the end is left out.

    Raises
    ------
    ValueError
        Naming file and byte of a frame that was changed, or that the keys do not open.
    """
    with path.open("rb") as stream:
        for offset, length in _places(path):
            stream.seek(offset + _HEAD.size)
            yield offset, _open(stream.read(length), path, offset, keys)


def read(path: Path, keys: vault.Keys, offset: int) -> bytes:
    """Open the frame that begins at `offset`."""
    with path.open("rb") as stream:
        stream.seek(offset)
        length = _length(stream.read(_HEAD.size), path, offset)
        return _open(stream.read(length), path, offset, keys)


def cut(path: Path) -> int:
    """Cut off the frame that was being written when its process ended, and say how many bytes that took.

    Raises
    ------
    ValueError
        Naming file and byte of what is neither a frame nor the beginning of one. Nothing is cut then.
    """
    end = max((offset + _HEAD.size + length for offset, length in _places(path)), default=0)
    torn = path.stat().st_size - end
    if torn:
        os.truncate(path, end)
    return torn


def _places(path: Path) -> Iterator[tuple[int, int]]:
    """Give byte and length of every whole frame."""
    size, offset = path.stat().st_size, 0
    with path.open("rb") as stream:
        while offset < size:
            stream.seek(offset)
            head = stream.read(_HEAD.size)
            if len(head) < _HEAD.size and (MARK.startswith(head[:4]) or head.startswith(MARK)):
                return
            length = _length(head, path, offset)
            if offset + _HEAD.size + length > size:
                return
            yield offset, length
            offset += _HEAD.size + length


def _head(length: int) -> bytes:
    return _HEAD.pack(MARK, length, zlib.crc32(MARK + length.to_bytes(4, "big")))


def _length(head: bytes, path: Path, offset: int) -> int:
    """Read a head, or say where it is damaged."""
    length = int.from_bytes(head[4:8], "big")
    if head != _head(length):
        raise ValueError(
            f"{path}, byte {offset}: this is no frame of a spool; it was damaged after it was written. Restore the "
            "file from a copy, or move it away (it is evidence) and crawl again"
        )
    return length


def _open(blob: bytes, path: Path, offset: int, keys: vault.Keys) -> bytes:
    return vault.decrypt(blob, keys, f"{path}, byte {offset}")
