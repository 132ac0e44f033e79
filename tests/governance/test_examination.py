"""One command, without any key, says of each part of the chain of custody whether it is in order, and what is not."""

import json
import subprocess
import sys
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
import yaml
from crawled import KEYS, Crawl, crawl, rewrite

from dots.governance import anchors, chain, custody, manifest, timestamps, vault

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import verify_custody  # noqa: E402


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A crawl that is anchored and committed."""
    one = crawl(tmp_path_factory.mktemp("made"))
    (one.folder / "config/config.yaml").write_text(yaml.safe_dump({"crawl": {"timestamp_authority": None}}))
    for words in ("init -q -b main", "config user.name Examiner", "config user.email examiner@university.example"):
        subprocess.run(["git", *words.split()], cwd=one.folder, check=True)
    anchors.add(one.anchors, log=one.log, path=one.manifest)
    anchors.commit(one.anchors)
    return one


@pytest.fixture
def one(made, tmp_path) -> Crawl:
    return made.copy(tmp_path)


def examine(one: Crawl, *words: str) -> tuple[int, dict[str, str], str]:
    """Check as an examiner does; give the status, the word on each part, and all that was printed."""
    with chdir(one.folder), redirect_stdout(StringIO()) as printed:
        status = verify_custody.main(list(words))
    text, said = printed.getvalue(), {}
    for line in text.splitlines():
        state, _, rest = line.partition(" ")
        if state in ("ok", "BROKEN", "none"):
            said[rest.strip().split(":")[0]] = state
    return status, said, text


def broken(said: dict[str, str]) -> set[str]:
    return {subject for subject, state in said.items() if state == "BROKEN"}


def test_an_untouched_archive_is_in_order_and_what_could_not_be_checked_is_said(one):
    status, said, text = examine(one)
    assert status == 0
    assert said == {
        "log": "ok", "manifest": "ok", "sealed files": "ok", "anchors": "ok", "git history": "ok", "time stamp": "none",
    }  # fmt: skip
    assert "all 1 committed anchors are as they were committed" in text
    assert "no time stamp was asked for" in text


def test_the_simulated_study_has_no_anchor_and_is_told_what_that_means(tmp_path):
    one = crawl(tmp_path)
    status, said, text = examine(one)
    assert status == 0
    assert (said["anchors"], said["git history"]) == ("none", "none")
    assert "nothing outside the log and its manifest says that they were not written anew" in text


def test_the_command_ends_with_the_status_of_what_it_found(one):
    command = [sys.executable, str(ROOT / "scripts/verify_custody.py")]
    assert subprocess.run(command, cwd=one.folder, capture_output=True).returncode == 0
    change_a_batch(one)
    assert subprocess.run(command, cwd=one.folder, capture_output=True).returncode == 1


def flip_a_record(one: Crawl) -> None:
    one.log.write_bytes(one.log.read_bytes().replace(b"2025-01-22", b"2025-01-23", 1))


def cut_the_log(one: Crawl) -> None:
    one.log.write_bytes(b"".join(one.log.read_bytes().splitlines(keepends=True)[:6]))


def lose_the_log(one: Crawl) -> None:
    one.log.unlink()


def edit_the_manifest(one: Crawl) -> None:
    one.manifest.write_text(one.manifest.read_text().replace("2.19", "2.18"))


def change_a_batch(one: Crawl) -> None:
    vault.seal(b"other", one.batch("2025-01-01"), KEYS)


def forge_everything_but_the_anchor(one: Crawl) -> None:
    change_a_batch(one)
    sealed = one.batch("2025-01-01")

    def change(event: str, facts: dict) -> tuple[str, dict]:
        if facts.get("file") == sealed.name:
            facts = facts | {"sha256": custody.hash_file(sealed), "bytes": sealed.stat().st_size}
        return event, facts

    rewrite(one.log, change)
    one.write()


def forge_the_anchor_too(one: Crawl) -> None:
    forge_everything_but_the_anchor(one)
    one.anchors.unlink()
    anchors.add(one.anchors, log=one.log, path=one.manifest)


def remove_the_anchors(one: Crawl) -> None:
    one.anchors.unlink()


@pytest.mark.parametrize(
    ("attack", "found", "says"),
    [
        (flip_a_record, {"log", "manifest", "sealed files", "anchors"}, "record 4 was changed"),
        (cut_the_log, {"manifest", "sealed files", "anchors"}, "records 7 to 9 are missing"),
        (lose_the_log, {"log", "manifest", "sealed files", "anchors", "time stamp"}, "restore it from a copy"),
        (edit_the_manifest, {"sealed files"}, "the last one that the log tells of"),
        (change_a_batch, {"sealed files"}, "2025-01-01.wacz.age: was changed"),
        (forge_everything_but_the_anchor, {"anchors"}, "written anew from record 1"),
        (forge_the_anchor_too, {"git history"}, "anchor 1 was changed since commit"),
        (remove_the_anchors, {"git history"}, "anchor 1 is missing since commit"),
    ],
)
def test_each_attack_is_found_where_it_shows(one, attack, found, says):
    attack(one)
    status, said, text = examine(one)
    assert status == 1
    assert found <= broken(said) <= found | {"time stamp"}, text
    assert says in text
    assert text.splitlines()[-1].startswith("Not in order: ")


@pytest.mark.parametrize(
    ("event", "facts"),
    [
        ("batch sealed", {}), ("batch sealed", {"file": "a.wacz.age", "sha256": 1, "bytes": "1", "records": []}),
        ("crawl ended", {"outcomes": [3]}), ("crawl ended", {"outcomes": None}), ("manifest written", {}),
    ],
)  # fmt: skip
def test_a_well_formed_forgery_that_makes_no_sense_does_not_stop_the_examination(one, event, facts):
    custody.append(one.log, event, **facts)
    custody.append(one.anchors, "anchored")
    status, said, text = examine(one)
    assert status == 1
    assert {"sealed files", "anchors"} <= broken(said)
    assert said["git history"] == "ok" and "1 are not committed yet" in text


def test_all_that_is_wrong_is_listed_at_once(one):
    change_a_batch(one)
    one.batch("2025-01-22").unlink()
    one.anchors.write_text(one.anchors.read_text().replace("anchored", "anchorex"))
    status, said, text = examine(one)
    assert status == 1
    assert broken(said) == {"sealed files", "anchors", "git history"}
    assert "2025-01-01.wacz.age: was changed" in text and "2025-01-22.wacz.age: is missing" in text


def test_a_noted_head_is_found_or_not(one):
    head = custody.read(one.log)[3]["hash"]
    status, said, text = examine(one, "--head", head)
    assert status == 0 and "record 4 of 10 has it" in text
    status, said, text = examine(one, "--head", "f" * 64)
    assert status == 1 and broken(said) == {"noted head"}
    assert "which no record has" in text


def test_a_stamp_that_was_asked_for_and_not_given_is_not_in_order(one):
    custody.append(one.log, timestamps.FAILED, authority="http://tsa.example/", problem="out of reach")
    status, said, text = examine(one)
    assert status == 1 and broken(said) == {"time stamp"}
    assert "out of reach; run `python scripts/stamp_manifest.py`" in text


def test_a_stamp_that_nobody_can_check_is_not_taken_for_one(one):
    custody.append(one.log, timestamps.STAMPED, nonce="7")
    status, said, text = examine(one)
    assert status == 1 and "name the certificates that are trusted" in text
    one.manifest.with_suffix(".tsr").write_bytes(b"stamp")
    (one.folder / "trusted.pem").write_text("")
    status, said, text = examine(one, "--certificates", "trusted.pem")
    assert status == 1 and "not a time stamp that can be read" in text


def test_a_torn_line_is_repaired_only_when_asked_to(one):
    whole = one.log.read_bytes()
    one.log.write_bytes(whole + b'{"event":"looked a')
    status, said, text = examine(one)
    assert status == 1 and "record 11 is torn" in text
    assert one.log.read_bytes() == whole + b'{"event":"looked a'
    status, said, text = examine(one, "--repair")
    assert status == 0, text
    assert custody.read(one.log)[-1]["facts"]["torn"] == '{"event":"looked a'
    status, said, text = examine(one, "--repair")
    assert status == 1 and "no line is torn" in text


def test_an_archive_after_an_erasure_is_in_order_with_the_anchor_from_before(one):
    name = one.batch("2025-01-01")
    name.unlink()
    manifest.log_destroyed(one.log, name.name, "erasure request 7")
    assert examine(one)[0] == 1
    manifest.renew(one.manifest, log=one.log, archive=one.archive)
    status, said, text = examine(one)
    assert status == 0, text
    assert json.loads(one.manifest.read_text())["replaces"] in {
        record["facts"]["manifest_sha256"] for record in chain.walk(one.anchors)
    }
