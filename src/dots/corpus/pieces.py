"""A WARC file in pieces: each record with the very bytes it is stored in, so that one can go and the others stay as is.

The reader of pages (`archive.py`) asks what a record says; here it is asked where it stands. What cannot be read, or
does not fit its digest, is a piece too.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.client import HTTPException
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from dots.corpus.archive import Page

UNREADABLE = "unreadable"
_GZIP = b"\x1f\x8b\x08"
_BLANK = b"\r\n\r\n"


@dataclass(frozen=True)
class Piece:
    """One record of a WARC file, or a stretch that cannot be read.

    Attributes
    ----------
    file, number
        Member of the package, and the piece's place in it.
    kind
        WARC-Type, or `unreadable`.
    headers
        WARC headers, names in lower case.
    block
        What follows them: for a response its HTTP head and its body as recorded.
    page
        A response as `dots.corpus.archive.read` gives it, None for any other piece.
    raw
        Bytes that hold this record and no other.
    """

    file: str
    number: int
    kind: str
    headers: dict[str, str]
    block: bytes
    page: Page | None
    raw: bytes

    @property
    def address(self) -> str:
        """Address the record is about, '' if none."""
        return self.headers.get("warc-target-uri", "").strip("<>")

    @property
    def date(self) -> str:
        """When the record was made, '' if it does not say."""
        return self.headers.get("warc-date", "")

    @property
    def identifier(self) -> str:
        """Identifier of the record, '' if none."""
        return self.headers.get("warc-record-id", "")

    @property
    def partner(self) -> str:
        """Identifier of the record that was made together with it, '' if none."""
        return self.headers.get("warc-concurrent-to", "")

    @property
    def payload(self) -> tuple[str, str]:
        """Address and payload digest, by which a revisit record finds the page it stands for."""
        return self.address, self.headers.get("warc-payload-digest", "")


def read(package: Path) -> Iterator[Piece]:
    """Yield the pieces of a WACZ package, file by file."""
    with zipfile.ZipFile(package) as opened:
        for file in sorted(name for name in opened.namelist() if name.startswith("archive/")):
            info = opened.getinfo(file)
            info.CRC = None  # a damaged member is read as far as it goes
            number = 0
            for raw, content in _members(opened.read(info)):
                for piece in _records(content, raw, file, number):
                    number += 1
                    yield piece


def respond(revisit: Piece, original: Piece) -> Piece:
    """Turn a revisit record into the response it stands for, with the body of the original.

    It keeps its identifier, date and HTTP head: the server did send this page that day. Of the original only `raw` is
    looked at.
    """
    content = gzip.decompress(original.raw) if original.raw.startswith(_GZIP) else original.raw
    body = next(_records(content, original.raw, original.file, original.number)).block.partition(_BLANK)[2]
    block = revisit.block.removesuffix(_BLANK) + _BLANK + body
    stated = {name: value for name, value in revisit.headers.items() if not name.startswith("warc-refers-to")}
    stated.pop("warc-profile", None)
    algorithm = original.headers.get("warc-block-digest", "sha1:").partition(":")[0]
    digest = base64.b32encode(hashlib.new(algorithm, block).digest()).decode()
    return _made(revisit, stated | {"warc-type": "response", "warc-block-digest": f"{algorithm}:{digest}"}, block)


def refer(revisit: Piece, date: str) -> Piece:
    """Have a revisit record refer to the same page as it was recorded at another time."""
    headers = {name: value for name, value in revisit.headers.items() if name != "warc-refers-to"}
    return _made(revisit, headers | {"warc-refers-to-date": date}, revisit.block)


def _made(instead: Piece, headers: dict[str, str], block: bytes) -> Piece:
    """Make a record that stands in the place of another."""
    names = {"warc-record-id": "WARC-Record-ID", "warc-target-uri": "WARC-Target-URI"}
    lines = [
        f"{names.get(name, name.title().replace('Warc', 'WARC'))}: {value}"
        for name, value in (headers | {"content-length": str(len(block))}).items()
    ]
    head = "\r\n".join(["WARC/1.1", *lines]).encode()
    content = head + _BLANK + block + _BLANK
    return next(_records(content, gzip.compress(content, mtime=0), instead.file, instead.number))


def _members(data: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """Yield each gzip member and its content, None where it is damaged or cut short; a plain file is one member."""
    if not data.startswith(_GZIP):
        yield data, data
        return
    start = 0
    while start < len(data):
        member, content, position = zlib.decompressobj(wbits=31), [], start
        try:
            while not member.eof and position < len(data):
                content.append(member.decompress(data[position : position + 65536]))
                position += 65536
            end = min(position, len(data)) - len(member.unused_data) if member.eof else None
        except zlib.error:
            end = None
        if end is None:
            end = _next_member(data, start + 1)
            yield data[start:end], None
        else:
            yield data[start:end], b"".join(content)
        start = end


def _next_member(data: bytes, start: int) -> int:
    """Find where the next member begins that holds a record, or the end."""
    while (found := data.find(_GZIP, start)) >= 0:
        try:
            if zlib.decompressobj(wbits=31).decompress(data[found : found + 4096]).startswith(b"WARC/1."):
                return found
        except zlib.error:
            pass
        start = found + 1
    return len(data)


def _records(content: bytes | None, raw: bytes, file: str, number: int) -> Iterator[Piece]:
    """Yield the records of one member; if it holds several, each with its own bytes."""
    found: list[tuple[int, Piece]] = []
    try:
        if content is None:
            raise ValueError("damaged")
        for record in ArchiveIterator(io.BytesIO(content), parse_http=False):
            found.append((record.stream_pos, _piece(record, file, number + len(found))))
        if not found:
            raise ValueError("no record")
    except (OSError, ValueError, HTTPException):
        yield Piece(file, number, UNREADABLE, {}, content or b"", None, raw)
        return
    if len(found) == 1:
        yield replace(found[0][1], raw=raw)
        return
    ends = [start for start, _ in found[1:]] + [len(content)]
    for (start, piece), end in zip(found, ends, strict=True):
        part = content[start:end]
        yield replace(piece, raw=gzip.compress(part, mtime=0) if raw.startswith(_GZIP) else part)


def _piece(record: WarcRecord, file: str, number: int) -> Piece:
    kind, offset = str(record.record_type), record.stream_pos
    headers = {name.lower(): value for name, value in record.headers.items()}
    record.freeze()
    whole = "warc-block-digest" not in headers or record.verify_block_digest()
    block = record.reader.read()
    if not whole or len(block) != int(headers.get("content-length", -1)):
        return Piece(file, number, UNREADABLE, headers, block, None, b"")
    page = _page(headers.get("warc-target-uri", "").strip("<>"), block, file, offset) if kind == "response" else None
    return Piece(file, number, kind, headers, block, page, b"")


def _page(address: str, block: bytes, file: str, offset: int) -> Page:
    record = WarcRecord()
    record.init_headers(record_type=WarcRecordType.response)
    record.is_http = True
    record.set_bytes_content(block)
    record.parse_http(auto_decode="all")
    headers = record.http_headers
    return Page(address, headers.status_code or 0, headers.get("Date") or "", record.reader.read(), file, offset)
