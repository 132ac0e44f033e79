"""A number is found however it is written, and what only looks like one is left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dots.corpus import contacts, dialling, masking, phones, skeleton

NUMBER = "447700900123"
WRITTEN = [
    ("call 07700 900123 now", "plain"),
    ("07700900123", "plain"),
    ("+44 7700 900123", "plain"),
    ("+44 (0) 7700 900 123", "plain"),
    ("0044 7700 900123", "plain"),
    ("(07700) 900-123", "plain"),
    ("07700–900–123", "plain"),
    ("Text07700900123now", "plain"),
    ("7700 900123", "plain"),
    ("0.7.7.0.0.9.0.0.1.2.3", "separated"),
    ("0 7 7 0 0 9 0 0 1 2 3", "separated"),
    ("07-70-09-00-12-3", "separated"),
    ("077*009*001*23", "separated"),
    ("07700 ... 900 ... 123", "separated"),
    ("07700|900|123", "separated"),
    ("zero seven seven zero zero nine zero zero one two three", "spelled"),
    ("oh double seven double oh nine hundred one twenty three", "spelled"),
    ("zerosevensevenzerozeroninezerozeroonetwothree", "spelled"),
    ("0 seven 7 zero 0 nine 0 zero 1 two 3", "mixed"),
    ("077 double zero nine 00 one23", "mixed"),
    ("O77OO 9OOl23", "lookalike"),
    ("O77OO 9OOI23", "lookalike"),
    ("o77oo 9oo|23", "lookalike"),
    ("О77ОО 9ОО12З", "lookalike"),  # Cyrillic О and З
    ("0️⃣7️⃣7️⃣0️⃣0️⃣9️⃣0️⃣0️⃣1️⃣2️⃣3️⃣", "emoji"),
    ("⓪⑦⑦⓪⓪⑨⓪⓪①②③", "styled"),
    ("０７７００ ９００１２３", "styled"),
    ("𝟎𝟕𝟕𝟎𝟎 𝟗𝟎𝟎𝟏𝟐𝟑", "styled"),
    ("0\u200b7\u200b7\u200b0\u200b0\u200b9\u200b0\u200b0\u200b1\u200b2\u200b3", "invisible"),
    ("begins with 07700 and it ends 900123", "split"),
    ("backwards: 321009 00770", "reversed"),
    # not among the ways in which the simulated market hides a number
    ("z3ro s3ven sev3n zer0 zero n1ne zero zero 0ne tw0 thr33", "spelled"),
    ("zerro sevn sevenn zero zero nien zero zero oone twoo threee", "spelled"),
    ("07700 ~~~~~~ 900 ~~~~~~ 123", "separated"),
    ("07700 then 900 then 123", "separated"),
    ("0💋7💋7💋0💋0💋9💋0💋0💋1💋2💋3", "separated"),
    ("O seven seven O O nine O O 1 two three", "lookalike"),
]
DECOYS = [
    "£90 for 30 minutes, £120 an hour, £700.00 a night 900 123",
    "Rates: 60/110, 100/180, 150/270",
    "from 10am to 10.30pm, hours are 9.00-9.30 on weekdays",
    "open 07:00 to 09:00, 01:12 to 03:45",
    "posted 04/03/2025 10:30, seen 2025-03-04, since 2015",
    "01/02/2025 - 02/03/2025",
    "LS1 4AP or SW1A 1AA, close to AB10",
    "height 170 cm, 5ft 6, dress size 10, 36-24-36, 55 kg",
    "aged 27, two friends, 24 and 31 years old, 24/7, 365 days",
    "one of two ladies, third floor, ring number four twice, seven eight nine",
    "order 123456789012345678, card 4444 3333 2222 1111",
    "07700",
    "£07700900123",
]


@pytest.mark.parametrize(("text", "rule"), WRITTEN)
def test_a_number_is_found_however_it_is_written(text, rule, ranges):
    found = phones.find(skeleton.of(text), ranges)
    assert [(item.value, item.rule) for item in found] == [(NUMBER, rule)]


@pytest.mark.parametrize(("text", "rule"), WRITTEN)
def test_nothing_of_a_number_is_left_after_masking(text, rule, ranges):
    made = skeleton.of(f"Lovely. {text} Kisses.")
    masked = masking.mask(made, phones.find(made, ranges))
    assert masked.startswith("Lovely. ") and masked.endswith(" Kisses.") and "<phone>" in masked
    left = skeleton.of(masked.replace("<phone>", "")).text
    assert not any(character.isdigit() for character in left)
    assert not any(word in left.split() for word in ("zero", "seven", "nine", "three"))


@pytest.mark.parametrize("text", DECOYS)
def test_what_only_looks_like_a_number_is_left_alone(text, ranges):
    assert not [item for item in phones.find(skeleton.of(text), ranges) if item.value]


@pytest.mark.parametrize("decoy", DECOYS[:9])
def test_a_number_beside_decoys_is_found_alone(decoy, ranges):
    found = phones.find(skeleton.of(f"{decoy} Call 07700 900123 {decoy}"), ranges)
    assert [item.value for item in found if item.value] == [NUMBER]


@given(part=st.integers(0, 20), last=st.integers(0, 999), style=st.sampled_from(["plain", "one by one", "keycaps"]))
def test_every_number_for_drama_is_found_though_none_is_in_use(ranges, part, last, style):
    national = f"{ranges.ranges[part][0][:-3]}{last:03d}"
    text = {"plain": national, "one by one": " ".join(national), "keycaps": "\ufe0f\u20e3".join([*national, ""])}[style]
    assert [item.value for item in phones.find(skeleton.of(f"ring {text}."), ranges)] == [f"44{national[1:]}"]


def test_several_numbers_stay_apart(ranges):
    text = "07700 900123 or 07700900124 / 01632 960001, 020 7946 0002"
    values = [item.value for item in phones.find(skeleton.of(text), ranges)]
    assert values == ["447700900123", "447700900124", "441632960001", "442079460002"]


def test_a_number_split_over_title_and_text_is_found_among_decoys(ranges):
    title, body = "Cocktails 07700", "Aged 42 and 45. Hours are 9.00-9.30. Second half 900519. I wait."
    found = contacts.find(skeleton.of(f"{title}\n{body}"), ranges, (len(title) + 1,))
    assert [(item.value, item.rule) for item in found] == [("447700900519", "split")]


def test_two_half_numbers_that_make_no_number_are_not_joined(ranges):
    assert phones.find(skeleton.of("house 07123 some words 45 more words 678"), ranges) == []


def test_spelled_digits_that_make_no_number_are_masked_all_the_same(ranges):
    made = skeleton.of("ring nine nine nine one two three four")
    assert masking.mask(made, phones.find(made, ranges)) == "ring <phone>"


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_no_text_breaks_the_search(ranges, text):
    made = skeleton.of(text)
    masking.mask(made, contacts.find(made, ranges))


@pytest.mark.parametrize(
    "unit", ["0", "7 ", "seven ", "onetwo", "o", "i ", "0|", "07700 ", "a@", "a at ", "a_", "@a ", "insta "]
)
def test_long_texts_take_time_in_proportion(unit, ranges):
    made = skeleton.of(unit * 20_000)
    begun = time.process_time()
    contacts.find(made, ranges)
    assert time.process_time() - begun < 3


def test_a_bad_range_is_refused_with_its_file(tmp_path):
    path = tmp_path / "ranges.json"
    path.write_text('{"ranges": [{"first": "07700900999", "last": "07700900000"}]}')
    with pytest.raises(ValueError, match="ranges.json: 07700900999 to 07700900000 is not a range"):
        dialling.load(path)
