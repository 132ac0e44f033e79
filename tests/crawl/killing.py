"""A crawl in a process group of its own that can be killed when its record has grown to some size."""

import contextlib
import importlib
import importlib.util
import multiprocessing
import os
import signal
import sys
import time
from multiprocessing import forkserver
from pathlib import Path

import bundled
from archived import SETTINGS as MANNERS

ROOT = Path(__file__).parents[2]
SETTINGS = MANNERS | {"interval": 21, "route": "http", "timestamp_authority": None}
LATER = (
    "hypothesis", "scrapy.core.downloader.handlers.http11", "scrapy.core.scheduler", "scrapy.pqueues", "scrapy.squeues",
)  # fmt: skip
"""What is imported by name when a crawl is under way."""
# children are forked from a process that has imported everything but runs nothing: a fresh one would cost seconds
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["killing"])
for named in LATER:
    importlib.import_module(named)


def load(name: str = "scripts/crawl/crawl_market.py"):
    spec = importlib.util.spec_from_file_location(Path(name).stem, ROOT / name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, Path(name).stem)


crawl_market = load()


def work(folder: Path, settings: dict, largest: int | None) -> None:
    """Crawl as the rule does, as the head of a process group."""
    os.setsid()
    errors = os.open(folder / "errors.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(errors, 1)
    os.dup2(errors, 2)
    if largest:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    crawl_market(
        folder / "market.zip.age",
        archive=folder / "archive",
        custody_log=folder / "custody.jsonl",
        manifest=folder / "manifest.json",
        report_md=folder / "report.md",
        report_html=folder / "report.html",
        outcomes=folder / "outcomes.parquet",
        **bundled.GIVEN,
        settings=settings,
        study_keys="simulated",
        seed=5,
        threads=1,
    )


def make_ready() -> None:
    """Start the process that children are forked from, and let it find this module."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    forkserver.ensure_running()
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


def recorded(folder: Path) -> int:
    """Give the bytes that the record and the sealed archive have grown to."""
    size = 0
    for path in [*folder.glob("crawling/*.spool"), *folder.glob("archive/*.age")]:
        with contextlib.suppress(FileNotFoundError):
            size += path.stat().st_size
    return size


def run(folder: Path, *, settings: dict = SETTINGS, largest: int | None = None) -> int:
    """Crawl to the end and give the exit code; what was printed is in `errors.txt`."""
    process = CONTEXT.Process(target=work, args=(folder, settings, largest))
    process.start()
    process.join()
    return process.exitcode


def kill_at(folder: Path, size: int, number: signal.Signals = signal.SIGKILL) -> int:
    """Crawl, kill the process group when the record has that size, then do to the outputs what the workflow does."""
    process = CONTEXT.Process(target=work, args=(folder, SETTINGS, None))
    process.start()
    while process.is_alive() and recorded(folder) < size:
        time.sleep(0.0005)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
    process.join()
    for path in folder.glob("archive/*"):
        path.unlink()
    (folder / "custody.jsonl").unlink(missing_ok=True)
    (folder / "outcomes.parquet").unlink(missing_ok=True)
    return process.exitcode


def tear(folder: Path, most: int) -> None:
    """Cut bytes off the spool that was written last, as a power failure can."""
    path = max(folder.glob("crawling/*.spool"), key=lambda path: path.name)
    os.truncate(path, max(0, path.stat().st_size - most))
