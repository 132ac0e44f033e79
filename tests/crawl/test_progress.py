"""The time left is an estimate from what is in line, and never more than the limits allow."""

from archived import SETTINGS

from dots.crawl.politeness import Manners
from dots.crawl.progress import describe, time_left

MANNERS = Manners(**SETTINGS | {"max_pages": 1000, "max_seconds": 600})


def test_what_is_in_line_takes_as_long_as_the_rate_so_far_makes_it():
    assert time_left(200, 400, 4.0, 50, MANNERS) == 100
    assert describe(200, 400, 3, 50, MANNERS) == (
        "200 pages, 400 in line, 4.0 pages a second, 3 errors, about 0:01:40 left"
    )


def test_no_more_pages_are_expected_than_the_limit_has_left():
    assert time_left(900, 50_000, 2.0, 450, MANNERS) == 50


def test_no_more_time_is_expected_than_the_limit_has_left():
    assert time_left(10, 900, 0.1, 100, MANNERS) == 500
    assert time_left(0, 900, 0.0, 100, MANNERS) == 500


def test_an_empty_line_and_a_limit_that_is_reached_are_said():
    assert describe(200, 0, 0, 50, MANNERS).endswith("nothing left")
    assert describe(1000, 10, 0, 50, MANNERS).endswith("at its limit")
