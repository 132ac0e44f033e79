"""A web server on this machine that answers for the hosts of the simulated market.

A crawler uses it as its HTTP proxy: addresses stay those of the market, and no request can leave the machine.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from dots.market import site

LOOPBACK = "127.0.0.1"
TIMELINE = "/api/v1/timelines/public"
LARGEST_PAGE = 40
TYPES = {
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


@dataclass
class Served:
    """A running server: where it is, and what it was asked (moment in seconds, address, user agent)."""

    proxy: str
    asked: list[tuple[float, str, str]] = field(default_factory=list)


@contextmanager
def serve(files: dict[str, bytes]) -> Iterator[Served]:
    """Answer for the market's hosts from files in memory, until the block ends.

    Parameters
    ----------
    files
        `host/path` to content, as `dots.market.site.publish` gives them.

    Yields
    ------
    Served
        With the address to use as HTTP proxy.
    """
    statuses = json.loads(files[site.STATUSES])
    clock = datetime.fromisoformat(json.loads(files[site.CLOCK])["clock"]).replace(hour=12, tzinfo=UTC)
    hosts = {name.split("/")[0] for name in files if "/" in name}
    server = ThreadingHTTPServer((LOOPBACK, 0), BaseHTTPRequestHandler)
    served = Served(f"http://{LOOPBACK}:{server.server_port}")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one piece, or the kernel waits 40 ms between them
        server_version, sys_version = "market", ""

        def do_GET(self) -> None:  # noqa: N802
            served.asked.append((time.monotonic(), self.path, self.headers.get("User-Agent", "")))
            address = urlsplit(self.path)
            if address.hostname not in hosts:
                self.answer(502, b"this server answers for the simulated market only\n", "txt")
            elif address.hostname == site.SOCIAL and address.path == TIMELINE:
                self.timeline(parse_qs(address.query))
            else:
                name = f"{address.hostname}{'/index.html' if address.path == '/' else address.path}"
                if name in files and name != site.STATUSES:
                    self.answer(200, files[name], name.rsplit(".", 1)[-1])
                else:
                    self.answer(404, b"not found\n", "txt")

        def timeline(self, query: dict[str, list[str]]) -> None:
            """Answer with a page of the public timeline, newest first, as a Mastodon server does."""
            try:
                limit = min(int(query.get("limit", ["20"])[0]), LARGEST_PAGE)
                before = int(query["max_id"][0]) if "max_id" in query else None
            except ValueError:
                self.answer(400, b"limit and max_id are numbers\n", "txt")
                return
            older = [status for status in statuses if before is None or int(status["id"]) < before]
            page = older[:limit]
            following = None
            if len(older) > len(page):
                following = f'<http://{site.SOCIAL}{TIMELINE}?limit={limit}&max_id={page[-1]["id"]}>; rel="next"'
            self.answer(200, json.dumps(page, ensure_ascii=False).encode(), "json", following)

        def answer(self, status: int, content: bytes, kind: str, link: str | None = None) -> None:
            self.send_response(status)
            self.send_header("Content-Type", TYPES[kind])
            self.send_header("Content-Length", str(len(content)))
            if link:
                self.send_header("Link", link)
            self.end_headers()
            self.wfile.write(content)

        def date_time_string(self, timestamp: float | None = None) -> str:
            return format_datetime(clock, usegmt=True)

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
