"""A revisit record is a sighting of the content it refers to, wherever in the archive that is; none is lost."""

import io
from pathlib import Path

import pandas as pd
import pyarrow.parquet as parquet
import pytest
from bundled import SITES
from tiny_archive import WAVES, board, city, feed, status, unchanged, wacz, warc

from dots.corpus import archive, batches, clear_tables, pages, versions
from dots.corpus.archive import Revisit
from dots.governance import naming, vault

FIRST, SECOND, THIRD = WAVES
KEYS = vault.load_keys(vault.SIMULATED, 7)


def parse(*waves):
    package = io.BytesIO(wacz(*(warc(listed)[0] for listed in waves)))
    adverts, sightings, found = pages.parse(archive.read(package), SITES)
    counts = {(step, reason): count for step, reason, count in found.itertuples(index=False)}
    rows = [(one.advert, f"{one.seen:%m-%d}", one.changed) for one in sightings.itertuples()]
    return adverts.set_index("advert"), rows, counts


def test_a_revisit_record_is_read_as_what_it_says():
    page = board(1)
    (item,) = archive.read(io.BytesIO(wacz(warc([unchanged(page, SECOND)])[0])))
    assert isinstance(item, Revisit) and (item.url, item.status, item.date) == (page[0], 200, SECOND)


def test_a_revisit_is_a_sighting_of_the_same_advert():
    page = board(1, FIRST, title="Anna")
    adverts, sightings, found = parse([page], [unchanged(page, SECOND)])
    assert sightings == [("noticeboard/000001", "01-01", False), ("noticeboard/000001", "01-22", False)]
    assert adverts.loc["noticeboard/000001", ["title", "seen"]].tolist() == ["Anna", pd.Timestamp("2026-01-22")]
    assert found["2 pages", "kept"] == 2
    assert found["3 adverts and posts", "earlier sighting of the same advert"] == 1


def test_crawling_with_and_without_revisits_gives_the_same_tables():
    old, new, other = board(1, FIRST, title="Old"), board(1, SECOND, title="New"), city(2, FIRST)
    posts, more = feed(status("9"), status("8"), date=FIRST), feed(status("9", "<p>new</p>"), date=SECOND)
    whole = [
        [old, other, posts],
        [new, (*other[:3], SECOND), more],
        [(*new[:3], THIRD), (*other[:3], THIRD), (*posts[:3], THIRD)],
    ]
    short = [
        whole[0],
        [new, unchanged(other, SECOND), more],
        [unchanged(new, THIRD), unchanged(other, THIRD), unchanged(posts, THIRD)],
    ]
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        expected, given = (parse(*(waves[place] for place in order)) for waves in (whole, short))
        pd.testing.assert_frame_equal(given[0], expected[0])
        assert given[1:] == expected[1:]
    assert ("social/9", "02-12", True) in given[1] and ("social/8", "02-12", False) in given[1]
    assert given[0].loc["social/9", "body"] == "Hello from Leeds"


def test_a_revisit_refers_to_the_content_not_to_the_last_copy():
    a, b = board(1, FIRST, title="a"), board(1, SECOND, title="b")
    adverts, sightings, _ = parse([a], [b], [unchanged(a, THIRD)])
    assert [changed for *_, changed in sightings] == [False, True, True]
    assert adverts.loc["noticeboard/000001", "title"] == "a"


def test_a_revisit_does_not_take_the_content_of_another_address():
    page = board(1, FIRST)
    stray = (city(2)[0], 200, unchanged(page, SECOND)[2], SECOND)
    adverts, sightings, found = parse([page], [stray])
    assert len(adverts) == len(sightings) == 1
    assert found["2 pages", "revisit of a page that the archive does not hold"] == 1


def test_a_revisit_without_its_original_is_counted_and_the_advert_is_not_made_up():
    page, kept = board(1, FIRST), board(2, FIRST)
    adverts, _, found = parse([kept], [unchanged(page, SECOND), unchanged(kept, SECOND)])
    assert adverts.index.tolist() == ["noticeboard/000002"]
    assert found["2 pages", "revisit of a page that the archive does not hold"] == 1
    assert (
        found["1 responses in the archive", "kept"]
        == 3
        == sum(count for (step, _), count in found.items() if step == "2 pages")
    )


def test_a_site_that_says_again_that_it_has_closed_has_closed_in_each_wave(tmp_path):
    closed = ("http://citylist.example/", 410, "This site has closed.", SECOND)
    waves = [[city(1, FIRST)], [closed], [unchanged(closed, THIRD)]]
    *_, found = parse(*waves)
    assert found["2 pages", "HTTP status 410"] == 2
    read = [page for wave in waves for page in archive.read(io.BytesIO(wacz(warc(wave)[0])))]
    states = versions.merge([pages.collect(read, SITES, tmp_path / "texts.parquet")]).site_waves["state"]
    assert states.tolist() == ["crawled", "closed", "closed"]


def test_a_page_that_a_server_called_not_modified_is_seen_again():
    page = board(1, FIRST)
    url, _, body, day = unchanged(page, SECOND)
    _, sightings, _ = parse([page], [(url, 304, body, day)])
    assert [day for _, day, _ in sightings] == ["01-01", "01-22"]


def test_an_unchanged_page_that_is_no_advert_and_one_without_a_date_are_counted_as_such():
    index = ("http://citylist.example/browse/london?page=1", 200, "<p>Index</p>", FIRST)
    page = board(1, FIRST)
    _, sightings, found = parse([index, page], [unchanged(index, SECOND), unchanged(page, None)])
    assert found["2 pages", "index page"] == 2
    assert found["2 pages", "no usable Date header"] == len(sightings) == 1


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """Seal an archive of three batches, the second with a revisit of the first and damage, the third of two files."""
    folder = tmp_path_factory.mktemp("sealed")
    listed = [board(number, FIRST, title=f"Anna {number}") for number in range(40)]
    again = [unchanged(page, SECOND) for page in listed[:30]] + [feed(status("9"), date=SECOND)]
    later = [board(number, THIRD, title="Eva") for number in range(35)]
    broken = bytearray(warc(again)[0])
    broken[200] ^= 0xFF
    whole = {
        "2026-01-01": wacz(warc(listed)[0]),
        "2026-01-22": wacz(bytes(broken)),
        "2026-02-12": wacz(warc(later[:20])[0], warc(later[20:])[0]),
    }
    for name, content in whole.items():
        vault.seal(content, folder / f"{name}.wacz.age", vault.batch(KEYS, name))
    return folder


def tables(sealed, folder, workers):
    folder.mkdir()
    merged = versions.merge(batches.parse(sealed, KEYS, SITES, folder, workers))
    clear_tables.write_adverts(merged, folder / "adverts.parquet", folder)
    clear_tables.write_sightings(merged, folder / "sightings.parquet")
    return merged, (folder / "adverts.parquet").read_bytes(), (folder / "sightings.parquet").read_bytes()


def test_processes_and_the_size_of_chunks_change_no_byte_and_batches_are_cleared_away(sealed, tmp_path, monkeypatch):
    one, two = (tables(sealed, tmp_path / str(workers), workers) for workers in (1, 2))
    assert one[1:] == two[1:]
    pd.testing.assert_frame_equal(one[0].attrition, two[0].attrition)
    pd.testing.assert_frame_equal(one[0].site_waves, two[0].site_waves)
    left = {path.name.split("-")[0] for path in tmp_path.glob("*/*")}
    assert left == {"adverts.parquet", "sightings.parquet", "texts"}
    monkeypatch.setattr(clear_tables, "CHUNK", 7)
    tables(sealed, tmp_path / "small", 1)
    for name in ("adverts", "sightings"):
        frames = [pd.read_parquet(tmp_path / folder / f"{name}.parquet") for folder in ("1", "small")]
        pd.testing.assert_frame_equal(*frames)


def test_adverts_and_sightings_lie_part_by_part_in_the_order_of_their_pseudonyms(sealed, tmp_path, monkeypatch):
    monkeypatch.setattr(clear_tables, "CHUNK", 7)
    secret = naming.secret(KEYS)
    merged = versions.merge(batches.parse(sealed, KEYS, SITES, tmp_path, 1), secret)
    clear_tables.write_adverts(merged, tmp_path / "adverts.parquet", tmp_path)
    clear_tables.write_sightings(merged, tmp_path / "sightings.parquet")
    for name in ("adverts", "sightings"):
        file = parquet.ParquetFile(tmp_path / f"{name}.parquet")
        parts = [file.read_row_group(place)["advert"].to_pylist() for place in range(file.num_row_groups)]
        hidden = [sorted(naming.pseudonym(advert, secret) for advert in part) for part in parts]
        joined = sum(hidden, [])
        assert len(parts) > 4 and joined == sorted(joined) and sum(parts, []) != sorted(sum(parts, []))


@pytest.mark.parametrize("workers", [1, 2])
def test_damage_in_a_batch_is_logged_with_batch_file_and_byte(sealed, tmp_path, caplog, workers):
    merged, _, _ = tables(sealed, tmp_path / "one", workers)
    assert "2026-01-22/archive/data.warc.gz, byte 0: damaged record" in caplog.text
    assert dict(zip(merged.attrition["reason"], merged.attrition["records"], strict=True))["damaged record"] == 1


def test_no_more_batches_are_in_clear_than_there_are_processes(sealed, tmp_path, monkeypatch):
    most = []

    def collect(found, sites, texts, wave):
        most.append(len(list(tmp_path.glob("*.wacz"))))
        return real(found, sites, texts, wave)

    real = pages.collect
    monkeypatch.setattr(pages, "collect", collect)
    batches.parse(sealed, KEYS, SITES, tmp_path, 1)
    assert most == [1, 1, 1, 1]


def test_a_folder_without_batches_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="no batch of the archive"):
        batches.parse(tmp_path, KEYS, SITES, Path(tmp_path), 1)
