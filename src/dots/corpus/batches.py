"""The sealed batches of an archive, unsealed one at a time, read by several processes, and cleared away again."""

from __future__ import annotations

import logging
import multiprocessing
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path

from dots.adapters import Sites
from dots.corpus import archive, days, pages
from dots.corpus.archive import Damage
from dots.governance import vault

logger = logging.getLogger(__name__)

SUFFIX = ".wacz.age"


def parse(sealed: Path, keys: vault.Keys, sites: Sites, folder: Path, workers: int) -> list[pages.Part]:
    """Read every batch of an archive; what is found does not depend on the number of processes.

    Parameters
    ----------
    sealed
        Folder of sealed batches, `<batch>.wacz.age`; they are read in the order of their names.
    keys
        The study's keys.
    sites
        The study's adapters.
    folder
        Temporary folder for what is in clear: the texts found, and no more batches at a time than there are processes.
    workers
        Processes to use.

    Returns
    -------
    list
        The parts of the archive in order, for `dots.corpus.versions.merge`.

    Raises
    ------
    FileNotFoundError
        If there is no batch in the folder.
    """
    batches = sorted(sealed.glob(f"*{SUFFIX}"))
    if not batches:
        raise FileNotFoundError(
            f"{sealed}: no batch of the archive ({SUFFIX}); crawl again or restore it from the ledger"
        )
    if workers < 2:
        return list(_read(batches, keys, sites, folder, 1, None))
    context = multiprocessing.get_context("spawn")  # a forked copy of a process with threads may hang
    with ProcessPoolExecutor(workers, context) as pool:
        return list(_read(batches, keys, sites, folder, workers, pool))


def _read(
    batches: list[Path], keys: vault.Keys, sites: Sites, folder: Path, ahead: int, pool: Executor | None
) -> Iterator[pages.Part]:
    """Unseal a batch while others are read, and give their parts in order."""
    open_: deque[tuple[Path, list[Future | pages.Part]]] = deque()
    number = 0
    for place, batch in enumerate(batches):
        if len(open_) == ahead:
            yield from _finish(*open_.popleft())
        name = batch.name.removesuffix(SUFFIX)
        package = folder / f"batch-{place:05d}.wacz"
        vault.unseal_file(batch, package, vault.batch(keys, name))
        listed, damaged = archive.parts(package)
        jobs: list[Future | pages.Part] = []
        for wanted, wrong in [(None, damaged)] * bool(damaged) + [(part, []) for part in listed]:
            job = (name, package, wanted, wrong, sites, folder / f"texts-{number:05d}.parquet")
            jobs.append(pool.submit(_collect_logged, *job) if pool else _collect(*job))
            number += 1
        open_.append((package, jobs))
    while open_:
        yield from _finish(*open_.popleft())


def _finish(package: Path, jobs: list[Future | pages.Part]) -> Iterator[pages.Part]:
    """Give the parts of a batch when they are read, pass on what their processes logged, and clear it away."""
    for job in jobs:
        if isinstance(job, Future):
            part, lines = job.result()
            for name, level, text in lines:
                logging.getLogger(name).log(level, "%s", text)
        else:
            part = job
        yield part
    package.unlink()


def _collect(
    batch: str, package: Path, part: archive.Part | None, damaged: list[Damage], sites: Sites, texts: Path
) -> pages.Part:
    if part is None:
        found = (Damage(f"{batch}/{item.file}".rstrip("/"), item.offset, item.reason) for item in damaged)
    else:
        found = archive.read_part(package, part, batch)
    return pages.collect(found, sites, texts, days.of_batch(batch))


class _Lines(logging.Handler):
    """Keeps what is logged in a process of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.name, record.levelno, record.getMessage()))


def _collect_logged(*job: object) -> tuple[pages.Part, list[tuple[str, int, str]]]:
    """Read one part in a process of its own, and give what was logged with it."""
    handler = _Lines()
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    return _collect(*job), handler.lines
