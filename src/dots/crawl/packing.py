"""A WACZ package (1.1.1) around WARC files of any size, in bounded memory, the same bytes for the same files.

The `wacz` package keeps every page and every line of the index in memory, so it serves crawls over HTTP only.
"""

from __future__ import annotations

import gzip
import hashlib
import heapq
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

STAMP = (2020, 1, 1, 0, 0, 0)
LINES = 3000
"""Lines of the index that are compressed together and found through the second index."""
CHUNK = 1 << 20


def index_line(address: str, moment: str, **facts: str) -> str:
    """Write one line of a CDXJ index.

    Parameters
    ----------
    address
        Address of the record.
    moment
        When it was recorded, as 20250312120000.
    facts
        status, mime, digest, length, offset, filename.
    """
    # SOURCE sort-friendly URI reordering transform: example,noticeboard)/advert/1.html
    _, _, host, path = address.split("/", 3)
    return f"{','.join(host.split('.')[::-1])})/{path} {moment} {json.dumps({'url': address, **facts})}\n"


def assemble(warcs: list[Path], indexes: list[Path], to: Path, *, title: str, created: str, software: str) -> None:
    """Put WARC files and their sorted indexes into a WACZ package.

    Parameters
    ----------
    warcs
        WARC files; each is removed when it is in the package, so that the disk holds them once.
    indexes
        One sorted file of `index_line` for each; removed likewise.
    to
        Package to write.
    title, created, software
        What the package says of itself; `created` as 2025-03-12T12:00:00Z.
    """
    resources: list[dict] = []
    with zipfile.ZipFile(to, "w") as package:
        with ExitStack() as stack:
            files = [stack.enter_context(path.open()) for path in indexes]
            second = [{"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}]
            _add(package, "indexes/index.cdx.gz", _blocks(heapq.merge(*files), second), resources)
        head, *blocks = second
        lines = [f"!meta 0 {json.dumps(head)}\n", *(f"{block.pop('key')} {json.dumps(block)}\n" for block in blocks)]
        _add(package, "indexes/index.idx", [line.encode() for line in lines], resources)
        pages = {"format": "json-pages-1.0", "id": "pages", "title": "Pages"}
        _add(package, "pages/pages.jsonl", [json.dumps(pages).encode() + b"\n"], resources)
        for warc in warcs:
            _add(package, f"archive/{warc.name}", _chunks(warc), resources)
            warc.unlink()
        for index in indexes:
            index.unlink()
        facts = {
            "profile": "data-package", "wacz_version": "1.1.1", "title": title, "created": created,
            "software": software, "resources": resources,
        }  # fmt: skip
        content = json.dumps(facts, indent=1).encode()
        _add(package, "datapackage.json", [content], [])
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        _add(package, "datapackage-digest.json", [json.dumps(digest).encode()], [])


def _add(package: zipfile.ZipFile, name: str, chunks: Iterable[bytes], resources: list[dict]) -> None:
    """Store one member and list it with its size and digest."""
    digest, size = hashlib.sha256(), 0
    with package.open(zipfile.ZipInfo(name, STAMP), "w", force_zip64=True) as member:
        for chunk in chunks:
            member.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    resources.append(
        {"name": name.rsplit("/", 1)[-1], "path": name, "hash": f"sha256:{digest.hexdigest()}", "bytes": size}
    )


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
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
