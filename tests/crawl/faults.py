"""Servers that misbehave, on real sockets of this machine, and a real crawl of them that must end by itself.

Each fault is a host of its own, so that what one of them asks for (a pause, say) holds back no other. The crawl asks
them as it asks real hosts: by permission, without a proxy, their names leading here by the resolver's stand-ins.
"""

import json
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from warcio.archiveiterator import ArchiveIterator

CONFIGURED = Path(__file__).parents[2] / "config" / "crawl"
LONGEST = 180
"""Seconds after which a crawl that still runs has failed."""
MANNERS = {
    "contact": "research@university.example", "delay": 0.0, "concurrency": 4, "max_pages": 500, "max_bytes": 50_000_000,
    "max_page_bytes": 200_000, "max_depth": 50, "max_seconds": 90, "max_alike": 400, "deadline": 6, "retries": 2,
    "backoff": 0.1, "max_wait": 2.5, "progress": 0.5,
}  # fmt: skip
RUNNER = """
import dataclasses, itertools, json, logging, os, sys, time
from datetime import date
from pathlib import Path
from dots import adapters, script, study
from dots.crawl import crawling
from dots.crawl.permission import Permission
from dots.crawl.recording import Recording
from dots.governance import vault
given, folder, configured = json.loads(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
script.log_to(logging.StreamHandler())
(folder / "process").write_text(str(os.getpid()))
names = [host.partition(":")[0] for host in given["hosts"]]
site = configured / "adapters/noticeboard.yaml"
(board,) = adapters.load([site], study.load_schema(configured / "adapter_schema.yaml")).adapters
sites = adapters.Sites(tuple(dataclasses.replace(board, host=name) for name in names))
record = Recording(folder / "crawling", ["2025-01-22"], vault.load_keys("simulated", 5), {}, {})
noted, hours = {}, itertools.count(step=3600 * given["hours"])
total = crawling.crawl(
    proxy=None, sites=sites, hosts=given["hosts"], seeds=given["seeds"], waves=record.waves,
    begin=print, ended=lambda day, frame, kept: noted.update(kept),
    permitted=Permission(tuple(names), "o", "p", "e", "d", "l", date(2099, 1, 1)),
    stand_ins={name: "127.0.0.1" for name in names if name.endswith(".test")},
    clock=(lambda: next(hours)) if given["hours"] else time.monotonic, **given["manners"],
)
wave, = record.waves.values()
(folder / "crawl.warc.gz").write_bytes(b"".join(frame for _, frame in wave.frames()))
(folder / "found.json").write_text(json.dumps({"outcomes": total.to_dict("records"), "kept": noted}))
"""
Fault = Callable[["Asked"], None]


@dataclass
class Asked:
    """One request as a fault sees it: what was asked, how often before, and the socket to answer on."""

    line: socket.socket
    host: str
    path: str
    head: str
    before: int
    port: int

    def say(self, body: bytes = b"page", status: str = "200 OK", *headers: str, length: int | None = None) -> None:
        """Answer like an honest server, or with a length that is not true."""
        size = len(body) if length is None else length
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {size}", "Connection: close", *headers]
        if not any(header.startswith("Content-Type") for header in headers):
            lines.append("Content-Type: text/html")
        self.line.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    def reset(self) -> None:
        """Break the connection off, as a crashing server does, without the goodbye of TCP."""
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.line.close()


@dataclass
class Served:
    """A running server: its port and what it was asked (moment, host, path, head of the request)."""

    port: int
    asked: list[tuple[float, str, str, str]] = field(default_factory=list)

    def of(self, host: str, *, robots: bool = False) -> list[tuple[float, str]]:
        """Give the moments and paths of what one host was asked."""
        return [(at, path) for at, name, path, _ in self.asked if name == host and (path == "/robots.txt") <= robots]


@contextmanager
def serve(faults: dict[str, Fault], robots: dict[str, Fault], tls: ssl.SSLContext | None = None) -> Iterator[Served]:
    """Serve hosts on one port, over HTTPS if it is told how; robots.txt is missing unless it is given."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=200)
    served, times, lock = Served(listening.getsockname()[1]), {}, threading.Lock()

    def attend(line: socket.socket) -> None:
        if tls:
            try:
                line = tls.wrap_socket(line, server_side=True)
            except OSError:
                return  # the crawler did not trust it and hung up
        with line:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = line.recv(65536)
                if not piece:
                    return
                head += piece
            text = head.decode("latin-1")
            path = text.split(" ", 2)[1]
            host = next(value for value in text.split("\r\n") if value.lower().startswith("host:"))[5:].strip()
            name = host.partition(":")[0]
            with lock:
                served.asked.append((time.monotonic(), name, path, text))
                before = times.get((name, path), 0)
                times[name, path] = before + 1
            asked = Asked(line, name, path, text, before, served.port)
            fault = robots.get(name, missing) if path == "/robots.txt" else faults.get(name, missing)
            try:
                fault(asked)
            except OSError:
                return  # the crawler hung up, which is what it should do with some of them

    def accept() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=attend, args=(line,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield served
    finally:
        listening.close()


def missing(asked: Asked) -> None:
    """Answer that there is no such page."""
    asked.say(b"no", "404 Not Found")


@dataclass
class Found:
    """What a crawl of faults found: outcomes by host, what was kept, pages archived by address, its log, its server."""

    outcomes: pd.DataFrame
    kept: dict
    archived: dict[str, list[tuple[str, bytes]]]
    log: str
    served: Served

    def of(self, host: str, *, robots: bool = False) -> dict[str, int]:
        """Give the outcomes of one host."""
        rows = self.outcomes.query("host == @host and (kind == 'robots') == @robots")
        return rows.groupby("outcome")["requests"].sum().to_dict()

    def pages(self, host: str) -> list[tuple[str, bytes]]:
        """Give status and content of what was archived of one host, robots.txt left out."""
        return [
            page for address, pages in self.archived.items() for page in pages
            if address.split("/")[2].partition(":")[0] == host and not address.endswith("/robots.txt")
        ]  # fmt: skip


def crawl(
    folder: Path,
    faults: dict[str, Fault],
    seeds: dict[str, list[str]],
    robots: dict[str, Fault] | None = None,
    hours: int = 0,
    **changes: object,
) -> Found:
    """Crawl faults in a process of its own.

    Parameters
    ----------
    folder
        Empty folder to work in.
    faults
        Host to what it does.
    seeds
        Host to the paths to ask it for; its keys are the allow-list.
    robots
        Host to how it answers for robots.txt.
    hours
        Hours that pass each time the crawler looks at its clock; real time if none.
    **changes
        Manners that differ from `MANNERS`.
    """
    with serve(faults, robots or {}) as served:
        return crawl_served(served, folder, seeds, hours, **changes)


def crawl_served(
    served: Served, folder: Path, seeds: dict[str, list[str]], hours: int = 0, **changes: object
) -> Found | None:
    """Crawl a server that runs, or go on with it in the same folder; None if the crawl was killed."""
    given = {
        "hosts": [f"{host}:{served.port}" for host in seeds],
        "seeds": [f"http://{host}:{served.port}{path}" for host, paths in seeds.items() for path in paths],
        "manners": MANNERS | changes,
        "hours": hours,
    }
    command = [sys.executable, "-c", RUNNER, json.dumps(given), str(folder), str(CONFIGURED)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST)
    if done.returncode == -signal.SIGKILL:
        return None
    if done.returncode:
        raise RuntimeError(done.stderr[-5000:])
    told = json.loads((folder / "found.json").read_text())
    return Found(pd.DataFrame(told["outcomes"]), told["kept"], archived(folder), done.stderr, served)


def archived(folder: Path) -> dict[str, list[tuple[str, bytes]]]:
    """Read status and content, as received, of every response in the archive by its address."""
    pages: dict[str, list[tuple[str, bytes]]] = {}
    with (folder / "crawl.warc.gz").open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                address = record.rec_headers.get_header("WARC-Target-URI")
                pages.setdefault(address, []).append((record.http_headers.get_statuscode(), record.raw_stream.read()))
    return pages
