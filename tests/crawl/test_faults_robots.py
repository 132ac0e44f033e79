"""robots.txt by RFC 9309: what is forbidden is not asked for, what cannot be read forbids everything."""

import pytest
from faults import crawl
from scrapy.http import Response

from dots.crawl import outcomes, robots

PAGES = ["/open", "/private/page"]
RULES = b"User-agent: *\nDisallow: /private\n"
FILLER = b"# nothing to see here\n"


def say(status: str, body: bytes = RULES, *headers: str):
    return lambda asked: asked.say(body, status, "Content-Type: text/plain", *headers)


def to(target: str):
    return lambda asked: asked.say(b"", "301 Moved", f"Location: {target.format(port=asked.port)}")


def hops(number: int):
    """Redirect robots.txt a number of times within the host before it is given."""

    def answer(asked) -> None:
        place = int(asked.path.rpartition("/")[2]) if asked.path.startswith("/robots/") else 0
        if place < number:
            asked.say(b"", "302 Found", f"Location: /robots/{place + 1}")
        else:
            asked.say(RULES, "200 OK", "Content-Type: text/plain")

    return answer


def page(asked) -> None:
    asked.say(b"page")


def moved(number: int):
    following = hops(number)
    return lambda asked: following(asked) if asked.path.startswith("/robots/") else page(asked)


def size(total: int) -> bytes:
    """Give rules whose last line forbids /open and ends after a number of bytes."""
    last = b"Disallow: /open\n"
    filler = FILLER * (total // len(FILLER) + 1)
    return (b"User-agent: *\n" + filler)[: total - len(last) - 1] + b"\n" + last


ROBOTS = {
    "rules.test": say("200 OK"),
    "missing.test": say("404 Not Found"),
    "gone.test": say("410 Gone"),
    "denied.test": say("403 Forbidden"),
    "ours.test": say("200 OK", b"User-agent: *\nDisallow: /\n\nUser-agent: DOTS\nDisallow: /private\n"),
    "error.test": say("500 Internal Server Error"),
    "busy.test": say("503 Service Unavailable"),
    "wait.test": say("429 Too Many Requests"),
    "reset.test": lambda asked: asked.reset(),
    "silent.test": lambda asked: asked.line.recv(1),
    "five.test": hops(5),
    "six.test": hops(6),
    "across.test": to("http://rules.test:{port}/robots.txt"),
    "away.test": to("http://elsewhere.test:{port}/robots.txt"),
    "round.test": to("/robots.txt"),
    "fits.test": say("200 OK", size(500 * 1024)),
    "beyond.test": say("200 OK", size(500 * 1024 + 100)),
    "bytes.test": say("200 OK", b"\xef\xbb\xbf\xff\xfe\n" + RULES),
    "slow.test": say("200 OK", b"User-agent: *\nCrawl-delay: 0.5\n"),
    "slower.test": say("200 OK", b"User-agent: *\nCrawl-delay: 90\n"),
}
FAULTS = {host: page for host in ROBOTS} | {"five.test": moved(5), "six.test": moved(6)}
SEEDS = {host: PAGES for host in ROBOTS} | {"slow.test": [f"/{number}" for number in range(5)]}
OBEYED = {"200": 1, outcomes.ROBOTS: 1}
ALLOWED = {"200": 2}
FORBIDDEN = {outcomes.ROBOTS: 2}
EXPECTED = {
    "rules.test": OBEYED, "missing.test": ALLOWED, "gone.test": ALLOWED, "denied.test": ALLOWED, "ours.test": OBEYED,
    "error.test": FORBIDDEN, "busy.test": FORBIDDEN, "wait.test": FORBIDDEN, "reset.test": FORBIDDEN,
    "silent.test": FORBIDDEN, "across.test": OBEYED, "away.test": FORBIDDEN, "round.test": FORBIDDEN,
    "fits.test": {"200": 1, outcomes.ROBOTS: 1}, "beyond.test": {"200": 2}, "bytes.test": OBEYED,
    "slower.test": {outcomes.PATIENCE: 2},
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return crawl(tmp_path_factory.mktemp("robots"), FAULTS, SEEDS, ROBOTS)


@pytest.mark.parametrize("host", EXPECTED)
def test_pages_are_asked_for_as_robots_txt_has_it(found, host):
    assert found.of(host) == EXPECTED[host]
    assert len(found.served.of(host)) == EXPECTED[host].get("200", 0)


def test_robots_txt_comes_before_any_page_and_only_once(found):
    for host in EXPECTED.keys() - {"rules.test"}:  # which another host's robots.txt leads to
        paths = [path for _, path in found.served.of(host, robots=True)]
        tries = paths.count("/robots.txt")
        assert paths[:tries] == ["/robots.txt"] * tries
        assert tries == (3 if host in ("error.test", "busy.test", "wait.test", "reset.test", "silent.test") else 1)


def test_five_redirects_of_robots_txt_are_followed_and_a_sixth_means_staying_away(found):
    assert [path for _, path in found.served.of("five.test")][-1] == "/open"
    assert "/private/page" not in [path for _, path in found.served.of("five.test")]
    assert "/open" not in [path for _, path in found.served.of("six.test")]


def test_a_redirect_of_robots_txt_off_the_list_is_not_followed(found):
    assert not found.served.of("elsewhere.test", robots=True)
    assert found.of("away.test", robots=True) == {"301": 1, outcomes.OFF_LIST: 1}


def test_robots_txt_is_archived(found):
    port = found.served.port
    assert found.archived[f"http://rules.test:{port}/robots.txt"][0] == ("200", RULES)


def test_a_crawl_delay_outlives_autothrottle(found):
    moments = [at for at, _ in found.served.of("slow.test")]
    assert len(moments) == 5
    assert min(after - before for before, after in zip(moments, moments[1:], strict=False)) > 0.48
    assert found.kept["hosts"]["slow.test"]["delay"] == 0.5
    assert found.kept["hosts"]["slow.test"]["shortest_gap"] > 0.48


def test_a_copy_of_robots_txt_is_used_for_a_day_and_no_longer(tmp_path):
    done = crawl(
        tmp_path, {"rules.test": page}, {"rules.test": [f"/{number}" for number in range(12)]},
        {"rules.test": lambda asked: asked.say(b"" if asked.before < 2 else b"User-agent: *\nDisallow: /\n")},
        hours=5, concurrency=1,
    )  # fmt: skip
    asked = [path for _, path in done.served.of("rules.test", robots=True)]
    # the clock is looked at once for each page and once for each copy: a copy serves four pages
    places = [place for place, path in enumerate(asked) if path == "/robots.txt"]
    assert places[0] == 0
    assert places[1] - places[0] == places[2] - places[1] > 3
    assert done.of("rules.test") == {"200": 2 * (places[1] - 1), outcomes.ROBOTS: 12 - 2 * (places[1] - 1)}


def test_a_rule_that_was_cut_in_two_is_left_out():
    body = b"User-agent: *\n" + FILLER * 24_000
    cut = body[: 500 * 1024 - 12] + b"\nDisallow: /private\n"
    assert "Disallow" not in robots.rules(Response("http://a.test/robots.txt", body=cut))
