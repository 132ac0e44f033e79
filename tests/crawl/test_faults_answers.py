"""Hosts that are busy, broken or hostile: each ends in an outcome that is counted, and the crawl ends by itself."""

import gzip
import re
import time
import tracemalloc
import zlib
from email.utils import formatdate

import pytest
from faults import LONGEST, crawl
from scrapy.exceptions import IgnoreRequest

from dots.crawl import outcomes, soundness

PAGE = b"<html><body>a whole page</body></html>"
PACKED = gzip.compress(PAGE * 50)
JPEG = b"\xff\xd8\xff\xe0" + b"not to be kept " * 20
ODD = "déjà vu".encode("latin-1") + b"\xff\xfe\x00"


def busy(status: str, *headers: str, times: int = 1):
    def answer(asked) -> None:
        asked.say(*((b"busy", status, *headers) if asked.before < times else (PAGE,)))

    return answer


def dated(asked) -> None:
    """Tell the time in the past, as a server with a wrong clock does, and ask for two seconds."""
    now, later = (formatdate(moment, usegmt=True) for moment in (1_000_000_000, 1_000_000_002))
    busy("503 Service Unavailable", f"Date: {now}", f"Retry-After: {later}")(asked)


def say(body: bytes = PAGE, *headers: str, status: str = "200 OK", length: int | None = None):
    return lambda asked: asked.say(body, status, *headers, length=length)


def reset(asked) -> None:
    asked.say(b"x" * 100, length=1000)
    time.sleep(0.05)
    asked.reset()


def drip(asked) -> None:
    asked.say(b"", length=10_000)
    for _ in range(1000):
        asked.line.sendall(b".")
        time.sleep(0.1)


def heads(asked) -> None:
    asked.line.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        asked.line.sendall(b"X-More: and more\r\n")
        time.sleep(0.01)


def stream(asked) -> None:
    asked.line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n")
    while True:
        asked.line.sendall(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")


def to(*targets: str):
    """Redirect each path to the next target; `{port}` and `{n}` stand for the port and the number of this path."""

    def answer(asked) -> None:
        number = int(asked.path.strip("/") or 0)
        target = targets[number % len(targets)].format(port=asked.port, n=number + 1)
        asked.say(b"", "302 Found", f"Location: {target}")

    return answer


def send(raw: bytes):
    return lambda asked: asked.line.sendall(raw)


ODD_HEAD = (
    b"HTTP/1.1 200\r\nno colon here\r\nX-Odd: \x80\x81\r\nX-Long: " + b"x" * 4000 + b"\r\nX-Twice: 1\r\nX-Twice: 2\r\n"
    b"Content-Type: \xff\r\nContent-Length: 4\r\n\r\npage"
)


FAULTS = {
    "seconds.test": busy("429 Too Many Requests", "Retry-After: 1"),
    "dated.test": dated,
    "forever.test": busy("429 Too Many Requests", "Retry-After: 86400", times=9),
    "burst.test": busy("500 Internal Server Error", times=2),
    "broken.test": busy("500 Internal Server Error", times=9),
    "reset.test": reset,
    "short.test": say(b"x" * 10, length=1000),
    "long.test": say(b"first|second", length=5),
    "closing.test": lambda asked: asked.reset(),
    "silent.test": lambda asked: time.sleep(10),
    "drip.test": drip,
    "heads.test": heads,
    "stream.test": stream,
    "huge.test": say(b"x", length=10**13),
    "large.test": say(b"x" * 300_000),
    "cutgzip.test": say(PACKED[:-20], "Content-Encoding: gzip"),
    "lyinggzip.test": say(PAGE, "Content-Encoding: gzip"),
    "twice.test": say(gzip.compress(PACKED), "Content-Encoding: gzip, gzip"),
    "bomb.test": say(gzip.compress(bytes(100_000_000), 9), "Content-Encoding: gzip"),
    "gzip.test": say(PACKED, "Content-Encoding: gzip"),
    "deflate.test": say(zlib.compress(PAGE)[2:-4], "Content-Encoding: deflate"),
    "loop.test": to("/1", "/"),
    "chain.test": to("/{n}"),
    "inside.test": to(
        "http://127.0.0.1:{port}/secret", "http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[::1]:{port}/"
    ),
    "away.test": to("http://elsewhere.test:{port}/"),
    "moved.test": to("http://gzip.test:{port}/new"),
    "picture.test": say(JPEG, "Content-Type: image/jpeg"),
    "liar.test": say(JPEG),
    "charset.test": say(ODD, "Content-Type: text/html; charset=utf-32"),
    "nocharset.test": say(ODD, "Content-Type: text/html; charset=klingon"),
    "tags.test": say(b"<div><a href=//[>" * 5000 + b"<\x00table></html><a href='/ok"),
    "head.test": send(ODD_HEAD),
    "oddname.test": send(b"HTTP/1.1 200 OK\r\nX-\xff: 1\r\nContent-Length: 4\r\n\r\npage"),
    "nonsense.test": send(b"220 smtp.test ready\r\n" * 3),
    "refresh.test": say(b'<meta http-equiv="refresh" content="0; url=/elsewhere">'),
    "cookies.test": say(PAGE, "Set-Cookie: id=1; Path=/"),
}
SEEDS = {host: ["/"] for host in FAULTS} | {
    "seconds.test": ["/", "/also", "/third"],
    "forever.test": ["/", "/also"],
    "inside.test": ["/0", "/1", "/2", "/3"],
    "picture.test": ["/photo", "/photo.jpg", "/clip.mp4"],
    "cookies.test": ["/", "/second"],
    "localhost": ["/"],
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return crawl(tmp_path_factory.mktemp("faults"), FAULTS, SEEDS)


def gaps(found, host: str) -> list[float]:
    moments = [at for at, _ in found.served.of(host)]
    return [after - before for before, after in zip(moments, moments[1:], strict=False)]


def test_a_host_that_asks_for_a_second_is_left_alone_for_a_second(found):
    assert found.of("seconds.test") == {"429": 3, "200": 3}
    # the first three may have been under way at once; then there is silence
    assert max(gaps(found, "seconds.test")) > 0.95
    assert found.kept["hosts"]["seconds.test"]["pauses"] >= 1


def test_a_date_to_come_back_at_is_read_by_the_hosts_own_clock(found):
    assert found.of("dated.test") == {"503": 1, "200": 1}
    assert gaps(found, "dated.test")[0] > 1.95


def test_a_host_that_asks_for_longer_than_the_limit_is_asked_nothing_more(found):
    counted = found.of("forever.test")
    assert counted.pop(outcomes.PATIENCE) >= 1
    assert set(counted) == {"429"} and counted["429"] == len(found.served.of("forever.test")) <= 2
    assert found.kept["hosts"]["forever.test"]["refused"] == outcomes.PATIENCE


def test_a_burst_of_errors_is_tried_again_after_longer_and_longer_pauses(found):
    assert found.of("burst.test") == {"500": 2, "200": 1}
    first, second = gaps(found, "burst.test")
    assert first > 0.09 and second > 0.19
    assert found.of("broken.test") == {"500": 3}


@pytest.mark.parametrize("host", ["reset.test", "short.test"])
def test_an_answer_that_breaks_off_is_never_archived(found, host):
    assert found.of(host) == {f"{outcomes.AGAIN}: answer cut off": 2, outcomes.CUT: 1}
    assert not found.pages(host)


def test_what_comes_after_the_stated_length_is_no_part_of_the_page(found):
    assert found.of("long.test") == {"200": 1}
    assert found.pages("long.test") == [("200", b"first")]


@pytest.mark.parametrize("host", ["closing.test", "nonsense.test", "oddname.test"])
def test_a_host_that_does_not_speak_http_is_a_failure_after_three_tries(found, host):
    counted = found.of(host)
    assert sum(counted.values()) == 3 and not found.pages(host)
    assert [name for name in counted if name.startswith("failed: ")]


@pytest.mark.parametrize("host", ["silent.test", "drip.test", "heads.test"])
def test_the_deadline_holds_for_the_whole_request_however_it_trickles(found, host):
    assert found.of(host) == {f"{outcomes.AGAIN}: deadline of one request passed": 2, outcomes.SLOW: 1}
    assert not found.pages(host)


@pytest.mark.parametrize("host", ["stream.test", "huge.test", "large.test", "bomb.test"])
def test_a_page_over_the_limit_is_dropped_as_received_and_as_decoded(found, host):
    assert found.of(host) == {outcomes.LARGE: 1}
    assert not found.pages(host)


def test_a_bomb_is_measured_in_little_memory():
    bomb = gzip.compress(bytes(100_000_000), 9)
    tracemalloc.start()
    with pytest.raises(IgnoreRequest, match=outcomes.LARGE):
        soundness.decode(bomb, "gzip", 50_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize("host", ["cutgzip.test", "lyinggzip.test", "twice.test"])
def test_content_that_does_not_decode_is_a_failure(found, host):
    assert found.of(host) == {outcomes.GARBLED: 1}
    assert not found.pages(host)


def test_honest_codings_are_archived_as_they_came(found):
    assert ("200", PACKED) in found.pages("gzip.test")
    assert found.of("deflate.test") == {"200": 1}


def test_a_redirect_loop_ends_at_its_first_return(found):
    assert found.of("loop.test") == {"302": 2, outcomes.LOOP: 1}


def test_five_redirects_are_followed_and_no_more(found):
    assert found.of("chain.test") == {"302": 6, outcomes.HOPS: 1}
    assert len(found.served.of("chain.test")) == 6


def test_a_redirect_to_an_address_that_is_not_public_is_counted_and_never_asked(found):
    assert found.of(outcomes.ELSEWHERE)[outcomes.PRIVATE] == 4
    assert not [path for _, host, path, _ in found.served.asked if host in ("127.0.0.1", "[", "localhost")]


def test_a_name_that_leads_inside_is_refused_though_it_is_on_the_list(found):
    assert found.of("localhost") == {outcomes.ROBOTS: 1}
    assert found.of("localhost", robots=True) == {outcomes.PRIVATE: 1}


def test_a_redirect_cannot_leave_the_list(found):
    assert found.of(outcomes.ELSEWHERE)[outcomes.OFF_LIST] == 1
    assert not found.served.of("elsewhere.test", robots=True)


def test_no_host_off_the_list_and_no_path_of_a_page_is_named_in_outcomes_or_log(found):
    away = ("elsewhere.test", "10.0.0.1", "169.254.169.254", "::1")
    assert not set(away) & set(found.outcomes["host"])
    assert not [name for name in away if name in found.log]
    paths = re.findall(r"https?://[^/\s]+/([^\s<>]*)", found.log)
    assert "..." in paths and all(not path or path.startswith("...") for path in paths)


def test_a_redirect_within_the_list_is_followed(found):
    assert found.of("moved.test") == {"302": 1}
    assert [path for _, path in found.served.of("gzip.test")].count("/new") == 1


@pytest.mark.parametrize("host", ["picture.test", "liar.test"])
def test_no_byte_of_an_image_is_kept_whatever_it_calls_itself(found, host):
    assert found.of(host) == {outcomes.MEDIA: len(SEEDS[host])}
    assert not found.pages(host)
    assert not [body for pages in found.archived.values() for _, body in pages if b"not to be kept" in body]


def test_what_looks_like_an_image_is_never_asked_for_and_none_is_welcome(found):
    assert {path for _, path in found.served.of("picture.test")} == {"/photo"}
    accepted = {
        line for *_, head in found.served.asked for line in head.split("\r\n") if line.lower().startswith("accept")
    }
    assert len(accepted) == 2
    assert not [line for line in accepted if "image" in line or "video" in line or "*" in line]


@pytest.mark.parametrize("host", ["charset.test", "nocharset.test", "tags.test", "head.test"])
def test_bad_charsets_tags_and_heads_are_archived_as_they_came(found, host):
    assert found.of(host) == {"200": 1}
    assert len(found.pages(host)) == 1
    if "charset" in host:
        assert found.pages(host) == [("200", ODD)]


def test_the_crawler_obeys_no_refresh_and_gives_away_neither_cookie_nor_referrer(found):
    assert [path for _, path in found.served.of("refresh.test")] == ["/"]
    heads = [head.lower() for *_, head in found.served.asked]
    assert not [head for head in heads if "\r\ncookie:" in head or "\r\nreferer:" in head or "authorization" in head]
    assert all("mailto:research@university.example" in head for head in heads)


def test_a_page_that_cannot_be_parsed_ends_nothing_and_is_told(found):
    assert found.kept["unread"] == found.log.count("Spider error processing")


def test_every_request_the_servers_saw_is_counted_and_the_crawl_ended_by_itself(found):
    not_asked = {outcomes.ROBOTS, outcomes.OFF_LIST, outcomes.PRIVATE, outcomes.PATIENCE, outcomes.LOOP, outcomes.HOPS}
    counted = found.outcomes[~found.outcomes["outcome"].isin(not_asked)]
    never_sent = 2  # the photo and the clip, by their names
    # a request whose deadline passes before a busy server reads it is counted, and not seen there
    assert counted["requests"].sum() - never_sent >= len(found.served.asked)
    assert found.kept["seconds"] < LONGEST / 2


def test_progress_is_told_while_the_crawl_runs(found):
    lines = [line for line in found.log.splitlines() if line.startswith("INFO dots.crawl.progress:")]
    assert len(lines) > 2
    assert all("in line" in line and "pages a second" in line and "errors" in line for line in lines)
    assert lines[-1].endswith("nothing left")
