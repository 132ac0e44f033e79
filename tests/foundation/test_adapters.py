"""An adapter that cannot be used is refused with file, key, value and fix; one that can reads its site as it says."""

import copy
import json
import pickle
import re
from datetime import date

import jsonpath
import pytest
import yaml
from bundled import FILES, SCHEMA, SITES
from hypothesis import given, settings
from hypothesis import strategies as some

from dots import adapters, documents
from dots.corpus import days, records
from dots.corpus.archive import Page

BOARD = yaml.safe_load(next(path for path in FILES if path.stem == "noticeboard").read_text())
FEED = yaml.safe_load(next(path for path in FILES if path.stem == "social").read_text())


def load(folder, *given):
    """Load adapters given as mappings or as YAML text."""
    for number, one in enumerate(given):
        (folder / f"{number}.yaml").write_text(one if isinstance(one, str) else yaml.safe_dump(one))
    return adapters.load(folder.glob("*.yaml"), SCHEMA)


def refusal(folder, *given):
    with pytest.raises(ValueError) as error:
        load(folder, *given)
    return str(error.value)


def changed(base, key, value):
    """Give an adapter with one key, such as fields.title.css, set to a value or, if that is None, left out."""
    made = copy.deepcopy(base)
    *path, last = key.split(".")
    part = made
    for name in path:
        part = part[int(name) if isinstance(part, list) else name]
    if value is None:
        del part[last]
    else:
        part[int(last) if isinstance(part, list) else last] = value
    return made


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bundled_adapter_is_named_as_its_file(path):
    assert SITES.by_host[f"{path.stem}.example"].name == path.stem


@pytest.mark.parametrize(
    ("base", "key", "value", "says"),
    [
        (BOARD, "time_zone", "Europe/Lodnon", "'Europe/Lodnon' is no known time zone; did you mean Europe/London"),
        (BOARD, "time_zone", "Europe", "time_zone: 'Europe' is no known time zone"),
        (BOARD, "time_zone", None, "adapter: time_zone must be given"),
        (BOARD, "encoding", "base64", "encoding: 'base64' is no encoding of text"),
        (BOARD, "encoding", "klingon", "encoding: 'klingon' is no encoding of text"),
        (BOARD, "form", "xml", "form: 'xml' is not allowed; allowed: .*html.*json"),
        (BOARD, "host", "http://noticeboard.example", "host: 'http://noticeboard.example' is not allowed"),
        (BOARD, "fields.titel", {"css": "h1"}, "fields.titel: unknown key; did you mean title"),
        (BOARD, "fields.body", None, "fields: body must be given"),
        (BOARD, "fields.title.css", "h1[", r"title.css: 'h1\[' is no CSS selector"),
        (BOARD, "fields.title.css", "h1::text", "title.css: 'h1::text' is no CSS selector .*`attribute`"),
        (BOARD, "fields.title", {"jsonpath": "$.t"}, "title.jsonpath: .* is not read where form is html; use css"),
        (BOARD, "fields.title", {"expected": True}, "fields.title: css must be given"),
        (BOARD, "fields.title.html", True, "fields.title.html: True is for HTML inside JSON"),
        (BOARD, "fields.title.type", "date", "fields.title.type: 'date' is not allowed; posted is"),
        (BOARD, "fields.posted.type", "text", "fields.posted.type: 'text' is not allowed; posted is of type date"),
        (BOARD, "fields.posted.format", "%H:%M", "fields.posted.format: '%H:%M' does not tell day, month and year"),
        (BOARD, "fields.price.format", "%d/%m/%Y", "fields.price.format: '%d/%m/%Y' is for a date"),
        (BOARD, "fields.posted.join", "-", "fields.posted.join: '-' would make one date of several"),
        (BOARD, "pages.advert.0", r"/advert/(?P<advert>\d+", r"advert.0: .* is no regular expression \(missing \)"),
        (BOARD, "pages.advert.0", r"/advert/\d+", r"pages.advert.0: .* does not say what names an advert"),
        (BOARD, "pages.advert.0", r"http://noticeboard.example/(?P<advert>\d+)", "names a host; write what follows"),
        (BOARD, "pages.index.1", r"/(?:[a-z]+/?)+x", "pages.index.1: .* repeats a repeat"),
        (BOARD, "pages.index", ["/region"], r"start.0: 'http://noticeboard.example/' fits no pattern of pages"),
        (BOARD, "pages.index", None, "links.index: no address is of this kind; give pages.index"),
        (BOARD, "record", {"feed": {"css": "li"}}, "record: advert must be given, because pages has advert"),
        (BOARD, "start", ["http://citylist.example/"], "start.0: .* is not on the host 'noticeboard.example'"),
        (BOARD, "start", ["ftp://noticeboard.example/"], "start.0: 'ftp://noticeboard.example/' is not allowed"),
        (BOARD, "start", ["http://[/"], r"start.0: 'http://\[/' is no address"),
        (BOARD, "links.index.0.css", "a:nope", "links.index.0.css: 'a:nope' is no CSS selector"),
        (BOARD, "links.index.0.link_header", "next", "index.0.link_header: 'next' is whole by itself; leave out"),
        (BOARD, "links.index.0.to", ["page"], "links.index.0.to.0: 'page' is not allowed"),
        (BOARD, "months", ["january"], "months: .* is not allowed"),
        (FEED, "identifier", None, "identifier: must be given, because a page of a feed holds many adverts"),
        (FEED, "fields.body.jsonpath", "content", "fields.body.jsonpath: 'content' is no JSONPath query"),
        (FEED, "fields.body.jsonpath", "$[?@.a==", r"is no JSONPath query"),
        (FEED, "fields.body.attribute", "href", "fields.body.attribute: 'href' is for HTML"),
        (FEED, "fields.body", {"css": "p"}, "fields.body.css: 'p' is not read where form is json; use jsonpath"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_file_key_value_and_fix(tmp_path, base, key, value, says):
    text = refusal(tmp_path, changed(base, key, value))
    assert re.search(says, text), text
    assert f"{tmp_path}/0.yaml: " in text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds NoneType, not the keys of an adapter"),
        ("- name: x", "holds list, not the keys"),
        ("name: [", "line 1"),
        ("name: x\nname: y\n", "line 2: the key 'name' is given twice; keep one"),
        ("name: x\nyes: y\n", "line 2: the key 'yes' is no text; quote it"),
        ("1: x\n", "line 1: the key '1' is no text"),
        ("? [a, b]\n: x\n", "line 1: the key .* is no text"),
        ("a: &a [x]\nb: *a\n", r"line 2: aliases \(\*name\) are not read"),
        ("name: !!python/object/apply:os.system [echo]\n", "could not determine a constructor"),
        ("name: \x00", "special characters are not allowed"),
        ("[" * 5000, "nested too deeply"),
        ("start: 2025-99-99\n", "month must be in"),
    ],
)
def test_hostile_yaml_is_refused_in_words(tmp_path, text, says):
    assert re.search(says, refusal(tmp_path, text))


def test_yaml_that_would_grow_without_end_is_refused_at_its_first_alias(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    text = refusal(tmp_path, "\n".join(lines))
    assert "line 2: aliases" in text and len(text) < 500


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "x.yaml").write_bytes(b"name: \xff")
    with pytest.raises(ValueError, match=r"x.yaml: is no UTF-8 text"):
        adapters.load(tmp_path.glob("*.yaml"), SCHEMA)


def test_a_folder_without_adapters_is_refused():
    with pytest.raises(ValueError, match="there are no adapters"):
        adapters.load([], SCHEMA)


def test_two_adapters_cannot_claim_one_host_or_one_name(tmp_path):
    other = changed(BOARD, "name", "second")
    text = refusal(tmp_path, BOARD, other)
    assert re.search(r"1.yaml: host: 'noticeboard.example' is claimed by .*0.yaml too", text)
    moved = json.loads(json.dumps(BOARD).replace("noticeboard.example", "other.example"))
    assert re.search(r"1.yaml: name: 'noticeboard' is claimed by", refusal(tmp_path, BOARD, moved))


def test_everything_wrong_in_every_file_is_listed_at_once(tmp_path):
    text = refusal(tmp_path, changed(BOARD, "time_zone", "Nowhere"), changed(FEED, "fields.body.jsonpath", "x"))
    assert "0.yaml: time_zone" in text and "1.yaml: fields.body.jsonpath" in text


def test_adapters_can_be_handed_to_a_worker_and_to_scrapy():
    address = "http://social.example/api/v1/statuses/9"
    for copied in (pickle.loads(pickle.dumps(SITES)), copy.deepcopy(SITES)):
        adapter, kind, identifier = copied.place(address)
        assert (adapter.name, kind, identifier) == ("social", "advert", "9")


@pytest.mark.parametrize(
    "address",
    ["http://noticeboard.example/advert/1.html/x", "http://noticeboard.example/x/advert/1.html",
     "http://noticeboard.example/advert/1.html\n", "http://other.example/advert/1.html", "http://[::1/advert/1.html",
     "http://noticeboard.example/region/" + "a" * 3000 + "/page/1.html", ""],
)  # fmt: skip
def test_a_pattern_must_fit_the_whole_address_on_its_own_host(address):
    if address.endswith("\n"):  # the standard library drops line breaks from an address, as browsers do
        assert SITES.kind(address) == "advert"
    else:
        assert SITES.kind(address) == "other"


def test_a_pattern_may_ask_for_a_query(tmp_path):
    made = changed(BOARD, "pages.advert", [r"/view\?id=(?P<advert>\d+)(?:&.*)?"])
    sites = load(tmp_path, made)
    assert sites.place("http://noticeboard.example/view?id=7&from=list")[1:] == ("advert", "7")
    assert sites.kind("http://noticeboard.example/view") == "other"


def posted(folder, stated, zone, **changes):
    made = changed(changed(BOARD, "fields.posted", {"css": "time", "type": "date"} | changes), "time_zone", zone)
    body = f'<article class="advert"><time>{stated}</time><p class="body">x</p></article>'
    page = Page("http://noticeboard.example/advert/1.html", 200, "", body.encode(), "", 0)
    _, (record,) = records.read(page, 1, load(folder, made))
    return record if isinstance(record, str) else date.fromordinal(record.posted).isoformat()


@pytest.mark.parametrize(
    ("stated", "zone", "day"),
    [
        ("2025-07-01T23:30:00Z", "UTC", "2025-07-01"),
        ("2025-07-01T23:30:00Z", "Europe/London", "2025-07-02"),  # summer time
        ("2025-01-01T23:30:00Z", "Europe/London", "2025-01-01"),
        ("2025-07-02T00:30:00+02:00", "Europe/London", "2025-07-01"),
        ("2025-07-01T00:30:00", "Europe/London", "2025-07-01"),  # no zone: the site's own
        ("2025-07-01T03:30:00Z", "America/New_York", "2025-06-30"),
        ("2025-07-01", "Pacific/Auckland", "2025-07-01"),
        ("1 July 2025", "Pacific/Auckland", "2025-07-01"),
    ],
)
def test_a_date_near_midnight_falls_on_the_day_of_the_sites_own_time_zone(tmp_path, stated, zone, day):
    assert posted(tmp_path, stated, zone) == day


def test_a_date_in_a_form_of_the_sites_own_is_read_and_never_guessed(tmp_path):
    assert posted(tmp_path, "03/04/2025", "UTC", format="%d/%m/%Y") == "2025-04-03"
    assert posted(tmp_path, "03/04/2025", "UTC") == records.NO_DATE
    assert posted(tmp_path, "31/02/2025", "UTC", format="%d/%m/%Y") == records.NO_DATE


def test_months_are_read_in_the_sites_language_and_only_where_they_are_plain():
    french = ("janvier", "février", "mars", "avril", "mai", "juin",
              "juillet", "août", "septembre", "octobre", "novembre", "décembre")  # fmt: skip
    assert days.stated("mardi 4 février 2025", months=french) == date(2025, 2, 4).toordinal()
    assert days.stated("4 AOÛT 2025", months=french) == date(2025, 8, 4).toordinal()
    assert days.stated("4 jui 2025", months=french) == days.NONE  # June or July
    assert days.stated("4 March 2025", months=french) == days.NONE


KEYS = ["a", "b", "", "0"]
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=5),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
STEPS = some.lists(some.sampled_from([".a", ".b", "['']", "[0]", "[-1]", "[*]", ".*", "['0']"]), max_size=4)


@settings(max_examples=300, deadline=None)
@given(JSON, STEPS)
def test_plain_jsonpath_finds_what_the_library_finds(value, steps):
    query = "$" + "".join(steps)
    strict = jsonpath.JSONPathEnvironment(strict=True)
    expected = strict.findall(query, value) if isinstance(value, (dict, list)) else [value] if not steps else []
    assert documents.every("json", value, query) == expected


def test_jsonpath_beyond_names_is_read_by_the_library():
    posts = [{"a": 1, "tags": ["x"]}, {"a": 2, "tags": []}]
    assert documents.every("json", posts, "$[?@.a > 1].a") == [2]
    assert documents.every("json", posts, "$..tags[*]") == ["x"]
    assert documents.every("json", '{"a": 1}', "$..a") == []  # a text is no JSON of its own


HOSTILE = some.one_of(
    some.binary(max_size=300),
    some.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    some.lists(
        some.sampled_from(["<article class=advert>", "</article>", "<time class=posted datetime=2025-03-04>", "<p", ">",
                           "<div class=body>", "</div>", "<!--", "-->", "<template>", "<svg>", "<table><tr>", "x",
                           "\ud800", "<main id=listing>", "<dt>Posted<dd>4 March 2025", "<select><option>", "\x00"]),
        max_size=40,
    ).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass")),
    JSON.map(lambda value: json.dumps(value).encode()),
    some.lists(
        some.fixed_dictionaries({"id": JSON, "created_at": some.just("2025-03-04"), "content": JSON, "tags": JSON}),
        max_size=3,
    ).map(lambda value: json.dumps(value).encode()),
    some.integers(1, 100_000).map(lambda deep: b"[" * deep),
    some.integers(1, 2000).map(
        lambda deep: b"<div>" * deep + b"<article class=advert><time class=posted datetime=2025-03-04>x"
    ),
)  # fmt: skip
ADDRESSES = some.sampled_from(
    ["http://noticeboard.example/advert/1.html", "http://citylist.example/listing/1", "http://noticeboard.example/",
     "http://social.example/api/v1/statuses/1", "http://social.example/api/v1/timelines/public", "http://[", ""]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(HOSTILE, ADDRESSES)
def test_no_page_however_broken_makes_reading_fail(body, address):
    reason, found = records.read(Page(address, 200, "", body, "", 0), 739_000, SITES)
    assert reason
    for record in found:
        if not isinstance(record, str):
            assert record.posted > 0 and record.advert.split("/", 1)[1]
            "\x1f".join(record[4:]).encode()  # what a table cannot hold would raise here
