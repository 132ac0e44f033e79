"""A site is its adapter: the market is read as it is served, and another site is added by a file alone."""

import shutil

import pandas as pd
import pytest
from archived import read_back
from bundled import ROOT, SCHEMA, SITES
from published import ABOUT, row

from dots import adapters
from dots.corpus import pages
from dots.corpus.archive import Page
from dots.crawl import links
from dots.market import layouts, server
from dots.tables import corpus as tables

DAY = ABOUT["waves"][0]
FOURTH = r"""
name: annonces
host: annonces.example
form: html
language: fr
time_zone: Europe/Paris
months: [janvier, février, mars, avril, mai, juin, juillet, août, septembre, octobre, novembre, décembre]
start: ["http://annonces.example/liste?page=1"]

pages:
  index: ['/liste\?page=\d+']
  advert: ['/voir\?ref=(?P<advert>[a-z0-9-]+)']

links:
  index:
    - {css: table td a, attribute: href, to: [advert]}
    - {css: a.suivant, attribute: href, to: [index]}

record:
  advert: {css: table.fiche}

fields:
  posted: {css: td.date, type: date}
  title: {css: caption, expected: true}
  body: {css: td.texte, join: "\n", expected: true}
  place: {css: 'tr[data-ville]', attribute: data-ville}
  price: {css: .prix, type: number-as-text}
"""
HOME = "http://annonces.example"


def fiche(number: int) -> str:
    return (
        f"<meta charset=utf-8><table class=fiche><caption>Annonce {number}</caption>"
        f"<tr data-ville='Lyon'><td class=date>mardi {number} février 2025"
        f"<td class=texte>Bonjour &amp; bienvenue<td class=prix>{number}0 €"
        "<tr><td class=texte>deuxième <b>partie</b></table><a href='/voir?ref=a-99'>semblable</a>"
    )


def liste(number: int) -> str:
    rows = "".join(f"<tr><td><a href='voir?ref=a-{one}'>x</a>" for one in range(2 * number - 1, 2 * number + 1))
    following = f"<a class=suivant href='?page={number + 1}'>Suivant</a>" if number < 3 else ""
    return f"<base href='/'><table>{rows}<td><a href='/apropos'>?</a></table>{following.replace('?', 'liste?', 1)}"


@pytest.fixture(scope="module")
def fourth(tmp_path_factory, crawl):
    """Crawl a site that nobody wrote a line of Python for; give its adapters and the crawl."""
    folder = tmp_path_factory.mktemp("fourth") / "crawl"
    shutil.copytree(ROOT / "config/crawl", folder)
    (folder / "adapters/annonces.yaml").write_text(FOURTH)
    sites = adapters.load((folder / "adapters").glob("*.yaml"), SCHEMA)
    bent = [(f"{HOME}/robots.txt", 200, ""), *((f"{HOME}/liste?page={n}", 200, liste(n)) for n in (1, 2, 3))]
    bent += [(f"{HOME}/voir?ref=a-{n}", 200, fiche(n)) for n in range(1, 7)]
    about = ABOUT | {"waves": ABOUT["waves"][:1]}
    done = crawl(about, [[row(number="0000001")]], bent=bent, configured=folder, hosts=sites.hosts, seeds=sites.start)
    return sites, done


def test_a_site_is_added_by_a_file_alone(fourth):
    sites, done = fourth
    adverts, sightings, _ = pages.parse((page for _, page in read_back(done.packages)), sites)
    tables.CLEAR_ADVERTS.check(adverts, "test")
    read = adverts.query("platform == 'annonces'").set_index("advert").sort_index()
    assert read.index.tolist() == [f"annonces/a-{number}" for number in range(1, 7)]
    assert read.loc["annonces/a-4"].to_dict() == {
        "platform": "annonces", "posted": pd.Timestamp("2025-02-04"), "seen": pd.Timestamp(DAY), "title": "Annonce 4",
        "body": "Bonjour & bienvenue\ndeuxième partie", "contact": "", "place": "Lyon", "price": "40 €",
    }  # fmt: skip
    assert sightings["advert"].str.startswith("annonces/").sum() == 6
    assert (adverts["platform"] == "noticeboard").sum() == 1


def test_the_site_of_this_test_is_the_example_of_the_documentation():
    assert f"```yaml{FOURTH}```" in (ROOT / "docs/adapters.md").read_text()


def test_a_crawl_follows_the_links_an_adapter_names_and_no_others(fourth):
    _, done = fourth
    asked = {address for _, address, _ in done.asked if address.startswith(HOME)}
    lists = {f"{HOME}/liste?page={number}" for number in (1, 2, 3)}
    assert asked == lists | {f"{HOME}/voir?ref=a-{number}" for number in range(1, 7)} | {f"{HOME}/robots.txt"}
    counted = done.outcomes.query("host == 'annonces.example'").set_index("kind")["requests"].to_dict()
    assert counted == {"robots": 1, "index": 3, "advert": 6}


def test_every_page_the_market_serves_is_of_the_kind_the_adapters_say(market):
    about, parts = market
    shelf = server.shelve(about, parts)
    todo, kinds = list(SITES.start), {}
    assert set(SITES.start) == set(layouts.seeds()) and set(SITES.hosts) == set(layouts.PLATFORMS)
    while todo:
        address = todo.pop()
        answer = server.answer(shelf, address, DAY)
        if address in kinds or answer.status != 200 or SITES.place(address)[0] is None:
            continue
        kinds[address] = SITES.kind(address)
        header = f'<{answer.following}>; rel="next"' if answer.following else ""
        todo += links.follow(SITES, address, answer.content, header)
    up = [one for part in parts for one in part if one["since"] <= DAY < one["until"]]
    boards = {layouts.address(one) for one in up if one["platform"] != "social"}
    assert {address for address, kind in kinds.items() if kind == "advert"} == boards
    assert [address for address, kind in kinds.items() if kind == "other"] == [
        f"http://noticeboard.example{layouts.MEMBERS}"
    ]
    assert sum(kind == "feed" for kind in kinds.values()) == -(-sum(one["platform"] == "social" for one in up) // 40)


def test_every_field_the_market_writes_is_read_as_it_was_written(market):
    about, parts = market
    up = [one for part in parts for one in part if one["since"] <= DAY < one["until"]]
    served = (Page(layouts.address(one), 200, layouts.stamp(DAY), layouts.page(one, DAY), "", 0) for one in up)
    read = pages.parse(served, SITES)[0].set_index("advert")
    assert len(read) == len(up)
    for one in up:
        found = read.loc[f"{one['platform']}/{one['number']}"]
        assert f"{found['posted']:%Y-%m-%d}" == one["posted"]
        if one["platform"] == "social":
            assert found["body"] == f"{one['body']} #{layouts.tag(one['town'])}"
            assert found["place"] == layouts.tag(one["town"])
        else:
            assert found["place"] == one["town"]
            assert [found[name] for name in ("title", "body", "contact", "price")] == [
                one[name] for name in ("title", "body", "contact", "price")
            ]


@pytest.mark.parametrize(
    ("header", "next_page"),
    [
        ('<http://social.example/a?max_id=1>; rel="next", <http://social.example/z>; rel="prev"', "a?max_id=1"),
        ('<http://social.example/b>; rel="prev", <http://social.example/c>; title="x, y"; rel=next', "c"),
        ('<d>;REL="last next"', "api/v1/timelines/d"),
        ('<http://social.example/e>; rel="nextish"', None),
        ("<http://social.example/f", None),
        ('<javascript:alert(1)>; rel="next"', None),
        ('<http://[>; rel="next"', None),
        ("", None),
    ],
)  # fmt: skip
def test_the_link_header_is_read_as_rfc_8288_has_it(header, next_page):
    found = links.follow(SITES, "http://social.example/api/v1/timelines/public", b"[]", header)
    assert found == ([f"http://social.example/{next_page}"] if next_page else [])


def test_links_that_lead_to_no_page_are_not_followed():
    page = b"<a href='mailto:a@b.example'><a href='tel:1'><a href='http://['><a><a href=''><a href=' /advert/1.html '>"
    found = links.follow(SITES, "http://noticeboard.example/", page, "")
    assert found == ["http://noticeboard.example/advert/1.html"]


def test_json_may_name_the_next_page_or_hold_what_its_address_is_made_of(tmp_path):
    (tmp_path / "api.yaml").write_text(r"""
name: api
host: api.example
form: json
language: en
time_zone: UTC
start: ["http://api.example/items"]
pages: {index: ['/items(?:\?.*)?'], advert: ['/item/(?P<advert>[^/]+)']}
links:
  index:
    - {jsonpath: '$.items[*].id', address: '/item/{value}'}
    - {jsonpath: $.next, address: '/items?after={value}'}
record: {advert: {jsonpath: $.item}}
fields: {posted: {jsonpath: $.day, type: date}, body: {jsonpath: $.text}}
""")
    sites = adapters.load(tmp_path.glob("*.yaml"), SCHEMA)
    found = links.follow(
        sites, "http://api.example/items", b'{"items": [{"id": 7}, {"id": "a/b"}, {}], "next": "c&d"}', ""
    )
    assert found == [f"http://api.example/{path}" for path in ("item/7", "item/a%2Fb", "items?after=c%26d")]
    assert links.follow(sites, "http://api.example/items", b"no json", "") == []
