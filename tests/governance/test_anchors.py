"""An anchor in git shows that log and manifest were written anew, and git shows that an anchor was."""

import subprocess
import sys
from pathlib import Path

import pytest
from crawled import Crawl, crawl, rewrite

from dots.governance import anchors, custody, manifest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    one = crawl(tmp_path_factory.mktemp("made"))
    git(one, "init", "-q", "-b", "main")
    git(one, "config", "user.name", "Examiner")
    git(one, "config", "user.email", "examiner@university.example")
    (one.folder / "note.txt").write_text("first\n")
    git(one, "add", "note.txt")
    git(one, "commit", "-qm", "First")
    return one


@pytest.fixture
def one(made, tmp_path) -> Crawl:
    return made.copy(tmp_path)


def git(one: Crawl, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=one.folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def anchor(one: Crawl, commit: bool = True) -> None:
    anchors.add(one.anchors, log=one.log, path=one.manifest)
    if commit:
        anchors.commit(one.anchors)


def verify(one: Crawl) -> None:
    marks, _ = anchors.verify(one.anchors, one.log)
    custody.verify(one.log, marks=marks)


def test_an_anchor_holds_the_head_and_the_manifest_and_fits_a_log_that_grew_since(one):
    anchor(one)
    (record,) = custody.read(one.anchors)
    end = custody.end(one.log)
    assert record["facts"] == {
        "begins": custody.read(one.log)[0]["hash"], "head": end.head, "records": end.records,
        "manifest_sha256": manifest.digest(one.manifest),
    }  # fmt: skip
    custody.append(one.log, "looked at")
    anchor(one)
    verify(one)
    assert anchors.history(one.anchors) == 2


def test_committing_an_anchor_commits_nothing_else(one):
    (one.folder / "note.txt").write_text("second\n")
    git(one, "add", "note.txt")
    command = [sys.executable, str(ROOT / "scripts/anchor_custody.py")]
    subprocess.run([*command, "--commit"], cwd=one.folder, check=True, capture_output=True)
    assert git(one, "show", "--name-only", "--format=") == "custody/anchors.jsonl"
    assert git(one, "diff", "--cached", "--name-only") == "note.txt"
    done = subprocess.run(command, cwd=one.folder, check=True, capture_output=True, text=True)
    assert "git add custody/anchors.jsonl" in done.stdout
    assert anchors.history(one.anchors) == 1 and custody.end(one.anchors).records == 2


def test_a_log_and_manifest_rewritten_together_are_found_by_the_anchor(one):
    anchor(one)

    def fewer(event, facts):
        return event, facts | ({"records": {"response": 0}} if event == "batch sealed" else {})

    rewrite(one.log, fewer)
    one.write()
    manifest.verify(one.manifest, one.archive, one.log)
    custody.verify(one.log, marks=[manifest.mark(one.manifest)])  # they agree with each other
    with pytest.raises(ValueError, match="written anew from record 1"):
        verify(one)


def test_a_log_rewritten_after_its_first_record_with_a_new_manifest_is_found_by_the_anchor(one):
    anchor(one)
    _, *records = custody.read(one.log)
    one.log.write_bytes(one.log.read_bytes().splitlines(keepends=True)[0])
    for record in records[:-2]:
        custody.append(one.log, record["event"], **record["facts"])
    one.write()
    manifest.verify(one.manifest, one.archive, one.log)
    with pytest.raises(ValueError, match="does not tell of the manifest that anchor 1 holds"):
        anchors.verify(one.anchors, one.log)
    mark = custody.Mark(**{key: custody.read(one.anchors)[0]["facts"][key] for key in ("records", "head")})
    with pytest.raises(ValueError, match=f"written anew from a record between 1 and {mark.records}"):
        custody.verify(one.log, marks=[mark])


def test_a_log_cut_off_after_an_anchor_is_named_at_its_record(one):
    custody.append(one.log, "looked at")
    anchor(one)
    lines = one.log.read_bytes().splitlines(keepends=True)
    one.log.write_bytes(b"".join(lines[:-1]))
    with pytest.raises(ValueError, match=rf"record {len(lines)} is missing: cut off after .* noted in anchor 1"):
        verify(one)


def test_nothing_broken_is_anchored(one):
    content = one.manifest.read_text()
    one.manifest.write_text(content.replace("2.19", "2.18"))
    with pytest.raises(ValueError, match="does not tell of the manifest"):
        anchor(one)
    one.manifest.write_text(content)
    one.log.write_bytes(one.log.read_bytes().replace(b"2025-01-22", b"2025-01-23", 1))
    with pytest.raises(ValueError, match="record 4 was changed"):
        anchor(one)
    assert not one.anchors.exists()


def test_a_new_crawl_must_be_anchored_anew_and_the_old_anchors_stay(one, tmp_path_factory):
    anchor(one)
    other = crawl(tmp_path_factory.mktemp("other"), mark="another")
    one.log.write_bytes(other.log.read_bytes())
    one.manifest.write_bytes(other.manifest.read_bytes())
    with pytest.raises(ValueError, match="If this is a new crawl, anchor it"):
        verify(one)
    anchor(one)
    marks, others = anchors.verify(one.anchors, one.log)
    assert (len(marks), others) == (1, 1)
    assert anchors.history(one.anchors) == 2


def forge(one: Crawl) -> None:
    rewrite(one.anchors, lambda event, facts: (event, facts | {"head": "f" * 64}))


def drop(one: Crawl) -> None:
    one.anchors.write_bytes(one.anchors.read_bytes().splitlines(keepends=True)[0])


def remove(one: Crawl) -> None:
    one.anchors.unlink()
    one.anchors.parent.rmdir()


@pytest.mark.parametrize("committed", [False, True], ids=["in the folder", "and committed"])
@pytest.mark.parametrize(
    ("attack", "says"),
    [
        (forge, "anchor 1 was changed since commit"),
        (drop, "anchor 2 is missing since commit"),
        (remove, "anchor 1 is missing since commit"),
    ],
)
def test_an_anchor_that_is_not_as_it_was_committed_is_named_with_the_commit(one, attack, says, committed):
    anchor(one)
    first = git(one, "rev-parse", "HEAD")
    custody.append(one.log, "looked at")
    anchor(one)
    second = git(one, "rev-parse", "HEAD")
    assert anchors.history(one.anchors) == 2
    attack(one)
    if committed:
        git(one, "commit", "-qam", "Tidy up")
    with pytest.raises(ValueError, match=says) as caught:
        anchors.history(one.anchors)
    assert (second if attack is drop else first)[:12] in str(caught.value)


def test_an_anchor_taken_out_and_put_back_is_named_too(one):
    anchor(one)
    custody.append(one.log, "looked at")
    anchor(one)
    content = one.anchors.read_bytes()
    drop(one)
    git(one, "commit", "-qam", "Tidy up")
    taken = git(one, "rev-parse", "HEAD")
    one.anchors.write_bytes(content)
    git(one, "commit", "-qam", "Put back")
    with pytest.raises(ValueError, match=f"anchor 2 was taken out in commit {taken[:12]}"):
        anchors.history(one.anchors)


def test_an_anchor_lost_in_a_merge_is_named(one):
    anchor(one)
    git(one, "checkout", "-qb", "side")
    custody.append(one.log, "looked at")
    anchor(one)
    git(one, "checkout", "-q", "main")
    git(one, "merge", "-q", "--no-ff", "-s", "ours", "-m", "Merge", "side")
    with pytest.raises(ValueError, match="anchor 2 is missing since commit"):
        anchors.history(one.anchors)


def test_an_anchor_that_git_is_told_to_show_in_another_way_is_named(one):
    anchor(one)
    real = git(one, "rev-parse", "HEAD")
    forge(one)
    git(one, "commit", "-qam", "Anchor 1 of the custody log", "--amend")
    git(one, "replace", real, git(one, "rev-parse", "HEAD"))
    git(one, "reset", "-q", "--soft", real)
    assert git(one, "status", "--porcelain", "custody") == ""  # plain git sees nothing
    with pytest.raises(ValueError, match="anchor 1 was changed since commit"):
        anchors.history(one.anchors)


def test_a_folder_without_git_says_so(tmp_path):
    one = crawl(tmp_path)
    anchors.add(one.anchors, log=one.log, path=one.manifest)
    with pytest.raises(anchors.NoHistory, match="not a git repository"):
        anchors.history(one.anchors)
