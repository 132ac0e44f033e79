"""Folders for what must be in clear for a moment: in the restricted zone, for their owner alone, removed at the end.

A process that is killed cannot remove its folder, so the next one that needs one does.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CLEAR = "clear"


@contextmanager
def clear(zone: Path) -> Iterator[Path]:
    """Give a folder for files in clear while the block runs, and remove the remains of processes that have ended.

    Parameters
    ----------
    zone
        The restricted zone, or another folder that holds sealed files; the folder lies in `clear/` below it. Made if
        there is none.

    Yields
    ------
    Path
        The folder, empty, mode 0700.
    """
    zone.mkdir(parents=True, exist_ok=True)
    with _locked(zone):
        (zone / CLEAR).mkdir(mode=0o700, exist_ok=True)
        _sweep(zone / CLEAR)
        folder = Path(tempfile.mkdtemp(dir=zone / CLEAR))
        # the lock ends with the process, however it ends, and no process that came later with its number can hold it
        held = os.open(folder, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        with _locked(zone):
            shutil.rmtree(folder)
            os.close(held)
            if not any((zone / CLEAR).iterdir()):
                (zone / CLEAR).rmdir()


def _sweep(folder: Path) -> None:
    """Remove what no living process holds."""
    for left in folder.iterdir():
        held = os.open(left, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            shutil.rmtree(left)
        finally:
            os.close(held)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process at a time make or remove folders here."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
