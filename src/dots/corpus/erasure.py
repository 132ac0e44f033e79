"""Erasure: an advert, a contact, a batch or everything is taken out of the sealed archive for good.

A sealed file may have been copied, to a cache, a remote or a backup, and no copy can be called back. So each batch that
held what is forgotten is written anew without it and sealed for a new key, and the old key is destroyed: every copy of
the old ciphertext is then unreadable. Any step may be broken off: the list of what was forgotten says what was begun
and not done, and the same command finishes it.
"""

from __future__ import annotations

import filecmp
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dots.adapters import Sites
from dots.corpus import forgotten, phones, pieces, plans, repacking
from dots.corpus.mentions import Sought
from dots.corpus.plans import BATCH, Plan
from dots.crawl import archive as packaging
from dots.governance import chain, custody, keyring, manifest, naming, vault, workspace

CLEAR_ADVERTS = "restricted/clear_adverts.parquet.age"
ARCHIVE, LISTED, LOG = "restricted/archive", f"restricted/{forgotten.FILE}", "results/crawl/custody.jsonl"
MANIFEST = "results/crawl/manifest.json"
UNFINISHED = "restricted/crawling"
"""Where a crawl that has not ended is recorded."""
SEALED, CLEAR = "*.wacz.age", "clear_*.age"
ZONE = "restricted"


def batches(root: Path) -> dict[str, Path]:
    """Give the sealed packages of a study by the names of their batches, in order."""
    return {path.name.removesuffix(".wacz.age"): path for path in sorted((root / ARCHIVE).glob(SEALED))}


def plan(root: Path, sought: Sought, keys: vault.Keys, sites: Sites, ranges: phones.Ranges) -> list[Plan]:
    """Find in every batch of a study what must go; nothing is changed (`dots.corpus.plans.make`)."""
    with _scratch(root) as folder:
        paths = batches(root)

        def opened(batch: str) -> Path:
            _open(paths[batch], folder / "batch.wacz", batch, keys)
            return folder / "batch.wacz"

        return plans.make(paths, opened, sought, sites, ranges)


def number_of(root: Path, named: str, keys: vault.Keys) -> str:
    """Give an advert as platform/number: a pseudonym is looked up in the sealed adverts, all else is given back.

    Raises
    ------
    ValueError
        If the sealed adverts are not there, or none of them has the pseudonym.
    """
    if not naming.is_pseudonym(named):
        return named
    sealed = root / CLEAR_ADVERTS
    if not sealed.exists():
        raise ValueError(
            f"{sealed} is not there to look {named} up in; run the workflow, or name the site's own number"
        )
    secret = naming.secret(keys)
    for advert in vault.unseal_table(sealed, vault.batch(keys, vault.TABLES))["advert"]:
        if naming.pseudonym(advert, secret) == named:
            return advert
    raise ValueError(
        f"no advert of {sealed} has the pseudonym {named}: it is another study's, was made before the pseudonyms were "
        "renewed, or is forgotten; name the site's own number"
    )


def begun(root: Path, sought: Sought, keys: vault.Keys) -> dict | None:
    """Give what the list of what was forgotten says of an advert, contact or batch; None if it is not on it."""
    return forgotten.find(root / LISTED, sought.field, sought.value, keys)


def forget(root: Path, sought: Sought, made: list[Plan], reason: str, keys: vault.Keys) -> None:
    """Carry out what was planned, or finish what was begun.

    The list is written first, then batch after batch, then the tables in clear and their key go, then the list says
    that all is done. Derived tables must be made anew after it.

    Parameters
    ----------
    root
        Folder of the study.
    sought, made
        What is forgotten, and the plans that `plan` made for it.
    reason
        Why, in words that name nobody; it goes into the custody log and the tombstones.
    keys
        The study's keys.
    """
    listed = root / LISTED
    forgotten.note(listed, sought.field, sought.value, reason, keys, done=False)
    for one in sorted(made, key=lambda one: one.whole):  # a page that is taken over is read before its batch goes
        if one.touched:
            facts = {"batch": one.batch, "records": dict(sorted(one.counts.items())), "whole": one.whole}
            custody.append(root / LOG, "records forgotten", reason=reason, **facts)
        if one.whole:
            _remove(one.path, one.batch, reason, keys)
        elif one.touched:
            _rewrite(root, one, reason, keys)
        else:
            _finish(root, one, reason, keys)
    if sought.field == BATCH:
        keyring.destroy(keys.ring, sought.value, reason)
    renew_tables(root, reason, keys)
    log_seals(root, reason, keys)
    forgotten.note(listed, sought.field, sought.value, reason, keys, done=True)


def forget_everything(root: Path, reason: str, keys: vault.Keys) -> int:
    """Destroy every secret of the study, and remove what they opened; give the number of batches."""
    paths = batches(root)
    custody.append(root / LOG, "everything forgotten", reason=reason, batches=len(paths))
    for path in [*paths.values(), *(root / "restricted").glob(CLEAR), root / LISTED]:
        path.unlink(missing_ok=True)
    for name in {*keyring.names(keys.ring), *paths, vault.TABLES, keyring.PSEUDONYMS, keyring.FORGOTTEN}:
        keyring.destroy(keys.ring, name, reason)
    log_seals(root, reason, keys)
    return len(paths)


def renew_tables(root: Path, reason: str, keys: vault.Keys) -> None:
    """Remove the tables in clear and destroy their key; the workflow makes both anew."""
    for path in sorted((root / "restricted").glob(CLEAR)):
        path.unlink()
    keyring.destroy(keys.ring, vault.TABLES, reason)


def log_seals(root: Path, reason: str, keys: vault.Keys) -> None:
    """Write into the custody log every batch that was sealed again or is gone, then the manifest anew."""
    log, archive, written = root / LOG, root / ARCHIVE, root / MANIFEST
    told: dict[str, str] = {}
    for record in chain.walk(log):
        if record["event"] == manifest.BATCH:
            told[record["facts"]["file"]] = record["facts"]["sha256"]
        elif record["event"] == manifest.DESTROYED:
            told.pop(record["facts"]["file"], None)
    there = {path.name: custody.hash_file(path) for path in batches(root).values()}
    for batch, path in batches(root).items():
        if there[path.name] != told.get(path.name):
            with _scratch(root) as folder:
                _open(path, folder / "batch.wacz", batch, keys)
                manifest.log_batch(log, path, packaging.check(folder / "batch.wacz"))
    for name in sorted(told.keys() - there.keys()):
        manifest.log_destroyed(log, name, reason)
    if written.exists() and there != {name: one["sha256"] for name, one in manifest.read(written)["batches"].items()}:
        manifest.renew(written, log=log, archive=archive)
    stamp = archive / ".snakemake_timestamp"
    if stamp.exists():
        stamp.touch()


def _rewrite(root: Path, made: Plan, reason: str, keys: vault.Keys) -> None:
    """Write a batch without what goes, seal it for a new key, and destroy the old one when it is safe to."""
    with _scratch(root) as folder:
        _open(made.path, folder / "old.wacz", made.batch, keys)
        with zipfile.ZipFile(folder / "old.wacz") as old:
            title = json.loads(old.read("datapackage.json")).get("title", made.batch)
        changed = filter(None, (_changed(piece, made) for piece in pieces.read(folder / "old.wacz")))
        repacking.write(changed, folder / "new.wacz", title=title)
        packaging.check(folder / "new.wacz")
        number = keyring.add(keys.ring, made.batch)
        draft = made.path.with_name(f"{made.batch}.new.age")
        vault.seal_file(folder / "new.wacz", draft, vault.batch(keys, made.batch, number))
        vault.unseal_file(draft, folder / "again.wacz", vault.batch(keys, made.batch, number))
        if not filecmp.cmp(folder / "new.wacz", folder / "again.wacz", shallow=False):
            raise OSError(f"{draft}: does not open to what was sealed; check the disk and run the command again")
    keyring.settle(draft)
    os.replace(draft, made.path)
    keyring.settle(made.path.parent)
    keyring.destroy(keys.ring, made.batch, reason, below=number)


def _changed(piece: pieces.Piece, made: Plan) -> pieces.Piece | None:
    place = (piece.file, piece.number)
    if place in made.drop:
        return None
    if place in made.answer:
        return pieces.respond(piece, made.answer[place])
    return pieces.refer(piece, made.refer[place]) if place in made.refer else piece


def _remove(path: Path, batch: str, reason: str, keys: vault.Keys) -> None:
    path.unlink(missing_ok=True)
    keyring.settle(path.parent)
    keyring.destroy(keys.ring, batch, reason)


def _finish(root: Path, made: Plan, reason: str, keys: vault.Keys) -> None:
    """Destroy the older keys of a batch that was sealed again before the command was broken off."""
    keyring.sweep(keys.ring.folder)
    made.path.with_name(f"{made.batch}.new.age").unlink(missing_ok=True)
    with _scratch(root) as folder:
        opens = _open(made.path, folder / "batch.wacz", made.batch, keys)
    keyring.destroy(keys.ring, made.batch, reason, below=opens)


def _open(path: Path, to: Path, batch: str, keys: vault.Keys) -> int:
    """Open a batch with the newest generation of its key that fits, and give that generation."""
    problem = ValueError(f"{path}: the key of this batch was destroyed; delete the file, nobody can read it any more")
    for number in reversed(keyring.generations(keys.ring, batch)):
        try:
            vault.unseal_file(path, to, vault.batch(keys, batch, number))
        except ValueError as error:
            problem = error
        else:
            return number
    raise problem


@contextmanager
def _scratch(root: Path) -> Iterator[Path]:
    """Give a folder for what is in clear in the restricted zone, for the temporary files of others as well."""
    before = tempfile.tempdir
    with workspace.clear(root / ZONE) as folder:
        tempfile.tempdir = str(folder)  # what packages the archive has temporary files of its own
        try:
            yield folder
        finally:
            tempfile.tempdir = before
