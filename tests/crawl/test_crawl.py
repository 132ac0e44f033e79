"""A real crawl of a small market on this machine: complete, polite, and archived as it came."""

import gzip
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter

import pytest
from archived import read_back
from bundled import SITES
from published import ABOUT, row
from warcio.archiveiterator import ArchiveIterator

from dots.crawl import archive, crawling, outcomes
from dots.market import layouts, server
from dots.tables.crawl import CRAWL_OUTCOMES

BOARD, HOME = layouts.HOSTS["noticeboard"], "http://noticeboard.example/"
ROBOTS = f"{HOME}robots.txt"
ONE_WAVE = ABOUT | {"waves": ABOUT["waves"][:1]}
FEW = (ONE_WAVE, [[row(number="0000001"), row(number="0000002")]])


def warcs(crawl):
    """Open the archive's WARC files in order."""
    for package in crawl.packages.values():
        with zipfile.ZipFile(package) as opened:
            for name in sorted(name for name in opened.namelist() if name.startswith("archive/")):
                with opened.open(name) as stream:
                    yield name, stream


def pages(crawl) -> dict[tuple[str, str], list]:
    """Give every answer of the archive by the day of its wave and its address."""
    found: dict[tuple[str, str], list] = {}
    for day, page in read_back(crawl.packages):
        found.setdefault((day, page.url), []).append(page)
    return found


def counted(crawl, kind: str, outcome: str) -> int:
    return int(crawl.outcomes.query("kind == @kind and outcome == @outcome")["requests"].sum())


def test_each_wave_archives_every_advert_that_is_up_as_it_is_that_day_exactly_once(whole, market):
    found = pages(whole)
    about, parts = market
    shelf = server.shelve(about, parts)
    rows = [one for part in parts for one in part if one["platform"] != "social"]
    up = {(day, layouts.address(one)) for day in about["waves"] for one in rows if one["since"] <= day < one["until"]}
    assert {key for key in found if SITES.kind(key[1]) == "advert"} == up
    for day, address in up:
        assert [page.body for page in found[day, address]] == [server.answer(shelf, address, day).content]
    assert counted(whole, "advert", "200") == len(up)
    assert {day: len({key for key in up if key[0] == day}) for day in about["waves"]} == {
        "2025-01-22": 62 + 61, "2025-02-12": 62 + 61, "2025-03-05": 61 + 61, "2025-03-26": 61,
    }  # fmt: skip


def test_a_closed_platform_is_asked_once_more_and_its_answer_counted_as_what_it_is(whole):
    *before, last = (frame.query("host == 'citylist.example'") for frame in whole.waves.values())
    assert not any((frame["outcome"] == "410").any() for frame in before)
    assert last.set_index("kind")[["outcome", "requests"]].to_dict("index") == {
        kind: {"outcome": "410", "requests": 1} for kind in ("robots", "index")
    }
    gone = whole.outcomes.query("outcome == '410'")
    assert set(gone["host"]) == {"citylist.example"} and gone["requests"].sum() == 2


def test_outcomes_are_those_of_all_waves_together(whole):
    assert list(whole.waves) == ABOUT["waves"]
    assert whole.outcomes["requests"].sum() == sum(frame["requests"].sum() for frame in whole.waves.values())
    assert counted(whole, "robots", "200") == 3 * 4 - 1


def test_the_market_stands_still_within_a_wave_and_moves_on_between_waves(whole):
    days = [day for day, _ in whole.answered]
    assert days == sorted(days) and set(days) == set(ABOUT["waves"])


def test_what_robots_txt_forbids_is_never_asked_for_and_counted_as_refused(whole):
    assert not [address for _, address, _ in whole.asked if "/private/" in address]
    assert not [address for _, address in pages(whole) if "/private/" in address]
    assert counted(whole, "other", "refused by robots.txt") == 4


def test_a_host_that_is_not_on_the_list_is_never_asked_and_counted(whole):
    assert {address.split("/")[2] for _, address, _ in whole.asked} == set(layouts.PLATFORMS)
    assert counted(whole, "other", "host not on the allow-list") == 4


def test_in_each_wave_robots_txt_is_asked_for_first_and_no_page_twice(whole):
    assert max(Counter(whole.answered).values()) == 1
    assert (
        len(whole.answered) == len(whole.asked) == whole.outcomes.query("outcome in ('200', '410')")["requests"].sum()
    )
    for day in ABOUT["waves"]:
        for host in layouts.PLATFORMS:
            first = next(address for when, address in whole.answered if when == day and host in address)
            assert first == f"http://{host}/robots.txt"


def test_the_crawler_says_who_it_is_and_whom_to_write_to(whole):
    agents = {agent for *_, agent in whole.asked}
    assert agents == {crawling.user_agent("research@university.example")}
    assert "mailto:research@university.example" in agents.pop()


def test_records_are_warc_1_1_with_valid_digests_and_the_markets_own_date(whole, tmp_path):
    counts = Counter()
    for package in whole.packages.values():
        counts.update(archive.check(package))
    assert counts["request"] == counts["response"] + counts["revisit"] == len(whole.asked)
    assert counts["warcinfo"] == counts["metadata"] == len(ABOUT["waves"])
    for name, stream in warcs(whole):
        warc = tmp_path / name.removeprefix("archive/")
        warc.write_bytes(stream.read())
        subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(warc)], check=True)
        with warc.open("rb") as opened:
            for record in ArchiveIterator(opened):
                assert record.rec_headers.protocol == "WARC/1.1"
                if record.rec_type == "warcinfo":
                    assert record.rec_headers.get_header("WARC-Filename") == warc.name
                elif record.rec_type != "metadata":
                    assert record.rec_headers.get_header("WARC-Payload-Digest").startswith("sha1:")
    dates = {day: {page.date for (when, _), answers in pages(whole).items() if when == day
                   for page in answers} for day in ABOUT["waves"]}  # fmt: skip
    assert dates == {day: {layouts.stamp(day)} for day in ABOUT["waves"]}


def test_a_record_that_was_changed_is_named(whole, tmp_path):
    _, plain = next((name, gzip.decompress(stream.read())) for name, stream in warcs(whole))
    forged = re.sub(rb'(<div class="body">)..', rb"\1##", plain, count=1)
    assert forged != plain
    with zipfile.ZipFile(tmp_path / "bent.wacz", "w") as bent:
        bent.writestr("archive/crawl.warc", forged)
    with pytest.raises(ValueError, match=r"response of http://.* does not fit its digest"):
        archive.check(tmp_path / "bent.wacz")


def test_every_batch_is_a_valid_wacz_with_an_index_and_the_pages_that_a_browser_would_show(whole):
    for day, package in whole.packages.items():
        subprocess.run([sys.executable, "-m", "wacz", "validate", "-f", str(package)], check=True)
        with zipfile.ZipFile(package) as opened:
            assert {"datapackage.json", "indexes/index.cdx.gz", f"archive/{day}.warc.gz"} <= set(opened.namelist())
            _, *listed = map(json.loads, opened.read("pages/pages.jsonl").splitlines())
        seen = [page for (when, _), (page,) in pages(whole).items() if when == day]
        shown = {page.url for page in seen if page.status == 200 and page.body.startswith(b"<!")}
        assert {page["url"] for page in listed} == shown and len(listed) == len(shown) > 50


def test_the_crawler_takes_no_commands_from_outside(whole):
    assert "Spider opened" in whole.log
    assert "listening on port" not in whole.log and "emote_control" not in whole.log


def test_outcomes_keep_their_contract_and_repeat(whole, market, crawl):
    first = CRAWL_OUTCOMES.check(whole.outcomes, "outcomes")
    again = CRAWL_OUTCOMES.check(crawl(*market, concurrency=3).outcomes, "outcomes")
    assert first.equals(again)


def test_a_page_that_fails_is_counted_and_does_not_end_the_crawl(crawl):
    done = crawl(*FEW, bent=[(f"{HOME}advert/0000002.html", 404, "gone")])
    assert counted(done, "advert", "200") == counted(done, "advert", "404") == 1
    assert outcomes.failed(done.outcomes)["requests"].sum() == 1


def test_a_site_whose_robots_txt_cannot_be_read_is_left_alone(crawl):
    done = crawl(*FEW, hosts=[BOARD, "ghost.example"], seeds=[HOME, "http://ghost.example/"])
    ghost = done.outcomes.query("host == 'ghost.example'").set_index("kind")["outcome"]
    assert ghost["robots"] == "502"
    assert ghost["other"] == "refused by robots.txt"
    assert "http://ghost.example/" not in {address for _, address, _ in done.asked}


def gaps(crawl) -> list[float]:
    moments = [moment for moment, address, _ in crawl.asked if BOARD in address]
    return [after - before for before, after in zip(moments, moments[1:], strict=False)]


def test_a_positive_crawl_delay_is_kept_between_requests_to_a_host(crawl):
    done = crawl(*FEW, bent=[(ROBOTS, 200, "User-agent: *\nCrawl-delay: 0.4\n")])
    assert len(gaps(done)) == 5  # robots.txt, front page, members' page, one region, two adverts
    assert min(gaps(done)) > 0.38


def test_the_studys_own_delay_counts_if_it_is_longer(crawl):
    assert min(gaps(crawl(*FEW, delay=0.3))) > 0.28


def test_the_page_limit_ends_each_wave_and_says_so(market, crawl):
    done = crawl(*market, max_pages=30)
    for frame in done.waves.values():
        assert frame[(frame["kind"] != "robots") & frame["outcome"].isin(["200", "410"])]["requests"].sum() == 30
        assert frame.query("outcome == 'page limit reached'")["requests"].sum() > 0


def test_a_crawl_that_fetches_nothing_fails(crawl):
    with pytest.raises(RuntimeError, match="nothing was fetched"):
        crawl(*FEW, bent=[(ROBOTS, 200, "User-agent: *\nDisallow: /\n")], seeds=[HOME])
