"""A real crawl of a small market on this machine: complete, polite, and archived as it came."""

import gzip
import io
import json
import re
import zipfile

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from dots.crawl import archive, crawling, outcomes
from dots.market import site
from dots.tables.crawl import CRAWL_OUTCOMES


def pages(crawl) -> dict[str, list[tuple[object, bytes]]]:
    """Give every response of the archive by address."""
    found: dict[str, list] = {}
    with zipfile.ZipFile(io.BytesIO(crawl.content)) as opened:
        for record in ArchiveIterator(io.BytesIO(opened.read(f"archive/{archive.WARC}"))):
            if record.rec_type == "response":
                address = record.rec_headers.get_header("WARC-Target-URI")
                found.setdefault(address, []).append((record.http_headers, record.content_stream().read()))
    return found


def few(**files: str) -> dict[str, bytes]:
    """Give a site of a handful of pages, to be bent by a test."""
    base = {
        f"{site.BOARD}/robots.txt": site.ROBOTS,
        f"{site.SOCIAL}/robots.txt": site.ROBOTS,
        f"{site.BOARD}/index.html": '<a href="/advert/000001.html">a</a><a href="/advert/000002.html">b</a>',
        f"{site.BOARD}/advert/000001.html": "one",
        f"{site.BOARD}/advert/000002.html": "two",
        site.STATUSES: "[]",
        site.CLOCK: json.dumps({"clock": "2026-01-01"}),
    }
    base |= {name.replace("__", "/"): text for name, text in files.items()}
    return {name: text.encode() for name, text in base.items() if text is not None}


def counted(crawl, kind: str, outcome: str) -> int:
    return int(crawl.outcomes.query("kind == @kind and outcome == @outcome")["requests"].sum())


def test_every_advert_is_in_the_archive_exactly_once(whole, market):
    found = pages(whole)
    board = [name for name in market.files if name.startswith(f"{site.BOARD}/advert/")]
    for name in board:
        assert [body for _, body in found[f"http://{name}"]] == [market.files[name]]
    feed = [status for name, answers in found.items() if "/timelines/" in name for _, body in answers
            for status in json.loads(body)]  # fmt: skip
    statuses = json.loads(market.files[site.STATUSES])
    assert sorted(status["id"] for status in feed) == sorted(status["id"] for status in statuses)
    assert len(board) + len(statuses) == len(market.truth["adverts"])
    assert counted(whole, "advert", "200") == len(board)


def test_what_robots_txt_forbids_is_never_asked_for_and_counted_as_refused(whole):
    assert not [address for _, address, _ in whole.asked if "/private/" in address]
    assert not [address for address in pages(whole) if "/private/" in address]
    assert counted(whole, "other", "refused by robots.txt") == 1


def test_a_host_that_is_not_on_the_list_is_never_asked_and_counted(whole):
    assert {address.split("/")[2] for _, address, _ in whole.asked} == {site.BOARD, site.SOCIAL}
    assert counted(whole, "other", "host not on the allow-list") == 1


def test_robots_txt_is_asked_for_first_and_no_page_twice(whole):
    addresses = [address for _, address, _ in whole.asked]
    assert len(addresses) == len(set(addresses)) == whole.outcomes.query("outcome == '200'")["requests"].sum()
    for host in (site.BOARD, site.SOCIAL):
        assert next(address for address in addresses if host in address).endswith("/robots.txt")


def test_the_crawler_says_who_it_is_and_whom_to_write_to(whole):
    agents = {agent for *_, agent in whole.asked}
    assert agents == {crawling.user_agent("research@university.example")}
    assert "mailto:research@university.example" in agents.pop()


def test_records_are_warc_1_1_with_valid_digests_and_the_markets_own_date(whole, tmp_path):
    counts = archive.check(whole.content)
    assert counts["request"] == counts["response"] == len(whole.asked)
    with zipfile.ZipFile(io.BytesIO(whole.content)) as opened:
        warc = tmp_path / archive.WARC
        warc.write_bytes(opened.read(f"archive/{archive.WARC}"))
    checker = Checker(type("Given", (), {"inputs": [str(warc)], "verbose": False}))
    assert checker.process_all() == 0
    with warc.open("rb") as stream:
        for record in ArchiveIterator(stream):
            assert record.rec_headers.protocol == "WARC/1.1"
            if record.rec_type != "warcinfo":
                assert record.rec_headers.get_header("WARC-Payload-Digest").startswith("sha1:")
    headers, _ = next(iter(pages(whole).values()))[0]
    assert headers.get_header("Date") == "Thu, 01 Jan 2026 12:00:00 GMT"


def test_a_record_that_was_changed_is_named(whole):
    with zipfile.ZipFile(io.BytesIO(whole.content)) as opened:
        content = {name: opened.read(name) for name in opened.namelist()}
    name = f"archive/{archive.WARC}"
    plain = gzip.decompress(content[name])
    forged = re.sub(rb'(<div class="body">)..', rb"\1##", plain, count=1)
    assert forged != plain
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bent:
        bent.writestr("archive/crawl.warc", forged)
    with pytest.raises(ValueError, match=r"response of http://.* does not fit its digest"):
        archive.check(buffer.getvalue())


def test_the_package_is_a_valid_wacz_with_an_index_and_pages(whole, tmp_path):
    import wacz.main

    path = tmp_path / "crawl.wacz"
    path.write_bytes(whole.content)
    assert wacz.main.main(["validate", "-f", str(path)]) == 0
    with zipfile.ZipFile(path) as opened:
        assert {"datapackage.json", "pages/pages.jsonl", "indexes/index.cdx.gz"} <= set(opened.namelist())


def test_outcomes_keep_their_contract_and_repeat(whole, market, crawl):
    first = CRAWL_OUTCOMES.check(whole.outcomes, "outcomes")
    again = CRAWL_OUTCOMES.check(crawl(market.files, concurrency=3).outcomes, "outcomes")
    assert first.equals(again)


def test_a_page_that_fails_is_counted_and_does_not_end_the_crawl(crawl):
    done = crawl(few(**{f"{site.BOARD}__advert__000002.html": None}))
    assert counted(done, "advert", "200") == counted(done, "advert", "404") == 1
    assert outcomes.failed(done.outcomes)["requests"].sum() == 1


def test_a_site_whose_robots_txt_cannot_be_read_is_left_alone(crawl):
    done = crawl(few(), hosts=[site.BOARD, "ghost.example"], seeds=[f"http://{site.BOARD}/", "http://ghost.example/"])
    ghost = done.outcomes.query("host == 'ghost.example'").set_index("kind")["outcome"]
    assert ghost["robots"] == "502"
    assert ghost["index"] == "refused by robots.txt"
    assert "http://ghost.example/" not in {address for _, address, _ in done.asked}


def test_a_positive_crawl_delay_is_kept_between_requests_to_a_host(crawl):
    done = crawl(few(**{f"{site.BOARD}__robots.txt": "User-agent: *\nCrawl-delay: 0.4\n"}))
    moments = [moment for moment, address, _ in done.asked if site.BOARD in address]
    gaps = [after - before for before, after in zip(moments, moments[1:], strict=False)]
    assert len(gaps) == 3
    assert min(gaps) > 0.38


def test_the_studys_own_delay_counts_if_it_is_longer(crawl):
    done = crawl(few(), delay=0.3)
    moments = [moment for moment, address, _ in done.asked if site.BOARD in address]
    assert min(after - before for before, after in zip(moments, moments[1:], strict=False)) > 0.28


def test_the_page_limit_ends_the_crawl_and_says_so(market, crawl):
    done = crawl(market.files, max_pages=30)
    assert outcomes.fetched(done.outcomes)["requests"].sum() == 30
    assert done.outcomes.query("outcome == 'page limit reached'")["requests"].sum() > 0


def test_a_crawl_that_fetches_nothing_fails(crawl):
    with pytest.raises(RuntimeError, match="nothing was fetched"):
        crawl(few(**{f"{site.BOARD}__robots.txt": "User-agent: *\nDisallow: /\n"}), seeds=[f"http://{site.BOARD}/"])


@pytest.mark.parametrize("host", ["www.escort-site.co.uk", "example.com", "noticeboard.example.org"])
def test_live_crawling_is_refused(host, tmp_path):
    given = {"contact": "a@b.example", "delay": 1.0, "concurrency": 1, "max_pages": 1, "warc": tmp_path / "w.warc.gz"}
    with pytest.raises(PermissionError, match=f"{host} is a real host. Live crawling is off"):
        crawling.crawl(proxy="http://127.0.0.1:1", hosts=[host], seeds=[f"http://{host}/"], **given)
    with pytest.raises(PermissionError, match="not on this machine"):
        crawling.crawl(proxy="http://192.0.2.1:80", hosts=[site.BOARD], seeds=[], **given)
    assert not (tmp_path / "w.warc.gz").exists()
