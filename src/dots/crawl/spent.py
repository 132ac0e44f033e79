"""What a wave has taken so far, kept beside its spool, so that limits carry on when a crawl goes on.

Three numbers, which say nothing of anybody: pages asked for, bytes received, seconds. They are written over in place
with every request, every piece of an answer and every second, so that being killed takes a second at most.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from time import monotonic

logger = logging.getLogger(__name__)

SUFFIX = ".spent"
_LINE = re.compile(r"pages (\d{16}) bytes (\d{20}) seconds (\d{16}\.\d{3})\n")


class Spent:
    """Pages, bytes and seconds that a wave has taken, those before it was stopped included.

    Parameters
    ----------
    path
        File; made when the wave begins.
    pages, bytes
        What the spool holds: the least that was taken, if the file was lost or torn in a power failure.
    """

    def __init__(self, path: Path, pages: int = 0, bytes: int = 0):
        self.path, self.pages, self.bytes, self.before = path, pages, bytes, 0.0
        self._file: int | None = None
        self._began = 0.0
        if path.exists():
            self._read()

    @property
    def seconds(self) -> float:
        """Seconds that the wave has taken."""
        return self.before + (monotonic() - self._began if self._file is not None else 0.0)

    def begin(self) -> None:
        """Open the file and start the clock."""
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600)
        self._began = monotonic()
        self.note()

    def note(self, *, pages: int = 0, bytes: int = 0) -> None:
        """Count what was taken, and write it down with the time."""
        self.pages += pages
        self.bytes += bytes
        if self._file is not None:
            line = f"pages {self.pages:016d} bytes {self.bytes:020d} seconds {self.seconds:020.3f}\n"
            os.pwrite(self._file, line.encode(), 0)

    def close(self) -> None:
        """Stop the clock and close the file."""
        if self._file is not None:
            self.note()
            self.before = self.seconds
            os.fsync(self._file)
            os.close(self._file)
            self._file = None

    def _read(self) -> None:
        line = _LINE.fullmatch(self.path.read_text(errors="replace"))
        if line is None:
            logger.warning("%s: torn; the limit on time begins anew, those on pages and bytes go on", self.path)
            return
        self.pages, self.bytes = max(self.pages, int(line[1])), max(self.bytes, int(line[2]))
        self.before = float(line[3])
