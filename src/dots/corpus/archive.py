"""Pages out of a WACZ archive: every HTTP response its WARC files hold, and every place where they are damaged."""

from __future__ import annotations

import base64
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from fastwarc.stream_io import BrotliReader, ChunkedReader, ZstdReader
from fastwarc.warc import HeaderMap, WarcHeader, WarcRecord

from dots.corpus import framing, packages
from dots.corpus.packages import Place

STRETCH = 1 << 25
"""Bytes of a compressed WARC file that are read as one part: some 40,000 pages."""
REPEATED = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_GZIP = b"\x1f\x8b"
_READERS = {"br": BrotliReader, "zstd": ZstdReader}
_OTHERS = ("warcinfo", "request", "metadata", "resource", "conversion", "continuation")
_RAISED = (OSError, ValueError, HTTPException)


@dataclass(frozen=True)
class Page:
    """One HTTP response as archived.

    Attributes
    ----------
    url, status, date, body
        Address asked for, HTTP status, the server's `Date` header ('' if it sent none), decoded content.
    file, offset
        Where the record begins: WARC file within the archive, byte.
    digest
        Digest of the payload as the record states it, such as `sha1:...`; '' if unknown.
    """

    url: str
    status: int
    date: str
    body: bytes
    file: str
    offset: int
    digest: str = ""


@dataclass(frozen=True)
class Revisit:
    """A response whose content is that of an earlier one of the same address: the record holds its digest alone."""

    url: str
    status: int
    date: str
    digest: str
    file: str
    offset: int


@dataclass(frozen=True)
class Damage:
    """A record that cannot be read: WARC file, byte where it begins, and why."""

    file: str
    offset: int
    reason: str


@dataclass(frozen=True)
class Part:
    """A stretch of a WARC file that can be read by itself: the records that begin in it."""

    place: Place
    start: int
    stop: int


def parts(package: Path | BinaryIO) -> tuple[list[Part], list[Damage]]:
    """Divide an archive into parts, the same for the same archive, and say what is wrong with its package.

    Parameters
    ----------
    package
        The archive: a zip file with WARC files under `archive/` (WACZ 1.1.1).
    """
    with ExitStack() as stack:
        places, wrong = packages.places(_open(package, stack))
    listed = []
    for place in places:
        # ASSUME an uncompressed file may quote a record in a page, and is not divided
        whole = place.deflated or not place.name.endswith(".gz")
        step = max(place.end - place.start, 1) if whole else STRETCH
        starts = range(place.start, max(place.end, place.start + 1), step)
        listed += [Part(place, start, min(start + step, place.end)) for start in starts]
    return listed, [Damage("", 0, wrong)] if wrong else []


def read(package: Path | BinaryIO) -> Iterator[Page | Revisit | Damage]:
    """Yield the pages of a WACZ archive in the order of its WARC files, and each damaged record in its place.

    Parameters
    ----------
    package
        The archive, as `parts` takes it. What can be read is read: one that is damaged as a package, several in one
        file, or a WARC file without a package. Memory does not grow with its size.
    """
    listed, damaged = parts(package)
    yield from damaged
    for part in listed:
        yield from read_part(package, part)


def read_part(package: Path | BinaryIO, part: Part, batch: str = "") -> Iterator[Page | Revisit | Damage]:
    """Yield what begins in one part of an archive; files are named with their batch, if it is given."""
    place = part.place
    file = f"{batch}/{place.name}".strip("/")
    with ExitStack() as stack:
        stream, start, stop, end = _open(package, stack), part.start, part.stop, place.end
        first, wrong = place.start, ""
        if place.deflated:
            stream, wrong = packages.inflate(stream, place, package.parent if isinstance(package, Path) else None)
            stack.enter_context(stream)
            start, first = 0, 0
            stop = end = stream.tell()
        window = framing.Window(stream)
        # where one part's last record ends, the next part's first begins: both look for it in the same way
        if start > first:
            start = framing.find(window, start, end, packed=True)
        if stop < end:
            stop = framing.find(window, stop, end, packed=True)
        whole_package = not place.name
        for frame in framing.frames(window, start, stop, end):
            if isinstance(frame, framing.Frame):
                item = _item(frame.content, file, frame.offset - first)
                if item is not None:
                    yield item
            elif not whole_package or frame.reason != framing.NOTHING:
                yield Damage(file, frame.offset - first, frame.reason)
        if wrong:
            yield Damage(file, end, wrong)


def _open(package: Path | BinaryIO, stack: ExitStack) -> BinaryIO:
    return stack.enter_context(package.open("rb")) if isinstance(package, Path) else package


def _item(content: bytes, file: str, offset: int) -> Page | Revisit | Damage | None:
    """Read one record; nothing if it is neither a response nor a revisit."""
    try:
        record = WarcRecord.from_bytes(content)
        head = record.headers
        kind = (head.get(WarcHeader.WARC_TYPE) or "").lower()
        if kind not in ("response", "revisit"):
            return None if kind in _OTHERS else Damage(file, offset, "its type is not known")
        url = (head.get(WarcHeader.WARC_TARGET_URI) or "").strip("<>")
        if not url.lower().startswith("http"):  # what a name server said, for example, is left alone
            return None if url else Damage(file, offset, "it has no address")
        if not url.isascii() or "[" in url or "]" in url:
            urlsplit(url)  # raises if it is no address
        if head.get(WarcHeader.WARC_BLOCK_DIGEST) and not record.verify_block_digest():
            return Damage(file, offset, "its content does not match its digest")
        digest = head.get(WarcHeader.WARC_PAYLOAD_DIGEST) or ""
        headers, raw = _parse(record)
        status, date = headers.status_code, headers.get("Date") or ""
        if kind == "revisit":
            return Revisit(url, status, date, digest, file, offset)
        return Page(url, status, date, _decode(raw, headers), file, offset, digest or _digest(raw))
    except _RAISED as error:
        return Damage(file, offset, str(error))


def _parse(record: WarcRecord) -> tuple[HeaderMap, bytes]:
    """Give the head of the answer and its payload; chunks are joined, unless the head lies and there are none."""
    record.parse_http()
    if record.http_headers is None or record.http_headers.status_code is None:
        raise ValueError("it holds no answer of a web server")
    raw = record.reader.read()
    if "chunked" in (record.http_headers.get("Transfer-Encoding") or "").lower() and _chunk(raw):
        raw = ChunkedReader(io.BytesIO(raw)).read()
    return record.http_headers, raw


def _chunk(raw: bytes) -> bool:
    """Tell whether a payload begins as a chunk does."""
    size = raw.split(b"\r\n", 1)[0].split(b";")[0].strip()
    return bool(size) and not size.strip(b"0123456789abcdefABCDEF") and b"\r\n" in raw


def _decode(raw: bytes, headers: HeaderMap) -> bytes:
    """Undo the content's coding; a payload that is not coded as its head says is taken as it is.

    Raises
    ------
    ValueError
        If the coding is damaged, ends early or unknown, or the content is too large.
    """
    codings = headers.get("Content-Encoding")
    for coding in filter(None, reversed(codings.lower().replace(" ", "").split(","))) if codings else ():
        if coding in ("gzip", "x-gzip", "deflate"):
            raw = _unpack(raw, coding)
        elif coding in _READERS:
            raw = _READERS[coding](io.BytesIO(raw)).read(framing.LARGEST)
        elif coding != "identity":
            raise ValueError(f"its body is coded as {coding}, which cannot be read")
    return raw


def _unpack(raw: bytes, coding: str) -> bytes:
    packed = raw.startswith(_GZIP) if coding != "deflate" else len(raw) > 1 and raw[0] & 15 == 8
    if not packed or (coding == "deflate" and int.from_bytes(raw[:2], "big") % 31):
        return raw
    machine = zlib.decompressobj(wbits=47)
    try:
        body = machine.decompress(raw, framing.LARGEST)
    except zlib.error as error:
        raise ValueError(f"its body is damaged: {error}") from error
    if not machine.eof:
        raise ValueError("its body ends early" if len(body) < framing.LARGEST else "its body is too large")
    return body


def _digest(payload: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()
