"""The same public fields on three sites that are built differently, and nothing else."""

import html
import json
import re

import pytest
from published import ABOUT, adverts, market, row

from dots.market import layouts, site

DAY = "2025-02-12"


def page(one, day=DAY):
    return layouts.page(one, day).decode()


def test_the_two_classifieds_sites_share_no_address_and_no_markup():
    first, second = row("noticeboard"), row("citylist")
    assert layouts.address(first) == "http://noticeboard.example/advert/0000001.html"
    assert layouts.address(second) == "http://citylist.example/listing/0000001"
    marks = [set(re.findall(r'(?:class|id)="([^"]*)"', page(one))) for one in (first, second)]
    assert marks[0] and marks[1] and not marks[0] & marks[1]
    assert "<dl>" in page(second) and "<dl>" not in page(first)


def test_a_listing_writes_dates_in_words_and_says_when_it_was_renewed():
    one = row("citylist", posted="2025-01-05", renewed=["2025-02-10", "2025-03-04"])
    assert "<dt>Posted</dt><dd>5 January 2025</dd>" in page(one)
    assert "<dt>Last renewed</dt><dd>10 February 2025</dd>" in page(one)
    assert "Last renewed" not in page(one, "2025-02-09")


@pytest.mark.parametrize("platform", ["noticeboard", "citylist"])
def test_every_public_field_can_be_read_and_nothing_is_taken_for_markup(platform):
    one = row(platform)
    text = html.unescape(page(one))
    for name in ("title", "body", "contact", "price", "town"):
        assert one[name] in text
    assert "<now>" not in page(one) and "&lt;now&gt;" in page(one)


@pytest.mark.parametrize("platform", ["noticeboard", "citylist"])
def test_what_is_not_stated_leaves_no_empty_place(platform):
    bare = page(row(platform, contact="", price=""))
    assert "Price" not in bare and "price" not in bare and "ontact" not in bare


def test_a_post_is_a_mastodon_status():
    one = json.loads(page(row("social", "200003", town="Kingston upon Hull")))
    assert one["id"] == "200003" and one["created_at"].startswith("2025-01-05T")
    assert one["tags"] == [{"name": "kingstonuponhull"}]
    assert one["content"].endswith(" #kingstonuponhull</p>") and "&lt;now&gt;" in one["content"]
    assert json.loads(layouts.timeline([row("social", "200003", town="Kingston upon Hull")])) == [one]


def test_an_index_of_listings_carries_microdata_and_leads_on():
    first = layouts.index("citylist", "East Midlands", [row("citylist")], 1, 2).decode()
    assert 'itemtype="https://schema.org/Offer"' in first and 'href="/listing/0000001"' in first
    assert 'href="/browse/east-midlands?page=2"' in first
    assert "page=3" not in layouts.index("citylist", "East Midlands", [], 2, 2).decode()


def test_the_archive_gives_back_its_parts_and_is_the_same_bytes_every_time(tmp_path):
    about, parts = market()
    for name in ("a.zip", "b.zip"):
        with site.Writer(tmp_path / name, about) as writer:
            for number, part in enumerate(parts):
                writer.add(number, iter(part))
    said, found = site.read(tmp_path / "a.zip")
    assert said == ABOUT and list(found) == parts
    assert list(site.read(tmp_path / "a.zip", site.names(tmp_path / "a.zip")[1:])[1]) == parts[1:]
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_row_with_more_than_public_fields_never_reaches_the_archive(tmp_path):
    with site.Writer(tmp_path / "a.zip", ABOUT) as writer:
        with pytest.raises(ValueError, match="block 0: organisation"):
            writer.add(0, [row() | {"organisation": "organisation-0000001"}])
        with pytest.raises(ValueError, match="block 2: price"):
            writer.add(2, [{name: value for name, value in row().items() if name != "price"}])
        with pytest.raises(ValueError, match="block 1 comes after block 2"):
            writer.add(1, adverts())


def test_what_is_no_market_is_refused(tmp_path):
    (tmp_path / "a.zip").write_text("plain")
    with pytest.raises(ValueError, match="no archive of a market"):
        site.read(tmp_path / "a.zip")
