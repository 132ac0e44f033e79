"""A new identity opens all that the old one did, and the old one nothing; the pseudonyms can change without it."""

from pathlib import Path

import cut_short
import pyrage
import pytest

from dots.governance import custody, keyring, naming, rotation, vault

ROOT = Path(__file__).parents[2]
DAYS = ("2025-03-12", "2025-04-02")


@pytest.fixture
def study(tmp_path):
    """A study's folder with batches, a table and a file sealed to the study; two identity files beside it."""
    root = tmp_path / "study"
    (root / "restricted/archive").mkdir(parents=True)
    for name in ("old", "new"):
        (tmp_path / f"{name}.key").write_text(f"{pyrage.x25519.Identity.generate()}\n")
    keys = vault.load_keys(str(tmp_path / "old.key"), 1)
    for day in DAYS:
        vault.seal(day.encode(), root / f"restricted/archive/{day}.wacz.age", vault.batch(keys, day))
    vault.seal(b"contacts", root / "restricted/clear_contacts.parquet.age", vault.batch(keys, vault.TABLES))
    vault.seal(b"list", root / "restricted/forgotten.age", keys)
    keyring.destroy(keys.ring, "2025-01-01", "none")
    vault.batch(keys, "2025-02-01")
    keyring.destroy(keys.ring, "2025-02-01", "asked for")
    return root


def command(root, *given, after=0):
    """Run the command; kill it at its nth change of a file."""
    if not (root / "config").exists():
        cut_short.prepare(root, root.parent / "old.key")
    return cut_short.run("scripts/rotate_keys.py", root, *given, after=after)


def opens(path, identity):
    try:
        return bool(pyrage.decrypt(path.read_bytes(), [identity]))
    except pyrage.DecryptError:
        return False


def assert_rotated(root, before):
    """Check that all opens with the new identity, and nothing with the old one."""
    old, _ = vault.read_identity(str(root.parent / "old.key"))
    sealed = [path for path in root.parent.rglob("*") if path.is_file() and path.read_bytes().startswith(b"age-enc")]
    assert len(sealed) == 4 + 5 and not [path for path in sealed if opens(path, old)]
    keys = vault.load_keys(str(root.parent / "new.key"), 1)
    for day in DAYS:
        assert vault.unseal(root / f"restricted/archive/{day}.wacz.age", vault.batch(keys, day)) == day.encode()
    assert vault.unseal(root / "restricted/clear_contacts.parquet.age", vault.batch(keys, vault.TABLES)) == b"contacts"
    assert vault.unseal(root / "restricted/forgotten.age", keys) == b"list"
    assert (keys.secret, keys.marks) == before
    assert (keys.ring.folder / "2025-02-01.1.destroyed").exists()
    with pytest.raises(ValueError, match="was replaced by a new identity"):
        vault.load_keys(str(root.parent / "old.key"), 1)


def secrets_of(root):
    keys = vault.load_keys(str(root.parent / "old.key"), 1)
    return keys.secret, keys.marks


def test_after_rotation_the_old_identity_opens_nothing_and_the_new_one_everything(study):
    before, archived = (
        secrets_of(study),
        {path: path.read_bytes() for path in (study / "restricted").rglob("*.wacz.age")},
    )
    done = command(study, "--new", str(study.parent / "new.key"))
    assert done.returncode == 0 and "5 secrets and 1 files" in done.stdout, done.stderr
    assert_rotated(study, before)
    assert {path: path.read_bytes() for path in archived} == archived, "a batch is sealed to its own key"
    log = study / "results/crawl/custody.jsonl"
    custody.verify(log, last="keys rotated")
    assert "AGE-SECRET" not in log.read_text() and "age1" not in log.read_text()


@pytest.mark.parametrize("after", range(2, 40, 5))
def test_rotation_killed_at_any_change_of_a_file_loses_nothing_and_is_finished_by_running_it_again(study, after):
    before = secrets_of(study)
    given = ("--new", str(study.parent / "new.key"))
    killed = command(study, *given, after=after)
    assert killed.returncode in (-9, 0), killed.stderr
    again = command(study, *given)
    assert again.returncode == 0, again.stderr
    assert_rotated(study, before)


def test_rotation_refuses_what_would_change_nothing(study):
    old = str(study.parent / "old.key")
    with pytest.raises(ValueError, match="holds the identity that the study has"):
        rotation.rotate(old, old, [], [])
    public = str(vault.read_identity(old)[0].to_public())
    with pytest.raises(ValueError, match="the old identity is among the recipients"):
        rotation.rotate(old, str(study.parent / "new.key"), [public], [])


def test_a_file_that_no_key_opens_stops_rotation_before_the_old_keyring_goes(study):
    stray = study / "restricted/stray.age"
    stray.write_bytes(pyrage.encrypt(b"x", [pyrage.x25519.Identity.generate().to_public()]))
    with pytest.raises(ValueError, match="stray.age: opens with neither"):
        rotation.rotate(str(study.parent / "old.key"), str(study.parent / "new.key"), [], [stray])
    keys = vault.load_keys(str(study.parent / "old.key"), 1)
    assert vault.unseal(study / f"restricted/archive/{DAYS[0]}.wacz.age", vault.batch(keys, DAYS[0]))


def test_the_pseudonyms_change_without_the_identity_and_the_marks_stay(study):
    before = vault.load_keys(str(study.parent / "old.key"), 1)
    done = command(study, "--pseudonyms")
    assert done.returncode == 0, done.stderr
    after = vault.load_keys(str(study.parent / "old.key"), 1)
    assert vault.pseudonym("447700900123", "phone", before) != vault.pseudonym("447700900123", "phone", after)
    adverts = [f"noticeboard/{number:06d}" for number in range(100)]
    names = [set(naming.pseudonyms(adverts, naming.secret(one)).values()) for one in (before, after)]
    assert len(names[0]) == len(names[1]) == 100 and not names[0] & names[1]
    assert vault.mark("447700900123", "phone", before) == vault.mark("447700900123", "phone", after)
    assert vault.unseal(study / "restricted/forgotten.age", after) == b"list"
    assert not (study / "restricted/clear_contacts.parquet.age").exists(), "so that the workflow makes them anew"
    assert not (after.ring.folder / "pseudonyms.1.age").exists()
    custody.verify(study / "results/crawl/custody.jsonl", last="pseudonyms renewed")
