"""What is inside a file: members of archives, columns of tables, streams of PDFs, chunks of images, long base 64.

A container is known by its first bytes, never by its name. What cannot be opened is an error that the report shows:
nobody looked inside, so nobody can say that it is clean.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import mmap
import re
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO

import numpy as np

from dots.governance.leaks.views import from_base64, runs

Content = bytes | mmap.mmap
"""Bytes, or a file mapped into memory."""
Member = tuple[str, Content]
"""Name of a part within its container, and its bytes (perhaps mapped from a temporary file)."""

SMALL = 2**23
"""Bytes up to which a part is kept in memory; a larger one is mapped from a temporary file."""
LARGEST = 2**31
"""Bytes to which one part may unfold."""
LEAST_NUMBER = 10**8
"""Numbers of tables and arrays below this are nobody's telephone."""
LONG = 1024
"""Characters from which base 64 is opened as a file of its own."""
SEALED = b"age-encryption.org/v1\n"
_LONG_BASE64 = re.compile(rb"[A-Za-z0-9+/]{64}(?:[A-Za-z0-9+/]|\r?\n|\\n){%d,}={0,2}" % (LONG - 64))
_LINE = 64
_STREAM = re.compile(rb"stream\r?\n")


class Unreadable(Exception):
    """A container that could not be opened, or not wholly."""


def is_sealed(content: Content) -> bool:
    """Say whether bytes are an age file, in which nothing can be looked for without the study's key."""
    return bytes(content[: len(SEALED)]) == SEALED


def members(content: Content) -> Iterator[Member]:
    """Yield what is inside a container; nothing, if it is none.

    Raises
    ------
    Unreadable
        If it looks like a container but is damaged, locked with a password or unfolds without end.
    """
    head = bytes(content[:265])
    try:
        for kind, opener in _OPENERS:
            if kind(head):
                yield from opener(content)
                break
        yield from _long_base64(content)
    except Unreadable:
        raise
    except Exception as error:  # each library has errors of its own; every one of them means: not looked into
        raise Unreadable(f"{type(error).__name__}: {error}") from error


def spool(stream: IO[bytes]) -> Content:
    """Read a stream to its end, without holding much of it in memory.

    Raises
    ------
    Unreadable
        If it is longer than `LARGEST`.
    """
    start = stream.read(SMALL)
    if len(start) < SMALL:
        return start
    with tempfile.TemporaryFile(prefix="dots-leaks-") as file:
        size = file.write(start)
        while part := stream.read(SMALL):
            size += file.write(part)
            if size > LARGEST:
                raise Unreadable(f"it unfolds to more than {LARGEST:,} bytes")
        file.flush()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class _Window(io.RawIOBase):
    """Bytes, perhaps of a mapped file, as a file that can be sought in, without a copy."""

    def __init__(self, content: Content):
        self.content, self.place = content, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.place = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: len(self.content)}[whence])
        return self.place

    def readinto(self, buffer: bytearray) -> int:
        part = self.content[self.place : self.place + len(buffer)]
        buffer[: len(part)] = part
        self.place += len(part)
        return len(part)


def _file(content: Content) -> io.BufferedReader:
    return io.BufferedReader(_Window(content))


def _unpacked(open_stream: Callable[[IO[bytes]], IO[bytes]], name: str) -> Callable[[Content], Iterator[Member]]:
    def unpack(content: Content) -> Iterator[Member]:
        with open_stream(_file(content)) as stream:
            yield name, spool(stream)

    return unpack


def _zstandard(content: Content) -> Iterator[Member]:
    import pyarrow

    with pyarrow.CompressedInputStream(pyarrow.PythonFile(_file(content), mode="r"), "zstd") as stream:
        yield "zstd", spool(stream)


def _deflated(content: Content) -> Iterator[Member]:
    """Inflate a zlib stream; two bytes say so little that one which cannot be inflated is none."""
    if inflated := _inflated(content):
        yield "zlib", inflated


def _inflated(content: Content) -> bytes:
    machine = zlib.decompressobj()
    try:
        return machine.decompress(content, LARGEST // 8)
    except zlib.error:
        return b""


def _zip(content: Content) -> Iterator[Member]:
    with zipfile.ZipFile(_file(content)) as package:
        yield (
            "names and comments",
            b"\n".join(
                part for info in package.infolist() for part in (info.filename.encode(), info.comment, info.extra)
            )
            + package.comment,
        )
        for info in package.infolist():
            if not info.is_dir():
                with package.open(info) as stream:
                    yield info.filename, spool(stream)


def _tar(content: Content) -> Iterator[Member]:
    with tarfile.open(fileobj=_file(content), mode="r:") as package:
        for info in package:
            if info.isfile():
                yield info.name, spool(package.extractfile(info))


def _png(content: Content) -> Iterator[Member]:
    """Inflate the compressed texts of an image; the others can be read as they stand."""
    place = 8
    while place + 8 <= len(content):
        size, kind = struct.unpack(">I4s", content[place : place + 8])
        chunk = bytes(content[place + 8 : place + 8 + size]) if kind in (b"zTXt", b"iTXt", b"iCCP") else b""
        if chunk:
            keyword, _, rest = chunk.partition(b"\0")
            packed = rest[1:]
            if kind == b"iTXt":
                packed = rest[2:].split(b"\0", 2)[-1] if rest[:1] == b"\1" else b""
            if packed:
                yield f"{kind.decode()} {keyword.decode('latin-1')}", zlib.decompress(packed)
        place += size + 12
        if kind == b"IEND":
            break


def _pdf(content: Content) -> Iterator[Member]:
    """Give the text of each page and the metadata as a reader shows them, and every stream that can be inflated."""
    try:
        import pypdf
    except ImportError as error:
        raise Unreadable("pypdf is not installed; `make env-test` installs it") from error
    reader = pypdf.PdfReader(_file(content))
    for number, page in enumerate(reader.pages, start=1):
        yield f"page {number}", page.extract_text().encode("utf-8", "replace")
    yield "metadata", "\n".join(map(str, (reader.metadata or {}).values())).encode("utf-8", "replace")
    for number, match in enumerate(_STREAM.finditer(content), start=1):
        if inflated := _inflated(content[match.end() : match.end() + SMALL]):
            yield f"stream {number}", inflated


def _parquet(content: Content) -> Iterator[Member]:
    import pyarrow.parquet

    file = pyarrow.parquet.ParquetFile(_file(content))
    notes = file.schema_arrow.metadata or {}
    yield "metadata", b"\n".join([*notes.keys(), *notes.values(), *map(str.encode, file.schema_arrow.names)])
    for name in file.schema_arrow.names:
        for batch in file.iter_batches(columns=[name]):
            yield f"column {name}", b"\n".join(_lines(batch.column(0)))


def _lines(column: object) -> Iterator[bytes]:
    """Write the values of a column of a table; of numbers, the whole ones that could be somebody's."""
    import pyarrow

    if pyarrow.types.is_integer(column.type) or pyarrow.types.is_floating(column.type):
        yield from _whole(column.to_numpy(zero_copy_only=False))
        return
    for value in column.to_pylist():
        if value is not None:
            yield value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def _whole(numbers: np.ndarray) -> Iterator[bytes]:
    with np.errstate(invalid="ignore"):
        kept = numbers[np.isfinite(numbers) & (numbers == np.floor(numbers)) & (np.abs(numbers) >= LEAST_NUMBER)]
    return (b"%d" % int(number) for number in kept.ravel())


def _array(content: Content) -> Iterator[Member]:
    array = np.load(_file(content), allow_pickle=False)
    if array.dtype.kind in "iuf":
        yield "whole numbers", b"\n".join(_whole(array))
    elif array.dtype.kind == "U":
        yield "texts", "\n".join(array.ravel().tolist()).encode("utf-8", "replace")


def _long_base64(content: Content) -> Iterator[Member]:
    done = 0
    for block in range(0, len(content), SMALL):
        for start, _ in runs(bytes(content[block : block + SMALL + _LINE]), _LINE):
            if block + start >= done and (match := _LONG_BASE64.match(content, block + start)):
                yield f"base64 at {match.start()}", from_base64(match[0])
                done = match.end()


def _begins(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signs)


_OPENERS: tuple[tuple[Callable[[bytes], bool], Callable[[Content], Iterator[Member]]], ...] = (
    (_begins(b"\x1f\x8b\x08"), _unpacked(gzip.open, "gzip")),
    (_begins(b"BZh"), _unpacked(bz2.open, "bzip2")),
    (_begins(b"\xfd7zXZ\0"), _unpacked(lzma.open, "xz")),
    (_begins(b"\x28\xb5\x2f\xfd"), _zstandard),
    (_begins(b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"), _deflated),
    (_begins(b"PK\x03\x04", b"PK\x05\x06"), _zip),
    (_begins(b"\x89PNG\r\n\x1a\n"), _png),
    (_begins(b"%PDF-"), _pdf),
    (_begins(b"PAR1"), _parquet),
    (_begins(b"\x93NUMPY"), _array),
    (lambda head: head[257:262] == b"ustar", _tar),
)
