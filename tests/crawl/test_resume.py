"""A crawl that is killed anywhere goes on: no page lost, none doubled, and the same tables as if nothing had been."""

import random
import shutil
import signal
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import killing
import pandas as pd
import published
import pytest
from archived import KEYS, publish, read_back
from bundled import SITES

from dots.corpus import pages
from dots.crawl import exchanges, recording, spool
from dots.governance import custody, vault

SEED, KILLS = 20260101, 20
TWICE, TORN = 4, 5
"""Every fourth crawl is killed twice; every fifth loses bytes as well, as in a power failure."""
MARKET = published.market(fillers=8)
WAVES = published.ABOUT["waves"]


class Done:
    """What a crawl left: its answers, its tables, its log."""

    def __init__(self, folder, clear):
        packages = {}
        for sealed in sorted((folder / "archive").iterdir()):
            name = sealed.name.removesuffix(".wacz.age")
            packages[name] = clear / f"{name}.wacz"
            vault.unseal_file(sealed, packages[name], vault.batch(KEYS, name))
        answers = list(read_back(packages))
        self.counts = Counter((day, page.url) for day, page in answers)
        self.contents = {(day, page.url): (page.status, page.date, page.body) for day, page in answers}
        ordered = sorted((page for _, page in answers), key=lambda page: (page.file, page.url))
        *tables, self.attrition = pages.parse(ordered, SITES)
        self.tables = [table.sort_values(list(table)[:2], ignore_index=True) for table in tables]
        self.outcomes = pd.read_parquet(folder / "outcomes.parquet")
        custody.verify(folder / "custody.jsonl", last="manifest written")
        self.log = custody.read(folder / "custody.jsonl")
        self.files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}

    def events(self, name: str) -> list[dict]:
        return [record["facts"] for record in self.log if record["event"] == name]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    killing.make_ready()
    folder = tmp_path_factory.mktemp("market")
    publish(*MARKET, folder / "market.zip")
    vault.seal_file(folder / "market.zip", folder / "market.zip.age", KEYS)
    (folder / "market.zip").unlink()
    return folder


@pytest.fixture
def folder(prepared, tmp_path):
    return shutil.copytree(prepared, tmp_path / "study")


def finish(folder, tmp_path) -> Done:
    assert killing.run(folder) == 0, (folder / "errors.txt").read_text()[-3000:]
    clear = tmp_path / "clear"
    clear.mkdir()
    return Done(folder, clear)


@pytest.fixture(scope="module")
def undisturbed(prepared, tmp_path_factory) -> tuple[Done, int]:
    """A crawl that nothing disturbed, and the bytes its record and its sealed archive grew to."""
    place = tmp_path_factory.mktemp("straight")
    folder, sizes = shutil.copytree(prepared, place / "study"), []
    process = killing.CONTEXT.Process(target=killing.work, args=(folder, killing.SETTINGS, None))
    process.start()
    while process.is_alive():
        sizes.append(killing.recorded(folder))
        time.sleep(0.0005)
    assert process.exitcode == 0, (folder / "errors.txt").read_text()[-3000:]
    (place / "clear").mkdir()
    return Done(folder, place / "clear"), max(sizes)


@pytest.fixture(scope="module")
def straight(undisturbed) -> Done:
    return undisturbed[0]


@pytest.fixture(scope="module")
def size(undisturbed) -> int:
    return undisturbed[1]


def assert_same(done: Done, straight: Done) -> None:
    assert max(done.counts.values()) == 1, "no page twice on one day"
    assert done.contents == straight.contents, "no page lost, none changed"
    for table, expected in zip(done.tables, straight.tables, strict=True):
        pd.testing.assert_frame_equal(table, expected)
    pd.testing.assert_frame_equal(done.attrition, straight.attrition)
    pd.testing.assert_frame_equal(done.outcomes, straight.outcomes)
    assert [one["day"] for one in done.events("wave ended")] == WAVES
    assert done.files == straight.files, "nothing is left beside the outputs"


def test_the_crawl_to_compare_with_is_whole(straight):
    assert len(straight.contents) > 100 and set(straight.counts.values()) == {1}
    assert len(straight.tables[0]) == 2 + 1 + 1 + 3 * 8 and not straight.events("crawl resumed")


@pytest.mark.parametrize("kill", range(KILLS))
def test_killed_at_a_random_point_and_run_again_nothing_is_lost_or_doubled(kill, folder, straight, size, tmp_path):
    chance = random.Random(f"{SEED} {kill}")
    # one in each part of the way, so that every wave and the sealing are hit; a second one anywhere after it
    points = [(kill + chance.random()) / (KILLS + 2)]
    if kill % TWICE == 0:
        points.append(chance.uniform(points[0], 0.9))
    for point in points:
        assert killing.kill_at(folder, point * size) == -signal.SIGKILL
    if kill % TORN == 1:
        killing.tear(folder, chance.randint(1, 9000))
    done = finish(folder, tmp_path)
    assert_same(done, straight)
    assert 1 <= len(done.events("crawl resumed")) <= len(points)


def test_a_torn_frame_is_cut_off_and_reported(folder, straight, size, tmp_path):
    killing.kill_at(folder, size // 4)
    killing.tear(folder, 7)
    log = folder / "crawling/custody.jsonl"
    log.write_text(log.read_text() + '{"event": "wave en')
    done = finish(folder, tmp_path)
    assert_same(done, straight)
    (resumed,) = done.events("crawl resumed")
    (repaired,) = done.events("torn line repaired")
    assert repaired == {"torn": '{"event": "wave en', "bytes": 18}
    *whole, last = resumed["found"]
    assert last["bytes_cut"] > 0 and not any(one["bytes_cut"] for one in whole)


def test_told_to_stop_the_crawl_fails_and_what_it_has_is_kept(folder, straight, size, tmp_path):
    assert killing.kill_at(folder, size // 4, signal.SIGTERM) == 1
    assert "the crawl was stopped in wave" in (folder / "errors.txt").read_text()
    assert not (folder / "archive").exists() or not list((folder / "archive").iterdir())
    done = finish(folder, tmp_path)
    assert_same(done, straight)
    assert sum(one["exchanges"] for one in done.events("crawl resumed")[0]["found"]) > 20


def test_on_a_full_disk_the_crawl_fails_and_goes_on_when_there_is_space(folder, straight, tmp_path):
    assert killing.run(folder, largest=40_000) == 1
    assert "File too large" in (folder / "errors.txt").read_text()
    assert not (folder / "outcomes.parquet").exists()
    done = finish(folder, tmp_path)
    assert_same(done, straight)
    (resumed,) = done.events("crawl resumed")
    assert resumed["found"][0]["exchanges"] > 10 and not resumed["found"][0]["ended"]


def test_a_crawl_with_other_settings_is_refused_and_what_was_recorded_stays(folder, size):
    killing.kill_at(folder, size // 4)
    before = {path: path.read_bytes() for path in folder.glob("crawling/*.spool")}
    assert killing.run(folder, settings=killing.SETTINGS | {"max_pages": 7}) == 1
    said = (folder / "errors.txt").read_text()
    assert "belongs to another crawl: max_pages is 7, there 2000. It holds pages that may be gone" in said
    assert before and before == {path: path.read_bytes() for path in folder.glob("crawling/*.spool")}


def test_a_crawl_that_was_too_fast_may_go_on_slower(folder, straight, size, tmp_path):
    killing.kill_at(folder, size // 4)
    assert killing.run(folder, settings=killing.SETTINGS | {"concurrency": 1, "delay": 0.001}) == 0
    (tmp_path / "clear").mkdir()
    assert_same(Done(folder, tmp_path / "clear"), straight)


def test_a_damaged_spool_is_named_with_its_byte(folder, size):
    killing.kill_at(folder, size // 4)
    path = folder / f"crawling/{WAVES[0]}.spool"
    content = bytearray(path.read_bytes())
    content[5000] ^= 1
    path.write_bytes(bytes(content))
    assert killing.run(folder) == 1
    frame = max(place for place in frame_places(content) if place <= 5000)
    assert f"{WAVES[0]}.spool, byte {frame}: " in (folder / "errors.txt").read_text()
    assert path.read_bytes() == bytes(content), "evidence is left as it is"


def frame_places(content: bytes) -> list[int]:
    return [place for place in range(len(content)) if content.startswith(spool.MARK, place)]


def answer(address: str, status: int = 200, body: bytes = b"page"):
    from scrapy import Request
    from scrapy.http import Response

    return Request(address), Response(address, status=status, headers={"Content-Encoding": "x"}, body=body)


@pytest.fixture
def begun(tmp_path):
    def begin(days=WAVES[:1]):
        return recording.Recording(tmp_path / "crawling", list(days), KEYS, {}, {})

    return begin


def test_a_request_that_failed_is_asked_again_and_the_last_answer_wins(begun):
    wave = begun().waves[WAVES[0]]
    wave.begin()
    for one in (("http://a.example/1", 503), ("http://a.example/2", 429), ("http://a.example/3", 404)):
        wave.record(*answer(*one))
    wave.record(*answer("http://a.example/4", body=b"first"))
    wave.record(*answer("http://a.example/4", body=b"\xff\x00second"))
    wave.close()
    again = begun().waves[WAVES[0]]
    again.begin()
    assert again.replay("http://a.example/1") is again.replay("http://a.example/2") is None
    assert again.replay("http://a.example/5") is None
    assert again.replay("http://a.example/3").status == 404
    replayed = again.replay("http://a.example/4")
    assert (replayed.status, replayed.body, replayed.flags) == (200, b"\xff\x00second", ["recorded"])
    assert replayed.headers.to_unicode_dict() == {"Content-Encoding": "x"}
    assert len(again.found) == 5 and again.pages == {f"http://a.example/{number}" for number in range(1, 5)}
    again.close()


def test_an_unchanged_page_of_an_earlier_wave_is_replayed_with_its_content(begun):
    for day in WAVES[:2]:
        wave = begun(WAVES[:2]).waves[day]
        wave.begin()
        wave.record(*answer("http://a.example/1", body=b"\xff\x00same"))
        if day == WAVES[0]:
            wave.end(pd.DataFrame(columns=["host", "kind", "outcome", "requests"]))
        wave.close()
    first, second = begun(WAVES[:2]).waves.values()
    kinds = [[exchanges.read(frame) for _, frame in wave.frames()][1].kind for wave in (first, second)]
    assert kinds == ["response", "revisit"] and first.outcomes is not None and second.outcomes is None
    second.begin()
    assert second.replay("http://a.example/1").body == b"\xff\x00same"
    second.record(*answer("http://a.example/1", body=b"\xff\x00same"))
    assert exchanges.read(list(second.frames())[-1][1]).kind == "revisit", "remembered over a crash"
    second.close()


def test_robots_txt_is_replayed_for_a_day_and_then_asked_for_again(begun, monkeypatch):
    moment = datetime.now(UTC) - timedelta(hours=23)
    monkeypatch.setattr(exchanges, "now", lambda: moment.isoformat())
    wave = begun().waves[WAVES[0]]
    wave.begin()
    wave.record(*answer("http://a.example/robots.txt"))
    assert begun().waves[WAVES[0]].replay("http://a.example/robots.txt").body == b"page"
    moment -= timedelta(hours=2)
    wave.record(*answer("http://b.example/robots.txt"))
    wave.record(*answer("http://b.example/page"))
    again = begun().waves[WAVES[0]]
    assert again.replay("http://b.example/robots.txt") is None
    assert again.replay("http://b.example/page").body == b"page"


def test_what_is_remembered_of_contents_is_bounded_and_forgets_what_is_gone(begun, monkeypatch):
    monkeypatch.setattr(recording, "LARGEST", 2)
    crawl = begun(WAVES[:4])
    seen = ["http://a.example/1", "http://a.example/2", "http://a.example/3"]
    for day, addresses in zip(WAVES[:4], (seen, seen[2:], seen[2:], seen[::2]), strict=True):
        wave = crawl.waves[day]
        wave.begin()
        for address in addresses:
            wave.record(*answer(address, body=address.encode()))
        assert len(crawl._originals) <= 2
        wave.close()
    kinds = [
        [one.kind for _, frame in wave.frames() if (one := exchanges.read(frame))] for wave in crawl.waves.values()
    ]
    # the third is remembered only when the other two, not seen again, are forgotten
    assert kinds == [["response"] * 3, ["response"], ["response"], ["response", "revisit"]]
