"""A study that may, crawls real hosts: over sockets of this machine, to which their names lead in these tests alone."""

import gzip
import json
import os
import shutil
import ssl
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path

import faults
import pyrage
import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from dots import study
from dots.crawl import archive
from dots.governance import custody, manifest, vault

ROOT = Path(__file__).parents[2]
HOST = "board.site.test"
FIRST, SECOND = "2026-05-01", "2026-05-22"
RUNNER = """
import sys
from datetime import date
from pathlib import Path
from dots import study
from dots.crawl import live
root = Path(sys.argv[1])
live.crawl(root, study.load(root, [root / "study.yaml"]), date.fromisoformat(sys.argv[2]),
           stand_ins={"board.site.test": "127.0.0.1"})
"""
ADVERT = (
    "<!doctype html><article class=advert><h1 class=title>Advert {n}</h1><time class=posted datetime=2026-04-30></time>"
    "<p class=body>Massage in Leeds</p></article>"
)


def board(asked: faults.Asked) -> None:
    """Answer like a small classifieds site."""
    links = "".join(f"<a href='/advert/{n}.html'>x</a>" for n in range(1, 6))
    pages = {"/": f"{links}<a href='/private/1.html'>x</a><a href='http://other.site.test/'>x</a>"}
    pages |= {f"/advert/{n}.html": ADVERT.format(n=n) for n in range(1, 6)}
    if asked.path in pages:
        asked.say(pages[asked.path].encode(), "200 OK", f"Date: {formatdate(usegmt=True)}")
    else:
        faults.missing(asked)


def rules(asked: faults.Asked) -> None:
    asked.say(b"User-agent: *\nDisallow: /private/\n", "200 OK", "Content-Type: text/plain")


def prepare(folder: Path, port: int, scheme: str = "http") -> Path:
    """Make a study of one host."""
    root = folder / "study"
    shutil.copytree(ROOT / "config", root / "config")
    site = yaml.safe_load((root / "config/crawl/adapters/noticeboard.yaml").read_text())
    shutil.rmtree(root / "config/crawl/adapters")
    (root / "config/crawl/adapters").mkdir()
    site |= {"host": HOST, "start": [f"{scheme}://{HOST}:{port}/"]}
    (root / "config/crawl/adapters/noticeboard.yaml").write_text(yaml.safe_dump(site))
    (folder / "study.key").write_text(f"{pyrage.x25519.Identity.generate()}\n")
    says = {
        "study": {"keys": str(folder / "study.key"), "retention_until": "2099-12-31"},
        "crawl": {
            "route": "live", "contact": "a.researcher@somewhere.ac.uk", "delay": 1.0, "backoff": 0.1,
            "live": {
                "hosts": [HOST], "operator": "A. Researcher", "purpose": "A test", "ethics_reference": "ERGO 1",
                "dpia_reference": "DPIA 1", "lawful_basis": "GDPR Art. 6(1)(e)",
            },
        },
    }  # fmt: skip
    (root / "study.yaml").write_text(yaml.safe_dump(says))
    return root


def run(*command: object, cwd: Path, **environment: object) -> subprocess.CompletedProcess:
    environment = os.environ | {name: str(value) for name, value in environment.items()}
    called = [sys.executable, *map(str, command)]
    return subprocess.run(called, cwd=cwd, env=environment, text=True, capture_output=True, timeout=180)


def certify(folder: Path, host: str) -> ssl.SSLContext:
    """Make a certificate for a host, signed by itself, in `certificate.pem`, and what a server shows it with."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    shown, secret = folder / "certificate.pem", folder / "server.key"
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, secret)
    return context


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """Crawl twice, three weeks apart; give the study, what the server was asked, and what a third try says."""
    folder = tmp_path_factory.mktemp("live")
    with faults.serve({HOST: board}, {HOST: rules}) as served:
        root = prepare(folder, served.port)
        for day in (FIRST, SECOND):
            done = run("-c", RUNNER, root, day, cwd=root)
            assert done.returncode == 0, done.stderr[-3000:]
        again = run("-c", RUNNER, root, SECOND, cwd=root)
        asked = list(served.asked)
    return root, asked, again


def test_each_wave_asks_for_every_advert_politely_and_for_nothing_else(crawled):
    _, asked, _ = crawled
    wanted = Counter({"/robots.txt": 2, "/": 2} | {f"/advert/{n}.html": 2 for n in range(1, 6)})
    assert Counter(path for _, _, path, _ in asked) == wanted
    assert {host for _, host, _, _ in asked} == {HOST}
    assert all("a.researcher@somewhere.ac.uk" in head for *_, head in asked)
    moments = [moment for moment, *_ in asked]
    gaps = sorted(after - before for before, after in zip(moments, moments[1:], strict=False))
    assert gaps[len(gaps) // 2] > 0.9, "a second between requests"


def test_each_wave_is_a_batch_with_a_key_of_its_own_and_nothing_is_left_in_clear(crawled, tmp_path):
    root, *_ = crawled
    sealed = {path.name for path in (root / "restricted").rglob("*") if path.is_file()}
    assert sealed == {"real", f"{FIRST}.wacz.age", f"{SECOND}.wacz.age"}
    about = study.load(root, [root / "study.yaml"])["study"]
    keys = vault.load_keys(about["keys"], about["seed"])
    for day, other in ((FIRST, SECOND), (SECOND, FIRST)):
        batch = root / f"restricted/archive/{day}.wacz.age"
        vault.unseal_file(batch, tmp_path / "wave.wacz", vault.batch(keys, day))
        assert archive.check(tmp_path / "wave.wacz")["response"] == 7
        with pytest.raises(ValueError, match="does not open this file"):
            vault.unseal(batch, vault.batch(keys, other))


def test_one_log_tells_of_both_waves_and_of_the_permission(crawled):
    root, *_ = crawled
    log, papers = root / "results/crawl/custody.jsonl", root / "results/crawl/manifest.json"
    custody.verify(log, marks=[manifest.mark(papers)])
    told = custody.read(log)
    assert [line["facts"]["day"] for line in told if line["event"] == "wave ended"] == [FIRST, SECOND]
    started = [line["facts"]["permission"] for line in told if line["event"] == "crawl started"]
    assert len(started) == 2 and started[0]["ethics_reference"] == "ERGO 1"
    content = manifest.verify(papers, root / "restricted/archive", log)
    assert list(content["batches"]) == [f"{FIRST}.wacz.age", f"{SECOND}.wacz.age"]
    assert content["crawl"]["outcomes"]["200"] == 14
    assert content["crawl"]["outcomes"]["refused by robots.txt"] == 2
    assert FIRST in (root / "results/crawl/report.md").read_text()


def test_a_wave_that_is_sealed_is_not_crawled_again(crawled):
    _, asked, again = crawled
    assert again.returncode and f"the wave of {SECOND} is sealed already" in again.stderr
    assert len(asked) == 14


def test_what_was_crawled_is_neither_cleaned_away_nor_simulated_over(crawled):
    root, *_ = crawled
    cleaned = subprocess.run(["make", "-f", ROOT / "Makefile", "clean"], cwd=root, text=True, capture_output=True)
    assert cleaned.returncode and "holds a crawl of real hosts" in cleaned.stderr
    assert (root / f"restricted/archive/{FIRST}.wacz.age").exists()
    simulated = study.load(root)
    with pytest.raises(ValueError, match="which would overwrite it"):
        study.require_route(simulated, root)
    study.require_route(study.load(root, [root / "study.yaml"]), root)


def test_the_command_asks_nobody_without_yes_and_lists_what_is_missing(tmp_path):
    with faults.serve({HOST: board}, {HOST: rules}) as served:
        root = prepare(tmp_path, served.port)
        command = (ROOT / "scripts/crawl_live.py", "--configfile", "study.yaml")
        told = run(*command, cwd=root)
        assert told.returncode == 1 and "Nothing was asked of anybody" in told.stderr
        assert HOST in told.stdout and "ERGO 1" in told.stdout
        says = yaml.safe_load((root / "study.yaml").read_text())
        del says["crawl"]["live"]["ethics_reference"], says["crawl"]["live"]["lawful_basis"]
        (root / "study.yaml").write_text(json.dumps(says))
        refused = run(*command, "--yes", cwd=root)
        assert refused.returncode == 1
        assert "ethics_reference: missing" in refused.stderr and "lawful_basis: missing" in refused.stderr
        assert not served.asked and not (root / "restricted").exists()


def test_a_site_is_crawled_over_https_and_archived_by_its_address(tmp_path):
    with faults.serve({HOST: board}, {HOST: rules}, certify(tmp_path, HOST)) as served:
        root = prepare(tmp_path, served.port, "https")
        done = run("-c", RUNNER, root, FIRST, cwd=root, SSL_CERT_FILE=tmp_path / "certificate.pem")
    assert done.returncode == 0, done.stderr[-3000:]
    about = study.load(root, [root / "study.yaml"])["study"]
    keys = vault.batch(vault.load_keys(about["keys"], about["seed"]), FIRST)
    vault.unseal_file(root / f"restricted/archive/{FIRST}.wacz.age", tmp_path / "wave.wacz", keys)
    with zipfile.ZipFile(tmp_path / "wave.wacz") as package:
        data = gzip.decompress(package.read(next(name for name in package.namelist() if name.endswith(".warc.gz"))))
    assert data.count(f"WARC-Target-URI: https://{HOST}:{served.port}/advert/".encode()) == 10  # requests and responses


@pytest.mark.parametrize("why", ["nobody vouches for it", "it is another host's"])
def test_a_certificate_that_proves_nothing_ends_the_crawl_before_anything_is_asked(tmp_path, why):
    other = why == "it is another host's"
    with faults.serve({HOST: board}, {HOST: rules}, certify(tmp_path, "other.test" if other else HOST)) as served:
        root = prepare(tmp_path, served.port, "https")
        trusted = {"SSL_CERT_FILE": tmp_path / "certificate.pem"} if other else {}
        done = run("-c", RUNNER, root, FIRST, cwd=root, **trusted)
    assert done.returncode and "nothing was fetched" in done.stderr
    assert not served.asked and not list((root / "restricted").rglob("*.wacz.age"))
