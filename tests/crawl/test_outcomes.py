"""What the crawl says of itself adds up."""

import pandas as pd
import pytest
from bundled import SITES

from dots.crawl import figures, outcomes
from dots.market.layouts import HOSTS

ROWS = [
    ("a.example", "advert", "200", 1500),
    ("a.example", "advert", "404", 3),
    ("a.example", "advert", "failed: TimeoutError", 2),
    ("a.example", "index", "200", 20),
    ("a.example", "index", outcomes.ENOUGH, 4),
    ("a.example", "other", outcomes.ROBOTS, 1),
    ("a.example", "robots", "200", 1),
    ("b.example", "feed", "200", 9),
    ("c.example", "other", outcomes.OFF_LIST, 2),
]
FRAME = pd.DataFrame(ROWS, columns=["host", "kind", "outcome", "requests"])


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (f"http://{HOSTS['noticeboard']}/robots.txt", "robots"),
        (f"http://{HOSTS['noticeboard']}", "index"),
        (f"http://{HOSTS['noticeboard']}/region/north-east/page/2.html", "index"),
        (f"http://{HOSTS['noticeboard']}/advert/000123.html", "advert"),
        (f"http://{HOSTS['social']}/api/v1/timelines/public?limit=40&max_id=7", "feed"),
        (f"http://{HOSTS['citylist']}/", "index"),
        (f"http://{HOSTS['citylist']}/browse/north-east?page=2", "index"),
        (f"http://{HOSTS['citylist']}/listing/000123", "advert"),
        (f"http://{HOSTS['social']}/api/v1/statuses/200003", "advert"),
        (f"http://{HOSTS['noticeboard']}/private/members.html", "other"),
    ],
)
def test_every_address_has_a_kind(address, kind):
    assert SITES.kind(address) == kind


def test_every_request_is_in_exactly_one_number():
    numbers = {key: number.value for key, number in outcomes.numbers(FRAME).items()}
    assert numbers["pages"] == 1529 == numbers["advert_pages"] + numbers["index_pages"] + numbers["feed_pages"]
    assert numbers["failed"] == 5
    ended = ("pages", "refused", "off_list", "beyond_limit", "failed")
    assert numbers["requests"] == 1542 == sum(numbers[key] for key in ended) + 1  # robots.txt


def test_waves_add_up_to_one_table():
    total = outcomes.total([FRAME, FRAME.iloc[:3], FRAME.iloc[:0]])
    assert total["requests"].sum() == 1542 + 1505
    assert len(total) == len(FRAME)


def test_the_table_of_the_chapter_keeps_every_request():
    table = outcomes.chapter_table(FRAME)
    total = sum(int(value.replace(",", "")) for name in ("Fetched", "Not asked for", "Failed") for value in table[name])
    assert total == FRAME["requests"].sum()
    row = table.query("Host == 'a.example' and `Kind of page` == 'advert'").iloc[0]
    assert (row["Fetched"], row["Not asked for"], row["Failed"]) == ("1,500", "0", "5")


def test_the_figure_shows_every_outcome_and_says_so_in_words():
    figure = figures.draw_outcomes(FRAME)
    (axes,) = figure.axes
    assert [bar.get_width() for bar in axes.patches] == sorted(FRAME["requests"])
    assert "how 1,542 requests" in figures.describe_outcomes(FRAME)
    assert "1,530 were fetched and 12 were not" in figures.describe_outcomes(FRAME)
