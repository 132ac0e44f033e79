"""A time stamp authority on this machine: openssl behind HTTP."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

CONFIG = """\
[tsa]
default_tsa = authority
[authority]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = {digests}
ess_cert_id_alg = sha256
"""
EXTENSIONS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nbasicConstraints=CA:FALSE\n"
CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def openssl(*words: object) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def root(folder: Path, name: str = "root") -> Path:
    """Make a root certificate and its key; give the certificate's file."""
    path = folder / f"{name}.pem"
    openssl("req", "-x509", *CURVE, "-keyout", folder / f"{name}.key", "-out", path, "-subj", f"/CN={name}", "-days", 9)
    return path


def signed(folder: Path, name: str, by: str, extensions: str) -> Path:
    """Make a certificate signed by another; give its file."""
    request, path, about = folder / f"{name}.csr", folder / f"{name}.pem", folder / f"{name}.extensions"
    about.write_text(extensions)
    openssl("req", *CURVE, "-keyout", folder / f"{name}.key", "-out", request, "-subj", f"/CN={name}")
    openssl(
        "x509", "-req", "-in", request, "-CA", folder / f"{by}.pem", "-CAkey", folder / f"{by}.key", "-CAcreateserial",
        "-extfile", about, "-days", 9, "-out", path,
    )  # fmt: skip
    return path


def expire(folder: Path) -> None:
    """Have the root sign the authority's certificate anew, with a term that is over."""
    old = x509.load_pem_x509_certificate((folder / "tsa.pem").read_bytes())
    key = serialization.load_pem_private_key((folder / "root.key").read_bytes(), None)
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder(old.issuer, old.subject, old.public_key(), old.serial_number)
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now - timedelta(days=1))
    )
    for extension in old.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    new = builder.sign(key, hashes.SHA256())
    (folder / "tsa.pem").write_bytes(new.public_bytes(serialization.Encoding.PEM))


def make(folder: Path) -> Path:
    """Make an authority under a root of its own; give the root's file."""
    (folder / "serial").write_text("01\n")
    certificate = root(folder)
    signed(folder, "tsa", "root", EXTENSIONS)
    return certificate


def answer(folder: Path, query: bytes, digests: str = "sha256") -> bytes:
    """Answer a request as the authority does."""
    (folder / "query.tsq").write_bytes(query)
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder, digests=digests))
    openssl(
        "ts", "-reply", "-config", folder / "tsa.cnf", "-queryfile", folder / "query.tsq", "-out", folder / "out.tsr"
    )
    return (folder / "out.tsr").read_bytes()


@contextmanager
def serve(reply: Callable[[bytes], bytes | tuple[int, bytes] | Iterator[bytes]]):
    """Answer requests over HTTP: with bytes, with a status and bytes, or piece by piece. Give the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = reply(self.rfile.read(int(self.headers["Content-Length"])))
            status, content = given if isinstance(given, tuple) else (200, given)
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            with suppress(ConnectionError):  # whoever asked may have had enough
                for part in [content] if isinstance(content, bytes) else content:
                    self.wfile.write(part)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
