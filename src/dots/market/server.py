"""A web server on this machine that answers for the hosts of the simulated market, as they are on one day.

A crawler uses it as its HTTP proxy: addresses stay those of the market, and no request can leave the machine. Pages are
written when they are asked for, of the versions that are up on the server's day.
"""

from __future__ import annotations

import re
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from dots.market import layouts, site

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, eq=False)
class Shelf:
    """What the market publishes, ready to be looked up.

    Attributes
    ----------
    versions
        Platform and number of an advert to its versions.
    regions
        Part of an address to the region it stands for, in the order of their names.
    closures
        Platform to the first day it is closed.
    """

    versions: dict[tuple[str, str], list[dict]]
    regions: dict[str, str]
    closures: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What the server says: HTTP status, content, kind of content (html, txt, json), address of the next page."""

    status: int
    content: bytes
    kind: str
    following: str = ""


@dataclass
class Served:
    """A running server: where it is, its day, and what it was asked (moment in seconds, address, user agent)."""

    proxy: str
    clock: str
    asked: list[tuple[float, str, str]] = field(default_factory=list)


def shelve(about: dict, parts: Iterable[list[dict]]) -> Shelf:
    """Put every version of every advert where it can be found (`dots.market.site.read` gives both arguments)."""
    versions: dict[tuple[str, str], list[dict]] = {}
    for rows in parts:
        for row in rows:
            versions.setdefault((row["platform"], row["number"]), []).append(row)
    regions = sorted({row["region"] for listed in versions.values() for row in listed})
    return Shelf(versions, {layouts.slug(region): region for region in regions}, about["closures"])


def answer(shelf: Shelf, address: str, day: str) -> Answer:
    """Answer for one address of the market as it is on a day.

    Parameters
    ----------
    shelf
        What is published.
    address
        Address, with its host.
    day
        Day, as 2025-03-12.
    """
    asked = urlsplit(address)
    platform = layouts.PLATFORMS.get(asked.hostname)
    if platform is None:
        return Answer(502, b"this server answers for the simulated market only\n", "txt")
    if day >= shelf.closures.get(platform, site.NEVER):
        return Answer(410, b"closed\n", "txt")
    path, target = asked.path or "/", f"{asked.path}?{asked.query}" if asked.query else asked.path
    if path == "/robots.txt":
        return Answer(200, layouts.ROBOTS.encode(), "txt")
    if found := _ADVERTS[platform].fullmatch(path):
        versions = shelf.versions.get((platform, found["number"]), ())
        up = next((row for row in versions if row["since"] <= day < row["until"]), None)
        return Answer(200, layouts.page(up, day), layouts.kind(platform)) if up else _missing()
    if platform == "social":
        return _timeline(shelf, day, parse_qs(asked.query)) if path == layouts.TIMELINE else _missing()
    if path == "/":
        return Answer(200, layouts.front(platform, list(shelf.regions.values())), "html")
    if found := _INDEXES[platform].fullmatch(target):
        return _index(shelf, platform, found["region"], int(found["page"]), day)
    if path == layouts.MEMBERS and platform == "noticeboard":
        return Answer(200, b"Members only.\n", "txt")
    return _missing()


@contextmanager
def serve(reply: Callable[[str, str], Answer], day: str) -> Iterator[Served]:
    """Answer for the market's hosts until the block ends.

    Parameters
    ----------
    reply
        Gives the answer for an address and a day: `functools.partial(answer, shelf)`.
    day
        Day to begin with; set `clock` of what is yielded to go on to another one.

    Yields
    ------
    Served
        With the address to use as HTTP proxy.
    """
    server = _Server((LOOPBACK, 0), BaseHTTPRequestHandler)
    served = Served(f"http://{LOOPBACK}:{server.server_port}", day)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one piece, or the kernel waits 40 ms between them

        def do_GET(self) -> None:  # noqa: N802
            served.asked.append((time.monotonic(), self.path, self.headers.get("User-Agent", "")))
            today = served.clock
            said = reply(self.path, today)
            self.send_response_only(said.status)
            for name, value in layouts.headers(today, said.kind, len(said.content)):
                self.send_header(name, value)
            if said.following:
                self.send_header("Link", f'<{said.following}>; rel="next"')
            self.end_headers()
            self.wfile.write(said.content)

        def log_message(self, *arguments: object) -> None:
            """Keep quiet: the archive and the custody log say what was asked."""

    server.RequestHandlerClass = Handler
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    # with the usual 5 a crawler that asks all hosts at once is refused and tries again a second later
    request_queue_size = 128


def _missing() -> Answer:
    return Answer(404, b"not found\n", "txt")


def _index(shelf: Shelf, platform: str, region: str, number: int, day: str) -> Answer:
    """Answer with a page of the adverts of a region that are up, the last posted or renewed first."""
    size = layouts.PER_PAGE[platform]
    listed = _boards(shelf, day).get((platform, region), [])
    pages = max(1, -(-len(listed) // size))
    if region not in shelf.regions or not 1 <= number <= pages:
        return _missing()
    part = listed[(number - 1) * size : number * size]
    return Answer(200, layouts.index(platform, shelf.regions[region], part, number, pages), "html")


def _timeline(shelf: Shelf, day: str, query: dict[str, list[str]]) -> Answer:
    """Answer with a page of the public timeline, newest first, as a Mastodon server does."""
    try:
        limit = min(int(query.get("limit", ["20"])[0]), layouts.LARGEST_PAGE)
        before = int(query["max_id"][0]) if "max_id" in query else None
    except ValueError:
        return Answer(400, b"limit and max_id are numbers\n", "txt")
    posts, numbers = _feed(shelf, day)
    end = len(posts) if before is None else bisect_left(numbers, before)
    page = posts[max(0, end - max(limit, 1)) : end][::-1]
    following = ""
    if end > len(page):
        following = f"http://{layouts.HOSTS['social']}{layouts.TIMELINE}?limit={limit}&max_id={page[-1]['number']}"
    return Answer(200, layouts.timeline(page), "json", following)


# one day is asked for again and again, until the crawl goes on to the next
@lru_cache(1)
def _boards(shelf: Shelf, day: str) -> dict[tuple[str, str], list[dict]]:
    """List what is up on the classifieds sites by platform and region (as in an address)."""
    parts = {region: part for part, region in shelf.regions.items()}
    listed: dict[tuple[str, str], list[dict]] = {}
    for row in _up(shelf, day):
        if row["platform"] in layouts.INDEX:
            listed.setdefault((row["platform"], parts[row["region"]]), []).append(row)
    for rows in listed.values():
        rows.sort(key=lambda row: (layouts.fresh(row, day), int(row["number"])), reverse=True)
    return listed


@lru_cache(1)
def _feed(shelf: Shelf, day: str) -> tuple[list[dict], list[int]]:
    """List the posts that are up by their number, lowest first, and the numbers."""
    posts = [row for row in _up(shelf, day) if row["platform"] == "social"]
    posts.sort(key=lambda row: int(row["number"]))
    return posts, [int(row["number"]) for row in posts]


def _up(shelf: Shelf, day: str) -> Iterator[dict]:
    return (row for rows in shelf.versions.values() for row in rows if row["since"] <= day < row["until"])


def _pattern(address: str) -> re.Pattern:
    """Turn the form of an address into a pattern with its parts as groups."""
    groups = {"number": r"\d+", "region": "[a-z-]+", "page": r"\d+"}
    return re.compile(re.sub(r"\\{(\w+)\\}", lambda found: f"(?P<{found[1]}>{groups[found[1]]})", re.escape(address)))


_ADVERTS = {platform: _pattern(address) for platform, address in layouts.ADVERT.items()}
_INDEXES = {platform: _pattern(address) for platform, address in layouts.INDEX.items()}
