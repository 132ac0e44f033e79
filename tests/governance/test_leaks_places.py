"""A contact is found wherever it lies: files, logs, names, git's history, DVC's cache; and a clean study is clean."""

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml
from leaked import canary, phone

from dots.governance import naming, vault
from dots.governance.leaks import canaries, scan

ROOT = Path(__file__).parents[2]
ONE = canary("phone", 417)
TEXT = f"call {phone(417)} now\n"
KEYS = vault.load_keys("simulated", 1)


@pytest.fixture
def study(tmp_path, environment):
    """A small study in git, whose restricted zone holds the only contact there is."""
    folder = tmp_path / "study"
    for place in ("results/logs/a.log", "docs/a.md", ".snakemake/log/a.log", ".dvc/cache/files/md5/ab/cdef"):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(f"nothing in {place}\n")
    for place in ("config/leaks.yaml", "scripts/scan_leaks.py"):
        (folder / place).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / place, folder / place)
    (folder / "config/config.yaml").write_text(yaml.safe_dump({"study": {"keys": "simulated", "seed": 1}}))
    known = pd.DataFrame({"kind": ["phone"], "value": [ONE.value]})
    vault.seal_table(known, folder / "restricted/clear_contacts.parquet.age", vault.batch(KEYS, vault.TABLES))
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "Nothing")
    return folder


def git(folder, *command):
    names = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
    environment = os.environ | dict.fromkeys(names, "test@example.org")
    subprocess.run(["git", *command], cwd=folder, check=True, env=environment, capture_output=True)


def commit(folder, message):
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)


def hunted(folder):
    report = scan.Report()
    scan.Hunt(canaries.load(folder, KEYS), ["447700900123"]).repository(folder, report)
    return report


def test_a_clean_study_is_clean_and_its_sealed_files_are_passed_over(study):
    report = hunted(study)
    assert report.clean
    assert report.sealed == 2, "the table, and its copy in git"
    assert report.places > 10


@pytest.mark.parametrize(
    "place",
    [
        "results/tables/chapter/a.csv", "results/logs/a.log", "results/notebooks/a.ipynb", "docs/a.md",
        "paper/chapter.md", ".snakemake/log/a.log", ".snakemake/metadata/eA==", ".dvc/tmp/x",
        ".dvc/cache/files/md5/ab/cdef", "truth/a.json", "restricted/clear.parquet", "restricted/not_sealed.age",
        "config/config.yaml", ".git/COMMIT_EDITMSG", "new/file",
    ],
)  # fmt: skip
def test_a_contact_is_found_in_this_place(study, place):
    (study / place).parent.mkdir(parents=True, exist_ok=True)
    with (study / place).open("a") as stream:
        stream.write(TEXT)
    assert {leak.place for leak in hunted(study).findings} == {place}


def test_the_same_content_is_named_in_every_place_where_it_lies(study):
    places = {"results/a.csv", "docs/b.md", ".dvc/cache/files/md5/12/3456"}
    for place in places:
        (study / place).parent.mkdir(parents=True, exist_ok=True)
        (study / place).write_bytes(gzip.compress(TEXT.encode(), mtime=0))
    assert {leak.place for leak in hunted(study).findings} == places


def test_a_contact_is_found_in_the_name_of_a_file_and_of_a_link(study):
    (study / f"results/{phone(417)}.txt").write_text("x")
    (study / "results/link").symlink_to(f"../{phone(417)}")
    lines = "\n".join(map(str, hunted(study).findings))
    assert lines.count("results/(name withheld)") == 1 and "results/link" in lines
    report = scan.Report()
    scan.Hunt([ONE]).look("output", lines.encode(), report)
    assert report.clean, "the report leaks"


@pytest.mark.parametrize("packed", [False, True], ids=["loose", "packed"])
def test_a_contact_that_was_deleted_again_is_found_in_the_history(study, packed):
    (study / "results/oops.csv").write_text(TEXT)
    commit(study, "Add a table")
    (study / "results/oops.csv").unlink()
    commit(study, "Remove it")
    if packed:
        git(study, "gc", "--quiet", "--aggressive")
    (leak,) = hunted(study).findings
    assert leak.place.startswith("git blob ") and leak.place.endswith(" results/oops.csv")


def test_a_contact_is_found_on_another_branch_in_a_stash_and_in_a_commit_that_was_taken_back(study):
    git(study, "checkout", "--quiet", "-b", "side")
    (study / "side.csv").write_text(TEXT)
    commit(study, "On a side branch")
    git(study, "checkout", "--quiet", "main")
    (study / "docs/a.md").write_text(f"stashed {TEXT}")
    git(study, "stash")
    (study / "back.csv").write_text(f"taken back {TEXT}")
    commit(study, "Taken back")
    git(study, "reset", "--quiet", "--hard", "HEAD~1")
    places = {leak.place.split(" ")[-1] for leak in hunted(study).findings}
    assert places == {"side.csv", "docs/a.md", "back.csv"}


def test_a_contact_is_found_in_messages_tags_names_and_authors(study):
    commit(study, f"Merge {phone(417)}")
    git(study, "tag", "--annotate", "--message", f"for {phone(417)}", "v1")
    (study / f"docs/{phone(417)}").mkdir()
    (study / f"docs/{phone(417)}/x").write_text("x")
    commit(study, "A name")
    kinds = {leak.place.split(" ")[1] for leak in hunted(study).findings if leak.place.startswith("git ")}
    assert kinds >= {"commit", "tag", "tree"}


def test_an_example_may_stand_in_documentation_and_nowhere_else(study):
    example = "07700 900123"
    known = pd.DataFrame({"kind": ["phone"], "value": ["447700900123"]})
    vault.seal_table(known, study / "restricted/clear_contacts.parquet.age", vault.batch(KEYS, vault.TABLES))
    (study / "docs/a.md").write_text(f"as {example}")
    commit(study, "An example")
    (study / "docs/a.md").write_text("none")
    assert hunted(study).clean
    (study / "results/a.csv").write_text(example)
    assert [leak.place for leak in hunted(study).findings] == ["results/a.csv"]


def test_contacts_come_from_what_was_read_and_what_was_planted(study):
    planted = pd.DataFrame({"kind": ["email", "phone"], "value": [canary("email", 3).value, ONE.value]})
    vault.seal_table(planted, study / "truth/contacts.parquet.age", KEYS)
    known = canaries.load(study, KEYS)
    assert [(one.kind, one.label) for one in known] == [
        ("email", vault.pseudonym(canary("email", 3).value, "email", KEYS)),
        ("phone", vault.pseudonym(ONE.value, "phone", KEYS)),
    ]


def test_adverts_come_from_the_sealed_table_under_their_pseudonyms_a_lot_of_many(study, monkeypatch):
    numbers = [canary("advert", number).value for number in range(50)]
    path = study / canaries.SEALED_ADVERTS
    vault.seal_table(pd.DataFrame({"advert": numbers}), path, vault.batch(KEYS, vault.TABLES))
    names = naming.pseudonyms(numbers, naming.secret(KEYS))
    known = [one for one in canaries.load(study, KEYS) if one.kind == "advert"]
    assert {one.value: one.label for one in known} == names
    monkeypatch.setattr(canaries, "MOST_ADVERTS", 7)
    drawn = [one.label for one in canaries.load(study, KEYS) if one.kind == "advert"]
    assert drawn == sorted(names.values())[:7]


def test_the_command_finds_an_advert_and_names_it_by_its_pseudonym(study):
    advert = canary("advert", 8).value
    sealed = pd.DataFrame({"advert": [advert], "title": "x"})
    vault.seal_table(sealed, study / canaries.SEALED_ADVERTS, vault.batch(KEYS, vault.TABLES))
    label = naming.pseudonym(advert, naming.secret(KEYS))
    pd.DataFrame({"advert": [label]}).to_parquet(study / "results/hidden.parquet")
    assert scanned(study).returncode == 0
    pd.DataFrame({"advert": [advert]}).to_parquet(study / "results/open.parquet")
    done = scanned(study)
    assert done.returncode == 1 and "1 contacts and 1 adverts hunted" in done.stdout
    assert f"advert {label} (text)" in done.stdout and "results/open.parquet" in done.stdout
    assert "hidden.parquet" not in done.stdout and advert not in done.stdout + done.stderr


def scanned(study, *arguments):
    command = [sys.executable, "scripts/scan_leaks.py", *map(str, arguments)]
    return subprocess.run(command, cwd=study, capture_output=True, text=True, check=False)


def test_the_command_ends_well_on_a_clean_study(study):
    done = scanned(study)
    assert done.returncode == 0, done.stderr
    assert "1 contacts and 0 adverts hunted" in done.stdout and "leaks: none" in done.stdout


def test_the_command_fails_on_a_leak_says_where_and_what_to_do_and_not_what(study):
    (study / "results/a.csv").write_text(TEXT)
    done = scanned(study)
    assert done.returncode == 1
    label = vault.pseudonym(ONE.value, "phone", KEYS)
    assert f"results/a.csv, byte 6: phone {label} (digits)" in done.stdout
    assert "FOUND 1 traces of 1 contacts" in done.stderr and "What to do" in done.stderr
    report = scan.Report()
    scan.Hunt([ONE]).look("output", (done.stdout + done.stderr).encode(), report)
    assert report.clean, "the report leaks"


def test_the_command_fails_when_something_could_not_be_read(study):
    (study / "results/a.gz").write_bytes(gzip.compress(TEXT.encode())[:-12])
    done = scanned(study)
    assert done.returncode == 1
    assert "not read: results/a.gz" in done.stdout and "could not be looked into" in done.stderr


def test_the_command_looks_into_other_folders_too(study, tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "store/x").write_text(TEXT)
    assert scanned(study).returncode == 0
    assert scanned(study, ".", tmp_path / "store").returncode == 1


def test_the_command_says_what_is_missing(study):
    (study / "restricted/clear_contacts.parquet.age").unlink()
    done = scanned(study)
    assert done.returncode == 1 and "run the study up to the corpus first" in done.stderr
