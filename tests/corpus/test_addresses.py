"""E-mail addresses and handles are found however they are written, and only those."""

import pytest

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
        "join us at example.com",
        "prices @ £90, 3 @ 50",
    ],
)
def test_words_are_no_addresses(text, ranges):
    assert contacts.find(skeleton.of(text), ranges) == []


def test_a_contact_written_openly_somewhere_is_not_hidden(ranges):
    found = contacts.find(skeleton.of("zero 7 7 zero zero 9 0 0 1 2 3, again: 07700 900123"), ranges)
    assert contacts.distinct(found) == [("phone", "447700900123", "plain")]
