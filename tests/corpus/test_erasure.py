"""What is forgotten can be read by nobody, in the archive or in any copy of it; what is not forgotten stays as it was."""

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyrage
import pytest
import waves
from tiny_archive import WAVES
from waves import BOARD, DAYS, FORMS, NUMBER, OTHERS, everything, holds

from dots.corpus import erasure, forgotten, mentions, pieces
from dots.crawl import archive as packaging
from dots.governance import custody, keyring, vault

ROOT = Path(__file__).parents[2]
SHORT = "7700900123"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("erasure")
    return folder, *waves.study(folder)


@pytest.fixture
def study(made, tmp_path):
    """A copy of the study, with a copy of its sealed files as a cache keeps them."""
    shutil.copytree(made[0], tmp_path / "made")
    root = tmp_path / "made/study"
    cache = root / ".dvc/cache"
    cache.mkdir(parents=True)
    for place, path in enumerate(sorted((root / "restricted").rglob("*.age"))):
        shutil.copy(path, cache / f"{place:032x}")
    return root, vault.load_keys(str(tmp_path / "made/study.key"), 1)


def forget(root, keys, sought, ranges, reason="asked for"):
    planned = erasure.plan(root, sought, keys, ranges)
    erasure.forget(root, sought, planned, reason, keys)
    return planned


def records(root, keys, kind):
    """Give the records of a kind in every batch, in order."""
    for day, path in erasure.batches(root).items():
        package = root.parent / "look.wacz"
        vault.unseal_file(path, package, vault.batch(keys, day))
        yield from ((day, piece) for piece in pieces.read(package) if piece.kind == kind)


def test_the_attack_finds_the_number_before_it_is_forgotten(study):
    """Or the attack after it would prove nothing."""
    root, keys = study
    found = {path.name for path, content in everything(root, keys) if holds(content, SHORT)}
    assert {f"{day}.wacz.age" for day in DAYS} | {"clear_adverts.parquet.age"} <= found
    assert len([name for name in found if len(name) == 32]) == len(DAYS) + 1


@pytest.mark.parametrize("written", ["+44 7700 900123", "07700900123", "zero seven seven 00 nine double zero 1 2 three"])
def test_after_a_contact_is_forgotten_nothing_that_can_be_opened_holds_it(study, ranges, written):
    root, keys = study
    before = waves.read(root, keys)
    sought = mentions.contact(written, ranges)
    assert (sought.field, sought.value) == ("phone", NUMBER)
    forget(root, keys, sought, ranges)

    assert [str(path) for path, content in everything(root.parent, keys) if holds(content, SHORT)] == []
    for path in sorted((root / ".dvc/cache").iterdir()):
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(path.read_bytes(), waves.identities(keys))

    after = waves.read(root, keys)
    gone = {f"noticeboard/{number}" for number in FORMS} | {"social/900", "social/902"}
    assert set(before[0]["advert"]) - set(after[0]["advert"]) == gone
    for one, other in zip(before[:2], after[:2], strict=True):
        left = one[~one["advert"].isin(gone)].sort_values(["advert", "seen"], ignore_index=True)
        pd.testing.assert_frame_equal(other.sort_values(["advert", "seen"], ignore_index=True), left)
