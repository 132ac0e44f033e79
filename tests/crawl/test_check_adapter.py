"""The check of an adapter shows what each selector finds and misses, and fails when it finds nothing that matters."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from bundled import ROOT, SITES
from hypothesis import given, settings
from hypothesis import strategies as some
from published import ABOUT, row

from dots.corpus import checking
from dots.market import layouts

DAY = ABOUT["waves"][0]
ADAPTERS = ROOT / "config/crawl/adapters"
BOARD = "http://noticeboard.example/advert/0000001.html"


def check(name: str | Path, *arguments: object):
    command = [sys.executable, ROOT / "scripts/check_adapter.py", ADAPTERS / f"{name}.yaml", *arguments]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def saved(tmp_path):
    def saved(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return saved


def line(done, *words: str) -> str:
    """Give the first line that starts with words."""
    return next(text for text in done.stdout.splitlines() if text.split()[: len(words)] == list(words))


def test_each_selector_is_shown_with_what_it_finds(saved):
    page = saved("advert.html", layouts.page(row(number="0000001", price="", contact="Ring 07700 900123"), DAY))
    done = check("noticeboard", page, "--url", BOARD)
    assert done.returncode == 0
    assert "kind: advert, identifier 0000001" in done.stdout
    assert line(done, "contact", "found").endswith(".contact  ->  Ring 07700 900123")
    assert "time.posted @datetime" in line(done, "posted", "found")
    assert line(done, "price", "MISSED").strip().endswith(".price")
    assert "price      found on 0 of 1" in done.stdout
    assert "contacts among it: it is for your eyes" in done.stdout.splitlines()[0]


def test_links_are_shown_by_the_kind_of_page_they_lead_to(saved):
    done = check("noticeboard", saved("home.html", layouts.front("noticeboard", ["London", "Wales"])),
                 "--url", "http://noticeboard.example/")  # fmt: skip
    assert done.returncode == 0
    assert line(done, "follows:").strip() == "follows: 1 another host, 2 index, 1 other"
    assert "index: http://noticeboard.example/region/london/page/1.html" in done.stdout


def test_a_value_of_the_wrong_type_is_told_from_a_miss(saved):
    posts = [{"id": "1", "created_at": "soon", "content": "<p>Hi</p>"}, {"id": [], "content": "x"}, "text"]
    done = check("social", saved("feed.json", json.dumps(posts)), "--url", layouts.seeds()[-1])
    assert done.returncode == 1
    assert "posted     WRONG TYPE $.created_at  ->  no day that can be read: soon" in done.stdout
    assert "identifier WRONG TYPE $.id  ->  1 matched, but the first has nothing that is a text" in done.stdout
    assert "posted     MISSED     $.created_at" in done.stdout
    assert "the record is str, no object" in done.stdout
    assert "FAILS: posted is expected and was found on none of 3 records" in done.stdout
    assert "body       found on 2 of 3" in done.stdout


@pytest.mark.parametrize(
    ("content", "url", "says"),
    [
        ("<p>moved</p>", BOARD, "no record was found on any page"),
        ("", BOARD, "no record was found on any page"),
        ("<p>x</p>", "http://noticeboard.example/elsewhere", "no page has an address that fits"),
        ("<p>x</p>", "http://other.example/advert/1.html", "no page has an address that fits"),
        ("<article class=advert><time class=posted datetime=2025-03-04>", BOARD, "title is expected and was found"),
    ],
)  # fmt: skip
def test_a_check_that_finds_nothing_that_matters_ends_with_1(saved, content, url, says):
    done = check("noticeboard", saved("page.html", content), "--url", url)
    assert done.returncode == 1
    assert f"FAILS: {says}" in done.stdout


def test_one_page_with_a_field_is_enough_for_it_to_be_found(saved):
    bare = saved("bare.html", "<article class=advert><time class=posted datetime=2025-03-04>")
    whole = saved("whole.html", layouts.page(row(number="0000002"), DAY))
    done = check("noticeboard", bare, whole, "--url", BOARD, "--url", BOARD.replace("1.html", "2.html"))
    assert done.returncode == 0
    assert "title      found on 1 of 2" in done.stdout


def test_a_crawls_own_archive_is_read_with_its_own_addresses(whole, tmp_path):
    done = check("citylist", next(iter(whole.packages.values())), "--show", "1")
    assert done.returncode == 0
    assert "pages of other hosts, not read: " in done.stdout and "more pages; --show " in done.stdout
    records = int(line(done, "records:").split()[1].rstrip(";"))
    assert records > 60 and f"title      found on {records} of {records}" in done.stdout
    with zipfile.ZipFile(next(iter(whole.packages.values()))) as opened:
        (name,) = (name for name in opened.namelist() if name.startswith("archive/"))
        warc = tmp_path / name.removeprefix("archive/")
        warc.write_bytes(opened.read(name))
    assert check("social", warc).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["page.html"], "page.html: give --url"),
        (["page.html", "--url", BOARD, "--url", BOARD], "there is no page for it"),
        (["nowhere.html", "--url", BOARD], "No such file"),
        (["page.wacz"], "no page can be read"),
    ],
)
def test_what_cannot_be_read_is_said_and_ends_with_2(saved, arguments, says):
    folder = saved("page.html", "x").parent
    saved("page.wacz", "x")
    done = check("noticeboard", folder / arguments[0], *arguments[1:])
    assert (done.returncode, done.stdout) == (2, "") and says in done.stderr


def test_an_adapter_that_cannot_be_used_is_explained_and_ends_with_2(saved):
    text = (ADAPTERS / "noticeboard.yaml").read_text().replace("css: .title", "css: '.title['")
    bad = saved("bad.yaml", text)
    done = check(bad.with_suffix(""), saved("page.html", "x"), "--url", BOARD)
    assert done.returncode == 2
    assert f"{bad}: fields.title.css: '.title[' is no CSS selector" in done.stderr


def test_a_page_cannot_steer_the_terminal(saved):
    page = layouts.page(row(number="0000001", title="\x1b[2J\x07\u202eevil"), DAY)
    done = check("noticeboard", saved("advert.html", page), "--url", BOARD)
    assert done.returncode == 0
    assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout)


@settings(max_examples=100, deadline=None)
@given(some.binary(max_size=200), some.sampled_from([BOARD, "http://noticeboard.example/", "http://[", "x"]))
def test_no_page_makes_the_check_fail_to_report(content, url):
    for site in SITES.adapters:
        page = checking.check(site, url, content)
        assert checking.report(site, [page], 20)
