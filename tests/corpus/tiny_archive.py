"""A tiny archive with known pages."""

import html
import io
import json
import zipfile

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

DATE = "Thu, 01 Jan 2026 09:30:00 GMT"


def advert_page(title="Anna", body="Hello.", contact="", place="Leeds", price="", posted="2025-03-04"):
    """Write an advert page as the classifieds site lays it out."""
    optional = "".join(
        f'<p class="{name}">{html.escape(text)}</p>' for name, text in (("price", price), ("contact", contact)) if text
    )
    return (
        f'<!DOCTYPE html><html><body><article class="advert"><h1 class="title">{html.escape(title)}</h1>'
        f'<p class="place">{place}</p><time class="posted" datetime="{posted}">shown otherwise</time>'
        f'<div class="body">{html.escape(body)}</div>{optional}</article></body></html>'
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
        payload = io.BytesIO(body.encode() if isinstance(body, str) else body)
        writer.write_record(writer.create_warc_record(url, "response", payload=payload, http_headers=headers))
    return buffer.getvalue(), offsets


def wacz(data, name="archive/data.warc.gz"):
    """Put a WARC file into a WACZ archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(name, data)
        archive.writestr("datapackage.json", json.dumps({"profile": "data-package"}))
    return buffer.getvalue()


def board(number, **fields):
    """Give an advert page at its address, as `warc` takes it."""
    return (f"http://noticeboard.example/advert/{number:06d}.html", 200, advert_page(**fields), DATE)


def feed(*statuses, page="limit=40"):
    """Give a page of the feed at its address, as `warc` takes it."""
    return (f"http://social.example/api/v1/timelines/public?{page}", 200, json.dumps(statuses), DATE)
