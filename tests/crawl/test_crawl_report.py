"""The report of a crawl counts every request once, names what was left out, and asks for nothing when it is read."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from archived import SETTINGS

from dots.crawl import outcomes, report

COLUMNS = ["host", "kind", "outcome", "requests"]
FIRST = pd.DataFrame(
    [
        ("a.example", "robots", "200", 1), ("a.example", "advert", "200", 1500), ("a.example", "advert", "404", 3),
        ("a.example", "advert", outcomes.CUT, 2), ("a.example", "advert", f"{outcomes.AGAIN}: answer cut off", 4),
        ("a.example", "index", "301", 1), ("a.example", "index", outcomes.ENOUGH, 7),
        ("b.example", "other", outcomes.ROBOTS, 5), ("<b>.example|x", "other", outcomes.OFF_LIST, 2),
    ],
    columns=COLUMNS,
)  # fmt: skip
SECOND = pd.DataFrame([("a.example", "advert", "200", 40)], columns=COLUMNS)
HOST = {"requests": 1506, "delay": 2.0, "shortest_gap": 2.013, "pauses": 1, "paused": 9.5, "refused": ""}
KEPT = {
    "2025-01-22": {
        "seconds": 100.0, "bytes": 12_345_678, "unread": 3, "over": "",
        "hosts": {"a.example": HOST, "b.example": HOST | {"shortest_gap": None, "refused": outcomes.PATIENCE}},
    },
    "2025-02-12": {
        "seconds": 20.0, "bytes": 1000, "unread": 0, "over": "", "hosts": {"a.example": HOST | {"shortest_gap": 2.5}},
    },
}  # fmt: skip
GIVEN = {
    "waves": {"2025-01-22": FIRST, "2025-02-12": SECOND},
    "kept": KEPT,
    "settings": SETTINGS | {"route": "http", "interval": 21},
    "head": "ab" * 32,
    "archives": {"2025-01-22.wacz.age": "12" * 32, "2025-02-12.wacz.age": "34" * 32},
}


@pytest.fixture
def written(tmp_path) -> tuple[str, str]:
    md, html = tmp_path / "crawl/report.md", tmp_path / "crawl/report.html"
    report.write(md, html, **GIVEN)
    return md.read_text(), html.read_text()


def table(markdown: str, heading: str) -> list[list[str]]:
    section = markdown.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows[2:]]


def number(cells: list[str]) -> int:
    return sum(int(cell.replace(",", "")) for cell in cells)


def test_every_table_counts_every_request_once(written):
    total = int(FIRST["requests"].sum() + SECOND["requests"].sum())
    assert f"{total:,} requests were meant to be made" in written[0]
    assert sum(number(row[1:6]) for row in table(written[0], "Waves")) == total
    assert sum(number(row[2:]) for row in table(written[0], "Hosts and kinds of page")) == total
    assert sum(number(row[3:]) for row in table(written[0], "How requests ended")) == total


def test_each_outcome_is_of_one_group_and_none_is_called_fetched_that_was_not():
    words = [value for name, value in vars(outcomes).items() if name.isupper() and isinstance(value, str)]
    grouped = {word: report.group(word) for word in words if word not in (outcomes.PREFIX, outcomes.AGAIN)}
    assert set(grouped.values()) == {"failed", "left out"}
    assert {report.group("200"), report.group("302"), report.group("503")} == {"fetched", "redirected", "failed"}
    assert report.group(f"{outcomes.AGAIN}: answer cut off") == "tried again"


def test_a_limit_that_was_reached_is_named_with_its_wave_and_what_it_left(written):
    limits = {row[0]: row[1:] for row in table(written[0], "Limits")}
    assert limits["max_pages: 2,000"] == ["2025-01-22", "7"]
    assert limits["max_seconds: 7,200"] == ["never", "0"]
    assert [row[-1] for row in table(written[0], "Waves")] == ["page limit reached", "none"]


def test_politeness_is_what_was_measured_over_all_waves(written):
    hosts = {row[0]: row[1:] for row in table(written[0], "Politeness that was kept")}
    assert hosts["a.example"] == ["3,012", "2", "2.013", "2", "19.0", "asked to the end"]
    assert hosts["b.example"][2:] == ["one request", "1", "9.5", outcomes.PATIENCE]
    assert "The links of 3 pages could not be read" in written[0]


def test_the_page_can_be_told_from_a_forged_one(written):
    for text in written:
        assert "ab" * 32 in text and "12" * 32 in text and "34" * 32 in text


def test_a_crawl_that_measured_nothing_says_so(tmp_path):
    report.write(tmp_path / "r.md", tmp_path / "r.html", **GIVEN | {"kept": {}})
    assert "not measured" in (tmp_path / "r.md").read_text()
    with pytest.raises(ValueError, match=r"r\.md: a crawl without a wave"):
        report.write(tmp_path / "r.md", tmp_path / "r.html", **GIVEN | {"waves": {}})


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_html_is_accessible_and_asks_for_nothing(written):
    reader = Reader()
    reader.feed(written[1])
    names = [tag for tag, _ in reader.tags]
    assert dict(reader.tags)["html"]["lang"] == "en-GB"
    assert names.count("h1") == names.count("title") == names.count("main") == 1
    assert names.count("table") == names.count("caption") == 6
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in reader.tags if tag == "th")
    assert not {"script", "img", "link", "iframe", "b"} & set(names)
    assert not [value for _, attributes in reader.tags for name, value in attributes.items() if name in ("src", "href")]
    assert "url(" not in written[1] and "@import" not in written[1]
    assert "&lt;b&gt;.example|x" in written[1]
