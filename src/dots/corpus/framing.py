"""Where each record of a WARC file begins and ends, found in bounded windows, whatever is damaged between them.

A file is a row of gzip members, one record or many in each, or of plain records, or of both. A record is given whole
or not at all; what lies between records is reported once, with the byte where it begins.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from fastwarc.warc import WarcRecord

SIZE = 1 << 20
"""Bytes of the file held at a time."""
LARGEST = 1 << 26
"""Largest record that is read, in bytes; a larger one is reported and passed over."""
HEAD = 1 << 16
"""Longest head of a record."""
_GZIP, _PLAIN = b"\x1f\x8b\x08", b"WARC/1."
_MARKERS = re.compile(rb"\x1f\x8b\x08|WARC/1\.[01]\r\n")
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_END, _GAP = b"\r\n\r\n", 4
_FIRST, _PIECE, _SAMPLE = 4096, 1 << 16, 4096
CUT_SHORT = "the file ends in the middle of a record"
NOTHING = "no record begins here"


class Frame(NamedTuple):
    """A whole record, with its own head, and where it begins (of several in one gzip member: where that begins)."""

    offset: int
    content: bytes


class Break(NamedTuple):
    """A place where no record can be read, and why."""

    offset: int
    reason: str


class Window:
    """A file of which a part is in memory, and is read on when another is asked for."""

    def __init__(self, stream: BinaryIO):
        self._stream = stream
        self._base, self._held = 0, memoryview(b"")

    def at(self, position: int, size: int) -> memoryview:
        """Give so many bytes from a position, fewer only at the end of the file."""
        start = position - self._base
        if start < 0 or start + size > len(self._held):
            self._stream.seek(position)
            self._base, self._held, start = position, memoryview(self._stream.read(max(size, SIZE))), 0
        return self._held[start : start + size]


def frames(window: Window, start: int, stop: int, end: int) -> Iterator[Frame | Break]:
    """Give the records that begin in a stretch of a file, and the places where none can be read.

    Parameters
    ----------
    window
        The file.
    start, stop
        First byte of the stretch, and the byte after its last.
    end
        The byte after the last of the file; the stretch's last record may reach beyond the stretch.
    """
    position = start
    while position < stop:
        opening = bytes(window.at(position, min(len(_PLAIN), end - position)))
        packed = opening.startswith(_GZIP)
        if packed:
            alone, following = _alone(window, position, end)
            if alone:
                yield Frame(position, alone)
            else:
                following = yield from _unpack(window, position, end)
        elif opening == _PLAIN:
            following = yield from _plain(window, position, end)
        else:
            yield Break(position, NOTHING)
            following = None
        # what looks like a plain record within a damaged gzip member is that member's
        position = find(window, position + 1, stop, packed) if following is None else following


def find(window: Window, start: int, end: int, packed: bool = False) -> int:
    """Find the first byte from `start` on at which a record begins (if `packed`, in a gzip member), or the end."""
    while start < end:
        held = window.at(start, min(SIZE, end - start))
        for match in _MARKERS.finditer(held):
            place = start + match.start()
            if match[0] == _GZIP:
                sample = bytes(window.at(place, min(_SAMPLE, end - place)))
                try:
                    if zlib.decompressobj(wbits=31).decompress(sample, _SAMPLE).startswith(_PLAIN):
                        return place
                except zlib.error:
                    continue
            elif not packed:
                return place
        start += max(len(held) - 16, 1)  # a marker may lie across two stretches
    return end


def _plain(window: Window, position: int, end: int) -> Iterator[Frame | Break]:
    """Give the uncompressed record at a position; return where the next begins, None if that is not known."""
    head = bytes(window.at(position, min(HEAD, end - position)))
    total = _total(head)
    if total is None:
        yield Break(position, "its head cannot be read" if len(head) == HEAD or _END in head else CUT_SHORT)
        return None
    until = position + total
    if until > end:
        yield Break(position, CUT_SHORT)
        return None
    gap = bytes(window.at(until, min(_GAP + len(_PLAIN), end - until)))
    told = gap[:_GAP] == _END[: len(gap)] or gap[_GAP:].startswith((_GZIP, _PLAIN))
    if told and total > LARGEST:
        yield Break(position, f"it is larger than {LARGEST >> 20} MiB")
    elif total <= LARGEST:
        content = bytes(window.at(position, total))
        if not told and not _fits(content):
            yield Break(position, "it does not end where its length says")
            return None
        yield Frame(position, content)
    else:
        yield Break(position, "it does not end where its length says")
        return None
    return min(until + _GAP, end) if told else find(window, until, end)


def _alone(window: Window, start: int, end: int) -> tuple[bytes, int]:
    """Give the record of a gzip member that is small, sound and has no other, as nearly all are, and where it ends."""
    machine, packed = zlib.decompressobj(wbits=31), window.at(start, min(_FIRST, end - start))
    try:
        content = machine.decompress(packed, _PIECE)
    except zlib.error:
        return b"", start
    if not machine.eof or not content.startswith(_PLAIN) or content[_total(content) or 0 :] != _END:
        return b"", start
    return content[: -len(_END)], start + len(packed) - len(machine.unused_data)


class _Member:
    """One gzip member, unpacked piece by piece."""

    def __init__(self, window: Window, start: int, end: int):
        self._window, self._end = window, end
        self._machine = zlib.decompressobj(wbits=31)
        self._start, self._position, self._size = start, start, _FIRST
        self._single = b""

    def more(self) -> bytes:
        """Give the next piece; nothing at the end of the member or of the file.

        Raises
        ------
        zlib.error
            At damage, when everything that stands before it was given.
        """
        while not self._machine.eof:
            if self._single:  # after damage was met: byte by byte up to it
                piece, self._single = self._machine.decompress(self._single[:1]), self._single[1:]
            else:
                packed = self._machine.unconsumed_tail or self._next()
                if not packed:
                    return b""
                before = self._machine.copy() if self._position > self._start + _FIRST else None
                try:
                    piece = self._machine.decompress(packed, _PIECE)
                except zlib.error:
                    self._machine, self._single, piece = before or zlib.decompressobj(wbits=31), bytes(packed), b""
            if piece:
                return piece
        return b""

    def _next(self) -> memoryview:
        packed = self._window.at(self._position, min(self._size, self._end - self._position))
        self._position += len(packed)
        self._size = _PIECE
        return packed

    def until(self) -> int | None:
        """Tell where the member ends, or None if the file ends first."""
        return self._position - len(self._machine.unused_data) if self._machine.eof else None


def _unpack(window: Window, start: int, end: int) -> Iterator[Frame | Break]:
    """Give the records of one gzip member; return where the next member begins, None if that is not known.

    The last record waits for the member's own sum. If that does not come, a record that is alone in its member is lost,
    and the last of several is kept if it has a digest that fits.
    """
    member = _Member(window, start, end)
    held, given, rest, passed, reason = b"", 0, bytearray(), 0, ""
    try:
        while piece := member.more():
            rest += piece
            while rest:
                if passed or rest[:1] in (b"\r", b"\n"):  # empty lines follow each record
                    gone = min(passed or 1, len(rest))
                    passed = max(passed - gone, 0)
                    del rest[:gone]
                    continue
                total = _total(rest)
                if total is None and (len(rest) >= HEAD or not rest.startswith(_PLAIN[: len(rest)])):
                    raise ValueError("its head cannot be read")
                if total is not None and total > LARGEST:
                    yield Break(start, f"a record in it is larger than {LARGEST >> 20} MiB")
                    passed = total
                    continue
                if total is None or total > len(rest):
                    break
                if held:
                    given += 1
                    yield Frame(start, held)
                held = bytes(rest[:total])
                del rest[:total]
        following = member.until()
        if following is None or rest:
            reason = CUT_SHORT if following is None else "it ends in the middle of a record"
    except (zlib.error, ValueError) as error:
        following, reason = None, str(error)
    if held and (following is not None or (given and _fits(held))):
        given += 1
        yield Frame(start, held)
    if reason:
        yield Break(start, reason + (f" after {given} records" if given else ""))
    return following


def _total(content: bytes | bytearray) -> int | None:
    """Give the length of the record that begins here, head and content, or None if the head does not tell."""
    head = content.find(_END, 0, HEAD)
    length = _LENGTH.search(content, 0, head + 2) if head > 0 else None
    return None if length is None else head + _GAP + int(length[1])


def _fits(content: bytes) -> bool:
    """Tell whether a record has a digest and it fits."""
    try:
        return WarcRecord.from_bytes(content).verify_block_digest()
    except (OSError, ValueError):
        return False
