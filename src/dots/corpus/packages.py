"""Where the WARC files of a package lie, so that they can be read where they are, also if the package is damaged.

A package is a zip file (WACZ 1.1.1) with WARC files under `archive/`, stored as they are. If what its directory says
and what stands in the file do not agree to the last byte (cut short, changed, several packages in one file, or no
package but a WARC file), nothing of the directory is believed, and records are looked for in the whole file.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

_HEAD = struct.Struct("<4s5H3I2H")
_LARGEST_GAP = 24
"""Bytes between a member and the next: a data descriptor of zip64."""
_CHUNK = 1 << 20
_RAISED = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, OverflowError, EOFError, struct.error)
"""What `zipfile` raises when it reads a damaged directory."""


@dataclass(frozen=True)
class Place:
    """A WARC file within a package: its name, first byte, the byte after its last, whether deflated, its CRC-32."""

    name: str
    start: int
    end: int
    deflated: bool = False
    crc: int = 0


def places(stream: BinaryIO) -> tuple[list[Place], str]:
    """List the WARC files of a package by name, and say what is wrong with it ('' if nothing).

    Parameters
    ----------
    stream
        The package. If anything is wrong with it, one place stands for the whole file, under the name ''.
    """
    size = stream.seek(0, 2)
    try:
        opened = zipfile.ZipFile(stream)
        members = sorted(opened.infolist(), key=lambda member: member.header_offset)
        starts = [_start(stream, member) for member in members]
        ends = [start + member.compress_size for start, member in zip(starts, members, strict=True)]
        following = [member.header_offset for member in members] + [opened.start_dir]
    except _RAISED as error:
        return [Place("", 0, size)], f"no package ({error})"
    gaps = [after - before for before, after in zip([0, *ends], following, strict=True)]
    if gaps[0] or min(gaps) < 0 or max(gaps) > _LARGEST_GAP:
        return [Place("", 0, size)], "its directory does not account for every byte"
    found = [
        Place(member.filename, start, end, member.compress_type != zipfile.ZIP_STORED, member.CRC)
        for member, start, end in zip(members, starts, ends, strict=True)
        if member.filename.startswith("archive/") and ".warc" in member.filename
    ]
    listed = ", ".join(member.filename for member in members[:5])
    return sorted(found, key=lambda place: place.name), "" if found else f"no WARC file under archive/, only {listed}"


def inflate(stream: BinaryIO, place: Place, folder: Path | None) -> tuple[BinaryIO, str]:
    """Copy a deflated WARC file into a file without a name in a folder; say what is wrong with it ('' if nothing)."""
    machine, position, crc = zlib.decompressobj(wbits=-15), place.start, 0
    copy = TemporaryFile(dir=folder)  # noqa: SIM115 (the reader closes it)
    try:
        while position < place.end and not machine.eof:
            stream.seek(position)
            packed = stream.read(min(_CHUNK, place.end - position))
            position += len(packed)
            for piece in _pieces(machine, packed):
                copy.write(piece)
                crc = zlib.crc32(piece, crc)
        reason = "" if machine.eof else "the deflated file ends early"
        reason = "the deflated file does not match its sum" if machine.eof and crc != place.crc else reason
    except zlib.error as error:
        reason = str(error)
    return copy, reason


def _pieces(machine: object, packed: bytes) -> Iterator[bytes]:
    while packed:
        yield machine.decompress(packed, _CHUNK)
        packed = machine.unconsumed_tail


def _start(stream: BinaryIO, member: zipfile.ZipInfo) -> int:
    """Give the first byte of a member's content.

    Raises
    ------
    ValueError
        If what stands before it is not what the directory says.
    """
    stream.seek(member.header_offset)
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise ValueError(f"the head of {member.filename} is cut short")
    magic, _, _, method, *_, name, extra = _HEAD.unpack(head)
    stated = stream.read(name)
    told = (magic, stated, method)
    encoded = member.orig_filename.encode("utf-8" if member.flag_bits & 0x800 else "cp437")
    if told != (b"PK\x03\x04", encoded, member.compress_type) or method not in (
        zipfile.ZIP_STORED,
        zipfile.ZIP_DEFLATED,
    ):
        raise ValueError(f"the head of {member.filename} is not what the directory says")
    return member.header_offset + _HEAD.size + name + extra
