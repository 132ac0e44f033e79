"""A package written anew from pieces of another: the same records, an index that finds them where they now stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from surt import surt

from dots.corpus.pieces import Piece
from dots.crawl import packing


def write(pieces: Iterable[Piece], to: Path, *, title: str) -> None:
    """Write a WACZ package.

    Parameters
    ----------
    pieces
        Its records, file by file.
    to
        Package to write; files are made beside it and removed.
    title
        Title of the package.
    """
    lines: dict[str, list[str]] = {}
    sizes: dict[str, int] = {}
    for piece in pieces:
        name = Path(piece.file).name
        with (to.parent / name).open("ab") as stream:
            stream.write(piece.raw)
        if piece.kind in ("response", "revisit"):
            lines.setdefault(name, []).append(_line(piece, name, sizes.get(name, 0)))
        sizes[name] = sizes.get(name, 0) + len(piece.raw)
    for name in sizes:
        (to.parent / f"{name}.cdxj").write_text("".join(sorted(lines.get(name, []))))
    packing.assemble(
        [to.parent / name for name in sizes],
        [to.parent / f"{name}.cdxj" for name in sizes],
        to,
        title=title,
        created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        software=f"dots/{version('dots')}",
    )


def _line(piece: Piece, name: str, offset: int) -> str:
    first, *rest = piece.block.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    stated = dict(line.lower().split(":", 1) for line in rest if ":" in line)
    line = packing.index_line(
        piece.address,
        "".join(filter(str.isdigit, piece.date))[:14],
        mime="warc/revisit" if piece.kind == "revisit" else stated.get("content-type", "").split(";")[0].strip(),
        status=first.split(" ")[1] if " " in first else "-",
        digest=piece.payload[1],
        length=str(len(piece.raw)),
        offset=str(offset),
        filename=name,
    )
    return f"{surt(piece.address)} {line.split(' ', 1)[1]}"
