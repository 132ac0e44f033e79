"""A WACZ package (1.1.1) around WARC files of any size, as a stream, the same bytes for the same files.

The `wacz` package writes from files in clear to a file in clear, and keeps every page and every line of the index in
memory. This one can be sealed while it is written. Tests hold it to what `wacz` validates and `cdxj_indexer` finds.
"""

from __future__ import annotations

import gzip
import hashlib
import heapq
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path

STAMP = (2020, 1, 1, 0, 0, 0)
LINES = 3000
"""Lines of the index that are compressed together and found through the second index."""
CHUNK = 1 << 20


def index_line(address: str, moment: str, *, key: str = "", **facts: str) -> str:
    """Write one line of a CDXJ index.

    Parameters
    ----------
    address
        Address of the record.
    moment
        When it was recorded, as 20250312120000.
    key
        What the line is found by; left out for an address without a query or anything else to be put in order.
    facts
        status, mime, digest, length, offset, filename.
    """
    # SOURCE sort-friendly URI reordering transform: example,noticeboard)/advert/1.html
    _, _, host, path = address.split("/", 3)
    key = key or f"{','.join(host.split('.')[::-1])})/{path}"
    return f"{key} {moment} {json.dumps({'url': address, **facts})}\n"


def stream(
    warcs: Iterable[tuple[str, Iterable[bytes]]],
    lines: Iterable[str],
    pages: Iterable[dict],
    *,
    title: str,
    created: str,
    software: str,
) -> Iterator[bytes]:
    """Give a WACZ package piece by piece.

    Parameters
    ----------
    warcs
        Name of each WARC file and its content.
    lines, pages
        Sorted lines of `index_line`, and url, ts and title of each page. Both are read after the WARC files, so they
        may be made while those pass.
    title, created, software
        What the package says of itself; `created` as 2025-03-12T12:00:00Z.

    Yields
    ------
    bytes
        Of a zip file; nothing of it is held but its directory.
    """
    resources: list[dict] = []
    second = [{"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}]

    def second_index() -> Iterator[bytes]:
        head, *blocks = second
        yield f"!meta 0 {json.dumps(head)}\n".encode()
        for block in blocks:
            yield f"{block.pop('key')} {json.dumps(block)}\n".encode()

    def page_list() -> Iterator[bytes]:
        for line in ({"format": "json-pages-1.0", "id": "pages", "title": "Pages"}, *pages):
            yield json.dumps(line).encode() + b"\n"

    def about() -> Iterator[bytes]:
        facts = {
            "profile": "data-package", "wacz_version": "1.1.1", "title": title, "created": created,
            "software": software, "resources": list(resources),
        }  # fmt: skip
        yield json.dumps(facts, indent=1).encode()

    def digest() -> Iterator[bytes]:
        yield json.dumps({"path": "datapackage.json", "hash": resources[-1]["hash"]}).encode()

    members = chain(
        ((f"archive/{name}", content) for name, content in warcs),
        (
            ("indexes/index.cdx.gz", _blocks(iter(lines), second)),
            ("indexes/index.idx", second_index()),
            ("pages/pages.jsonl", page_list()),
            ("datapackage.json", about()),
            ("datapackage-digest.json", digest()),
        ),
    )
    held = _Held()
    with zipfile.ZipFile(held, "w") as package:
        for name, content in members:
            sha, size = hashlib.sha256(), 0
            with package.open(zipfile.ZipInfo(name, STAMP), "w", force_zip64=True) as member:
                for chunk in content:
                    member.write(chunk)
                    sha.update(chunk)
                    size += len(chunk)
                    yield held.take()
            resources.append(
                {"name": name.rsplit("/", 1)[-1], "path": name, "hash": f"sha256:{sha.hexdigest()}", "bytes": size}
            )
    yield held.take()


def assemble(warcs: list[Path], indexes: list[Path], to: Path, *, title: str, created: str, software: str) -> None:
    """Put WARC files and their sorted indexes into a WACZ package, and remove them.

    Parameters
    ----------
    warcs
        WARC files; each is removed when it is in the package, so that the disk holds them once.
    indexes
        One sorted file of `index_line` for each.
    to
        Package to write.
    title, created, software
        As in `stream`.
    """
    with ExitStack() as stack, to.open("wb") as package:
        lines = heapq.merge(*(stack.enter_context(path.open()) for path in indexes))
        files = ((warc.name, _chunks(warc)) for warc in warcs)
        for chunk in stream(files, lines, [], title=title, created=created, software=software):
            package.write(chunk)
    for index in indexes:
        index.unlink()


class _Held:
    """What a zip file wrote and nobody took yet."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []

    def write(self, chunk: bytes) -> int:
        self.chunks.append(bytes(chunk))
        return len(chunk)

    def flush(self) -> None:
        """Do nothing: what was written waits to be taken."""

    def take(self) -> bytes:
        taken = b"".join(self.chunks)
        self.chunks.clear()
        return taken


def _blocks(lines: Iterator[str], second: list[dict]) -> Iterator[bytes]:
    """Compress the lines of the index block by block, and note in the second index where each block begins."""
    offset = 0
    while block := list(islice(lines, LINES)):
        content = gzip.compress("".join(block).encode(), mtime=0)
        second.append(
            {
                "key": " ".join(block[0].split(" ", 2)[:2]),
                "offset": offset,
                "length": len(content),
                "digest": f"sha256:{hashlib.sha256(content).hexdigest()}",
                "filename": "index.cdx.gz",
            }
        )
        offset += len(content)
        yield content


def _chunks(path: Path) -> Iterator[bytes]:
    """Give a file's content, and remove the file at its end."""
    with path.open("rb") as content:
        while chunk := content.read(CHUNK):
            yield chunk
    path.unlink()
