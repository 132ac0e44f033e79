"""The restricted zone: sealed files open only with their key, pseudonyms cannot be tried out."""

import hashlib

import pandas as pd
import pyrage
import pytest

from dots.governance import vault

KEYS = vault.load_keys("simulated", 1)


def test_a_sealed_file_opens_with_its_key_and_shows_nothing_without_it(tmp_path):
    path = tmp_path / "note.age"
    vault.seal(b"call 07700 900123", path, KEYS)
    assert vault.unseal(path, KEYS) == b"call 07700 900123"
    assert b"07700" not in path.read_bytes()
    with pytest.raises(ValueError, match="does not open this file"):
        vault.unseal(path, vault.load_keys("simulated", 2))


def test_a_changed_sealed_file_is_refused(tmp_path):
    path = tmp_path / "note.age"
    vault.seal(b"x" * 100, path, KEYS)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(ValueError, match=r"note\.age"):
        vault.unseal(path, KEYS)


def test_a_sealed_table_comes_back_as_it_was(tmp_path):
    frame = pd.DataFrame({"advert": ["a", "b"], "value": ["+447700900001", "x@example.org"]})
    vault.seal_table(frame, tmp_path / "contacts.parquet.age", KEYS)
    pd.testing.assert_frame_equal(vault.unseal_table(tmp_path / "contacts.parquet.age", KEYS), frame)


def test_a_sealed_file_comes_back_as_it_was_without_passing_through_memory(tmp_path):
    source, path, back = tmp_path / "a.zip", tmp_path / "restricted/a.zip.age", tmp_path / "b.zip"
    source.write_bytes(b"call 07700 900123 " * 100_000)
    vault.seal_file(source, path, KEYS)
    assert b"07700" not in path.read_bytes()
    vault.unseal_file(path, back, KEYS)
    assert back.read_bytes() == source.read_bytes() == vault.unseal(path, KEYS)


def test_nothing_in_clear_is_left_of_a_file_that_does_not_open(tmp_path):
    source, path, back = tmp_path / "a.zip", tmp_path / "a.zip.age", tmp_path / "b.zip"
    source.write_bytes(b"call 07700 900123 " * 100_000)
    vault.seal_file(source, path, KEYS)
    with pytest.raises(ValueError, match=r"a\.zip\.age: the study's key does not open this file"):
        vault.unseal_file(path, back, vault.load_keys("simulated", 2))
    assert not back.exists()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1  # found out only when all before it has been decrypted
    path.write_bytes(bytes(content))
    with pytest.raises(ValueError, match=r"a\.zip\.age"):
        vault.unseal_file(path, back, KEYS)
    assert not back.exists()
    with pytest.raises(OSError, match="No such file"):
        vault.unseal_file(tmp_path / "none.age", back, KEYS)


def test_a_file_that_does_not_say_it_is_sealed_is_not_written(tmp_path):
    with pytest.raises(ValueError, match=r"\.age"):
        vault.seal(b"x", tmp_path / "contacts.parquet", KEYS)
    (tmp_path / "clear").write_bytes(b"x")
    with pytest.raises(ValueError, match=r"\.age"):
        vault.seal_file(tmp_path / "clear", tmp_path / "contacts.parquet", KEYS)


def test_the_same_contact_has_one_pseudonym_within_a_field_and_study_and_another_elsewhere():
    number = "+447700900001"
    here = vault.pseudonym(number, "phone", KEYS)
    assert here == vault.pseudonym(number, "phone", vault.load_keys("simulated", 1))
    assert here.split("-")[1] != vault.pseudonym(number, "handle", KEYS).split("-")[1]
    assert here != vault.pseudonym(number, "phone", vault.load_keys("simulated", 2))


def test_trying_every_drama_mobile_without_the_key_finds_no_pseudonym():
    """The attack an unkeyed digest falls to: hash each possible number and compare."""
    pseudonyms = {vault.pseudonym(f"+44770090{i:04d}", "phone", KEYS).split("-")[1] for i in range(1000)}
    import base64

    for i in range(1000):
        for text in (f"+44770090{i:04d}", f"phone\x1f+44770090{i:04d}", f"0770090{i:04d}"):
            digest = base64.b32encode(hashlib.sha256(text.encode()).digest())[:16].decode().lower()
            assert digest not in pseudonyms
    assert len(pseudonyms) == 1000


def test_a_real_study_uses_a_key_file_from_outside_the_repository(tmp_path, monkeypatch):
    repository = tmp_path / "repository"
    repository.mkdir()
    monkeypatch.chdir(repository)
    outside = tmp_path / "study.key"
    outside.write_text(f"# a comment\n{pyrage.x25519.Identity.generate()}\n")
    keys = vault.load_keys(str(outside), 1)
    vault.seal(b"x", tmp_path / "a.age", keys)
    assert vault.unseal(tmp_path / "a.age", vault.load_keys(str(outside), 99)) == b"x"

    inside = repository / "study.key"
    inside.write_text(outside.read_text())
    with pytest.raises(ValueError, match="inside the repository"):
        vault.load_keys(str(inside), 1)
    with pytest.raises(FileNotFoundError, match="age-keygen"):
        vault.load_keys(str(tmp_path / "none.key"), 1)
    (tmp_path / "empty.key").write_text("nothing\n")
    with pytest.raises(ValueError, match="AGE-SECRET-KEY"):
        vault.load_keys(str(tmp_path / "empty.key"), 1)
