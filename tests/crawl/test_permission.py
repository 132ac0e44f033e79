"""A real host is crawled only by a study that says all that is needed for it; nothing else turns it on."""

from datetime import date

import pytest
from archived import KEYS, SETTINGS
from bundled import SITES

from dots.crawl import crawling, permission, politeness
from dots.crawl.recording import Recording

TODAY = date(2026, 5, 1)
LIVE = {
    "hosts": ["board.site.test", "list.site.test"],
    "operator": "A. Researcher, University of Somewhere",
    "purpose": "How adverts move after a closure",
    "ethics_reference": "ERGO 12345",
    "dpia_reference": "DPIA 2026-17",
    "lawful_basis": "GDPR Art. 6(1)(e), Art. 9(2)(j), Art. 89",
}
CRAWL = SETTINGS | {"contact": "a.researcher@somewhere.ac.uk", "delay": 5.0}
STUDY = {"keys": "/keys/study.key", "retention_until": "2028-12-31"}


def grant(live: dict | None = None, crawl: dict = CRAWL, **changes: object) -> permission.Permission:
    about = crawl if live is None else crawl | {"live": live}
    return permission.grant({"crawl": about, "study": STUDY | changes}, TODAY)


def test_a_study_that_says_everything_is_granted_what_it_says():
    given = grant(LIVE)
    assert given.hosts == ("board.site.test", "list.site.test")
    assert given.retention_until == date(2028, 12, 31)
    assert given.ethics_reference == "ERGO 12345"


@pytest.mark.parametrize("live", [None, {}])
def test_without_its_section_live_crawling_is_off_and_says_what_it_takes(live):
    with pytest.raises(PermissionError) as refused:
        grant(live)
    assert all(name in str(refused.value) for name in (*LIVE, "retention_until", "keys"))


def test_everything_that_is_missing_is_listed_at_once():
    with pytest.raises(PermissionError) as refused:
        grant({"hosts": [], "operator": " "}, SETTINGS, keys="simulated", retention_until=None)
    lines = str(refused.value).splitlines()[1:]
    assert [line.split(":")[0].strip() for line in lines] == [
        "operator", "purpose", "ethics_reference", "dpia_reference", "lawful_basis", "hosts", "study.keys",
        "study.retention_until", "crawl.contact", "crawl.delay",
    ]  # fmt: skip


@pytest.mark.parametrize("name", LIVE)
def test_each_part_is_needed(name):
    with pytest.raises(PermissionError, match=f"(?s)refused.*\n  {name}: missing"):
        grant({key: value for key, value in LIVE.items() if key != name})


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"hosts": ["*.site.test"]}, "no name of a host"),
        ({"hosts": ["https://site.test/"]}, "no name of a host"),
        ({"hosts": ["192.168.0.1"]}, "no name of a host"),
        ({"hosts": ["localhost"]}, "no name of a host"),
        ({"hosts": ["site.test", "Site.test"]}, "'Site.test' is no name of a host"),
    ],
)
def test_what_is_wrong_is_named_with_its_value(said, problem):
    with pytest.raises(PermissionError, match=problem):
        grant(LIVE | said)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"retention_until": "2026-05-01"}, "2026-05-01 is not in the future"),
        ({"retention_until": "2025-12-31"}, "2025-12-31 is not in the future"),
        ({"retention_until": "2026-02-30"}, "'2026-02-30' is no day"),
        ({"retention_until": None}, "study.retention_until: missing"),
        ({"keys": "simulated"}, "study.keys: 'simulated' protects nothing"),
    ],
)
def test_real_pages_need_real_keys_and_a_day_on_which_they_go(said, problem):
    with pytest.raises(PermissionError, match=problem):
        grant(LIVE, **said)


@pytest.mark.parametrize("contact", ["a@b.example", "me@example.com", "x@host.invalid"])
def test_a_contact_that_reaches_nobody_is_no_contact(contact):
    with pytest.raises(PermissionError, match="can reach nobody"):
        grant(LIVE, CRAWL | {"contact": contact})


@pytest.mark.parametrize("contact", ["", "nobody", "a@b", "a b@c.org", "a@b@c.org"])
def test_a_crawl_whose_contact_is_no_address_does_not_begin(contact):
    with pytest.raises(ValueError, match=r"crawl\.contact: .* is no e-mail address"):
        politeness.Manners(**SETTINGS | {"contact": contact})


def ask(tmp_path, **changes: object) -> None:
    record = Recording(tmp_path, ["2025-01-22"], KEYS, {}, {})
    given = {"proxy": "http://127.0.0.1:1", "hosts": ["noticeboard.example"], "seeds": []} | SETTINGS | changes
    try:
        crawling.crawl(sites=SITES, waves=record.waves, begin=print, ended=print, **given)
    finally:
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("host", ["www.escort-site.co.uk", "example.com", "noticeboard.example.org"])
def test_a_real_host_without_permission_is_refused(host, tmp_path):
    with pytest.raises(PermissionError, match=f"{host} is a real host. Live crawling is off"):
        ask(tmp_path, hosts=[host])


@pytest.mark.parametrize("proxy", [None, "http://192.0.2.1:80", "http://127.0.0.1.evil.test:80"])
def test_the_simulated_market_is_asked_on_this_machine_only(proxy, tmp_path):
    with pytest.raises(PermissionError, match="not on this machine"):
        ask(tmp_path, proxy=proxy)


def test_a_permission_holds_for_its_hosts_and_for_no_proxy(tmp_path):
    given = grant(LIVE)
    with pytest.raises(PermissionError, match=r"other\.site\.test is not among the hosts"):
        ask(tmp_path, proxy=None, permitted=given, hosts=["board.site.test", "other.site.test"])
    with pytest.raises(PermissionError, match="not through the proxy"):
        ask(tmp_path, permitted=given, hosts=["board.site.test"])
