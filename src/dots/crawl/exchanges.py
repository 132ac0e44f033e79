"""One exchange with a server as WARC 1.1 records (ISO 28500:2017): the request, then the answer, each a gzip member.

An answer whose content is that of an earlier one from the same address is a revisit record (profile identical payload
digest): it keeps the HTTP head, where the server's own date stands, and points to the earlier answer for the content.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterator
from http.client import responses
from typing import NamedTuple

import fastwarc.warc
from scrapy import Request
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

ANSWERS = ("response", "revisit")


class Answer(NamedTuple):
    """What the second record of an exchange says.

    Attributes
    ----------
    kind
        response or revisit.
    address, status, headers, body
        Of the answer; a revisit's body is empty.
    digest, date
        Its payload digest, and when it was recorded (`WARC-Date`).
    """

    kind: str
    address: str
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    digest: str
    date: str

    def response(self, body: bytes) -> Response:
        """Give the answer as Scrapy would have, with the flag `recorded`."""
        headers = Headers(self.headers)
        made = responsetypes.from_args(headers=headers, url=self.address, body=body)
        return made(self.address, status=self.status, headers=headers, body=body, flags=["recorded"])


class Record(NamedTuple):
    """Where a record lies among gzip members, and what an index says of it."""

    kind: str
    offset: int
    length: int
    address: str
    date: str
    digest: str
    status: str
    type: str


def payload_digest(body: bytes) -> str:
    """Give the digest by which WARC files tell contents apart."""
    return f"sha1:{base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()}"


def write(request: Request, response: Response, *, digest: str, date: str, original: str = "") -> bytes:
    """Write an exchange.

    Parameters
    ----------
    request, response
        As they pass between Scrapy and the network.
    digest
        `payload_digest` of the response's body.
    date
        When it was recorded (`now`).
    original
        Date of the response from this address that has the same content: then a revisit record is written.
    """
    held = io.BytesIO()
    writer = WARCWriter(held, gzip=True, warc_version="WARC/1.1")
    address, names = response.url, [writer._make_warc_id() for _ in range(2)]
    path = address.split("/", 3)[3] if address.count("/") > 2 else ""
    question = writer.create_warc_record(
        address,
        "request",
        warc_headers_dict={"WARC-Record-ID": names[0], "WARC-Date": date, "WARC-Concurrent-To": names[1]},
        http_headers=StatusAndHeaders(
            f"{request.method} /{path} HTTP/1.1", [("Host", address.split("/")[2]), *_headers(request)]
        ),
    )
    # ASSUME Scrapy gives header names in title case and in its own order; values and body are as received
    head = StatusAndHeaders(
        f"{response.status} {responses.get(response.status, '')}", _headers(response), protocol="HTTP/1.1"
    )
    about = {"WARC-Record-ID": names[1], "WARC-Date": date, "WARC-Concurrent-To": names[0]}
    if original:
        answer = writer.create_revisit_record(
            address, digest, address, original, http_headers=head, warc_headers_dict=about
        )
    else:
        body = {"payload": io.BytesIO(response.body), "length": len(response.body)}
        about["WARC-Payload-Digest"] = digest
        answer = writer.create_warc_record(address, "response", **body, http_headers=head, warc_headers_dict=about)
    writer.write_record(question)
    writer.write_record(answer)
    return held.getvalue()


def write_fields(kind: str, name: str, fields: dict[str, object]) -> bytes:
    """Write a record of fields about the WARC file `name`: its first (warcinfo) or its last (metadata)."""
    held = io.BytesIO()
    writer = WARCWriter(held, gzip=True, warc_version="WARC/1.1")
    content = "".join(f"{key}: {_text(value)}\r\n" for key, value in fields.items()).encode()
    record = writer.create_warc_record(
        "",
        kind,
        payload=io.BytesIO(content),
        length=len(content),
        warc_content_type="application/warc-fields",
        warc_headers_dict={"WARC-Filename": name} if kind == "warcinfo" else {},
    )
    writer.write_record(record)
    return held.getvalue()


def read_fields(content: bytes) -> tuple[str, dict[str, str]]:
    """Read a record of fields: its kind, and the fields as text."""
    record = next(iter(fastwarc.warc.ArchiveIterator(io.BytesIO(content), parse_http=False)))
    lines = record.reader.read().decode().split("\r\n")
    return str(record.record_type), dict(line.split(": ", 1) for line in lines if line)


def read(content: bytes) -> Answer | None:
    """Read the answer of an exchange, or nothing from content that is none."""
    for record in fastwarc.warc.ArchiveIterator(io.BytesIO(content), parse_http=False):
        kind = str(record.record_type)
        if kind not in ANSWERS:
            continue
        head, _, body = record.reader.read().partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        of = record.headers
        return Answer(
            kind,
            of["WARC-Target-URI"],
            int(first.split(b" ")[1]),
            [tuple(line.split(b": ", 1)) for line in lines],
            body,
            of["WARC-Payload-Digest"],
            of["WARC-Date"],
        )
    return None


def records(content: bytes, where: str) -> Iterator[Record]:
    """Give the records of a row of gzip members, each checked against its digest.

    Parameters
    ----------
    content
        The members.
    where
        What to call them in an error.

    Raises
    ------
    ValueError
        Naming the first record that does not fit its digest.
    """
    found = []
    for record in fastwarc.warc.ArchiveIterator(io.BytesIO(content), parse_http=False):
        kind, of = str(record.record_type), record.headers
        address, status, content_type = of.get("WARC-Target-URI") or "", "", ""
        if not record.verify_block_digest():
            raise ValueError(f"{where}: the {kind} of {address or where} does not fit its digest")
        if kind in ANSWERS:
            record.parse_http()
            status = str(record.http_headers.status_code)
            content_type = record.http_content_type or ""
        found.append(
            (kind, record.stream_pos, address, of["WARC-Date"], of.get("WARC-Payload-Digest"), status, content_type)
        )
    ends = [place for _, place, *_ in found[1:]] + [len(content)]
    for (kind, offset, *rest), end in zip(found, ends, strict=True):
        yield Record(kind, offset, end - offset, *rest)


def now() -> str:
    """Give this moment as WARC records state it."""
    return WARCWriter(io.BytesIO(), warc_version="WARC/1.1").curr_warc_date()


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _headers(message: Request | Response) -> list[tuple[str, str]]:
    left_out = (b"Proxy-Authorization", b"Transfer-Encoding")
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        if name not in left_out
        for value in values
    ]
