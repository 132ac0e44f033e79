"""A time stamp from a real authority (openssl) holds for its manifest alone, and a missing one costs no crawl."""

import hashlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import authority
import pytest
import rfc3161_client as rfc3161
import yaml
from crawled import Crawl, crawl

from dots.governance import custody, manifest, timestamps

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command as the authority")


@pytest.fixture(autouse=True)
def direct(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("authority")
    authority.make(folder)
    authority.root(folder, "other")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory, desk) -> Crawl:
    """A crawl whose manifest is stamped."""
    one, asked = crawl(tmp_path_factory.mktemp("made")), []

    def reply(query: bytes) -> bytes:
        asked.append(query)
        return authority.answer(desk, query)

    with authority.serve(reply) as url:
        assert timestamps.stamp(one.manifest, trust(desk, url), one.log) is None
    (one.folder / "query.tsq").write_bytes(*asked)
    return one


@pytest.fixture
def one(made, tmp_path) -> Crawl:
    return made.copy(tmp_path)


def trust(desk: Path, url: str) -> dict:
    return {"url": url, "certificates": str(desk / "root.pem")}


def stamped(one: Crawl) -> bytes:
    return one.manifest.with_suffix(".tsr").read_bytes()


def agrees(one: Crawl, certificates: Path, *more: object) -> bool:
    """Ask the openssl command whether the stamp holds."""
    command = ["openssl", "ts", "-verify", "-in", one.manifest.with_suffix(".tsr"), "-data", one.manifest]
    done = subprocess.run([*command, "-CAfile", certificates, *more], capture_output=True, text=True)
    assert ("Verification: OK" in done.stdout + done.stderr) == (done.returncode == 0)
    return done.returncode == 0


def test_a_stamp_vouches_for_the_manifest_and_openssl_agrees(one, desk):
    moment = timestamps.verify(stamped(one), one.manifest.read_bytes(), desk / "root.pem")
    record = custody.read(one.log)[-1]
    assert record["event"] == "time stamped"
    assert record["facts"]["time"] == moment.isoformat() and moment.isoformat().endswith("+00:00")
    assert record["facts"]["manifest_sha256"] == hashlib.sha256(one.manifest.read_bytes()).hexdigest()
    assert record["facts"]["reply_sha256"] == hashlib.sha256(stamped(one)).hexdigest()
    assert agrees(one, desk / "root.pem")
    custody.verify(one.log, marks=[manifest.mark(one.manifest)])
    manifest.verify(one.manifest, one.archive, one.log)


def test_the_authority_learns_the_hash_of_the_manifest_and_nothing_else_of_it(one):
    query = (one.folder / "query.tsq").read_bytes()
    assert hashlib.sha256(one.manifest.read_bytes()).digest() in query
    assert len(query) < 80


def test_the_stamp_of_another_manifest_is_refused(one, desk):
    one.manifest.write_text(one.manifest.read_text().replace("2.19", "2.18"))
    with pytest.raises(ValueError, match="is of another content"):
        timestamps.verify(stamped(one), one.manifest.read_bytes(), desk / "root.pem")
    assert not agrees(one, desk / "root.pem")


def test_a_stamp_of_an_authority_that_nobody_trusts_is_refused(one, desk):
    with pytest.raises(ValueError, match="was signed by nobody whose certificate is trusted here"):
        timestamps.verify(stamped(one), one.manifest.read_bytes(), desk / "other.pem")
    assert not agrees(one, desk / "other.pem")


def test_a_stamp_that_answers_another_request_is_refused(one, desk):
    nonce = int(custody.read(one.log)[-1]["facts"]["nonce"])
    timestamps.verify(stamped(one), one.manifest.read_bytes(), desk / "root.pem", nonce=nonce)
    with pytest.raises(ValueError, match=f"has the nonce {nonce}, not 7"):
        timestamps.verify(stamped(one), one.manifest.read_bytes(), desk / "root.pem", nonce=7)


def test_a_stamp_made_with_a_certificate_that_had_expired_is_refused(one, desk, tmp_path):
    shutil.copytree(desk, tmp_path / "desk")
    authority.expire(tmp_path / "desk")
    reply = authority.answer(tmp_path / "desk", (one.folder / "query.tsq").read_bytes())
    with pytest.raises(ValueError, match="with a certificate that was not valid at that time"):
        timestamps.verify(reply, one.manifest.read_bytes(), desk / "root.pem")
    one.manifest.with_suffix(".tsr").write_bytes(reply)
    assert not agrees(one, desk / "root.pem")


def test_a_certificate_between_root_and_authority_is_found_among_the_trusted(one, tmp_path):
    (tmp_path / "serial").write_text("01\n")
    certificate = authority.root(tmp_path)
    between = authority.signed(tmp_path, "between", "root", "basicConstraints=critical,CA:TRUE\n")
    authority.signed(tmp_path, "tsa", "between", authority.EXTENSIONS)
    reply = authority.answer(tmp_path, (one.folder / "query.tsq").read_bytes())
    both = tmp_path / "both.pem"
    both.write_bytes(certificate.read_bytes() + between.read_bytes())
    timestamps.verify(reply, one.manifest.read_bytes(), both)
    with pytest.raises(ValueError, match="nobody whose certificate is trusted"):
        timestamps.verify(reply, one.manifest.read_bytes(), certificate)
    one.manifest.with_suffix(".tsr").write_bytes(reply)
    assert agrees(one, certificate, "-untrusted", between) and not agrees(one, certificate)


def test_no_changed_byte_of_a_stamp_makes_it_say_anything_else(one, desk):
    content, reply = one.manifest.read_bytes(), stamped(one)
    moment = timestamps.verify(reply, content, desk / "root.pem")
    said = 0
    for place in range(len(reply)):
        changed = bytearray(reply)
        changed[place] ^= 1 << place % 8
        try:
            assert timestamps.verify(bytes(changed), content, desk / "root.pem") == moment, f"byte {place}"
        except ValueError:
            said += 1
    assert said > 0.95 * len(reply)  # a few bytes carry nothing: the words beside the status, unsigned parameters
    for length in range(0, len(reply), 7):
        with pytest.raises(ValueError, match="not a time stamp that can be read"):
            timestamps.verify(reply[:length], content, desk / "root.pem")


@pytest.mark.parametrize("name", ["missing.pem", "root.key", "empty.pem"])
def test_certificates_that_are_none_vouch_for_nothing(one, desk, name):
    (desk / "empty.pem").touch()
    with pytest.raises((ValueError, OSError)):
        timestamps.verify(stamped(one), one.manifest.read_bytes(), desk / name)


def refused(query: bytes, desk: Path, content: bytes) -> bytes:
    return authority.answer(desk, query, digests="sha512")


def replayed(query: bytes, desk: Path, content: bytes) -> bytes:
    """Answer an earlier request for the same content."""
    earlier = rfc3161.TimestampRequestBuilder().data(content).hash_algorithm(rfc3161.HashAlgorithm.SHA256).build()
    return authority.answer(desk, earlier.as_bytes())


def of_another(query: bytes, desk: Path, content: bytes) -> bytes:
    known, other = hashlib.sha256(content).digest(), hashlib.sha256(b"another").digest()
    return authority.answer(desk, query.replace(known, other))


def dripping(query: bytes, desk: Path, content: bytes) -> Iterator[bytes]:
    while True:
        yield b"0"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (refused, "did not grant a time stamp: rejection Message digest algorithm is not supported"),
        (replayed, "it answers another request"),
        (of_another, "is of another content"),
        (lambda *_: b"<html>Welcome to the hotel</html>", "not a time stamp that can be read"),
        (lambda *_: b"", "not a time stamp that can be read"),
        (lambda *_: (503, b"later"), "503"),
        (lambda *_: bytes(5 << 20), "no end after"),
        (dripping, "no end after"),
    ],
    ids=["refused", "replayed", "of another content", "a page", "nothing", "busy", "endless", "dripping"],
)
def test_an_answer_that_is_no_stamp_is_logged_and_reported_and_costs_nothing_else(tmp_path, desk, reply, says):
    one = crawl(tmp_path)
    before = one.manifest.read_bytes()
    patience = 0.5 if reply is dripping else 30
    with authority.serve(lambda query: reply(query, desk, before)) as url:
        assert says in timestamps.stamp(one.manifest, trust(desk, url), one.log, patience=patience)
    record = custody.read(one.log)[-1]
    assert record["event"] == "time stamp failed" and says in record["facts"]["problem"]
    assert not one.manifest.with_suffix(".tsr").exists()
    assert one.manifest.read_bytes() == before
    custody.verify(one.log, marks=[manifest.mark(one.manifest)])
    manifest.verify(one.manifest, one.archive, one.log)


def test_an_authority_out_of_reach_is_asked_again_later(tmp_path, desk):
    one = crawl(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}/"
    assert "refused" in timestamps.stamp(one.manifest, trust(desk, closed), one.log)
    config = one.folder / "study.yaml"
    with authority.serve(lambda query: authority.answer(desk, query)) as url:
        config.write_text(yaml.safe_dump({"crawl": {"timestamp_authority": trust(desk, url)}}))
        command = [sys.executable, str(ROOT / "scripts/stamp_manifest.py"), str(config)]
        subprocess.run(command, cwd=one.folder, check=True, capture_output=True)
    timestamps.verify(stamped(one), one.manifest.read_bytes(), desk / "root.pem")
    assert [record["event"] for record in custody.read(one.log)][-2:] == ["time stamp failed", "time stamped"]


def test_a_stamp_stays_when_a_later_request_fails(one, desk):
    before = stamped(one)
    with authority.serve(lambda query: (503, b"")) as url:
        timestamps.stamp(one.manifest, trust(desk, url), one.log)
    assert stamped(one) == before


def test_nobody_is_asked_without_an_authority(tmp_path):
    one = crawl(tmp_path)
    before = one.log.read_bytes()
    assert timestamps.stamp(one.manifest, None, one.log) is None
    assert one.log.read_bytes() == before and not one.manifest.with_suffix(".tsr").exists()
