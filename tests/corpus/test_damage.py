"""Whatever is done to an archive, reading neither fails nor hangs, and every record that was not touched is read."""

import gzip
import io
import random
import zipfile
import zlib

import pytest
from bundled import SITES
from fastwarc.warc import ArchiveIterator
from hypothesis import given, settings
from hypothesis import strategies as some
from tiny_archive import DATE, board, city, feed, status, wacz, warc

from dots.corpus import archive, framing, packages, pages, versions
from dots.corpus.archive import Damage, Page, Revisit

LISTED = [board(1, title="Anna"), city(2, body="Hello\nthere"), feed(status("9"), status("8")), board(3), city(4)]
PLAIN, PLAIN_OFFSETS = warc(LISTED, compress=False)
PACKED, PACKED_OFFSETS = warc(LISTED)
ONE_MEMBER = gzip.compress(PLAIN, mtime=0)


def read(content):
    return list(archive.read(io.BytesIO(content)))


def urls(items):
    return [item.url for item in items if isinstance(item, Page)]


ALL = [url for url, *_ in LISTED]
FORMS = {
    "packed": wacz(PACKED),
    "plain": wacz(PLAIN, name="archive/data.warc"),
    "one member": wacz(ONE_MEMBER),
    "no package": PACKED,
    "no package, plain": PLAIN,
    "several files": wacz(PACKED, PLAIN, PACKED),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_archive_is_read_whole(form):
    assert urls(read(FORMS[form])) == ALL * (3 if form == "several files" else 1)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=some.data())
def test_any_change_or_cut_is_survived(form, data):
    content = bytearray(FORMS[form])
    for place in data.draw(some.lists(some.integers(0, len(content) - 1), max_size=12)):
        content[place] ^= data.draw(some.integers(1, 255))
    content = bytes(content[: data.draw(some.integers(0, len(content)))])
    found = read(content)
    assert all(isinstance(item, Page | Revisit | Damage) for item in found)
    assert len(found) <= 60


@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=some.data())
def test_every_record_that_was_not_touched_is_read_where_it_was(data):
    compress = data.draw(some.booleans())
    content, offsets = (PACKED, PACKED_OFFSETS) if compress else (PLAIN, PLAIN_OFFSETS)
    name = "archive/data.warc.gz" if compress else "archive/data.warc"
    until = data.draw(some.one_of(some.just(len(content)), some.integers(0, len(content))))
    changed = bytearray(content)
    touched = set()
    for place in data.draw(some.lists(some.integers(0, len(content) - 1), max_size=6)):
        changed[place] ^= data.draw(some.integers(1, 255))
        touched.add(max(number for number, offset in enumerate(offsets) if offset <= place))
    ends = [*offsets[1:], len(content)]
    cut = {number for number, end in enumerate(ends) if end > until}
    found = read(wacz(bytes(changed[:until]), name=name))
    good = {item.offset for item in found if isinstance(item, Page)}
    assert good >= {offset for number, offset in enumerate(offsets) if number not in touched | cut}
    assert not touched - cut or not compress or [item for item in found if isinstance(item, Damage)] or good


@settings(max_examples=100, deadline=None, derandomize=True)
@given(some.integers(0, len(FORMS["packed"]) - 1), some.integers(1, 255))
def test_a_change_of_the_package_alone_loses_no_record(place, change):
    content = FORMS["packed"]
    start = content.index(PACKED)
    changed = bytearray(content)
    changed[place] ^= change
    inside = start <= place < start + len(PACKED)
    assert set(urls(read(bytes(changed)))) >= set(ALL) or inside


@pytest.mark.parametrize("size", [0.2, 0.5, 0.9, 0.999])
def test_a_package_that_is_cut_short_is_read_up_to_there(size):
    content = wacz(PACKED, PACKED, PACKED)
    found = read(content[: int(len(content) * size)])
    assert found[0].reason.startswith("no package")
    assert len(urls(found)) >= int(15 * size) - 2


def test_packages_in_one_file_are_all_read():
    found = read(wacz(PACKED) + wacz(PLAIN, name="archive/data.warc"))
    assert found[0].reason == "its directory does not account for every byte"
    assert urls(found) == ALL * 2


def test_a_package_with_deflated_members_is_read_and_its_damage_told():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("archive/data.warc", PLAIN)
    content = buffer.getvalue()
    assert urls(read(content)) == ALL
    broken = bytearray(content)
    broken[len(content) // 2] ^= 0xFF
    assert [item for item in read(bytes(broken)) if isinstance(item, Damage)]


def test_a_member_of_many_records_is_read_up_to_its_damage():
    broken = bytearray(ONE_MEMBER + PACKED)
    broken[len(ONE_MEMBER) * 3 // 4] ^= 0xFF
    found = read(wacz(bytes(broken)))
    damage = [item for item in found if isinstance(item, Damage)]
    assert {item.offset for item in damage} == {0} and "after" in damage[-1].reason
    assert urls(found)[-5:] == ALL and 1 <= len(urls(found)) - 5 < 5


def test_a_record_that_claims_to_be_huge_is_passed_over(monkeypatch):
    huge, _ = warc([board(5, body="x" * 100_000)], compress=False)
    monkeypatch.setattr(framing, "LARGEST", 80_000)
    for content, name in (
        (huge + PLAIN, "archive/data.warc"),
        (gzip.compress(huge) + PACKED, "archive/data.warc.gz"),
        (gzip.compress(huge + PLAIN), "archive/data.warc.gz"),
    ):
        found = read(wacz(content, name=name))
        assert "larger than" in found[0].reason and urls(found) == ALL
    lying = PLAIN.replace(b"Content-Length: ", b"Content-Length: 9999999", 1)
    found = read(wacz(lying, name="archive/data.warc"))
    assert urls(found) == ALL[1:] and found[0].reason == framing.CUT_SHORT


def test_a_bomb_is_not_unpacked():
    bomb = gzip.compress(b"0" * (framing.LARGEST + 1))
    head = f"HTTP/1.1 200 OK\r\nDate: {DATE}\r\nContent-Encoding: gzip\r\n\r\n".encode()
    found = read(record(head + bomb))
    assert [item.reason for item in found if isinstance(item, Damage)][1:] == ["its body is too large"]
    assert read(gzip.compress(b"0" * 10_000_000))[1:] == [Damage("", 0, "its head cannot be read")]


def record(block, kind="response", url="http://noticeboard.example/", **fields):
    """Write a record without digests."""
    lines = {"WARC-Type": kind, "WARC-Target-URI": url, "Content-Type": "application/http; msgtype=response", **fields}
    lines["Content-Length"] = len(block)
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


ZIPPED = gzip.compress(b"<p>Hello</p>" * 50, mtime=0)


@pytest.mark.parametrize(
    ("head", "body", "read_as"),
    [
        ("Content-Encoding: gzip", ZIPPED, b"<p>Hello</p>" * 50),
        ("Content-Encoding: gzip", b"<p>plain</p>", b"<p>plain</p>"),
        ("Content-Encoding: gzip", ZIPPED + b"more", b"<p>Hello</p>" * 50),
        ("Content-Encoding: gzip", b"", b""),
        ("Content-Encoding: gzip", ZIPPED[:-20], "its body ends early"),
        ("Content-Encoding: gzip", ZIPPED[:20] + b"\xff" * 9 + ZIPPED[29:], "its body is damaged"),
        ("Content-Encoding: deflate", zlib.compress(b"Hello"), b"Hello"),
        ("Content-Encoding: deflate", b"<p>plain</p>", b"<p>plain</p>"),
        ("Content-Encoding: rot13", b"uryyb", "its body is coded as rot13"),
        ("Transfer-Encoding: chunked", b"5\r\nHello\r\n0\r\n\r\n", b"Hello"),
        ("Transfer-Encoding: chunked", b"<p>joined already</p>", b"<p>joined already</p>"),
        ("Transfer-Encoding: chunked", b"ff\r\nHello", "unexpected end"),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", ZIPPED, b"<p>Hello</p>" * 50),
    ],
)
def test_a_body_is_read_as_what_it_is_not_as_what_its_head_says(head, body, read_as):
    content = record(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body)
    found = read(wacz(content, name="archive/data.warc"))[0]
    if isinstance(read_as, str):
        assert found.offset == 0 and read_as in found.reason
    else:
        assert found.body == read_as and found.digest.startswith("sha1:")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (record(b"no answer"), "it holds no answer"),
        (record(b"HTTP/1.1 200 OK\r\n\r\n", kind="rumour"), "its type is not known"),
        (record(b"HTTP/1.1 200 OK\r\n\r\n", url=""), "it has no address"),
        (record(b"HTTP/1.1 200 OK\r\n\r\n", url="http://[::1/"), "Invalid IPv6 URL"),
    ],
)
def test_a_record_that_makes_no_sense_is_reported(content, reason):
    found = read(wacz(content + PLAIN, name="archive/data.warc"))
    assert (found[0].offset, reason in found[0].reason) == (0, True)
    assert urls(found) == ALL


def test_what_is_no_answer_of_a_web_server_is_left_alone():
    content = record(b"20200101 127.0.0.1", url="dns:noticeboard.example") + record(b"x: y", kind="metadata")
    assert urls(read(wacz(content + PLAIN, name="archive/data.warc"))) == ALL


def test_parts_together_are_the_whole_wherever_they_are_divided(monkeypatch):
    damaged = bytearray(PACKED * 20)
    for place in random.Random(5).sample(range(len(damaged)), 12):
        damaged[place] ^= 0xFF
    content = wacz(bytes(damaged))
    whole = read(content)
    assert [item for item in whole if isinstance(item, Damage)]
    for size in (100, 333, 2500, 10_000):
        monkeypatch.setattr(archive, "STRETCH", size)
        assert read(content) == whole


def test_only_a_window_of_the_file_is_held(monkeypatch):
    monkeypatch.setattr(framing, "SIZE", 8192)

    class Watched(io.BytesIO):
        largest = 0

        def read(self, size=-1):
            assert size >= 0
            self.largest = max(self.largest, size)
            return super().read(size)

    stream = Watched(PACKED * 200)
    found = list(framing.frames(framing.Window(stream), 0, len(PACKED) * 200, len(PACKED) * 200))
    assert len(found) == 1000 and stream.largest <= 8192


def test_the_records_are_those_that_fastwarc_finds():
    found = [(item.url, item.body) for item in read(FORMS["packed"])]
    reference = [
        (record.headers["WARC-Target-URI"], record.reader.read()) for record in ArchiveIterator(io.BytesIO(PACKED))
    ]
    assert found == reference


def test_an_archive_of_damage_alone_is_brought_together(tmp_path):
    part = pages.collect(read(b"nothing"), SITES, tmp_path / "texts.parquet")
    merged = versions.merge([part])
    assert len(merged.names) == len(merged.site_waves) == 0
    assert dict(merged.attrition[["reason", "records"]].to_numpy().tolist())["damaged record"] == 1
    assert packages.places(io.BytesIO(b""))[1].startswith("no package")
