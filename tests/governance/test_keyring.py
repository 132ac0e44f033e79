"""Each batch has a key of its own; destroying it leaves no copy of the batch that anybody can read."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from dots.corpus import contacts, dialling, skeleton
from dots.governance import keyring, vault

ROOT = Path(__file__).parents[2]
DAY = "2025-03-12"


@pytest.fixture
def identity(tmp_path):
    path = tmp_path / "study.key"
    path.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    return path


def load(path, *recipients):
    return vault.load_keys(str(path), 1, recipients)


def ring_files(path):
    return sorted(file.name for file in vault.folder_of(path).iterdir())


def test_a_batch_opens_with_its_own_key_and_with_no_other(identity, tmp_path):
    keys = load(identity)
    vault.seal(b"wave", tmp_path / "a.age", vault.batch(keys, DAY))
    assert vault.unseal(tmp_path / "a.age", vault.batch(load(identity), DAY)) == b"wave"
    for other in (keys, vault.batch(keys, "2025-04-02"), vault.batch(keys, vault.TABLES)):
        with pytest.raises(ValueError, match="does not open this file"):
            vault.unseal(tmp_path / "a.age", other)


def test_a_destroyed_key_makes_every_copy_unreadable_and_leaves_a_tombstone(identity, tmp_path):
    keys = load(identity)
    vault.seal(b"wave", tmp_path / "a.age", vault.batch(keys, DAY))
    shutil.copy(tmp_path / "a.age", tmp_path / "cached")
    held = os.open(vault.folder_of(identity) / f"{DAY}.1.age", os.O_RDONLY)  # the file as somebody has it open
    assert keyring.destroy(keys.ring, DAY, "asked for") == [1]
    assert not os.read(held, 1000).startswith(b"age-encryption")
    os.close(held)
    assert ring_files(identity) == [f"{DAY}.1.destroyed", "forgotten.1.age", "pseudonyms.1.age"]
    told = json.loads((vault.folder_of(identity) / f"{DAY}.1.destroyed").read_text())
    assert told.keys() == {"name", "generation", "time", "reason"}
    with pytest.raises(ValueError, match="its key was destroyed"):
        vault.unseal(tmp_path / "cached", vault.batch(keys, DAY))
    assert ring_files(identity) == [
        f"{DAY}.1.destroyed", f"{DAY}.2.age", "forgotten.1.age", "pseudonyms.1.age",
    ]  # fmt: skip


def test_a_key_is_for_its_owner_alone_and_lies_outside_the_repository(identity, tmp_path, monkeypatch):
    repository = tmp_path / "repository"
    repository.mkdir()
    monkeypatch.chdir(repository)
    vault.batch(load(identity), DAY)
    folder = vault.folder_of(identity)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600 and path.read_bytes().startswith(b"age-encryption.org/v1")
    assert list(repository.iterdir()) == []


def test_a_colleague_opens_the_batches_with_a_key_of_their_own(identity, tmp_path):
    colleague = pyrage.x25519.Identity.generate()
    keys = load(identity, str(colleague.to_public()))
    vault.seal(b"wave", tmp_path / "a.age", vault.batch(keys, DAY))
    other = tmp_path / "elsewhere/colleague.key"
    other.parent.mkdir()
    other.write_text(f"{colleague}\n")
    shutil.copytree(vault.folder_of(identity), vault.folder_of(other))
    theirs = load(other)
    assert vault.unseal(tmp_path / "a.age", vault.batch(theirs, DAY)) == b"wave"
    assert vault.pseudonym("447700900123", "phone", theirs) == vault.pseudonym("447700900123", "phone", keys)


def test_a_recipient_that_is_none_is_refused_by_name(identity):
    with pytest.raises(ValueError, match="study.recipients: 'age1colleague' is no age public key"):
        load(identity, "age1colleague")
    with pytest.raises(ValueError, match="study.recipients: a simulated study has none"):
        vault.load_keys(vault.SIMULATED, 1, [str(pyrage.x25519.Identity.generate().to_public())])


def test_a_keyring_that_lost_a_secret_is_not_given_another(identity):
    vault.batch(load(identity), DAY)
    (vault.folder_of(identity) / "pseudonyms.1.age").unlink()
    with pytest.raises(ValueError, match="pseudonyms.1.age is missing; restore the keyring from its backup"):
        load(identity)


@pytest.mark.parametrize("name", ["../study", "a/b", "", ".hidden", "2025-03-12.1", "A"])
def test_a_name_that_could_leave_the_keyring_is_refused(identity, name):
    with pytest.raises(ValueError, match="cannot name a key"):
        vault.batch(load(identity), name)


def test_two_processes_that_need_the_first_key_at_once_get_the_same(identity):
    load(identity)
    code = """
import sys
from dots.governance import vault
print(*vault.batch(vault.load_keys(sys.argv[1], 1), sys.argv[2]).recipients)
"""
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(identity), DAY], stdout=subprocess.PIPE) for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in running}) == 1
    assert len([name for name in ring_files(identity) if name.startswith(DAY)]) == 1


def test_a_simulated_batch_key_repeats_and_follows_its_generation(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    keys = vault.load_keys(vault.SIMULATED, 5)
    vault.seal(b"wave", tmp_path / "a.age", vault.batch(keys, DAY))
    assert not (tmp_path / "restricted").exists(), "a simulated study needs no files of keys"
    assert vault.unseal(tmp_path / "a.age", vault.batch(vault.load_keys(vault.SIMULATED, 5), DAY)) == b"wave"
    for other in (vault.batch(vault.load_keys(vault.SIMULATED, 6), DAY), vault.batch(keys, "2025-04-02")):
        with pytest.raises(ValueError, match="does not open this file"):
            vault.unseal(tmp_path / "a.age", other)
    keyring.destroy(keys.ring, DAY, "asked for")
    with pytest.raises(ValueError, match="does not open this file"):
        vault.unseal(tmp_path / "a.age", vault.batch(keys, DAY))
    assert [path.name for path in (tmp_path / "restricted/keyring").iterdir()] == [f"{DAY}.1.destroyed"]


WRITTEN = (
    "07700 900123", "+44 7700 900123", "+44 (0)7700-900-123", "0044 7700 900 123",
    "zero seven seven double zero nine zero zero one two three", "O77OO 9OO I23", "0 7 7 0 0 9 0 0 1 2 3",
    "０７７００９００１２３", "07700\u200b900\u200b123", "07700...900...123", "07seven00 9zero0 12three",
    "".join(digit + "\ufe0f\u20e3" for digit in "07700900123"),
    "".join(chr(0x1D7EC + int(digit)) for digit in "07700900123"),
)  # fmt: skip


def test_the_same_number_has_one_pseudonym_however_it_was_written(identity):
    keys, ranges = load(identity), dialling.load(ROOT / "config/corpus/ofcom_drama_ranges.json")
    found = {}
    for written in WRITTEN:
        read = contacts.distinct(contacts.find(skeleton.of(f"Call me: {written}, any time"), ranges))
        found[written] = [vault.pseudonym(value, kind, keys) for kind, value, _ in read]
    assert set(map(tuple, found.values())) == {(vault.pseudonym("447700900123", "phone", keys),)}, found


def test_two_studies_cannot_be_joined_without_both_secrets(identity, tmp_path):
    other = tmp_path / "other.key"
    other.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    one, two = load(identity), load(other)
    numbers = [f"44770090{n:04d}" for n in range(2000)]

    def table(keys):
        return {vault.pseudonym(number, "phone", keys) for number in numbers}

    assert not table(one) & table(two)
    # whoever has one study's secret and the other's table can name nothing in it, though it tries every number
    assert not {vault.pseudonym(number, field, one) for number in numbers for field in ("phone", "handle")} & table(two)
    assert not {f"phone-{vault.mark(number, 'phone', one)[:16]}" for number in numbers} & table(two)
    # whoever has both can
    named = {vault.pseudonym(number, "phone", one): number for number in numbers}
    assert {vault.pseudonym(named[name], "phone", two) for name in table(one)} == table(two)


def test_the_domains_of_fields_and_purposes_are_apart(identity):
    keys = load(identity)
    value = "447700900123"
    digests = {vault.pseudonym(value, field, keys).split("-")[1] for field in ("phone", "email", "handle", "advert")}
    assert len(digests) == 4
    with pytest.raises(ValueError, match="cannot name a field"):
        vault.pseudonym(value, "phone\x1f44", keys)
    assert keys.secret != keys.marks
