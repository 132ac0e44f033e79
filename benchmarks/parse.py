"""How fast an archive is parsed and how much memory that takes, beside three yardsticks, over three sizes of archive.

The yardsticks read the same package: `fastwarc` alone (records and bodies, no page is parsed, no digest checked),
`fastwarc` with `selectolax`, and `warcio` with `lxml` (both parse every body and look up five fields; no digest is
checked, nothing is decrypted or written). `read` is our own reading with digests, but without pages. Each measurement
is a process of its own, and the fastest of several rounds counts. Rates are pages a second of CPU time, so that other
work on the machine matters little; memory is the most that the process and its children held together.
`python benchmarks/parse.py 3000 30000` measures these sizes.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import yaml
from growth import exponent, measure, run

SIZES = (1000, 10_000, 100_000)
PAGES_PER_ADVERT = 1.85
MARKET = "restricted/market.zip.age"
ROUNDS = 3
WAYS = ("fastwarc", "fastwarc + selectolax", "warcio + lxml", "read", "parse", "parse, 2 processes")
FIELDS = ("title", "place", "body", "price", "contact")


def seed() -> int:
    """Give the seed of the default study."""
    return yaml.safe_load(Path("config/config.yaml").read_text())["study"]["seed"]


def build(pages: int, folder: Path) -> Path:
    """Simulate a market that gives about so many pages, write its archive, and seal it as one batch."""
    from dots.governance import vault
    from dots.market import direct

    source = folder / "source"
    source.mkdir()
    run(int(pages / PAGES_PER_ADVERT), source, MARKET, {"route": "direct"})
    keys = vault.load_keys(vault.SIMULATED, seed())
    market, package = folder / "market.zip", folder / "direct.wacz"
    vault.unseal_file(source / MARKET, market, keys)
    direct.write(market, package, info={"software": "benchmark"}, title="benchmark", workers=2)
    vault.seal_file(package, folder / "archive/direct.wacz.age", vault.batch(keys, "direct"))
    return package


def fastwarc_alone(package: Path) -> int:
    """Read every response and its body."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    return sum(
        bool(record.reader.read())
        for stream in _members(package)
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response, auto_decode="all")
    )


def fastwarc_and_selectolax(package: Path) -> int:
    """Read every response, parse its body, and look up five fields."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType
    from selectolax.lexbor import LexborHTMLParser

    count = 0
    for stream in _members(package):
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response, auto_decode="all"):
            count += 1
            body = record.reader.read()
            if body.startswith(b"{"):
                body = json.loads(body)["content"]
            page = LexborHTMLParser(body)
            for name in FIELDS:
                for node in page.css(f".{name}"):
                    node.text()
    return count


def warcio_and_lxml(package: Path) -> int:
    """Read every response, parse its body, and look up five fields."""
    import lxml.html
    from warcio.archiveiterator import ArchiveIterator

    count = 0
    for stream in _members(package):
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                count += 1
                body = record.content_stream().read()
                if body.startswith(b"{"):
                    body = json.loads(body)["content"]
                page = lxml.html.fromstring(body)
                for name in FIELDS:
                    for node in page.xpath(f".//*[@class='{name}']"):
                        node.text_content()
    return count


def parse(package: Path, workers: int) -> int:
    """Parse the sealed batch into tables, as the rule does."""
    from dots import adapters, study
    from dots.corpus import batches, clear_tables, versions
    from dots.governance import vault

    keys = vault.load_keys(vault.SIMULATED, seed())
    files = Path("config/crawl/adapters").glob("*.yaml")
    sites = adapters.load(files, study.load_schema(Path("config/crawl/adapter_schema.yaml")))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        merged = versions.merge(batches.parse(package.with_name("archive"), keys, sites, folder, workers))
        clear_tables.write_adverts(merged, folder / "adverts.parquet", folder)
        clear_tables.write_sightings(merged, folder / "sightings.parquet")
    return len(merged.seen)


def run_way(way: str, package: Path) -> None:
    """Do one measurement in this process, imports left out, and print it."""
    import resource

    # imported before the clock starts
    from dots import adapter_checks  # noqa: F401
    from dots.corpus import archive, batches, clear_tables, versions  # noqa: F401

    ways = {
        "fastwarc": fastwarc_alone,
        "fastwarc + selectolax": fastwarc_and_selectolax,
        "warcio + lxml": warcio_and_lxml,
        "read": lambda package: sum(1 for _ in archive.read(package)),
        "parse": lambda package: parse(package, 1),
        "parse, 2 processes": lambda package: parse(package, 2),
    }
    began, start = time.perf_counter(), time.process_time()
    pages = ways[way](package)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = time.process_time() - start + children.ru_utime + children.ru_stime
    print(json.dumps([pages, cpu, time.perf_counter() - began]))


def _members(package: Path) -> list:
    import zipfile

    opened = zipfile.ZipFile(package)
    return [opened.open(name) for name in sorted(opened.namelist()) if name.startswith("archive/")]


def rows(pages: int) -> list[dict]:
    """Measure all ways on one archive, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        package = build(pages, Path(folder))
        measured = [(way, *measure(__file__, "--way", way, package)) for _ in range(ROUNDS) for way in WAYS]
    found = [(way, *printed, memory) for way, printed, memory in measured]
    frame = pd.DataFrame(found, columns=["way", "pages", "cpu", "seconds", "memory"])
    best = frame.groupby("way").agg({"pages": "max", "cpu": "min", "seconds": "min", "memory": "max"})
    best["pages"] = best.loc["read", "pages"]
    return best.loc[list(WAYS)].reset_index().to_dict("records")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        run_way(sys.argv[2], Path(sys.argv[3]))
        sys.exit()
    frame = pd.DataFrame([row for size in [int(size) for size in sys.argv[1:]] or SIZES for row in rows(size)])
    reference = frame[frame["way"] == "fastwarc"].set_index("pages")["cpu"]
    print(
        "# Parsing an archive\n\n| | pages | pages a CPU second | times fastwarc's cost | seconds | most memory (MB) |"
    )
    print("|---|---:|---:|---:|---:|---:|")
    for row in frame.itertuples():
        print(
            f"| {row.way} | {row.pages:,} | {row.pages / row.cpu:,.0f} | {row.cpu / reference[row.pages]:.1f} | "
            f"{row.seconds:.1f} | {row.memory:,.0f} |"
        )
    for way in WAYS if frame["pages"].nunique() > 1 else ():
        part = frame[frame["way"] == way].set_index("pages")
        for what, column in (("time", "cpu"), ("memory", "memory")):
            print(f"\n{way}: {what} grows with the pages to the power {exponent(part[column]):.2f}")
