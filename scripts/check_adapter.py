"""Show on saved pages what an adapter finds and what it misses.

    python scripts/check_adapter.py config/crawl/adapters/x.yaml advert.html --url http://x.example/advert/1.html

Several pages take several --url, in the same order; an archive (.warc, .warc.gz, .wacz) has its own addresses. Ends
with 1 if no page is known, no record is found or an expected field is found nowhere, with 2 if a file cannot be used.

What is shown is what the pages say, contacts among it. It goes to your terminal and nowhere else: treat the output as
you treat the pages, and do not send or keep it.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from dots import adapters, study
from dots.corpus import archive, checking
from dots.corpus.archive import Damage, Page

SCHEMA = Path(__file__).resolve().parents[1] / "config/crawl/adapter_schema.yaml"
WARNING = "What follows is what the pages say, contacts among it: it is for your eyes, not for a file or a message.\n"


def saved(pages: list[Path], urls: list[str]) -> Iterator[tuple[str, bytes]]:
    """Give address and content of each saved page.

    Raises
    ------
    ValueError
        If a page has no address, or an address no page.
    """
    left = list(urls)
    for path in pages:
        if path.name.endswith((".warc", ".warc.gz", ".wacz")):
            yield from _archived(path)
            continue
        if not left:
            raise ValueError(f"{path}: give --url, the address it was saved from, once for each page")
        yield left.pop(0), path.read_bytes()
    if left:
        raise ValueError(f"--url {left[0]}: there is no page for it; give as many pages as addresses")


def _archived(path: Path) -> Iterator[tuple[str, bytes]]:
    pages = 0
    for one in archive.read(path):
        if isinstance(one, Damage):
            print(f"{one.file}, byte {one.offset}: damaged record: {one.reason}", file=sys.stderr)
        elif isinstance(one, Page) and one.status == 200:
            pages += 1
            yield one.url, one.body
    if not pages:
        raise ValueError(f"{path}: no page can be read from it; give a WARC or WACZ file that holds some")


def main(arguments: list[str]) -> int:
    """Check one adapter and print the report; give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("adapter", type=Path, help="the adapter's YAML file")
    parser.add_argument("pages", type=Path, nargs="+", help="saved pages or archives")
    parser.add_argument("--url", action="append", default=[], help="address a page was saved from, in the pages' order")
    parser.add_argument("--show", type=int, default=20, help="pages to show one by one (default: 20)")
    given = parser.parse_args(arguments)
    try:
        (site,) = adapters.load([given.adapter], study.load_schema(SCHEMA)).adapters
        pages = [checking.check(site, url, content) for url, content in saved(given.pages, given.url)]
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(WARNING)
    print(checking.report(site, pages, given.show))
    return int(bool(checking.failures(site, pages)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
