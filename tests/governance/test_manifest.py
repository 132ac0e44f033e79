"""The manifest says what an archive consists of, and names each file that is not as it was sealed."""

import hashlib
import json

import pytest
from crawled import DAYS, KEYS, SETTINGS, Crawl, crawl

from dots.governance import chain, custody, manifest, vault


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return crawl(tmp_path_factory.mktemp("made"))


@pytest.fixture
def one(made, tmp_path) -> Crawl:
    return made.copy(tmp_path)


def refusal(one: Crawl) -> str:
    with pytest.raises(ValueError) as caught:
        manifest.verify(one.manifest, one.archive, one.log)
    return str(caught.value)


def test_an_untouched_archive_agrees_with_its_manifest(one):
    content = manifest.verify(one.manifest, one.archive, one.log)
    assert list(content["batches"]) == [f"{day}.wacz.age" for day in DAYS]
    for number, day in enumerate(DAYS, start=1):
        sealed, said = one.batch(day).read_bytes(), content["batches"][f"{day}.wacz.age"]
        assert (said["sha256"], said["bytes"]) == (hashlib.sha256(sealed).hexdigest(), len(sealed))
        assert said["records"] == {"request": number, "response": number}
    records = custody.read(one.log)
    times = {record["event"]: record["time"] for record in records}
    crawled = {"began": times["crawl started"], "ended": times["crawl ended"], "outcomes": {"200": 10, "410": 2}}
    assert content["crawl"] == crawled
    assert content["tools"] == {"scrapy": "2.19"}
    adapter = hashlib.sha256(one.adapter.read_bytes()).hexdigest()
    assert content["adapters"] == {"noticeboard.yaml": adapter}
    assert content["settings_sha256"] == custody.hash_settings(SETTINGS)


def test_log_and_manifest_vouch_for_each_other_without_a_cycle(one):
    *_, closed, written = custody.read(one.log)
    assert (closed["event"], written["event"]) == ("archive sealed", "manifest written")
    assert manifest.mark(one.manifest)[:2] == (closed["number"], closed["hash"])
    assert written["facts"]["sha256"] == hashlib.sha256(one.manifest.read_bytes()).hexdigest()
    custody.verify(one.log, marks=[manifest.mark(one.manifest)])


def test_neither_a_path_of_this_machine_nor_a_digest_of_a_plaintext_stands_in_it(one):
    text = one.manifest.read_text() + one.log.read_text()
    assert str(one.folder) not in text
    for day in DAYS:
        plain = vault.unseal(one.batch(day), KEYS)
        for name in ("md5", "sha1", "sha256", "sha512", "blake2b"):
            assert hashlib.new(name, plain).hexdigest() not in text


def test_each_missing_changed_and_added_file_is_named_at_once(one):
    one.batch(DAYS[0]).unlink()
    content = bytearray(one.batch(DAYS[1]).read_bytes())
    content[-1] ^= 1
    one.batch(DAYS[1]).write_bytes(content)
    one.batch(DAYS[2]).write_bytes(one.batch(DAYS[2]).read_bytes()[:-1])
    one.batch("2025-03-05").write_bytes(b"another")
    text = refusal(one)
    assert "2025-01-01.wacz.age: is missing" in text
    assert "2025-01-22.wacz.age: was changed: its SHA-256" in text
    assert "2025-02-12.wacz.age: was changed: it has" in text
    assert "2025-03-05.wacz.age: was added" in text


def test_two_batches_that_changed_names_are_both_named(one):
    first, second = one.batch(DAYS[0]).read_bytes(), one.batch(DAYS[1]).read_bytes()
    one.batch(DAYS[0]).write_bytes(second)
    one.batch(DAYS[1]).write_bytes(first)
    text = refusal(one)
    assert all(f"{day}.wacz.age: was changed" in text for day in DAYS[:2])


def test_a_batch_sealed_anew_with_the_same_content_is_not_the_one_that_was_logged(one):
    vault.seal(vault.unseal(one.batch(DAYS[0]), KEYS), one.batch(DAYS[0]), KEYS)
    assert "2025-01-01.wacz.age: was changed" in refusal(one)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"request": 1', '"request": 9', "batches: the log says otherwise"),
        ('"410": 2', '"410": 0', "crawl: the log says otherwise"),
        ("2.19", "2.18", "the last one that the log tells of"),
        ('"request": 1', '"request": -1', "less than the minimum"),
        ('"replaces": null', '"replaces": "x"', "replaces"),
        ('"format"', '"formate"', "was unexpected"),
        ("2025-01-01.wacz.age", "../market.wacz.age", "does not match"),
        (' "tools"', '  "tools"', "somebody edited it"),
        ("{", "", "not readable"),
    ],
)
def test_an_edited_manifest_is_found(one, old, new, says):
    text = one.manifest.read_text()
    assert old in text
    one.manifest.write_text(text.replace(old, new, 1))
    assert says in refusal(one)


def test_a_manifest_older_than_the_last_one_is_found(one):
    before = one.manifest.read_bytes()
    manifest.renew(one.manifest, log=one.log, archive=one.archive)
    manifest.verify(one.manifest, one.archive, one.log)
    one.manifest.write_bytes(before)
    assert "the last one that the log tells of" in refusal(one)


def test_no_manifest_is_written_of_files_that_nobody_logged(one):
    one.batch("2025-03-05").write_bytes(b"another")
    before = one.log.read_bytes()
    with pytest.raises(ValueError, match="2025-03-05.wacz.age: was added"):
        one.write()
    assert one.log.read_bytes() == before


def test_a_crawl_that_did_not_end_gets_no_manifest(tmp_path):
    one = Crawl(tmp_path)
    one.adapter.parent.mkdir()
    one.adapter.write_text("")
    custody.append(one.log, "crawl started")
    with pytest.raises(ValueError, match="does not tell when the crawl ended"):
        one.write()


def test_a_crawl_stopped_within_its_first_line_has_a_manifest_once_it_is_resumed(tmp_path):
    one = Crawl(tmp_path)
    one.adapter.parent.mkdir()
    one.adapter.write_text("")
    one.log.parent.mkdir(parents=True)
    one.log.write_bytes(b'{"event":"crawl st')
    with pytest.raises(custody.TornLog):
        custody.end(one.log)
    custody.repair(one.log)
    custody.append(one.log, "crawl resumed")
    custody.append(one.log, "crawl ended", outcomes=[])
    one.write()
    assert custody.read(one.log)[0]["facts"] == {"bytes": 18, "torn": '{"event":"crawl st'}
    assert manifest.read(one.manifest)["crawl"]["began"] == custody.read(one.log)[1]["time"]


def test_a_resumed_crawl_began_when_it_first_began_and_a_batch_sealed_twice_counts_once(one):
    first = custody.read(one.log)[0]["time"]
    custody.append(one.log, "crawl resumed")
    vault.seal(b"more", one.batch(DAYS[2]), KEYS)
    manifest.log_batch(one.log, one.batch(DAYS[2]), {"response": 8})
    custody.append(one.log, "crawl ended", outcomes=[])
    one.write()
    content = manifest.verify(one.manifest, one.archive, one.log)
    assert content["crawl"]["began"] == first
    assert content["batches"]["2025-02-12.wacz.age"]["records"] == {"response": 8}
    assert len(content["batches"]) == 3


def test_an_erasure_is_told_and_the_manifest_before_it_is_kept(one):
    before, text = manifest.digest(one.manifest), one.manifest.read_bytes()
    one.manifest.with_suffix(".tsr").write_bytes(b"stamp")
    one.batch(DAYS[0]).unlink()
    manifest.log_destroyed(one.log, one.batch(DAYS[0]).name, "erasure request 7")
    assert "2025-01-01.wacz.age: was destroyed since, says the log" in refusal(one)
    vault.seal(b"less", one.batch(DAYS[1]), KEYS)
    manifest.log_batch(one.log, one.batch(DAYS[1]), {"response": 1})
    manifest.renew(one.manifest, log=one.log, archive=one.archive)
    content = manifest.verify(one.manifest, one.archive, one.log)
    assert list(content["batches"]) == [f"{day}.wacz.age" for day in DAYS[1:]]
    assert content["replaces"] == before
    kept = one.manifest.with_name(f"manifest-{before[:12]}.json")
    assert kept.read_bytes() == text and kept.with_suffix(".tsr").read_bytes() == b"stamp"
    assert not one.manifest.with_suffix(".tsr").exists()
    custody.verify(one.log, marks=[manifest.mark(kept), manifest.mark(one.manifest)])


def test_a_batch_sealed_after_the_manifest_was_written_is_named(one):
    vault.seal(b"late", one.batch("2025-03-05"), KEYS)
    manifest.log_batch(one.log, one.batch("2025-03-05"), {"response": 1})
    text = refusal(one)
    assert "2025-03-05.wacz.age: was sealed since, says the log" in text
    manifest.renew(one.manifest, log=one.log, archive=one.archive)
    assert len(manifest.verify(one.manifest, one.archive, one.log)["batches"]) == 4


def test_a_stamp_of_another_crawl_does_not_stay_beside_a_new_manifest(one):
    one.manifest.with_suffix(".tsr").write_bytes(b"stamp")
    one.write()
    assert not one.manifest.with_suffix(".tsr").exists()


def test_a_log_cut_off_before_the_manifests_mark_is_named_at_its_record(one):
    lines = one.log.read_bytes().splitlines(keepends=True)
    one.log.write_bytes(b"".join(lines[:4]))
    with pytest.raises(chain.BrokenLog, match=r"records 5 to 9 are missing: cut off after .* noted in manifest.json"):
        custody.verify(one.log, marks=[manifest.mark(one.manifest)])


def test_the_same_facts_are_written_in_the_same_bytes(one):
    content = json.loads(one.manifest.read_bytes())
    shuffled = dict(reversed(content.items()))
    assert manifest._bytes(shuffled) == one.manifest.read_bytes()
