"""A tiny archive with known pages."""

import base64
import hashlib
import html
import io
import json
import zipfile
from dataclasses import dataclass

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

DATE = "Thu, 01 Jan 2026 09:30:00 GMT"
WAVES = ("Thu, 01 Jan 2026 12:00:00 GMT", "Thu, 22 Jan 2026 12:00:00 GMT", "Thu, 12 Feb 2026 12:00:00 GMT")


def advert_page(title="Anna", body="Hello.", contact="", place="Leeds", price="", posted="2025-03-04"):
    """Write an advert page as the first classifieds site lays it out."""
    optional = "".join(
        f'<p class="{name}">{html.escape(text)}</p>' for name, text in (("price", price), ("contact", contact)) if text
    )
    return (
        f'<!DOCTYPE html><html><body><article class="advert"><h1 class="title">{html.escape(title)}</h1>'
        f'<p class="place">{place}</p><time class="posted" datetime="{posted}">shown otherwise</time>'
        f'<div class="body">{html.escape(body)}</div>{optional}</article></body></html>'
    )


def listing_page(title="Anna", body="Hello.", contact="", place="Leeds", price="", posted="4 March 2025", renewed=""):
    """Write an advert page as the second classifieds site lays it out."""
    facts = (("Town", place), ("Price", price), ("Posted", posted), ("Last renewed", renewed))
    listed = "".join(f"<dt>{name}</dt><dd>{html.escape(value)}</dd>" for name, value in facts if value)
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in body.splitlines())
    reply = f'<aside id="reply"><h2>Contact</h2><p>{html.escape(contact)}</p></aside>' if contact else ""
    return (
        f'<!DOCTYPE html><html><body><main id="listing"><h1>{html.escape(title)}</h1><dl>{listed}</dl>'
        f'<section id="description">{paragraphs}</section>{reply}</main></body></html>'
    )


def status(number="101", content="<p>Hello from Leeds</p>", created="2025-03-04T23:10:00.000Z", tags=("leeds",)):
    """Write a post as the social feed gives it."""
    return {
        "id": number,
        "created_at": created,
        "content": content,
        "account": {"id": "1", "acct": "guest"},
        "tags": [{"name": tag} for tag in tags],
    }


@dataclass(frozen=True)
class Unchanged:
    """In place of a body: the content is what it was before, and a revisit record says so."""

    content: str


def unchanged(page, date):
    """Give a page as a revisit record of another day."""
    url, code, body, _ = page
    return url, code, Unchanged(body), date


def warc(pages, compress=True):
    """Write (url, status, body, date) as a WARC file; return it and the byte where each record begins."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=compress)
    offsets = []
    for url, code, body, date in pages:
        offsets.append(buffer.tell())
        headers = StatusAndHeaders(
            f"{code} OK", [("Content-Type", "text/html"), *([("Date", date)] if date else [])], protocol="HTTP/1.1"
        )
        if isinstance(body, Unchanged):
            digest = base64.b32encode(hashlib.sha1(body.content.encode()).digest()).decode()
            about = (url, f"sha1:{digest}", url, "2026-01-01T12:00:00Z")
            writer.write_record(writer.create_revisit_record(*about, http_headers=headers))
            continue
        payload = io.BytesIO(body.encode() if isinstance(body, str) else body)
        writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=headers))
    return buffer.getvalue(), offsets


def wacz(*files, name="archive/data.warc.gz"):
    """Put WARC files into a WACZ archive, each of several under a number of its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for number, data in enumerate(files):
            archive.writestr(name if number == 0 else name.replace("data", f"data-{number}"), data)
        archive.writestr("datapackage.json", json.dumps({"profile": "data-package"}))
    return buffer.getvalue()


def board(number, date=DATE, **fields):
    """Give an advert page at its address, as `warc` takes it."""
    return (f"http://noticeboard.example/advert/{number:06d}.html", 200, advert_page(**fields), date)


def city(number, date=DATE, **fields):
    """Give a page of the second classifieds site at its address, as `warc` takes it."""
    return (f"http://citylist.example/listing/{number:06d}", 200, listing_page(**fields), date)


def feed(*statuses, page="limit=40", date=DATE):
    """Give a page of the feed at its address, as `warc` takes it."""
    return (f"http://social.example/api/v1/timelines/public?{page}", 200, json.dumps(statuses), date)
