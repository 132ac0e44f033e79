"""Every place outside the restricted zone where something could have been left: files, git's history, DVC's cache."""

from __future__ import annotations

import mmap
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from dots.governance.leaks.containers import Content

SKIPPED = (".venv", ".git/objects", ".ruff_cache", "node_modules")
"""Folders that hold installed programs, or are read in another way."""


def files(root: Path) -> Iterator[tuple[str, Content]]:
    """Yield name and content of every file below a folder, logs and hidden folders among them.

    The restricted zone is among them too, because a file there that is not sealed is a leak. Symbolic links are
    read as their targets' names.
    """
    for folder, folders, names in os.walk(root):
        inside = Path(folder).relative_to(root)
        folders[:] = sorted(one for one in folders if (inside / one).as_posix() not in SKIPPED)
        for name in sorted(names + [one for one in folders if Path(folder, one).is_symlink()]):
            path = Path(folder, name)
            place = (inside / name).as_posix()
            if path.is_symlink():
                yield place, os.readlink(path).encode("utf-8", "surrogateescape")
            elif path.is_file() and path.stat().st_size:
                with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
                    yield place, content


def history(root: Path) -> Iterator[tuple[str, Content]]:
    """Yield every object of git that a branch, tag, stash, reflog or the index still reaches: commits, names, contents.

    Raises
    ------
    subprocess.CalledProcessError
        If git cannot read its repository.
    """
    if not (root / ".git").exists():
        return
    git = ["git", "-C", str(root)]
    listed = subprocess.run(
        [*git, "rev-list", "--objects", "--all", "--reflog", "--indexed-objects"], check=True, capture_output=True
    ).stdout
    objects = dict(line.partition(b" ")[::2] for line in listed.splitlines())
    with subprocess.Popen([*git, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        for number, path in objects.items():
            reader.stdin.write(number + b"\n")
            reader.stdin.flush()
            _, kind, size = reader.stdout.readline().split()
            content = reader.stdout.read(int(size) + 1)[:-1]
            where = f"git {kind.decode()} {number[:12].decode()}"
            yield f"{where} {path.decode('utf-8', 'replace')}".rstrip(), content
        reader.stdin.close()
