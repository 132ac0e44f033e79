"""A market written for a crawl, and what a crawl archived read back."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from dots.corpus.archive import Page
from dots.governance import vault
from dots.market import site

KEYS = vault.load_keys("simulated", 5)
SETTINGS = {
    "contact": "research@university.example", "delay": 0.0, "concurrency": 8, "max_pages": 2000,
    "max_bytes": 2_000_000_000, "max_page_bytes": 5_000_000, "max_depth": 5000, "max_seconds": 7200, "max_alike": 5000,
    "deadline": 30, "retries": 2, "backoff": 0.1, "max_wait": 300, "progress": 30,
}  # fmt: skip


def publish(about: dict, parts: list, path: Path) -> None:
    """Write a market's archive."""
    with site.Writer(path, about) as writer:
        for number, part in enumerate(parts):
            writer.add(number, part)


def read_back(packages: dict[str, Path]) -> Iterator[tuple[str, Page]]:
    """Give every answer in a crawl's batches with the batch's name, revisits with the content they stand for."""
    bodies = {}
    for batch, package in packages.items():
        with zipfile.ZipFile(package) as opened:
            for name in sorted(name for name in opened.namelist() if name.startswith("archive/")):
                with opened.open(name) as stream:
                    for number, record in enumerate(ArchiveIterator(stream)):
                        if record.rec_type not in ("response", "revisit"):
                            continue
                        get = record.rec_headers.get_header
                        key = get("WARC-Target-URI"), get("WARC-Payload-Digest")
                        body, http = record.content_stream().read(), record.http_headers
                        content = bodies.setdefault(key, body) if record.rec_type == "response" else bodies[key]
                        status, date = int(http.get_statuscode()), http.get_header("Date")
                        yield batch, Page(key[0], status, date, content, name, number)
