"""Every page of the archive is an advert, a page of the feed, or counted with its reason; damage is never swallowed."""

import pandas as pd
import pytest
from tiny_archive import DATE, board, feed, status, wacz, warc

from dots.corpus import archive, pages
from dots.corpus.archive import Damage, Page
from dots.tables import corpus as tables


def outcomes(found):
    return {(step, reason): count for step, reason, count in found.itertuples(index=False)}


def parse(*listed, compress=True):
    data, _ = warc(listed, compress)
    adverts, found = pages.parse(archive.read(wacz(data, "archive/data.warc.gz" if compress else "archive/data.warc")))
    return adverts, outcomes(found)


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


def test_a_post_is_read_with_its_tags_and_its_day_in_utc():
    content = "<p>Hi &amp; hello<br>from <b>Leeds</b></p><p>07700 900123</p>"
    adverts, _ = parse(feed(status("55", content, "2025-03-04T23:30:00-02:00", ("leeds", "massage"))))
    post = adverts.iloc[0]
    assert (post["advert"], post["posted"]) == ("social/55", pd.Timestamp("2025-03-05"))
    assert post["body"] == "Hi & hello\nfrom Leeds\n07700 900123"
    assert post["place"] == "leeds, massage"
    assert post["title"] == post["contact"] == post["price"] == ""


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


def test_every_page_is_counted_once():
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


LISTED = [board(number) for number in range(6)]


def damaged(data, place):
    broken = bytearray(data)
    broken[place] ^= 0xFF
    return bytes(broken)


@pytest.mark.parametrize(("record", "inside"), [(0, 0), (2, 0), (2, 60), (2, 200), (5, 0), (5, 100)])
def test_a_damaged_record_is_reported_with_its_place_and_the_others_are_read(record, inside):
    data, offsets = warc(LISTED)
    found = list(archive.read(wacz(damaged(data, offsets[record] + inside))))
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
    found = list(archive.read(wacz(data[: offsets[5] + 40])))
    assert isinstance(found[-1], Damage) and found[-1].offset == offsets[5]
    assert sum(isinstance(item, Page) for item in found) == 5


def test_changed_content_is_told_by_its_digest():
    data, offsets = warc(LISTED, compress=False)
    changed = data.replace(b"Leeds", b"Derby", 1)
    found = list(archive.read(wacz(changed, "archive/data.warc")))
    assert found[0] == Damage("archive/data.warc", offsets[0], "its content does not match its digest")
    assert sum(isinstance(item, Page) for item in found) == 5


def test_damage_is_counted_and_logged(caplog):
    data, offsets = warc(LISTED)
    adverts, found = pages.parse(archive.read(wacz(damaged(data, offsets[3] + 50))))
    assert outcomes(found)["1 responses in the archive", "damaged record"] == 1
    assert len(adverts) == 5
    assert f"archive/data.warc.gz, byte {offsets[3]}: damaged record" in caplog.text


def test_what_is_no_archive_is_refused():
    with pytest.raises(ValueError, match="no WACZ"):
        list(archive.read(b"plain text"))
    with pytest.raises(ValueError, match="no WARC file under archive/, only other/data.warc.gz"):
        list(archive.read(wacz(b"", "other/data.warc.gz")))
