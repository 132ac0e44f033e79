"""The market's server shows each day what is up that day, and nothing of a platform that has closed."""

import json
import re
import time
import urllib.error
import urllib.request
from functools import partial
from urllib.parse import urljoin

import pytest
from published import ABOUT, EDITED, MOVED, POST, RENEWED, UNSEEN, market, row

from dots.market import layouts, server

FIRST, SECOND, THIRD, FOURTH = ABOUT["waves"]
BOARD, CITY = "http://noticeboard.example", "http://citylist.example"
TIMELINE = f"http://social.example{layouts.TIMELINE}"


@pytest.fixture(scope="module")
def ask():
    return partial(server.answer, server.shelve(*market()))


def listed(ask, address, day):
    """Follow an index from page to page and give the numbers of its adverts in order."""
    numbers = []
    while address:
        said = ask(address, day)
        assert said.status == 200
        text = said.content.decode()
        numbers += re.findall(r'href="/(?:advert|listing)/(\d+)', text)
        following = re.search(r'<a (?:class|rel)="next" href="([^"]+)"', text)
        address = following and urljoin(address, following[1])
    return numbers


def posts(ask, day):
    numbers, address = [], f"{TIMELINE}?limit=40"
    while address:
        said = ask(address, day)
        numbers += [status["id"] for status in json.loads(said.content)]
        address = said.following
    return numbers


def test_an_advert_has_a_page_only_while_it_is_up(ask):
    address = f"{BOARD}/advert/{EDITED}.html"
    days = {"2025-01-09": 404, "2025-01-10": 200, "2025-02-28": 200, "2025-03-01": 404}
    assert {day: ask(address, day).status for day in days} == days
    assert [ask(f"{BOARD}/advert/{UNSEEN}.html", day).status for day in ABOUT["waves"]] == [404] * 4


def test_the_version_of_the_day_is_shown(ask):
    address = f"{BOARD}/advert/{EDITED}.html"
    assert b"Available" in ask(address, "2025-01-31").content and b"otherwise" not in ask(address, "2025-01-31").content
    assert b"otherwise" in ask(address, "2025-02-01").content
    moved = f"{CITY}/listing/{MOVED}"
    assert [b"<dd>Derby</dd>" in ask(moved, day).content for day in (FIRST, SECOND)] == [False, True]


def test_an_index_lists_what_is_up_in_the_region_and_each_advert_once(ask):
    here, there = f"{CITY}/browse/yorkshire-and-the-humber?page=1", f"{CITY}/browse/east-midlands?page=1"
    first, second = listed(ask, here, FIRST), listed(ask, here, SECOND)
    assert len(first) == len(set(first)) == 61 and len(second) == 60
    assert (MOVED in first, MOVED in second) == (True, False)
    assert (listed(ask, there, FIRST), listed(ask, there, SECOND)) == ([], [MOVED])


def test_a_renewed_advert_comes_first(ask):
    index = f"{BOARD}/region/yorkshire-and-the-humber/page/1.html"
    assert listed(ask, index, FIRST)[0] == EDITED  # posted last
    assert listed(ask, index, SECOND)[0] == RENEWED
    assert RENEWED in listed(ask, index, FIRST)[1:]


def test_the_feed_shows_the_posts_of_the_day_newest_first_and_pages_do_not_overlap(ask):
    before, after = posts(ask, SECOND), posts(ask, THIRD)
    assert len(before) == len(set(before)) == 60 and len(after) == 61
    assert after == sorted(after, key=int, reverse=True)
    assert set(after) - set(before) == {POST}
    assert json.loads(ask(f"http://social.example/api/v1/statuses/{POST}", THIRD).content)["id"] == POST
    assert ask(f"http://social.example/api/v1/statuses/{POST}", SECOND).status == 404
    assert ask(f"{TIMELINE}?limit=many", THIRD).status == 400


def test_a_closed_platform_answers_gone_to_everything_and_the_others_go_on(ask):
    paths = ("/", "/robots.txt", f"/listing/{MOVED}", "/browse/east-midlands?page=1", "/nowhere")
    assert {ask(f"{CITY}{path}", "2025-03-10").status for path in paths} == {410}
    assert ask(f"{CITY}/", "2025-03-09").status == 200
    assert ask(f"{BOARD}/", FOURTH).status == ask(TIMELINE, FOURTH).status == 200


def test_what_is_not_there_is_not_found_and_other_hosts_are_not_answered_for(ask):
    missing = (
        "/region/atlantis/page/1.html",
        "/region/east-midlands/page/2.html",
        "/listing/0000001",
        "/statuses.json",
    )
    assert {ask(f"{BOARD}{path}", FIRST).status for path in missing} == {404}
    assert ask("http://elsewhere.example/", FIRST).status == 502


def test_the_date_header_follows_the_clock_of_the_server(ask):
    with server.serve(ask, FIRST) as served:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": served.proxy}))
        with opener.open(f"{CITY}/") as answer:
            assert answer.headers["Date"] == "Wed, 22 Jan 2025 12:00:00 GMT"
        served.clock = FOURTH
        with opener.open(f"{TIMELINE}?limit=40") as answer:
            assert answer.headers["Date"] == "Wed, 26 Mar 2025 12:00:00 GMT"
            assert 'rel="next"' in answer.headers["Link"]
        with pytest.raises(urllib.error.HTTPError, match="410"):
            opener.open(f"{CITY}/")
        assert [address for _, address, _ in served.asked][0] == f"{CITY}/"


def test_pages_are_written_faster_than_any_crawler_asks():
    adverts = [row("citylist", str(number)) for number in range(20_000)]
    shelf = server.shelve(ABOUT, [adverts])
    addresses = [layouts.address(one) for one in adverts[:2000]]
    addresses += [f"{CITY}/browse/yorkshire-and-the-humber?page={number}" for number in range(1, 500)]
    start = time.process_time()
    assert all(server.answer(shelf, address, FIRST).status == 200 for address in addresses)
    assert len(addresses) / (time.process_time() - start) > 1500
