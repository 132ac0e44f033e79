"""A number is found however it is written, and what only looks like one is left alone."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dots.corpus import clusters, columns, contacts, dialling, masking, phones, runs, scattered, skeleton, sounds, units
from dots.corpus.numerals import UNITS as UNITS_OF_LANGUAGES
from dots.corpus.numerals import WORDS as WORDS_KNOWN

NUMBER = "447700900123"
WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
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


UNITS = [
    "0", "7 ", "seven ", "onetwo", "o", "i ", "0|", "07700 ", "a@", "a at ", "a_", "@a ", "insta ", "z e r o ", "dot "
    "", "1+", "() ",
    "double ", "nine hundred ", "a.com/ ", "0 kiss ", "twenty ", "----- ", "&#48;", "last 5 ", "0a", "ends 9 begins "
    "0 ", "1 minus 1 ",
    "revers 0 7 ", "(at)", "a b ", "\n0", "0\u200b", "com dot a at b ", "!1", "10:30 ", "and 7 ",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_twice_the_text_takes_twice_the_steps(unit, ranges, monkeypatch):
    def steps(times):
        clusters.forget()
        taken = Counter()

        def counted(module, name):
            whole = getattr(module, name)

            def count(*given):
                taken["steps"] += 1 + (len(given[0]) if isinstance(given[0], str) and name == "_word" else 0)
                return whole(*given)

            monkeypatch.setattr(module, name, count)

        with monkeypatch.context():
            for module, name in (
                (runs, "_edges"),
                (runs, "_order"),
                (units, "_word"),
                (units, "_decode"),
                (scattered, "_sum"),
            ):
                counted(module, name)
            plan = dialling.Plan(ranges.ranges)
            contacts.find(skeleton.of(unit * times), plan)
            monkeypatch.undo()
        return taken["steps"]

    assert steps(800) <= 2.5 * steps(400) + 100


@given(st.lists(st.sampled_from(UNITS + ["07700 900123", " ", "zero", "Ɛ", "🇿🇪", "Ⅶ", "⚅"]), max_size=30).map("".join))
def test_a_column_is_read_as_its_texts_are_one_by_one(ranges, text):
    texts = [text, f"call {text}\nor 07700 900123", text.upper(), ""]
    one_by_one = [
        [(item.value, item.rule, tuple(made.span(*span) for span in item.spans)) for item in phones.find(made, ranges)]
        for made in map(skeleton.of, texts)
    ]
    assert columns.find(texts, ranges) == one_by_one


@given(
    st.integers(0, 999),
    st.lists(st.sampled_from(["{}", "0{}", "+44{}", "44{}", "0044{}", "+44 (0){}"]), min_size=2, max_size=2),
)
def test_a_number_is_the_same_from_wherever_it_is_dialled(ranges, last, ways):
    read = {phones.find(skeleton.of(way.format(f"7700900{last:03d}")), ranges)[0].value for way in ways}
    assert read == {f"447700900{last:03d}"}


@given(st.integers(0, 999999))
def test_a_numeral_is_its_digits(ranges, number):
    said = f"07911 {_in_words(number)}" if number >= 100_000 else f"07911 {number:06d}"
    assert f"447911{number:06d}" in [item.value for item in phones.find(skeleton.of(said), ranges)]


def _in_words(number):
    if number >= 1000:
        rest = number % 1000
        return f"{_in_words(number // 1000)} thousand" + (f" {_in_words(rest)}" if rest else "")
    if number >= 100:
        return f"{WORDS[number // 100]} hundred" + (f" and {_in_words(number % 100)}" if number % 100 else "")
    if number < 20:
        return WORDS[number]
    return TENS[number // 10] + (f" {WORDS[number % 10]}" if number % 10 else "")


@given(st.sampled_from(sorted(UNITS_OF_LANGUAGES)), st.integers(0, 11), st.sampled_from("aeiounrst"))
def test_a_slip_of_the_pen_changes_no_number_word_into_another(word, place, letter):
    slip = word[: place % len(word)] + letter + word[place % len(word) :]
    read = sounds.like(slip)
    if read and slip not in WORDS_KNOWN and len(word) > 4:
        assert read.digits == UNITS_OF_LANGUAGES[word] or len(slip) < 6


def test_numbers_of_another_country_are_read_when_the_study_names_it(ranges):
    text = skeleton.of("llamame al 612 34 56 78 o +44 7700 900123")
    assert [item.value for item in phones.find(text, ranges)] == ["447700900123"]
    both = dialling.Plan(ranges.ranges, ("GB", "ES"))
    assert [item.value for item in phones.find(text, both)] == ["34612345678", "447700900123"]


def test_a_bad_range_is_refused_with_its_file(tmp_path):
    path = tmp_path / "ranges.json"
    path.write_text('{"ranges": [{"first": "07700900999", "last": "07700900000"}]}')
    with pytest.raises(ValueError, match="ranges.json: 07700900999 to 07700900000 is not a range"):
        dialling.load(path)


def test_a_country_without_telephones_is_refused(tmp_path, ranges):
    path = tmp_path / "ranges.json"
    path.write_text('{"ranges": []}')
    with pytest.raises(ValueError, match="corpus.countries: 'XX' is no country"):
        dialling.load(path, ["GB", "XX"])
