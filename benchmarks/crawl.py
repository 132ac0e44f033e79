"""How fast the market is crawled beside bare Scrapy, and what encryption and pseudonyms cost, at three sizes of market.

Bare Scrapy is a minimal spider: as many requests at once, robots.txt by Scrapy's own middleware, links by Scrapy's own
selectors, nothing recorded and nothing counted by us. It is measured with Scrapy's defaults, and with the one setting
that saves our crawl most (CONCURRENT_ITEMS, see `dots.crawl.politeness`): what our own code costs shows beside the
latter. All ask the same server, which has a process of its own that is not measured, for the same pages, wave after
wave. Each measurement is a process of its own; the ways take turns, and the cheapest of several rounds counts. CPU
seconds are those of the process that crawls; pages a second of a clock contain the wait for the server and for whatever
else the machine does.

The second table follows what was crawled through the rules crawl_market, parse_archive and read_adverts. Encryption is
all that age does, spools, sealing with its check, and tables; the goal is less than 15 % of the whole with pseudonyms.

`python benchmarks/crawl.py 250 1000` measures these numbers of adverts; `--profile 250` shows where the crawl spends
its time.
"""

import json
import logging
import multiprocessing
import os
import re
import runpy
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path

import pandas as pd
import yaml
from growth import exponent, measure, run

SIZES = (250, 1000, 4000)
ROUNDS = 3
MARKET = "restricted/market.zip.age"
WAYS = ("bare Scrapy", "bare Scrapy, one task a page", "crawl")
STAGES = ("crawl", "seal", "parse", "read")
KEPT = ("encrypt", "decrypt", "seal_stream", "seal_file", "unseal_file")
"""Functions of `dots.governance.vault` that do nothing but encrypt and decrypt."""


class Remote:
    """A server in a process of its own, whose clock can be set as if it were in this one."""

    def __init__(self, proxy: str, line: Connection):
        self.proxy, self._line = proxy, line

    def set(self, day: str) -> None:
        self._line.send(day)
        self._line.recv()


@contextmanager
def remote(reply: Callable, day: str) -> Iterator[Remote]:
    """Answer for the market's hosts, from another process, until the block ends."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=answer, args=(reply, day, there), daemon=True)
    process.start()
    try:
        yield Remote(here.recv(), here)
    finally:
        here.send("")
        process.join()


def answer(reply: Callable, day: str, line: Connection) -> None:
    from dots.market import server

    with server.serve(reply, day) as served:
        line.send(served.proxy)
        while day := line.recv():
            served.clock = day
            line.send(day)


def bare(proxy: Remote, days: list[str], sites: object, concurrency: int, more: dict[str, int]) -> int:
    """Crawl with a minimal spider and give the number of pages."""
    import scrapy
    from scrapy.crawler import CrawlerRunner
    from scrapy.utils.reactor import install_reactor
    from twisted.internet.defer import ensureDeferred

    from dots.crawl.crawling import REACTOR

    os.environ["http_proxy"] = proxy.proxy  # robots.txt has to go there as well
    install_reactor(REACTOR)
    from twisted.internet import reactor

    class Bare(scrapy.Spider):
        name = "bare"
        allowed_domains = sites.hosts  # noqa: RUF012
        handle_httpstatus_all = True

        async def start(self):
            for address in sites.start:
                yield scrapy.Request(address)

        def parse(self, response):
            if response.status != 200 or re.search(r"/(advert|listing)/", response.url):
                return
            links = re.findall(r"<(.*?)>", response.headers.get("Link", b"").decode())
            if isinstance(response, scrapy.http.HtmlResponse):
                links = response.css("a::attr(href)").getall()
            for link in links:
                yield response.follow(link)

    settings = {
        "CONCURRENT_REQUESTS": concurrency * len(sites.hosts),
        "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
        "ROBOTSTXT_OBEY": True,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        **more,
    }
    pages, problems = [], []

    async def waves() -> None:
        for day in days:
            proxy.set(day)
            crawler = CrawlerRunner(settings).create_crawler(Bare)
            await crawler.crawl()
            get = crawler.stats.get_value
            pages.append(get("downloader/response_status_count/200", 0) - get("robotstxt/response_status_count/200", 0))

    def start() -> None:
        ensureDeferred(waves()).addErrback(problems.append).addBoth(lambda _: reactor.stop())

    reactor.callWhenRunning(start)
    reactor.run()
    for problem in problems:
        problem.raiseException()
    return sum(pages)


def timed(module: object, name: str, spent: Counter) -> None:
    """Let a function add up the CPU seconds it takes, without those of the iterator it may be given."""
    function: Callable = getattr(module, name)

    def away(items: Iterator) -> Iterator:
        while True:
            began = time.process_time()
            try:
                item = next(items)
            except StopIteration:
                return
            finally:
                spent[name] -= time.process_time() - began
            yield item

    def wrapped(first: object, *arguments: object) -> object:
        began = time.process_time()
        try:
            return function(away(first) if isinstance(first, Iterator) else first, *arguments)
        finally:
            spent[name] += time.process_time() - began

    setattr(module, name, wrapped)


def whole(folder: Path, profile: bool) -> dict[str, object]:
    """Crawl, seal, parse and read one market: pages, and CPU seconds by stage, with those of each kept function."""
    from dots import adapters, study
    from dots.crawl import crawling, outcomes, politeness, routes
    from dots.governance import vault
    from dots.market import server, site

    config = yaml.safe_load((folder / "config/config.yaml").read_text())
    settings, keys = config["crawl"], vault.load_keys(config["study"]["keys"], config["study"]["seed"])
    files = sorted(Path("config/crawl/adapters").glob("*.yaml"))
    schema = Path("config/crawl/adapter_schema.yaml")
    sites = adapters.load(files, study.load_schema(schema))
    about, parts = site.read(BytesIO(vault.unseal(folder / MARKET, keys)))
    record = routes.recording(folder / MARKET, folder / "crawling", settings, adapters.hashes(files), keys)
    polite = {name: settings[name] for name in politeness.MANNERS}
    spent: Counter[str] = Counter()
    for name in (*KEPT, "pseudonym_under"):
        timed(vault, name, spent)
    found: dict[str, object] = {}
    scripts = {name: runpy.run_path(f"scripts/corpus/{name}.py")[name] for name in ("parse_archive", "read_adverts")}
    study_of = {"study_keys": config["study"]["keys"], "seed": config["study"]["seed"]}
    ranges = Path(config["corpus"]["drama_ranges"])
    clear = {name: folder / f"restricted/{name}.parquet.age" for name in ("clear_adverts", "clear_sightings")}
    table = {
        name: folder / f"{name}.parquet"
        for name in ("archive_pages", "site_waves", "adverts", "facts", "contacts", "sightings", "attrition")
    }

    def stage(name: str, work: Callable, *arguments: object, **keywords: object) -> object:
        spent.clear()
        began, start = time.perf_counter(), time.process_time()
        done = work(*arguments, **keywords)
        found[name] = {"cpu": time.process_time() - start, "seconds": time.perf_counter() - began, **spent}
        return done

    with remote(partial(server.answer, server.shelve(about, parts)), about["first"]) as served:
        crawl = partial(
            crawling.crawl, proxy=served.proxy, sites=sites, hosts=sites.hosts, seeds=sites.start, waves=record.waves,
            begin=served.set, ended=lambda day, frame, kept: None, **polite,
        )  # fmt: skip
        frame = stage("crawl", profiled if profile else lambda work: work(), crawl)
    found["pages"] = int(outcomes.fetched(frame).query("outcome == '200'")["requests"].sum())
    stage("seal", routes.seal, record, folder / "restricted/archive")
    stage(
        "parse", scripts["parse_archive"], archive=folder / "restricted/archive", site_adapters=files,
        adapter_schema=schema, drama_ranges=ranges, archive_pages=table["archive_pages"],
        site_waves=table["site_waves"], threads=1, **clear, **study_of,
    )  # fmt: skip
    stage(
        "read", scripts["read_adverts"], places=Path(config["study"]["places"]), drama_ranges=ranges,
        clear_contacts=folder / "restricted/clear_contacts.parquet.age", threads=1, **clear, **study_of,
        **{name: Path(f"config/corpus/{name}.yaml") for name in ("outcodes", "fact_precision", "contact_precision")},
        **{name: path for name, path in table.items() if name != "site_waves"},
    )  # fmt: skip
    return found


def profiled(work: Callable) -> object:
    """Do the work and print where its time went, on standard error."""
    import cProfile
    import pstats

    profile = cProfile.Profile(time.process_time)
    done = profile.runcall(work)
    for order in ("cumulative", "tottime"):
        pstats.Stats(profile, stream=sys.stderr).sort_stats(order).print_stats(70)
    return done


def scrapy_alone(folder: Path, more: dict[str, int]) -> dict[str, object]:
    """Crawl one market with bare Scrapy."""
    from dots import adapters, study
    from dots.governance import vault
    from dots.market import server, site

    config = yaml.safe_load((folder / "config/config.yaml").read_text())
    keys = vault.load_keys(config["study"]["keys"], config["study"]["seed"])
    schema = study.load_schema(Path("config/crawl/adapter_schema.yaml"))
    sites = adapters.load(Path("config/crawl/adapters").glob("*.yaml"), schema)
    about, parts = site.read(BytesIO(vault.unseal(folder / MARKET, keys)))
    with remote(partial(server.answer, server.shelve(about, parts)), about["first"]) as served:
        began, start = time.perf_counter(), time.process_time()
        pages = bare(served, about["waves"], sites, config["crawl"]["concurrency"], more)
        cpu, seconds = time.process_time() - start, time.perf_counter() - began
    return {"pages": pages, "crawl": {"cpu": cpu, "seconds": seconds}}


def run_way(way: str, market: Path) -> None:
    """Do one measurement in this process and print it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "restricted").mkdir()
        (folder / MARKET).symlink_to((market / MARKET).resolve())
        (folder / "config").symlink_to(Path("config").resolve())
        logging.basicConfig(filename=folder / "log", level=logging.INFO)  # as the rule has it
        more = {WAYS[0]: {}, WAYS[1]: {"CONCURRENT_ITEMS": 1}}
        print(json.dumps(scrapy_alone(folder, more[way]) if way in more else whole(folder, way == "--profile")))


def rows(adverts: int) -> list[dict]:
    """Measure all ways on one market, in turns; of each the cheapest round."""
    with tempfile.TemporaryDirectory() as place:
        run(adverts, Path(place), MARKET)
        rounds = [(way, measure(__file__, "--way", way, place)[0]) for _ in range(ROUNDS) for way in WAYS]
    best = [min((done for way, done in rounds if way == name), key=lambda done: done["crawl"]["cpu"]) for name in WAYS]
    if len({done["pages"] for done in best}) > 1:
        sys.exit(f"the ways found {[done['pages'] for done in best]} pages: they are not comparable")
    return [{"way": way, "adverts": adverts, **done} for way, done in zip(WAYS, best, strict=True)]


def show_speed(found: pd.DataFrame) -> None:
    """Print pages per second by way and size, and the growth of each way."""
    print(
        "# The crawl beside bare Scrapy\n\n"
        "| | pages | pages a CPU second | of bare Scrapy's | of that with one task | pages a second |"
    )
    print("|---|---:|---:|---:|---:|---:|")
    plain, same = (found[found["way"] == way].set_index("pages")["cpu"] for way in WAYS[:2])
    for row in found.itertuples():
        print(
            f"| {row.way} | {row.pages:,} | {row.pages / row.cpu:,.0f} | {plain[row.pages] / row.cpu:.2f} | "
            f"{same[row.pages] / row.cpu:.2f} | {row.pages / row.seconds:,.0f} |"
        )
    for way in WAYS if found["pages"].nunique() > 1 else ():
        grows = exponent(found[found["way"] == way].set_index("pages")["cpu"])
        print(f"\n{way}: time grows with the pages to the power {grows:.2f}")


def show_shares(done: dict) -> None:
    """Print what encryption and pseudonyms cost at each stage and of the whole, for one market."""
    listed = pd.DataFrame(
        [
            (name, one["cpu"], sum(one.get(kept, 0.0) for kept in KEPT), one.get("pseudonym_under", 0.0))
            for name, one in ((name, done[name]) for name in STAGES)
        ],
        columns=["stage", "cpu", "encryption", "pseudonyms"],
    )
    listed.loc[len(listed)] = ["all", *listed[["cpu", "encryption", "pseudonyms"]].sum()]
    print(f"\n# Encryption and pseudonyms, {done['pages']:,} pages\n")
    print("| stage | CPU seconds | encryption | pseudonyms | share |\n|---|---:|---:|---:|---:|")
    for row in listed.itertuples():
        share = (row.encryption + row.pseudonyms) / row.cpu
        print(f"| {row.stage} | {row.cpu:.2f} | {row.encryption:.3f} | {row.pseudonyms:.3f} | {share:.1%} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        run_way(sys.argv[2], Path(sys.argv[3]))
        sys.exit()
    if sys.argv[1:2] == ["--profile"]:
        with tempfile.TemporaryDirectory() as folder:
            run(int(sys.argv[2]), Path(folder), MARKET)
            run_way("--profile", Path(folder))
        sys.exit()
    measured = [row for size in [int(size) for size in sys.argv[1:]] or SIZES for row in rows(size)]
    show_speed(pd.DataFrame([{**row, **row["crawl"]} for row in measured]))
    for row in measured:
        if row["way"] == WAYS[2]:
            show_shares(row)
