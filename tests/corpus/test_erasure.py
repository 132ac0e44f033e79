"""What is forgotten can be read by nobody, in the archive or a copy of it; what is not forgotten stays as it was."""

import gzip
import io
import json
import shutil
import zipfile
from pathlib import Path

import cut_short
import pandas as pd
import pyrage
import pytest
import wacz.main
import waves
from bundled import SITES
from fastwarc.warc import ArchiveIterator
from waves import BOARD, DAYS, FORMS, NUMBER, everything, holds

from dots.corpus import erasure, forgotten, mentions, pieces
from dots.crawl import archive as packaging
from dots.governance import custody, keyring, manifest, naming, vault, workspace

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
    planned = erasure.plan(root, sought, keys, SITES, ranges)
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


@pytest.mark.parametrize(
    "written", ["+44 7700 900123", "07700900123", "zero seven seven 00 nine double zero 1 2 three"]
)
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


def test_records_that_stay_keep_their_bytes_and_each_request_keeps_its_response(study, ranges):
    root, keys = study
    before = {piece.identifier: piece.raw for _, piece in records(root, keys, "response")}
    forget(root, keys, mentions.contact("07700 900123", ranges), ranges)
    after = {piece.identifier: piece.raw for _, piece in records(root, keys, "response")}
    assert 0 < len(after) < len(before)
    assert {name: before[name] for name in after} == after
    asked = {piece.partner for _, piece in records(root, keys, "request")}
    answered = {piece.identifier for _, piece in records(root, keys, "revisit")} | set(after)
    assert asked == answered
    for day, path in erasure.batches(root).items():
        vault.unseal_file(path, root.parent / "look.wacz", vault.batch(keys, day))
        assert packaging.check(root.parent / "look.wacz")["response"]


@pytest.mark.parametrize("field, value", [("phone", NUMBER), ("advert", "noticeboard/000101"), ("batch", DAYS[0])])
def test_no_revisit_record_refers_to_a_page_that_is_gone(study, ranges, field, value):
    root, keys = study
    assert len(list(records(root, keys, "revisit"))) > 20
    forget(root, keys, mentions.Sought(field, value), ranges)
    there = {(*piece.payload, piece.date) for _, piece in records(root, keys, "response")}
    left = [piece for _, piece in records(root, keys, "revisit")]
    assert left
    assert [one.address for one in left if (*one.payload, one.headers["warc-refers-to-date"]) not in there] == []
    assert all(one.headers["warc-refers-to-target-uri"] == one.address for one in left)


def test_an_advert_goes_with_every_page_that_leads_to_it_and_no_other(study, ranges):
    root, keys = study
    before = {(day, piece.address) for day, piece in records(root, keys, "request")}
    forget(root, keys, mentions.advert("noticeboard/000105"), ranges)
    after = {(day, piece.address) for day, piece in records(root, keys, "request")}
    pages = (f"{BOARD}/advert/000105.html", f"{BOARD}/region/leeds/page/1.html", f"{BOARD}/region/york/page/1.html")
    assert before - after == {(day, page) for day in DAYS for page in pages}
    assert b"000105" not in b"".join(content for _, content in everything(root / "restricted", keys))


def test_an_advert_that_is_only_linked_to_is_found_by_the_addresses_of_its_site(study, ranges):
    root, keys = study
    forget(root, keys, mentions.advert("noticeboard/000101"), ranges)
    planned = erasure.plan(root, mentions.advert("noticeboard/000102"), keys, SITES, ranges)
    assert sum(one.counts["response"] + one.counts["revisit"] for one in planned) == 3, "its index went with the other"
    assert not any(one.touched for one in erasure.plan(root, mentions.advert("noticeboard/00010"), keys, SITES, ranges))


def test_a_batch_goes_and_later_waves_keep_what_they_saw(study, ranges):
    root, keys = study
    before = waves.read(root, keys)[1]
    planned = forget(root, keys, mentions.Sought("batch", DAYS[0]), ranges, "withdrawn")
    assert [one.whole for one in planned] == [True, False, False]
    assert list(erasure.batches(root)) == list(DAYS[1:])
    second = {piece.address for day, piece in records(root, keys, "response") if day == DAYS[1]}
    assert {address for address, *_ in waves.published(1)} == second
    adverts, sightings, _ = waves.read(root, keys)
    assert set(adverts["advert"]) == set(before["advert"])
    assert sightings["seen"].min() == pd.Timestamp(DAYS[1])
    assert not keyring.generations(keys.ring, DAYS[0])
    told = json.loads((keys.ring.folder / f"{DAYS[0]}.1.destroyed").read_text())
    assert (told["name"], told["reason"]) == (DAYS[0], "withdrawn")


def test_a_batch_without_what_is_forgotten_is_not_touched(study, ranges):
    root, keys = study
    before = {path: path.read_bytes() for path in erasure.batches(root).values()}
    package = root.parent / "look.wacz"
    day, path = DAYS[2], erasure.batches(root)[DAYS[2]]
    vault.unseal_file(path, package, vault.batch(keys, day))
    title = f"{BOARD}/advert/000001.html"
    assert title in {piece.address for piece in pieces.read(package)}
    planned = erasure.plan(root, mentions.Sought("handle", "@moonrose_1"), keys, SITES, ranges)
    assert not any(one.touched for one in planned)
    assert {path: path.read_bytes() for path in erasure.batches(root).values()} == before


def test_the_log_and_the_tombstones_name_the_batch_and_the_reason_and_not_the_value(study, ranges):
    root, keys = study
    forget(root, keys, mentions.contact("07700 900123", ranges), ranges, "a request of May")
    log = root / "results/crawl/custody.jsonl"
    told = custody.read(log)
    forgotten_events = [record["facts"] for record in told if record["event"] == "records forgotten"]
    assert [(facts["batch"], facts["reason"]) for facts in forgotten_events] == [
        (day, "a request of May") for day in DAYS
    ]
    assert all(facts["records"]["request"] for facts in forgotten_events)
    custody.verify(log, last="manifest written")
    content = manifest.verify(root / erasure.MANIFEST, root / erasure.ARCHIVE, log)
    assert content["replaces"] and content["batches"].keys() == {f"{day}.wacz.age" for day in DAYS}
    outside = [log, *keys.ring.folder.glob("*.destroyed")]
    assert len(outside) == 1 + len(DAYS) + 1
    for path in outside:
        assert not holds(path.read_bytes(), SHORT) and vault.pseudonym(NUMBER, "phone", keys) not in path.read_text()


def test_what_was_forgotten_stays_out_when_a_new_crawl_brings_it_back(study, ranges, tmp_path):
    root, keys = study
    drama = ROOT / "config/corpus/ofcom_drama_ranges.json"
    before, seen, outcomes = waves.read(root, keys)
    files = tmp_path / "adverts", tmp_path / "sightings"

    def parsed_again():
        """Leave out of the tables as they were, as if all had been crawled again."""
        before.to_parquet(files[0])
        seen.to_parquet(files[1])
        counted = forgotten.leave_out(*files, outcomes, root / erasure.LISTED, drama, keys)
        return [pd.read_parquet(file) for file in files], counted

    (adverts, _), counted = parsed_again()
    assert len(adverts) == len(before) and counted is outcomes
    forget(root, keys, mentions.contact("07700 900123", ranges), ranges)
    forget(root, keys, mentions.advert("noticeboard/000101"), ranges)
    (adverts, sightings), counted = parsed_again()
    gone = {f"noticeboard/{number}" for number in (*FORMS, "000101")} | {"social/900", "social/902"}
    assert set(before["advert"]) - set(adverts["advert"]) == gone
    assert set(sightings["advert"]) == set(adverts["advert"])
    counts, whole = (frame.set_index(["step", "reason"])["records"] for frame in (counted, outcomes))
    assert counts[forgotten.ADVERTS, "forgotten"] == len(gone)
    assert counts[forgotten.ADVERTS, "kept"] == len(adverts) and counts.sum() == whole.sum()


def test_a_record_that_cannot_be_read_goes_too_as_it_may_hold_the_value(study, ranges):
    root, keys = study
    path, package, batch = erasure.batches(root)[DAYS[1]], root.parent / "look.wacz", vault.batch(keys, DAYS[1])
    vault.unseal_file(path, package, batch)
    torn = next(piece for piece in pieces.read(package) if piece.address.endswith("000001.html") and piece.page)
    whole = package.read_bytes()
    at = whole.index(torn.raw) + len(torn.raw) - 12
    package.write_bytes(whole[:at] + bytes(4) + whole[at + 4 :])
    assert [piece.kind for piece in pieces.read(package)].count("unreadable") == 1
    vault.seal_file(package, path, batch)
    planned = forget(root, keys, mentions.contact("07700 900123", ranges), ranges)
    assert [one.counts["unreadable"] for one in planned] == [0, 1, 0]
    assert not any(holds(content, SHORT) for _, content in everything(root / "restricted", keys))


def command(root, *given, after=0, stdin=""):
    """Run the command in the study's folder; kill it at its nth change of a file."""
    if not (root / "config").exists():
        cut_short.prepare(root, root.parent / "study.key")
    return cut_short.run("scripts/forget.py", root, *given, after=after, stdin=stdin)


def test_the_command_forgets_once_says_so_twice_and_fails_where_there_is_nothing(study):
    root, keys = study
    what = ("--contact", "-", "--yes", "--no-run")
    before = {path: path.read_bytes() for path in sorted(root.parent.rglob("*")) if path.is_file()}
    dry = command(root, "--contact", "-", "--dry-run", stdin="07700 900123\n")
    assert dry.returncode == 0 and "nothing was changed" in dry.stdout and DAYS[0] in dry.stdout, dry.stderr
    unsure = command(root, "--contact", "-", "--no-run", stdin="07700 900123\n")
    assert unsure.returncode == 1 and "not confirmed" in unsure.stderr
    assert {path: path.read_bytes() for path in before} == before

    first = command(root, *what, stdin="07700 900123\n")
    assert first.returncode == 0 and "3 of 3 batches were sealed anew" in first.stdout, first.stderr
    assert not list((root / "tmp").iterdir()) and not (root / "restricted/clear").exists()
    once = {path: path.read_bytes() for path in sorted(root.rglob("*.age"))}
    second = command(root, *what, stdin="+44 7700 900 123\n")
    assert second.returncode == 0 and "forgotten already on" in second.stdout, second.stderr
    assert {path: path.read_bytes() for path in sorted(root.rglob("*.age"))} == once
    absent = command(root, *what, stdin="07700 900999\n")
    assert absent.returncode == 1 and "not in the archive" in absent.stderr
    for done in (dry, unsure, first, second, absent):
        assert not holds((done.stdout + done.stderr).encode(), SHORT)
    named = command(root, *what, "--reason", "call 07700 900123", stdin="07700 900456\n")
    assert named.returncode == 1 and "must name nobody" in named.stderr


def test_what_a_killed_command_left_in_clear_lies_in_the_restricted_zone_and_the_next_of_any_kind_removes_it(study):
    root, _ = study
    left = []
    for after in (9, 15, 21):
        killed = command(root, "--contact", "-", "--yes", "--no-run", after=after, stdin="07700 900123\n")
        assert killed.returncode == -9, killed.stderr
        left += [path for path in (root / "restricted/clear").rglob("*.wacz") if path.stat().st_size]
        assert not list((root / "tmp").iterdir())
        with workspace.clear(root / "restricted") as folder:
            assert [*(root / "restricted/clear").iterdir()] == [folder]
    assert left, "no kill left a page in clear, so nothing was shown"


@pytest.mark.parametrize("by", ["number", "pseudonym"])
def test_the_command_forgets_an_advert_by_its_number_or_pseudonym_and_tells_no_number(study, by):
    root, keys = study
    advert, secret = "noticeboard/000105", naming.secret(keys)
    tables, sealed = vault.batch(keys, vault.TABLES), root / erasure.CLEAR_ADVERTS
    vault.seal_table(waves.read(root, keys)[0], sealed, tables)
    named = advert if by == "number" else naming.pseudonym(advert, secret)
    told = command(root, "--advert", named, "--yes", "--no-run", "--reason", "see 000105")
    assert told.returncode == 1 and "--reason holds the advert's number" in told.stderr
    assert sealed.exists() and advert in set(waves.read(root, keys)[0]["advert"])

    done = command(root, "--advert", named, "--yes", "--no-run")
    assert done.returncode == 0 and "3 of 3 batches were sealed anew" in done.stdout, done.stderr
    assert advert not in set(waves.read(root, keys)[0]["advert"])
    assert forgotten.find(root / erasure.LISTED, "advert", advert, keys)["done"]
    told = [root / "results/crawl/custody.jsonl", root / erasure.MANIFEST, *keys.ring.folder.glob("*.destroyed")]
    assert len(told) == 2 + len(DAYS) + 1
    for text in (done.stdout, done.stderr, *(path.read_text() for path in told)):
        assert "000105" not in text and naming.pseudonym(advert, secret) not in text
    again = command(root, "--advert", advert, "--yes", "--no-run")
    assert again.returncode == 0 and "forgotten already on" in again.stdout, again.stderr


def test_a_pseudonym_that_no_sealed_advert_has_is_refused(study):
    root, keys = study
    strange = naming.pseudonym("noticeboard/000105", naming.secret(vault.load_keys(vault.SIMULATED, 1)))
    vault.seal_table(waves.read(root, keys)[0], root / erasure.CLEAR_ADVERTS, vault.batch(keys, vault.TABLES))
    with pytest.raises(ValueError, match="no advert of .* has the pseudonym"):
        erasure.number_of(root, strange, keys)
    (root / erasure.CLEAR_ADVERTS).unlink()
    with pytest.raises(ValueError, match="is not there to look"):
        erasure.number_of(root, strange, keys)
    assert erasure.number_of(root, "noticeboard/000105", keys) == "noticeboard/000105"


@pytest.mark.parametrize("after", range(3, 90, 11))
def test_the_command_killed_at_any_change_of_a_file_is_finished_by_running_it_again(study, ranges, after):
    root, keys = study
    what = ("--contact", "-", "--yes", "--no-run")
    killed = command(root, *what, after=after, stdin="07700 900123\n")
    assert killed.returncode in (-9, 0), killed.stderr
    again = command(root, *what, stdin="07700 900123\n")
    assert again.returncode == 0, again.stderr
    assert [str(path) for path, content in everything(root.parent, keys) if holds(content, SHORT)] == []
    assert len(waves.read(root, keys)[0]) == 6 + 1 + 1
    assert not list((root / "tmp").iterdir()) and not (root / "restricted/clear").exists()
    log = root / "results/crawl/custody.jsonl"
    custody.verify(log, last="manifest written")
    manifest.verify(root / erasure.MANIFEST, root / erasure.ARCHIVE, log)


def test_the_package_written_anew_is_valid_and_its_index_finds_every_page(study, ranges):
    root, keys = study
    forget(root, keys, mentions.contact("07700 900123", ranges), ranges)
    package = root.parent / "look.wacz"
    vault.unseal_file(root / f"restricted/archive/{DAYS[1]}.wacz.age", package, vault.batch(keys, DAYS[1]))
    assert wacz.main.main(["validate", "-f", str(package)]) == 0
    with zipfile.ZipFile(package) as opened:
        lines = gzip.decompress(opened.read("indexes/index.cdx.gz")).decode().splitlines()
        content = {name: opened.read(name) for name in opened.namelist()}
    assert lines == sorted(lines) and len({line.split()[0] for line in lines}) == 6 + 4
    found = set()
    for line in lines:
        facts = json.loads(line.split(" ", 2)[2])
        start = int(facts["offset"])
        alone = content[f"archive/{facts['filename']}"][start : start + int(facts["length"])]
        record = next(iter(ArchiveIterator(io.BytesIO(alone), parse_http=False)))
        assert record.headers["WARC-Target-URI"] == facts["url"]
        found.add(facts["url"])
    assert found == {piece.address for piece in pieces.read(package) if piece.kind in ("response", "revisit")}
