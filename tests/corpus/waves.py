"""A small study in a folder: three waves in sealed batches, with requests, revisit records, index pages and a feed."""

import html
import io
import json
import re
import shutil
import zipfile
import zlib
from itertools import chain
from pathlib import Path

import pyrage
from bundled import SITES
from tiny_archive import WAVES, advert_page, listing_page, status
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dots.corpus import archive, pages, pieces, repacking
from dots.crawl import archive as packaging
from dots.governance import custody, manifest, vault

DAYS = ("2026-01-01", "2026-01-22", "2026-02-12")
BOARD, CITY, SOCIAL = "http://noticeboard.example", "http://citylist.example", "http://social.example"
NUMBER = "447700900123"
FORMS = {
    "000001": {"body": "Call 07700 900123, kisses"},
    "000002": {"body": "zero seven seven double zero nine zero zero one two three, any time"},
    "000003": {"title": "Anna 077 00", "body": "and then 900 123 please", "contact": "+44 (0)7700-900-123"},
    "000004": {"body": "O77OO 9OO I23 text me"},
}
OTHERS = {f"00010{n}": {"title": f"Eva {n}", "body": f"Ring 07700 {900400 + 11 * n}, Leeds"} for n in range(6)}


class Wave:
    """Write one wave as the crawl does: request and response in pairs, a revisit record for a page that came before."""

    def __init__(self, path, place):
        self.stream, self.place = path.open("wb"), place
        self.writer = WARCWriter(self.stream, gzip=True, warc_version="WARC/1.1")
        self.date = f"{DAYS[place]}T12:00:00Z"
        self.writer.write_record(self.writer.create_warcinfo_record(path.name, {"software": "test"}))

    def add(self, address, body, known, code="200 OK", kind="text/html"):
        head = StatusAndHeaders(code, [("Content-Type", kind), ("Date", WAVES[self.place])], protocol="HTTP/1.1")
        named = {"WARC-Date": self.date}
        data = body.encode()
        answer = self.writer.create_warc_record(
            address, "response", payload=io.BytesIO(data), length=len(data), http_headers=head, warc_headers_dict=named
        )
        self.writer.ensure_digest(answer, block=True, payload=True)
        digest = answer.rec_headers.get_header("WARC-Payload-Digest")
        if (address, digest) in known:
            answer = self.writer.create_revisit_record(
                address, digest, address, known[address, digest], http_headers=head, warc_headers_dict=named
            )
        known.setdefault((address, digest), self.date)
        line = StatusAndHeaders(f"GET {address} HTTP/1.1", [("Host", address.split("/")[2])], is_http_request=True)
        asked = self.writer.create_warc_record(address, "request", http_headers=line, warc_headers_dict=named)
        self.writer.write_request_response_pair(asked, answer)


def published(place):
    """Give what each wave finds: (address, body, code, kind)."""
    for number, fields in (FORMS | OTHERS).items():
        changed = {"title": f"Anna of wave {place}"} if number == "000001" else {}
        yield f"{BOARD}/advert/{number}.html", advert_page(**fields | changed), "200 OK", "text/html"
    links = "".join(f'<a href="/advert/{number}.html">{number}</a>' for number in FORMS | OTHERS)
    yield f"{BOARD}/region/leeds/page/1.html", f"<ul>{links}</ul>", "200 OK", "text/html"
    yield f"{BOARD}/region/york/page/1.html", f'<a href="/advert/000105.html">Eva {place}</a>', "200 OK", "text/html"
    yield f"{CITY}/browse/leeds", "<li>Anna 07700-900-123</li>", "200 OK", "text/html"
    yield f"{CITY}/listing/55", listing_page(body="write to rose@mail.example"), "200 OK", "text/html"
    yield f"{CITY}/listing/56", '<a href="tel:+447700900123">gone</a>', "404 Not Found", "text/html"
    yield f"{CITY}/search?q=07700%20900123", "nothing", "404 Not Found", "text/html"
    posts = [status("900", "<p>Me: 0 7 7 0 0 nine 0 0 1 2 three</p>"), status("901", "<p>Lola in York</p>")]
    posts.append(status("902", "<p>07700\u200b900\u200b123</p>"))
    yield f"{SOCIAL}/api/v1/timelines/public?limit=40", json.dumps(posts), "200 OK", "application/json"
    yield f"{SOCIAL}/api/v1/statuses/901", json.dumps(posts[1]), "200 OK", "application/json"


def study(folder: Path) -> tuple[Path, vault.Keys]:
    """Make the study and give its folder and its keys; the key file and its keyring stand beside the folder."""
    root = folder / "study"
    raw = folder / "raw"
    raw.mkdir()
    (root / "restricted/archive").mkdir(parents=True)
    (folder / "study.key").write_text(f"{pyrage.x25519.Identity.generate()}\n")
    keys = vault.load_keys(str(folder / "study.key"), 1)
    known, log = {}, root / "results/crawl/custody.jsonl"
    custody.append(log, "crawl started")
    for place, day in enumerate(DAYS):
        warc, package = raw / f"crawl-{place}.warc.gz", folder / "wave.wacz"
        wave = Wave(warc, place)
        for address, body, code, kind in published(place):
            wave.add(address, body, known, code, kind)
        wave.stream.close()
        repacking.write(pieces.read(plain(warc)), package, title="A wave")
        counts = packaging.check(package)
        sealed = root / f"restricted/archive/{day}.wacz.age"
        vault.seal_file(package, sealed, vault.batch(keys, day))
        manifest.log_batch(log, sealed, counts)
        package.unlink()
    custody.append(log, "crawl ended", outcomes=[{"outcome": "200", "requests": 45}])
    path, archived = root / "results/crawl/manifest.json", root / "restricted/archive"
    manifest.write(path, log=log, archive=archived, settings={}, tools={}, adapters={})
    shutil.rmtree(raw)
    tables = vault.batch(keys, vault.TABLES)
    vault.seal(b"Call 07700 900123", root / "restricted/clear_adverts.parquet.age", tables)
    return root, keys


def plain(warc: Path) -> Path:
    """Put a WARC file into a package without anything else."""
    with zipfile.ZipFile(warc.with_suffix(".zip"), "w") as package:
        package.write(warc, f"archive/{warc.name}")
    return warc.with_suffix(".zip")


def read(root: Path, keys: vault.Keys):
    """Parse the whole archive."""
    found = []
    for path in sorted((root / "restricted/archive").glob("*.wacz.age")):
        content = vault.unseal(path, vault.batch(keys, path.name.split(".")[0]))
        found.append(archive.read(io.BytesIO(content)))
    return pages.parse(chain(*found), SITES)


def identities(keys: vault.Keys) -> list:
    """Give every key that is left: the study's own and all of the keyring."""
    found = [keys.ring.identity]
    for path in keys.ring.folder.glob("*.age"):
        content = pyrage.decrypt(path.read_bytes(), [keys.ring.identity])
        if content.startswith(b"AGE-SECRET-KEY"):
            found.append(pyrage.x25519.Identity.from_str(content.decode()))
    return found


def everything(folder: Path, keys: vault.Keys):
    """Yield the name and content of every file that any key that is left can open, taken apart: zip, gzip, text."""
    known = identities(keys)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if content.startswith(b"age-encryption.org"):
            try:
                content = pyrage.decrypt(content, known)
            except pyrage.DecryptError:
                continue
        yield path, b"\n".join(_apart(content))


def _apart(content):
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            for name in opened.namelist():
                yield from _apart(opened.read(name))
    while content.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(wbits=31)
        yield member.decompress(content)
        content = member.unused_data


NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
WORDS = dict(zip(NAMES, "0123456789", strict=True))


def holds(content: bytes, digits: str) -> bool:
    """Say whether a number stands in a content, by rules of its own: raw, digits alone, words, look-alikes."""
    text = html.unescape(content.decode("utf-8", "replace").lower()).replace("%20", " ").replace("\\u200b", "")
    text = re.sub(r"double (\w+)", r"\1 \1", text)
    for word, digit in WORDS.items():
        text = text.replace(word, digit)
    forms = (text, text.replace("o", "0").replace("i", "1"), re.sub(r"<[^>]*>|[a-z]+", "", text))
    return any(digits in re.sub(r"\D", "", line) for form in forms for line in (form.splitlines() or [""])) or any(
        digits in re.sub(r"[^0-9a-z]", "", form) for form in forms
    )
