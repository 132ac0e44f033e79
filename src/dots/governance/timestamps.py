"""Time stamps (RFC 3161): an authority's signed word that a manifest existed at a time.

The authority learns the manifest's SHA-256 and nothing else. A manifest that could not be stamped is not lost: the log
says so, and it can be stamped later.
"""

from __future__ import annotations

import hashlib
import time
import urllib.request
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path

import rfc3161_client as rfc3161
from cryptography import x509

from dots.governance import custody

SUFFIX = ".tsr"
STAMPED = "time stamped"
FAILED = "time stamp failed"
LARGEST = 1 << 20
"""Bytes of the longest answer that is read."""


def stamp(manifest: Path, authority: dict | None, log: Path, *, patience: float = 30) -> str | None:
    """Have a manifest stamped; keep the answer beside it as `<manifest>.tsr` and log how it went.

    Parameters
    ----------
    manifest
        The file to stamp.
    authority
        `url` of the authority and `certificates`, a PEM file of those that are trusted; None asks nobody.
    log
        The custody log.
    patience
        Seconds to wait for the authority.

    Returns
    -------
    str or None
        What went wrong, or None. The crawl must not be lost over it, so nothing is raised for an authority that is out
        of reach or whose answer is worth nothing.
    """
    if authority is None:
        return None
    content = manifest.read_bytes()
    request = (
        rfc3161.TimestampRequestBuilder().data(content).hash_algorithm(rfc3161.HashAlgorithm.SHA256).build()
    )  # fmt: skip
    asked = urllib.request.Request(
        authority["url"], request.as_bytes(), {"Content-Type": "application/timestamp-query"}
    )  # fmt: skip
    try:
        reply = _ask(asked, patience)
        moment = verify(reply, content, Path(authority["certificates"]), nonce=request.nonce)
    except (OSError, HTTPException, ValueError) as error:
        custody.append(log, FAILED, authority=authority["url"], problem=str(error))
        return f"{authority['url']}: {error}"
    manifest.with_suffix(SUFFIX).write_bytes(reply)
    custody.append(
        log, STAMPED, authority=authority["url"], time=moment.isoformat(), nonce=str(request.nonce),
        manifest_sha256=hashlib.sha256(content).hexdigest(), reply_sha256=hashlib.sha256(reply).hexdigest(),
    )  # fmt: skip
    return None


def verify(reply: bytes, content: bytes, certificates: Path, *, nonce: int | None = None) -> datetime:
    """Check an authority's answer and return the time it vouches for.

    Parameters
    ----------
    reply
        The answer, DER.
    content
        What was stamped.
    certificates
        PEM file of the certificates that are trusted: roots, and those between a root and the authority.
    nonce
        The number that was sent with the request.

    Raises
    ------
    ValueError
        Naming what is wrong: not readable, refused, another content, another nonce, a certificate that is not trusted,
        had expired when it signed, or is not one for time stamps.
    """
    try:
        answer = rfc3161.decode_timestamp_response(reply)
        status, words = rfc3161.PKIStatus(answer.status), " ".join(answer.status_string)
    except ValueError as error:
        raise ValueError(f"the answer is not a time stamp that can be read ({error})") from error
    if status != rfc3161.PKIStatus.GRANTED:
        raise ValueError(f"the authority did not grant a time stamp: {status.name.lower()} {words}".rstrip())
    said = answer.tst_info
    imprint = said.message_imprint
    if imprint.hash_algorithm != x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1"):
        raise ValueError("the time stamp does not rest on SHA-256, which was asked for")
    if imprint.message != hashlib.sha256(content).digest():
        raise ValueError(
            f"the time stamp is of another content: its SHA-256 is {imprint.message.hex()}, that of the file is "
            f"{hashlib.sha256(content).hexdigest()}"
        )
    if nonce is not None and said.nonce != nonce:
        raise ValueError(f"the answer has the nonce {said.nonce}, not {nonce}: it answers another request")
    builder = rfc3161.VerifierBuilder()
    for certificate in x509.load_pem_x509_certificates(certificates.read_bytes()):
        root = certificate.issuer == certificate.subject
        builder = (
            builder.add_root_certificate(certificate) if root else builder.add_intermediate_certificate(certificate)
        )
    try:
        builder.build().verify_message(answer, content)
    except rfc3161.VerificationError as error:
        raise ValueError(f"the time stamp of {said.gen_time.isoformat()} {_explain(str(error))}") from error
    return said.gen_time.astimezone(UTC)


def _ask(asked: urllib.request.Request, patience: float) -> bytes:
    """Fetch the answer, which must be there within the time, however slowly it comes."""
    reply, until = b"", time.monotonic() + patience
    with urllib.request.urlopen(asked, timeout=patience) as answer:
        while part := answer.read1(LARGEST):
            reply += part
            if len(reply) > LARGEST or time.monotonic() > until:
                raise ValueError(f"the answer had {len(reply)} bytes and no end after {patience:g} seconds")
    return reply


def _explain(problem: str) -> str:
    """Say in words what the library found, and what it said."""
    if "has expired" in problem or "not yet valid" in problem:
        return f"was signed with a certificate that was not valid at that time ({problem})"
    if "certificate verify error" in problem:
        return f"was signed by nobody whose certificate is trusted here ({problem})"
    return f"does not hold ({problem})"
