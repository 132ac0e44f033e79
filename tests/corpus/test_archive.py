"""Every page of the archive is an advert, a page of the feed, or counted with its reason; damage is never swallowed."""

import io
import json

import pandas as pd
import pytest
from bundled import SITES
from tiny_archive import DATE, WAVES, advert_page, board, city, feed, status, wacz, warc

from dots.corpus import archive, pages
from dots.corpus.archive import Damage, Page
from dots.tables import corpus as tables


def outcomes(found):
    return {(step, reason): count for step, reason, count in found.itertuples(index=False)}


def parse(*listed, compress=True):
    data, _ = warc(listed, compress)
    name = "archive/data.warc.gz" if compress else "archive/data.warc"
    adverts, _, found = pages.parse(read(wacz(data, name=name)), SITES)
    return adverts, outcomes(found)


def read(content):
    return archive.read(io.BytesIO(content))


def sighted(*waves):
    """Parse an archive with a WARC file for each wave."""
    adverts, sightings, found = pages.parse(read(wacz(*(warc(listed)[0] for listed in waves))), SITES)
    tables.CLEAR_ADVERTS.check(adverts, "test")
    tables.CLEAR_SIGHTINGS.check(sightings, "test")
    rows = [(one.advert, f"{one.seen:%m-%d}", one.changed) for one in sightings.itertuples()]
    return adverts.set_index("advert"), sorted(rows), outcomes(found)


@pytest.mark.parametrize("compress", [True, False])
def test_an_advert_is_read_as_it_was_published(compress):
    adverts, _ = parse(
        board(7, title="Anna & Eva", body="Call\u00a0now", contact="Ring 07700 900123", price="£90 per hour"),
        compress=compress,
    )
    assert adverts.to_dict("records") == [
        {
            "advert": "noticeboard/000007",
            "platform": "noticeboard",
            "posted": pd.Timestamp("2025-03-04"),
            "seen": pd.Timestamp("2026-01-01"),
            "title": "Anna & Eva",
            "body": "Call\u00a0now",
            "contact": "Ring 07700 900123",
            "place": "Leeds",
            "price": "£90 per hour",
        }
    ]
    tables.CLEAR_ADVERTS.check(adverts, "test")


def test_a_listing_of_another_layout_is_read_into_the_same_fields():
    adverts, _ = parse(
        city(7, title="Anna & Eva", body="Posted late.\nCall\u00a0now", contact="Ring 07700 900123",
             price="£90 per hour", place="Hull", renewed="1 April 2025"),
        city(8),
    )  # fmt: skip
    full, bare = adverts.to_dict("records")
    assert full == {
        "advert": "citylist/000007",
        "platform": "citylist",
        "posted": pd.Timestamp("2025-03-04"),
        "seen": pd.Timestamp("2026-01-01"),
        "title": "Anna & Eva",
        "body": "Posted late.\nCall\u00a0now",
        "contact": "Ring 07700 900123",
        "place": "Hull",
        "price": "£90 per hour",
    }
    assert bare["contact"] == bare["price"] == ""


@pytest.mark.parametrize(
    "words",
    ["4 March 2025", "04 MARCH 2025", "4th of March, 2025", "Tuesday 4 Mar 2025", " 4\u00a0March\n2025", "2025-03-04"],
)
def test_a_day_in_words_is_read_however_it_is_written(words):
    adverts, _ = parse(city(1, posted=words))
    assert adverts["posted"].tolist() == [pd.Timestamp("2025-03-04")]


@pytest.mark.parametrize(
    "words", ["31 February 2025", "4 Marchember 2025", "today", "now", "03/04/2025", "4 March 25", "", "4 March 0001"]
)
def test_a_day_that_cannot_be_read_is_counted_and_never_guessed(words):
    adverts, found = parse(city(1, posted=words), city(2))
    assert adverts["advert"].tolist() == ["citylist/000002"]
    assert found["3 adverts and posts", "no usable date of posting"] == 1


def test_a_page_at_a_layouts_address_on_another_host_is_no_advert():
    adverts, found = parse(board(1), ("http://citylist.example/advert/000002.html", 200, advert_page(), DATE))
    assert len(adverts) == 1
    assert found["2 pages", "neither advert nor index"] == 1


def test_an_advert_is_kept_as_seen_last_with_the_day_it_was_first_posted():
    first, second, third = WAVES
    adverts, sightings, found = sighted(
        [board(1, first, title="Old"), board(2, first)],
        [board(1, second, title="Old"), board(3, second)],
        [board(1, third, title="New", posted="2025-03-04")],
    )
    assert adverts.loc["noticeboard/000001", ["title", "posted", "seen"]].tolist() == [
        "New", pd.Timestamp("2025-03-04"), pd.Timestamp("2026-02-12"),
    ]  # fmt: skip
    assert adverts.loc["noticeboard/000002", "seen"] == pd.Timestamp("2026-01-01")
    assert sightings == [
        ("noticeboard/000001", "01-01", False),
        ("noticeboard/000001", "01-22", False),
        ("noticeboard/000001", "02-12", True),
        ("noticeboard/000002", "01-01", False),
        ("noticeboard/000003", "01-22", False),
    ]
    assert found == {
        ("1 responses in the archive", "kept"): 5,
        ("2 pages", "kept"): 5,
        ("3 adverts and posts", "kept"): 3,
        ("3 adverts and posts", "earlier sighting of the same advert"): 2,
    }


@pytest.mark.parametrize(
    "change", [{"title": "Eva"}, {"body": "Bye."}, {"contact": "Ring"}, {"place": "Derby"}, {"price": "£80 per hour"}]
)
def test_a_change_of_text_place_or_price_is_told_and_a_renewal_is_none(change):
    _, sightings, _ = sighted(
        [city(1, WAVES[0])], [city(1, WAVES[1], renewed="20 January 2026")], [city(1, WAVES[2], **change)]
    )
    assert [changed for *_, changed in sightings] == [False, False, True]


def test_the_order_in_which_waves_are_read_changes_nothing():
    waves = [
        [board(1, date, title=title), feed(status("9", f"<p>{title}</p>"), date=date)]
        for date, title in zip(WAVES, ("a", "b", "b"), strict=True)
    ]
    adverts, sightings, found = sighted(*waves)
    backwards, again, counted = sighted(*waves[::-1])
    pd.testing.assert_frame_equal(adverts, backwards)
    assert (sightings, found) == (again, counted)
    assert [changed for *_, changed in sightings] == [False, True, False] * 2


def test_two_copies_in_one_wave_are_one_sighting_and_an_index_page_is_counted_in_every_wave():
    home = "http://citylist.example/browse/london?page=1"
    _, sightings, found = sighted(
        [city(1, WAVES[0], title="a"), city(1, WAVES[0], title="b"), (home, 200, "<p>Index</p>", WAVES[0])],
        [city(1, WAVES[1], title="b"), (home, 200, "<p>Index</p>", WAVES[1])],
    )
    assert [changed for *_, changed in sightings] == [False, False]
    assert found["1 responses in the archive", "earlier copy of the same address"] == 1
    assert found["2 pages", "index page"] == found["2 pages", "kept"] == 2
    assert found["3 adverts and posts", "earlier sighting of the same advert"] == 1


def test_a_post_at_its_own_address_is_the_post_of_the_feed():
    alone = ("http://social.example/api/v1/statuses/9", 200, json.dumps(status("9")), WAVES[1])
    adverts, sightings, _ = sighted([feed(status("9"), date=WAVES[0])], [alone])
    assert adverts.index.tolist() == ["social/9"]
    assert sightings == [("social/9", "01-01", False), ("social/9", "01-22", False)]


def test_a_site_that_has_closed_is_counted_as_what_it_answers():
    gone = [(f"http://citylist.example{path}", 410, "closed", WAVES[1]) for path in ("/", "/robots.txt")]
    adverts, sightings, found = sighted([city(1, WAVES[0])], gone)
    assert len(adverts) == len(sightings) == 1
    assert found["2 pages", "HTTP status 410"] == 2


def test_a_post_is_read_with_its_tags_and_its_day_in_utc():
    content = "<p>Hi &amp; hello<br>from <b>Leeds</b></p><p>07700 900123</p>"
    adverts, _ = parse(feed(status("55", content, "2025-03-04T23:30:00-02:00", ("leeds", "massage"))))
    post = adverts.iloc[0]
    assert (post["advert"], post["posted"]) == ("social/55", pd.Timestamp("2025-03-05"))
    assert post["body"] == "Hi & hello\nfrom Leeds\n07700 900123"
    assert post["place"] == "leeds, massage"
    assert post["title"] == post["contact"] == post["price"] == ""


def test_half_a_character_is_replaced():
    adverts, _ = parse(feed(status("9", tags=("le\ud83d",)), status("8", tags=("Ol\u00e1 \U0001f495",))))
    assert adverts["place"].tolist() == ["Ol\u00e1 \U0001f495", "le?"]


def test_the_last_copy_of_an_address_and_of_a_post_counts():
    adverts, found = parse(
        board(1, title="Old"),
        board(1, title="New"),
        feed(status("9", "<p>old</p>"), status("8")),
        feed(status("9", "<p>new</p>"), page="max_id=8"),
    )
    texts = adverts.set_index("advert")
    assert texts.loc["noticeboard/000001", "title"] == "New"
    assert texts.loc["social/9", "body"] == "new"
    assert found["1 responses in the archive", "earlier copy of the same address"] == 1
    assert found["3 adverts and posts", "earlier copy of the same post"] == 1
    assert found["3 adverts and posts", "kept"] == len(adverts) == 3


def test_every_page_is_counted_once_and_logged_without_its_address_or_its_words(caplog):
    home = "http://noticeboard.example"
    adverts, found = parse(
        board(1),
        (f"{home}/", 200, "<p>Home</p>", DATE),
        (f"{home}/region/north-west/page/1.html", 200, "<p>Index</p>", DATE),
        (f"{home}/robots.txt", 200, "User-agent: *", DATE),
        (f"{home}/advert/000002.html", 404, "gone", DATE),
        (f"{home}/advert/000003.html", 200, "<p>moved</p>", DATE),
        (f"{home}/advert/000004.html", 200, "<article class='advert'></article>", None),
        (f"{home}/about.html", 200, "<p>About</p>", DATE),
        ("http://social.example/api/v1/timelines/public", 200, "{not json", DATE),
        feed({"content": "<p>nobody</p>"}, status("5", created="last week")),
        board(5, posted="soon"),
    )
    reasons = {reason: count for (step, reason), count in found.items() if step == "2 pages"}
    assert reasons == {
        "kept": 3,
        "index page": 2,
        "robots.txt": 1,
        "HTTP status 404": 1,
        "advert page without an advert": 1,
        "no usable Date header": 1,
        "neither advert nor index": 1,
        "feed page that is no JSON": 1,
    }
    assert sum(reasons.values()) == found["1 responses in the archive", "kept"] == 11
    assert found["3 adverts and posts", "no usable date of posting"] == 2
    assert found["3 adverts and posts", "post without an identifier"] == 1
    assert len(adverts) == 1
    assert "archive/data.warc.gz, byte " in caplog.text and "no usable date of posting" in caplog.text
    for word in ("http", ".example", "advert/", "00000", "max_id", "last week", "soon", "not json"):
        assert word not in caplog.text


LISTED = [board(number) for number in range(6)]


def damaged(data, place):
    broken = bytearray(data)
    broken[place] ^= 0xFF
    return bytes(broken)


@pytest.mark.parametrize(("record", "inside"), [(0, 0), (2, 0), (2, 60), (2, 200), (5, 0), (5, 100)])
def test_a_damaged_record_is_reported_with_its_place_and_the_others_are_read(record, inside):
    data, offsets = warc(LISTED)
    found = list(read(wacz(damaged(data, offsets[record] + inside))))
    damage = [item for item in found if isinstance(item, Damage)]
    if record == 0 and inside == 0:  # nothing says any more that the file was compressed
        assert damage and damage[0].offset == 0
        return
    assert [(item.file, item.offset) for item in damage] == [("archive/data.warc.gz", offsets[record])]
    assert [item.offset for item in found if isinstance(item, Page)] == [
        offset for offset in offsets if offset != offsets[record]
    ]


def test_a_file_cut_short_is_reported():
    data, offsets = warc(LISTED)
    found = list(read(wacz(data[: offsets[5] + 40])))
    assert isinstance(found[-1], Damage) and found[-1].offset == offsets[5]
    assert sum(isinstance(item, Page) for item in found) == 5


def test_changed_content_is_told_by_its_digest():
    data, offsets = warc(LISTED, compress=False)
    changed = data.replace(b"Leeds", b"Derby", 1)
    found = list(read(wacz(changed, name="archive/data.warc")))
    assert found[0] == Damage("archive/data.warc", offsets[0], "its content does not match its digest")
    assert sum(isinstance(item, Page) for item in found) == 5


def test_damage_is_counted_and_logged(caplog):
    data, offsets = warc(LISTED)
    adverts, _, found = pages.parse(read(wacz(damaged(data, offsets[3] + 50))), SITES)
    assert outcomes(found)["1 responses in the archive", "damaged record"] == 1
    assert len(adverts) == 5
    assert f"archive/data.warc.gz, byte {offsets[3]}: damaged record" in caplog.text


def test_what_is_no_archive_is_reported():
    assert list(read(b"plain text")) == [Damage("", 0, "no package (File is not a zip file)")]
    other = wacz(b"", name="other/data.warc.gz")
    told = "no WARC file under archive/, only other/data.warc.gz, datapackage.json"
    assert list(read(other)) == [Damage("", 0, told)]
