"""Pages out of a WACZ archive: every HTTP response its WARC files hold, and every place where they are damaged."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

_GZIP = b"\x1f\x8b\x08"
_PLAIN = b"WARC/1."


@dataclass(frozen=True)
class Page:
    """One HTTP response as archived.

    Attributes
    ----------
    url, status, date, body
        Address asked for, HTTP status, the server's `Date` header ('' if it sent none), decoded content.
    file, offset
        Where the record begins: WARC file within the archive, byte.
    """

    url: str
    status: int
    date: str
    body: bytes
    file: str
    offset: int


@dataclass(frozen=True)
class Damage:
    """A record that cannot be read: WARC file, byte where it begins, and why."""

    file: str
    offset: int
    reason: str


def read(package: Path | BinaryIO) -> Iterator[Page | Damage]:
    """Yield the pages of a WACZ archive in the order of its WARC files, and each damaged record in its place.

    Parameters
    ----------
    package
        The archive: a zip file with WARC files under `archive/` (WACZ 1.1.1). One WARC file is in memory at a time.

    Raises
    ------
    ValueError
        If it is no zip file or holds no WARC file.
    """
    try:
        wacz = zipfile.ZipFile(package)
    except zipfile.BadZipFile as error:
        raise ValueError(f"the archive is no WACZ ({error}); crawl again or restore it from the ledger") from error
    names = sorted(name for name in wacz.namelist() if name.startswith("archive/") and ".warc" in name)
    if not names:
        raise ValueError(f"the archive holds no WARC file under archive/, only {', '.join(wacz.namelist()[:5])}")
    for name in names:
        yield from read_warc(_member(wacz, name), name)


def read_warc(data: bytes, file: str) -> Iterator[Page | Damage]:
    """Yield the pages of one WARC file; after a damaged record go on with the next that can be read."""
    marker = _GZIP if data.startswith(_GZIP) else _PLAIN
    start = 0
    while start < len(data):
        last = None
        try:
            for record in ArchiveIterator(
                io.BytesIO(data[start:]), record_types=WarcRecordType.response, parse_http=False
            ):
                last = start + record.stream_pos
                yield _page(record, file, last)
        except (OSError, ValueError, HTTPException) as error:
            reason = str(error)
        else:
            reason = "the file ends in the middle of a record"
        broken = _first_broken(data, start if last is None else last, marker)
        if broken is None:
            return
        yield Damage(file, broken, reason)
        start = _next_record(data, broken + 1, marker)


def _page(record: WarcRecord, file: str, offset: int) -> Page | Damage:
    record.freeze()
    if "WARC-Block-Digest" in record.headers and not record.verify_block_digest():
        return Damage(file, offset, "its content does not match its digest")
    record.parse_http(auto_decode="all")
    headers = record.http_headers
    return Page(
        record.headers.get("WARC-Target-URI").strip("<>"),
        headers.status_code or 0,
        headers.get("Date") or "",
        record.reader.read(),
        file,
        offset,
    )


def _member(wacz: zipfile.ZipFile, name: str) -> bytes:
    """Read a member without the zip's own check, which would hide where in it the damage is."""
    info = wacz.getinfo(name)
    info.CRC = None
    return wacz.read(info)


def _first_broken(data: bytes, start: int, marker: bytes) -> int | None:
    """Find the first record from `start` on that is damaged or cut short, or None if all are whole."""
    if marker == _PLAIN:
        return _first_broken_plain(data, start)
    while start < len(data):
        member = zlib.decompressobj(wbits=31)
        position = start
        try:
            while not member.eof and position < len(data):
                member.decompress(data[position : position + 65536])
                position += 65536
        except zlib.error:
            return start
        if not member.eof:
            return start
        start = min(position, len(data)) - len(member.unused_data)
    return None


def _first_broken_plain(data: bytes, start: int) -> int | None:
    while start < len(data):
        head = data.find(b"\r\n\r\n", start)
        lines = data[start:head].lower().split(b"\r\n")
        length = next((line.split(b":")[1] for line in lines if line.startswith(b"content-length:")), b"")
        end = head + 8 + int(length) if length.strip().isdigit() else -1
        if head < 0 or not data.startswith(_PLAIN, start) or end < 0 or end > len(data):
            return start
        start = end
    return None


def _next_record(data: bytes, start: int, marker: bytes) -> int:
    """Find where the next readable record begins, or the end of the data."""
    while (found := data.find(marker, start)) >= 0:
        if marker == _PLAIN:
            return found
        try:
            if zlib.decompressobj(wbits=31).decompress(data[found : found + 4096]).startswith(_PLAIN):
                return found
        except zlib.error:
            pass
        start = found + 1
    return len(data)
