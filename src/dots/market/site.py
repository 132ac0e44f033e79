"""The market as it is published, over time: one archive with every version of every advert, written part by part.

The archive is a zip file: `about.json` says when the market is open, when it is crawled and which platforms close;
`parts/00000.jsonl` and so on hold one JSON object a version of an advert. Nothing of the truth is in it. What pages
look like is in `dots.market.layouts`.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

STAMP = (2020, 1, 1, 0, 0, 0)
LEVEL = 4
"""Of deflate: a third faster than the usual 6, and 2 % larger."""
ABOUT = "about.json"
PART = "parts/{:05d}.jsonl"
NEVER = "9999-12-31"
"""A day after every other: when a platform closes that does not."""
FIELDS = (
    "platform", "number", "since", "until", "posted", "renewed", "town", "region", "title", "body", "contact", "price",
    "account", "name",
)  # fmt: skip
_FIELDS = set(FIELDS)


class Writer:
    """Writes the archive part by part, the same bytes for the same parts; use it in a `with` block.

    Parameters
    ----------
    path
        File to write, in clear: keep it in a temporary folder and seal it (`dots.governance.vault.seal_file`).
    about
        first, last (days of the market), waves (days of the crawl), closures (platform to the first day it is closed);
        days as 2025-03-12.
    """

    def __init__(self, path: Path, about: dict):
        self._last = -1
        self._archive = zipfile.ZipFile(path, "w")
        self._write(ABOUT, json.dumps(about, sort_keys=True))

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *raised: object) -> None:
        self._archive.close()

    def add(self, block: int, rows: Iterable[dict]) -> None:
        """Write one block of the market.

        Parameters
        ----------
        block
            Its number; numbers must rise, so that bytes do not depend on the order in which blocks were ready.
        rows
            One a version of an advert, with the keys `FIELDS`: days and texts, `renewed` a list of days.

        Raises
        ------
        ValueError
            If the block comes out of order, or a row lacks a key or has another.
        """
        if block <= self._last:
            raise ValueError(f"block {block} comes after block {self._last}: add blocks in the order of their numbers")
        self._last = block
        lines = []
        for row in rows:
            if row.keys() != _FIELDS:
                wrong = ", ".join(sorted(row.keys() ^ _FIELDS))
                raise ValueError(f"block {block}: {wrong}: a published row has the keys {', '.join(FIELDS)}")
            lines.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
        self._write(PART.format(block), "".join(lines))

    def _write(self, name: str, text: str) -> None:
        self._archive.writestr(zipfile.ZipInfo(name, STAMP), text.encode(), zipfile.ZIP_DEFLATED, LEVEL)


def read(archive: Path | BinaryIO, chosen: list[str] | None = None) -> tuple[dict, Iterator[list[dict]]]:
    """Give what the archive says of the market, and its parts in order, one in memory at a time.

    Parameters
    ----------
    archive
        The archive, in clear.
    chosen
        Names of the parts to read (`names`); all if left out.

    Raises
    ------
    ValueError
        If it is no archive of a market.
    """
    opened = _open(archive)
    listed = _names(opened) if chosen is None else chosen
    return json.loads(opened.read(ABOUT)), (
        [json.loads(line) for line in opened.read(name).splitlines()] for name in listed
    )


def names(archive: Path | BinaryIO) -> list[str]:
    """List the names of the archive's parts, in order."""
    return _names(_open(archive))


def _names(opened: zipfile.ZipFile) -> list[str]:
    return sorted(name for name in opened.namelist() if name != ABOUT)


def _open(archive: Path | BinaryIO) -> zipfile.ZipFile:
    try:
        opened = zipfile.ZipFile(archive)
        opened.getinfo(ABOUT)
    except (zipfile.BadZipFile, KeyError) as error:
        raise ValueError(f"{archive}: this is no archive of a market ({error}); simulate the market again") from error
    return opened
