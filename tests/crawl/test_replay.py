"""A page looked up through the archive's own index is, byte for byte, what the server sent."""

import gzip
import io
import json
import zipfile
from collections import Counter

import pytest
from archived import read_back
from cdxj_indexer.main import CDXJIndexer
from published import ABOUT, EDITED
from surt import surt
from warcio.archiveiterator import ArchiveIterator

from dots.market import layouts, server

FIRST, SECOND, THIRD, LAST = ABOUT["waves"]


class Archive:
    """Replays pages as pywb does: second index, block of the index, record, and from a revisit to its original."""

    def __init__(self, packages):
        self.packages = {batch: zipfile.ZipFile(path) for batch, path in packages.items()}

    def lines(self, batch: str, address: str) -> list[dict]:
        """Find the lines of an address through the second index."""
        wacz, key, found = self.packages[batch], surt(address), []
        head, *blocks = (line.split(" ", 2) for line in wacz.read("indexes/index.idx").decode().splitlines())
        assert json.loads(head[2]) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
        with wacz.open("indexes/index.cdx.gz") as index:
            for place, (begins, _, facts) in enumerate(blocks):
                following = blocks[place + 1][0] if place + 1 < len(blocks) else None
                if begins > key or (following is not None and following < key):
                    continue
                facts = json.loads(facts)
                index.seek(facts["offset"])
                for line in gzip.decompress(index.read(facts["length"])).decode().splitlines():
                    name, moment, about = line.split(" ", 2)
                    if name == key:
                        found.append(json.loads(about) | {"moment": moment})
        return found

    def record(self, batch: str, facts: dict):
        """Read one record at its offset, from its bytes alone."""
        with self.packages[batch].open(f"archive/{facts['filename']}") as warc:
            warc.seek(int(facts["offset"]))
            alone = warc.read(int(facts["length"]))
        first, *more = ArchiveIterator(io.BytesIO(alone))
        assert not more
        return next(iter(ArchiveIterator(io.BytesIO(alone))))

    def page(self, batch: str, address: str) -> tuple[int, str, bytes, str]:
        """Give status, date and content of a page, and the type of its record."""
        (facts,) = self.lines(batch, address)
        record = self.record(batch, facts)
        http, get = record.http_headers, record.rec_headers.get_header
        answer = int(http.get_statuscode()), http.get_header("Date")
        if record.rec_type == "response":
            return *answer, record.raw_stream.read(), "response"
        assert record.raw_stream.read() == b"" and facts["mime"] == "warc/revisit"
        where, when = get("WARC-Refers-To-Target-URI"), get("WARC-Refers-To-Date")
        for other in self.packages:
            for line in self.lines(other, where):
                original = self.record(other, line)
                if original.rec_headers.get_header("WARC-Date") == when and line["mime"] != "warc/revisit":
                    assert line["digest"] == facts["digest"]
                    return *answer, original.raw_stream.read(), "revisit"
        raise LookupError(f"{address}: its original of {when} is in no batch")


@pytest.fixture(scope="module")
def archive(whole):
    return Archive(whole.packages)


def test_every_page_of_every_wave_is_replayed_as_the_server_sent_it(archive, whole, market):
    about, parts = market
    shelf, kinds = server.shelve(about, parts), Counter()
    for day, address in whole.answered:
        said = server.answer(shelf, address, day)
        *replayed, kind = archive.page(day, address)
        assert replayed == [said.status, layouts.stamp(day), said.content], (day, address)
        kinds[kind] += 1
    assert kinds.total() == len(whole.asked) and min(kinds.values()) > 50


def test_a_page_is_kept_in_full_once_and_again_when_it_changed(archive):
    address = layouts.address({"platform": "noticeboard", "number": EDITED})
    assert archive.page(FIRST, address)[-1] == archive.page(SECOND, address)[-1] == "response", "edited between them"
    index = "http://noticeboard.example/"
    assert [archive.page(day, index)[-1] for day in ABOUT["waves"]] == ["response", *["revisit"] * 3]
    closed = "http://citylist.example/"
    assert archive.page(THIRD, closed)[0] == 200 and archive.page(LAST, closed)[::3] == (410, "response")


def test_a_revisit_record_has_the_form_the_standard_gives_it(archive):
    (facts,) = archive.lines(SECOND, "http://noticeboard.example/")
    (before,) = archive.lines(FIRST, "http://noticeboard.example/")
    record, original = archive.record(SECOND, facts), archive.record(FIRST, before)
    get = record.rec_headers.get_header
    assert get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert get("WARC-Refers-To-Target-URI") == get("WARC-Target-URI") == "http://noticeboard.example/"
    assert get("WARC-Refers-To-Date") == original.rec_headers.get_header("WARC-Date")
    assert get("WARC-Payload-Digest") == original.rec_headers.get_header("WARC-Payload-Digest")
    assert record.http_headers.get_header("Date") == layouts.stamp(SECOND)


def test_the_request_comes_first_and_each_of_the_pair_names_the_other(whole):
    with zipfile.ZipFile(whole.packages[FIRST]) as wacz, wacz.open(f"archive/{FIRST}.warc.gz") as warc:
        records = [
            (record.rec_type, record.rec_headers.get_header("WARC-Record-ID"),
             record.rec_headers.get_header("WARC-Concurrent-To"), record.rec_headers.get_header("WARC-Date"))
            for record in ArchiveIterator(warc)
        ]  # fmt: skip
    head, *pairs, tail = records
    assert (head[0], tail[0]) == ("warcinfo", "metadata")
    for request, answer in zip(pairs[::2], pairs[1::2], strict=True):
        assert (request[0], answer[0]) == ("request", "response")
        assert request[1:3] == answer[2:0:-1] and request[3] == answer[3]


def test_the_index_is_the_one_that_cdxj_indexer_writes(whole, tmp_path):
    names = ("url", "mime", "status", "digest", "length", "offset", "filename")
    for day, package in whole.packages.items():
        with zipfile.ZipFile(package) as wacz:
            (tmp_path / f"{day}.warc.gz").write_bytes(wacz.read(f"archive/{day}.warc.gz"))
            ours = gzip.decompress(wacz.read("indexes/index.cdx.gz")).decode()
        # which records is said, because importing the package wacz changes the default
        indexer = CDXJIndexer(
            str(tmp_path / "index.cdxj"), [str(tmp_path / f"{day}.warc.gz")], sort=True, records="response,revisit"
        )
        indexer.process_all()
        theirs = (tmp_path / "index.cdxj").read_text()

        def read(text):
            rows = [line.split(" ", 2) for line in text.splitlines()]
            return [(key, moment, {name: json.loads(facts)[name] for name in names}) for key, moment, facts in rows]

        assert read(ours) == read(theirs) and len(read(ours)) > 60


def test_an_archive_read_batch_by_batch_has_every_original_before_its_revisits(whole):
    assert len(list(read_back(whole.packages))) == len(whole.asked)
