"""The archive written directly is what a crawl over HTTP would give, in the same bytes on any number of workers."""

import gzip
import io
import json
import zipfile

import pandas as pd
import pytest
from archived import publish, read_back
from bundled import SITES
from fastwarc.warc import ArchiveIterator
from published import ABOUT, MOVED

from dots.corpus import archive as warc
from dots.corpus import pages
from dots.crawl import archive
from dots.market import direct, layouts

INFO = {"software": "dots/test"}


@pytest.fixture(scope="module")
def written(market, tmp_path_factory):
    """Write the market's archive with one worker and with two, two parts to a WARC file."""
    folder = tmp_path_factory.mktemp("direct")
    publish(*market, folder / "market.zip")
    packages = []
    for workers in (1, 2):
        package = folder / str(workers) / "crawl.wacz"
        package.parent.mkdir()
        waves = direct.write(folder / "market.zip", package, info=INFO, title="test", workers=workers)
        packages.append(package)
    return packages, waves


def assert_same(first: pd.DataFrame, second: pd.DataFrame, *key: str) -> None:
    ordered = (frame.sort_values(list(key), ignore_index=True) for frame in (first, second))
    pd.testing.assert_frame_equal(*ordered)


def test_adverts_and_sightings_are_those_of_the_crawl(written, whole):
    adverts, sightings, _ = pages.parse(warc.read(written[0][0]), SITES)
    crawled, seen, _ = pages.parse((page for _, page in read_back(whole.packages)), SITES)
    assert len(adverts) == 2 + 60 + 61 + 61 and sightings["changed"].sum() == 2
    assert_same(adverts, crawled, "advert")
    assert_same(sightings, seen, "advert", "seen")


def test_pages_in_memory_are_those_of_the_archive(written, market):
    about, parts = market
    in_memory = list(direct.pages(about, [one for part in parts for one in part]))
    archived = list(warc.read(written[0][0]))
    assert [(page.url, page.status, page.date, page.body) for page in in_memory] == [
        (page.url, page.status, page.date, page.body) for page in archived
    ]


def test_the_number_of_workers_changes_no_byte(written):
    (first, second), _ = written
    assert first.read_bytes() == second.read_bytes()
    assert [path.name for path in second.parent.iterdir()] == ["crawl.wacz"]


def test_no_wave_sees_a_platform_after_it_closed(market):
    about, parts = market
    never_down = [one | {"until": "2025-04-01"} for part in parts for one in part if one["platform"] == "citylist"]
    assert {day for day, _ in direct.seen(about, never_down)} == set(ABOUT["waves"][:3])


def test_outcomes_count_the_records_of_each_wave(written):
    packages, waves = written
    assert list(waves) == ABOUT["waves"]
    total = sum(frame["requests"].sum() for frame in waves.values())
    assert archive.check(packages[0]) == {"warcinfo": 1, "response": total}
    assert set(waves["2025-03-26"]["host"]) == {"noticeboard.example", "social.example"}


def test_the_package_is_a_valid_wacz_whose_index_finds_every_record(written):
    import wacz.main

    package = written[0][0]
    assert wacz.main.main(["validate", "-f", str(package)]) == 0
    with zipfile.ZipFile(package) as opened:
        lines = gzip.decompress(opened.read("indexes/index.cdx.gz")).decode().splitlines()
        assert lines == sorted(lines)
        files = {name: opened.read(name) for name in opened.namelist() if name.startswith("archive/")}
    moved = [line for line in lines if f"/listing/{MOVED} " in line]
    assert [line.split()[1] for line in moved] == ["20250122120000", "20250212120000", "20250305120000"]
    for line in lines[::7]:
        key, moment, facts = line.split(" ", 2)
        facts = json.loads(facts)
        start, length = int(facts["offset"]), int(facts["length"])
        alone = files[f"archive/{facts['filename']}"][start : start + length]
        record = next(iter(ArchiveIterator(io.BytesIO(alone))))
        assert record.headers["WARC-Target-URI"] == facts["url"]
        assert record.headers["WARC-Payload-Digest"] == facts["digest"]
        assert record.http_headers["Date"] == layouts.stamp(f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}")
