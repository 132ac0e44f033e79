"""Whatever the text: no crash, spans inside it, facts that can be, and work that grows no faster than the text."""

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dots.corpus import ages, facts, languages, masking, moments, placing, prices, skeleton, stays
from dots.corpus.scanning import at_words
from dots.tables.corpus import FACT_KINDS

POSTED = date(2025, 3, 4)
PIECES = (
    "£", "90", "1 hour", "half an hour", "30 mins", " ", "/", "-", "incall", "overnight", "Leeds", "Newport", "Reading",
    ", Isle of Wight", "LS7", "LS1 4AB", "until ", "Friday", "12", "March", "12-15 March", "visiting ", "24/7", "10am",
    " to ", "7pm", "aged ", "27", " years old", "tengo ", " años", ".", "\n", "<phone>", "day and night", "on tour",
    "Kent", "3/4", "w", "do ",
)  # fmt: skip
"""What texts of the tests are put together from, besides random characters."""
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.fixture(scope="module")
def gazetteer(towns):
    return placing.gazetteer(towns, {"LS7": "Leeds", "LS1": "Leeds"})


@settings(max_examples=500, deadline=None)
@given(text=TEXTS, posted=DAYS)
def test_facts_of_any_text_lie_inside_it_and_are_possible(gazetteer, text, posted):
    made = skeleton.of(text)
    found = facts.read(text, text, made, posted, gazetteer)
    for field, one in found.stated:
        first, last = one.span
        assert 0 <= first <= last <= len(made.text if field == facts.TEXT else text)
        assert one.kind in FACT_KINDS and one.rule
        if one.kind == "price":
            assert 0 < one.amount <= prices.HIGHEST and (one.minutes is None or 10 <= one.minutes <= 1440)
        if one.start and one.end:
            assert one.start <= one.end <= posted + timedelta(366 + moments.LONGEST)
    assert all(0 < age < 100 for age in found.ages)
    assert found.price is None or 0 < found.price <= facts.HIGHEST_PRICE


@settings(max_examples=300, deadline=None)
@given(
    amount=st.integers(20, 999),
    minutes=st.sampled_from([15, 20, 30, 45, 60, 90]),
    before=st.booleans(),
    call=st.sampled_from(["", "in", "out"]),
)
def test_a_price_is_read_back_however_it_is_put(amount, minutes, before, call):
    time = f"{minutes} mins"
    said = f"£{amount} {time}" if before else f"{time}: £{amount}"
    (one,) = prices.find(skeleton.of(f"{said} {call}call" if call else said))
    assert (one.amount, one.minutes) == (amount, minutes)
    assert one.value.endswith(f"{call}-call") if call else one.value == f"{minutes} min"


@settings(max_examples=300, deadline=None)
@given(posted=DAYS, ahead=st.integers(-30, 200))
def test_a_day_without_its_year_is_the_one_near_the_day_of_posting(posted, ahead):
    day = posted + timedelta(ahead)
    for form in (f"{day.day} {day:%B}", f"{day.day}/{day.month}", f"{day:%B} {day.day}"):
        found = moments.period(skeleton.of(form).text, posted)
        if (day.month, day.day) != (2, 29):
            assert found[:2] == (day, day)


@settings(max_examples=300, deadline=None)
@given(posted=DAYS, name=st.sampled_from(sorted(moments.DAY)))
def test_a_weekday_is_the_next_one(posted, name):
    day, last, _ = moments.period(name, posted)
    assert day == last and 0 <= (day - posted).days < 7 and day.weekday() == moments.DAY[name]


@settings(max_examples=200, deadline=None)
@given(
    age=st.integers(18, 99),
    form=st.sampled_from(["aged {}", "{} years old", "tengo {} años", "am {} de ani", "mam {} lat"]),
)
def test_an_age_is_read_back_in_every_language(age, form):
    assert [one.amount for one in ages.find(skeleton.of(form.format(age)))] == [age]


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_a_language_once_told_is_not_another_for_a_text_said_twice(text):
    once, twice = languages.identify(skeleton.of(text)), languages.identify(skeleton.of(f"{text} {text}"))
    assert once.value in (languages.UNKNOWN, twice.value)
    assert once.value in (languages.UNKNOWN, *languages.LANGUAGES)


@settings(max_examples=300, deadline=None)
@given(
    parts=st.lists(st.tuples(st.text(max_size=12), st.booleans()), max_size=12),
    cut=st.one_of(st.none(), st.integers(0, 80)),
)
def test_every_kept_part_of_a_masked_text_knows_where_it_stood(parts, cut):
    made = skeleton.of("".join(f"{text}\u2028" for text, _ in parts))
    place, found = 0, []
    for text, hidden in parts:
        size = len(skeleton.of(text).text)
        if hidden and size:
            found.append(masking.Found("phone", "", "plain", ((place, place + size),)))
        place += size + 1
    text, anchors = masking.masked(made, found, cut)
    assert text == masking.mask(made, found, cut)
    for at, character in enumerate(text):
        first, last = masking.original(anchors, at, at + 1)
        assert 0 <= first < last
        if "<phone>" not in text:
            assert made.original[first:last] == character


@settings(max_examples=300, deadline=None)
@given(
    spans=st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), max_size=12),
    first=st.integers(0, 60),
    size=st.integers(1, 9),
)
def test_a_span_touches_what_is_taken_or_not(spans, first, size):
    taken = [(start, start + length) for start, length in spans]
    expected = any(start < first + size and first < end for start, end in taken)
    assert masking.Covered(taken).touches((first, first + size)) == expected


ANCHORED = {
    "ages": (ages._AGE, ages._FIRST),
    "touring": (stays._TRIGGER, stays._TRIGGER_FIRST),
    "always": (stays._ALWAYS, stays._ALWAYS_FIRST),
    "hours": (stays._HOURS, stays._NUMBERS),
    "days": (stays._DAYS, stays._DAYS_FIRST),
    "weekdays": (stays._WEEKDAYS, stays._WEEKDAYS_FIRST),
    "from": (stays._FROM, stays._FROM_FIRST),
    "away": (stays._AWAY, stays._AWAY_FIRST),
    "postcodes": (placing._POSTCODE, placing._AREAS_FIRST),
}
EXAMPLES = yaml.safe_load((Path(__file__).parent / "fact_examples.yaml").read_text())
SAID = [text for kind in EXAMPLES.values() for text in kind]


@pytest.mark.parametrize("name", [*ANCHORED, "towns", "areas"])
@settings(max_examples=200, deadline=None)
@given(parts=st.lists(st.one_of(st.sampled_from(SAID), st.sampled_from(PIECES)), max_size=12))
def test_patterns_tried_at_their_first_words_alone_find_what_they_find_anywhere(gazetteer, name, parts):
    named = {"towns": (gazetteer.pattern, gazetteer.first), "areas": (gazetteer.area_pattern, gazetteer.area_first)}
    pattern, first = (ANCHORED | named)[name]
    text = skeleton.of(" ".join(parts))
    assert [one.span() for one in at_words(text, pattern, first)] == [one.span() for one in pattern.finditer(text.text)]


def steps(work):
    """Count the lines of Python that are executed."""
    count = 0

    def tell(frame, event, _):
        nonlocal count
        count += event == "line"
        return tell

    before = sys.gettrace()
    sys.settrace(tell)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


REPEATED = (
    "Leeds ", "Kent ", "until Friday ", "Leeds 12-15 March, ", "£90 1 hour ", "LS7 ", "24/7 ", "9", "aged 27 ", "£90 ",
    "10am to 7pm ", "visiting ", "Newport, Isle of Wight ", "the and ", "1 hour ", "incall £90 1 hour ",
    "from ", " ", ".",
)  # fmt: skip


@pytest.mark.parametrize("piece", REPEATED)
def test_twice_the_text_takes_no_more_than_twice_the_steps(gazetteer, piece):
    def work(times):
        made = skeleton.of(piece * times)
        return lambda: facts.read("", "", made, POSTED, gazetteer)

    work(10)()  # caches are filled
    once, twice = steps(work(200)), steps(work(400))
    assert twice <= 2.2 * once
