"""A crawl that is killed again and again takes no more than its limits from a host: each attempt goes on with them."""

import os
import signal
from collections import Counter

import faults
import pytest

from dots.crawl import outcomes
from dots.crawl.spent import Spent

SEEDS = {"trap.test": ["/"]}
SIZE = 5000


class Trap:
    """A site without an end, which kills its crawler at every nth request; `kills` says how often it may."""

    def __init__(self, folder, every, kills):
        self.folder, self.every, self.left, self.asked, self.sent = folder, every, kills, 0, 0

    def __call__(self, asked) -> None:
        self.asked += 1
        if self.left and self.asked % self.every == 0:
            self.left -= 1
            os.kill(int((self.folder / "process").read_text()), signal.SIGKILL)
            return
        place = int(asked.path.rpartition("/")[2].removesuffix(".html")) if "/page/" in asked.path else 0
        body = f'<a href="/region/deep/page/{place + 1}.html">on</a>'.encode().ljust(SIZE, b"x")
        self.sent += len(body)
        asked.say(body)


def attempts(folder, trap, **changes):
    """Crawl until a crawl ends by itself; give what it found and the number of crawls."""
    with faults.serve({"trap.test": trap}, {}) as served:
        for attempt in range(1, 20):
            if done := faults.crawl_served(served, folder, SEEDS, **{"concurrency": 1} | changes):
                return done, attempt
    raise AssertionError("it was killed each time")


def assert_counted_once(done):
    recorded = Counter(address for address, pages in done.archived.items() for _ in pages)
    assert set(recorded.values()) == {1}
    assert done.of("trap.test")["200"] == len([one for one in recorded if not one.endswith("/robots.txt")])


def test_the_page_limit_is_of_the_wave_also_of_pages_that_never_came(tmp_path):
    trap = Trap(tmp_path, every=4, kills=3)
    done, crawls = attempts(tmp_path, trap, max_pages=15)
    assert crawls == 4 and trap.asked == 15
    assert done.of("trap.test") == {"200": 15 - 3, outcomes.ENOUGH: 1}
    assert_counted_once(done)


def test_the_byte_limit_is_of_the_wave(tmp_path):
    trap = Trap(tmp_path, every=4, kills=3)
    done, crawls = attempts(tmp_path, trap, max_bytes=11 * SIZE)
    # the two bytes are those of the answer that there is no robots.txt, which was asked for once
    assert crawls == 4 and trap.sent == 11 * SIZE == done.kept["bytes"] - len(b"no")
    assert done.of("trap.test") == {"200": 11, outcomes.BYTES: 1} and done.kept["over"] == outcomes.BYTES
    assert_counted_once(done)


@pytest.mark.parametrize("changes", [{"max_seconds": 2.0}, {"max_bytes": 4 * SIZE}])
def test_a_wave_whose_limit_was_used_up_before_asks_for_nothing_more_and_keeps_what_it_has(tmp_path, changes):
    trap = Trap(tmp_path, every=6, kills=1)
    with faults.serve({"trap.test": trap}, {}) as served:
        assert faults.crawl_served(served, tmp_path, SEEDS, delay=1.0, backoff=1.0) is None
        before = len(served.asked)
        done = faults.crawl_served(served, tmp_path, SEEDS, delay=1.0, backoff=1.0, **changes)
        assert len(served.asked) == before == 1 + 6
    reason = outcomes.LATE if "max_seconds" in changes else outcomes.BYTES
    assert done.of("trap.test") == {"200": 5, reason: 1} and done.kept["over"] == reason
    assert done.of("trap.test", robots=True) == {"404": 1}
    assert done.kept["seconds"] >= 2, "what the killed crawl took is told of as well"
    assert_counted_once(done)


@pytest.mark.parametrize("content", ["", "pages 00000", "pages 1 bytes 2 seconds 3\n"])
def test_a_torn_note_leaves_what_the_spool_holds_and_is_told_of(tmp_path, caplog, content):
    path = tmp_path / "wave.spent"
    path.write_text(content)
    spent = Spent(path, 7, 70)
    assert (spent.pages, spent.bytes, spent.seconds) == (7, 70, 0.0) and "torn" in caplog.text


def test_what_was_noted_last_is_found_again(tmp_path):
    spent = Spent(tmp_path / "wave.spent")
    spent.begin()
    spent.note(pages=3, bytes=10**12)
    spent.note(bytes=5)
    # not closed, as if it had been killed
    again = Spent(tmp_path / "wave.spent", 2, 9)
    assert (again.pages, again.bytes) == (3, 10**12 + 5) and 0 <= again.seconds <= spent.seconds
    spent.close()
