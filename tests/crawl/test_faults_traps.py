"""Sites without an end: each limit ends the crawl cleanly, and what was left is counted."""

from collections import Counter

import pytest
from faults import crawl

from dots.crawl import limits, outcomes

SEEDS = {"trap.test": ["/"]}


def index(asked) -> None:
    """Give a front page into every trap; each index page leads to the next one, and to two calendar days."""
    if asked.path == "/":
        links = ["/region/deep/page/1.html", "/calendar?day=1&view=week", *(f"/advert/{one}.html" for one in range(8))]
    else:
        place = int(asked.path.rpartition("/")[2].removesuffix(".html")) if "/page/" in asked.path else 0
        links = [f"/region/deep/page/{place + 1}.html"] if place else []
    asked.say("".join(f'<a href="{link}">on</a>' for link in links).encode() + b"x" * 2000)


def shallow(asked) -> None:
    """Give a front page with links to ten adverts, which lead nowhere."""
    asked.say(
        "".join(f'<a href="/advert/{one}.html">on</a>' for one in range(10)).encode() if asked.path == "/" else b"x"
    )


def wide(asked) -> None:
    """Give a front page with links to 300 days of a calendar and to adverts behind them."""
    links = [
        *(f"/calendar?day={day}&view={day % 7}" for day in range(300)),
        *(f"/advert/{one}.html" for one in range(40)),
    ]
    asked.say("".join(f'<a href="{link}">on</a>' for link in links).encode())


def trap(folder, fault, **changes: object):
    return crawl(folder, {"trap.test": fault}, SEEDS, **changes)


def test_endless_pagination_ends_at_the_page_limit(tmp_path):
    done = trap(tmp_path, index, max_pages=30)
    counted = done.of("trap.test")
    assert counted.pop("200") == 30 == len(done.served.of("trap.test"))
    assert set(counted) == {outcomes.ENOUGH}


def test_endless_pagination_ends_at_the_depth_limit(tmp_path):
    done = trap(tmp_path, index, max_depth=12)
    # the front page lies at depth 0 and leads to the first of the pages
    assert Counter(path for _, path in done.served.of("trap.test"))["/region/deep/page/12.html"] == 1
    assert done.of("trap.test")[outcomes.DEEP] == 1
    assert done.of("trap.test")["200"] == 1 + 12 + 1 + 8


def test_a_calendar_takes_no_more_than_its_share_and_leaves_the_adverts(tmp_path):
    done = trap(tmp_path, wide, max_alike=25)
    paths = [path for _, path in done.served.of("trap.test")]
    assert sum(path.startswith("/calendar") for path in paths) == 25
    assert sum(path.startswith("/advert") for path in paths) == 40
    assert done.of("trap.test")[outcomes.ALIKE] == 275


def test_the_byte_limit_ends_the_wave(tmp_path):
    done = trap(tmp_path, index, max_bytes=40_000, concurrency=1)
    assert 40_000 <= done.kept["bytes"] < 50_000
    assert done.of("trap.test")[outcomes.BYTES] >= 1
    assert done.kept["over"] == outcomes.BYTES


def test_the_time_limit_ends_the_wave_though_requests_wait_in_line(tmp_path):
    """Ten requests at a distance of a second each would take longer than the limit."""
    done = trap(tmp_path, shallow, max_seconds=4, delay=1.0, backoff=1.0)
    counted = done.of("trap.test")
    assert counted.pop(outcomes.LATE) == 10 - (counted["200"] - 1)
    assert 1 <= counted["200"] <= 4
    assert done.kept["seconds"] < 8
    assert done.kept["over"] == outcomes.LATE


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("http://a.test/2025/03/12", "http://a.test/2031/1/1", True),
        ("http://a.test/list?sort=up&page=2", "http://a.test/list?page=77&sort=down", True),
        ("http://a.test/list?page=2", "http://a.test/list?day=2", False),
        ("http://a.test/region/leeds", "http://a.test/region/hull", False),
    ],
)
def test_pages_that_differ_in_numbers_and_values_only_are_alike(one, other, alike):
    assert (limits.form(one) == limits.form(other)) is alike
