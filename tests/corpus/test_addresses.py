"""E-mail addresses and handles are found however they are written, and only those."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dots.corpus import contacts, masking, skeleton

WRITTEN = [
    ("moonrose_12@example.com", "email", "moonrose_12@example.com", "plain"),
    ("Write to MoonRose_12@Example.COM. Kisses", "email", "moonrose_12@example.com", "plain"),
    ("moonrose_12 (at) example (dot) com", "email", "moonrose_12@example.com", "spelled"),
    ("moonrose_12[at]example[dot]com", "email", "moonrose_12@example.com", "spelled"),
    ("moonrose at example dot com", "email", "moonrose@example.com", "spelled"),
    ("moon dot rose at example dot co dot uk", "email", "moon.rose@example.co.uk", "spelled"),
    ("moonrose_12 @ example . com", "email", "moonrose_12@example.com", "separated"),
    ("moon\u200brose_12@example.com", "email", "moonrose_12@example.com", "invisible"),
    ("mооnrose_12@example.com", "email", "moonrose_12@example.com", "lookalike"),  # Cyrillic о
    ("ｍｏｏｎ＠ｅｘａｍｐｌｅ．ｃｏｍ", "email", "moon@example.com", "lookalike"),
    ("find me: @moonrose_12.", "handle", "@moonrose_12", "plain"),
    ("@ moonrose _ 12", "handle", "@moonrose_12", "separated"),
    ("insta moonrose_12", "handle", "@moonrose_12", "unmarked"),
    ("user name moonrose_12", "handle", "@moonrose_12", "unmarked"),
    ("tele moonrose_12, or", "handle", "@moonrose_12", "unmarked"),
    ("Snapchat: MoonRose", "handle", "@moonrose", "unmarked"),
    ("@moon\u200brose_12", "handle", "@moonrose_12", "invisible"),
]


@pytest.mark.parametrize(("text", "kind", "value", "rule"), WRITTEN)
def test_an_address_is_found_however_it_is_written(text, kind, value, rule, ranges):
    found = contacts.find(skeleton.of(text), ranges)
    assert [(item.kind, item.value, item.rule) for item in found] == [(kind, value, rule)]


@pytest.mark.parametrize(("text", "kind", "value", "rule"), WRITTEN)
def test_nothing_of_an_address_is_left_after_masking(text, kind, value, rule, ranges):
    made = skeleton.of(text)
    masked = skeleton.of(masking.mask(made, contacts.find(made, ranges))).text
    assert f"<{kind}>" in masked
    assert "moon" not in masked and "rose" not in masked and "12" not in masked


@pytest.mark.parametrize(
    "text",
    [
        "meet me @ hotel at noon. com",
        "good company at home dot",
        "insta ready photos, snap decisions, user friendly",
        "join us at the bar. come along",
        "prices @ £90, 3 @ 50",
    ],
)
def test_words_are_no_addresses(text, ranges):
    assert contacts.find(skeleton.of(text), ranges) == []


LINKS = [
    ("see https://www.Example.com/girls?id=5 now", "url", "example.com/girls?id=5", "plain"),
    ("join us at example.com", "url", "example.com", "plain"),
    ("linktr.ee/moonrose", "url", "linktr.ee/moonrose", "plain"),
    ("visit moonrose dot example dot com slash me", "url", "moonrose.example.com/me", "spelled"),
    ("t.me/moonrose_12", "handle", "@moonrose_12", "link"),
    ("instagram.com/moonrose.x", "handle", "@moonrose.x", "link"),
    ("wa.me/447700900123", "phone", "447700900123", "plain"),
    ("whatsapp name: moonrose_12", "handle", "@moonrose_12", "unmarked"),
    ("@m.o.o.n.r.o.s.e._.1.2", "handle", "@moonrose_12", "separated"),
    ("com dot example at moonrose_12 (from the end)", "email", "moonrose_12@example.com", "reversed"),
    ("moonrose_12 arroba example punto com", "email", "moonrose_12@example.com", "spelled"),
]


@pytest.mark.parametrize(("text", "kind", "value", "rule"), LINKS)
def test_an_address_of_a_page_is_told_from_a_name_and_a_number(text, kind, value, rule, ranges):
    found = contacts.find(skeleton.of(text), ranges)
    assert [(item.kind, item.value, item.rule) for item in found] == [(kind, value, rule)]


@pytest.mark.parametrize("text", ["come home.me and you", "we met.it was nice", "9.30 to 10.30", "e.g. me"])
def test_a_full_stop_without_a_space_makes_no_address_of_a_page(text, ranges):
    assert contacts.find(skeleton.of(text), ranges) == []


NAMES = st.from_regex(r"[a-z]{3,8}_[0-9]{1,3}", fullmatch=True)


@given(
    name=NAMES,
    at=st.sampled_from(["@", " @ ", " (at) ", "[at]", " arroba "]),
    dot=st.sampled_from([".", " (dot) ", " dot "]),
)
def test_an_address_is_the_same_however_its_signs_are_written(ranges, name, at, dot):
    found = contacts.find(skeleton.of(f"mail {name}{at}example{dot}com today"), ranges)
    assert ("email", f"{name}@example.com") in [(item.kind, item.value) for item in found]


@given(name=NAMES, sign=st.sampled_from([".", "-", "*", "/", "~"]))
def test_a_handle_is_the_same_letter_by_letter(ranges, name, sign):
    found = contacts.find(skeleton.of(f"find @{sign.join(name)} soon"), ranges)
    assert [item.value for item in found] == [f"@{name}"]


@given(st.text(st.sampled_from("a.@ _-()[]dotat/:wwwcom1"), max_size=80))
def test_no_two_contacts_overlap(ranges, text):
    spans = sorted(span for item in contacts.find(skeleton.of(text), ranges) for span in item.spans)
    assert all(one[1] <= two[0] for one, two in zip(spans, spans[1:], strict=False))


def test_the_table_tells_where_a_contact_stands_and_how_sure_its_rule_is(ranges):
    title, body = "Cocktails 07700", "Second half 900519. Kisses from moonrose@example.com"
    text, _, found = contacts.of_fields(title, body, "", ranges)
    listed = contacts.listed(found, text, {("email", "plain"): 0.99})
    assert listed == [
        ("email", "moonrose@example.com", "plain", "48-68", 0.99),
        ("phone", "447700900519", "split", "10-15+28-34", None),
    ]
    assert text.original[48:68] == "moonrose@example.com" and text.original[28:34] == "900519"


def test_a_contact_written_openly_somewhere_is_not_hidden(ranges):
    found = contacts.find(skeleton.of("zero 7 7 zero zero 9 0 0 1 2 3, again: 07700 900123"), ranges)
    assert contacts.distinct(found) == [("phone", "447700900123", "plain")]
