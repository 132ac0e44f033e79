"""The skeleton reads as a person reads, and always knows the way back to the original."""

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dots.corpus import skeleton

ANY = st.text(st.characters(exclude_categories=()), max_size=80)  # lone surrogates included


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("０７７００", "07700"),
        ("0️⃣7️⃣7️⃣", "077"),
        ("⓪⑦❼⓻", "0777"),
        ("𝟎𝟟𝟩𝟳", "0777"),
        ("٠٧٧", "077"),
        ("⑩⑳", "1020"),
        ("Саll mе", "call me"),  # Cyrillic С, а, е
        ("СОЅМОЅ", "cosmos"),
        ("Ηοtel", "hotel"),  # Greek Η, ο
        ("0\u200b7\u2060 7\ufeff0\u00ad0", "07 700"),
        ("𝓈𝓌𝑒𝑒𝓉", "sweet"),
        ("ⓢⓦⓔⓔⓣ 🅢🆆", "sweet sw"),
        ("name＠example．com", "name@example.com"),
        ("07\u2011700–900—123", "07-700-900-123"),
        ("café", "cafe"),
    ],
)
def test_what_looks_plain_reads_plain(disguised, plain):
    assert skeleton.of(disguised).text == plain


@given(ANY)
@example("ﷺ½ßŒİ🇬🇧")
def test_a_skeleton_is_its_own_skeleton(text):
    once = skeleton.of(text).text
    assert skeleton.of(once).text == once


@given(ANY, ANY)
def test_the_skeleton_of_two_texts_is_their_skeletons_joined(first, second):
    assert skeleton.of(first + second).text == skeleton.of(first).text + skeleton.of(second).text


@given(ANY)
def test_every_character_maps_back_to_the_one_it_stands_for(text):
    made = skeleton.of(text)
    origins = [made.origin(place) for place in range(len(made.text) + 1)]
    assert origins == sorted(origins) and origins[-1] == len(text)
    for place, character in enumerate(made.text):
        start, end = made.span(place, place + 1)
        assert 0 <= start < end <= len(text)
        assert character in skeleton.of(text[start:end]).text


@given(ANY, st.data())
def test_a_span_stands_for_text_with_the_same_skeleton(text, data):
    made = skeleton.of(text)
    if not made.text:
        return
    start = data.draw(st.integers(0, len(made.text) - 1))
    end = data.draw(st.integers(start + 1, len(made.text)))
    assert made.text[start:end] in skeleton.of(made.source(start, end)).text


@given(ANY)
def test_no_capital_no_styled_digit_and_nothing_invisible_is_left(text):
    made = skeleton.of(text).text
    assert made == made.lower() or made.casefold() == made
    assert not any(unicodedata.category(character) in ("Cf", "Mn", "Me", "Cs") for character in made)
    assert all(character.isascii() for character in made if unicodedata.category(character) == "Nd")


def test_a_span_takes_the_invisible_characters_after_it_along():
    assert skeleton.of("a7\ufe0f\u20e3 b").span(1, 2) == (1, 4)
    assert skeleton.of("a7\u200b").span(1, 2) == (1, 3)
    assert skeleton.of("½").span(0, 1) == (0, 1)


def test_a_span_outside_the_text_is_refused():
    with pytest.raises(ValueError, match="span 2:9 is not inside a skeleton of 5 characters"):
        skeleton.of("Hello").span(2, 9)


def test_ten_times_the_text_takes_about_ten_times_as_long():
    def seconds(length):
        text = "0️⃣ a\u200bб７ " * length
        begun = time.process_time()
        skeleton.of(text)
        return time.process_time() - begun

    seconds(100)
    short = min(seconds(4_000) for _ in range(3))
    assert min(seconds(40_000) for _ in range(2)) < 40 * short + 0.05
