"""Town, price and age are what the advert states."""

from datetime import date

import pytest

from dots.corpus import ages, facts, placing, skeleton

POSTED = date(2025, 3, 4)  # a Tuesday


@pytest.fixture(scope="module")
def gazetteer(towns):
    return placing.gazetteer(towns)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi, I am Anna, 27 years old, in Leeds.", [27]),
        ("my name is Anna and I am 27.", [27]),
        ("Meet Anna, aged 27, a companion", [27]),
        ("Anna here, 27 years, Leeds.", [27]),
        ("a grown woman of 27 years with humour", [27]),
        ("Two friends, Anna and Eva, 24 and 31 years old.", [24, 31]),
        ("twenty-seven years old", [27]),
        ("age: ２７", [27]),
        ("I'm 27!", [27]),
        ("For adults over 18 only. Here since 2019. 24 hours a day, 7 days a week.", []),
        ("I am 10 minutes from the motorway, I am 5'6, size 10", []),
        ("10 years experience, 3 years of training", []),
        ("Gentlemen of all ages are welcome. £90 an hour", []),
    ],
)
def test_ages_are_read_and_other_numbers_are_not(text, expected):
    assert [int(one.value) for one in ages.find(skeleton.of(text))] == expected


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("£90 per hour", "", 90),
        ("£1200 ph", "", 1200),
        ("120", "", 120),
        ("", "Leeds. £110 an hour.", 110),
        ("", "One hour £80.", 80),
        ("", "95 pounds per hour.", 95),
        ("", "£７５ per hour", 75),
        ("", "Half an hour is £50.", None),
        ("", "Rates: 60/110, half hour £60", None),
        ("on request", "nothing", None),
        ("£9000 per hour", "", None),
    ],
)
def test_the_price_of_an_hour_is_read_and_no_other(gazetteer, field, text, expected):
    assert facts.read("", field, skeleton.of(text), POSTED, gazetteer).price == expected


@pytest.mark.parametrize(
    ("place", "town"),
    [
        ("Leeds", "Leeds"),
        ("NEWCASTLE UPON TYNE", "Newcastle upon Tyne"),
        ("newcastleupontyne", "Newcastle upon Tyne"),
        ("massage, stokeontrent", "Stoke-on-Trent"),
        ("Hull", "Kingston upon Hull"),
        ("Leeds city centre", "Leeds"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_place_is_a_town_of_the_study_or_nothing(gazetteer, place, town):
    assert gazetteer.of_place(place) == town


@pytest.mark.parametrize(
    ("text", "own", "towns_named"),
    [
        ("just moved to LEEDS from Stoke on Trent #miltonkeynes", None, ["Leeds", "Stoke-on-Trent", "Milton Keynes"]),
        ("thank you for reading, a hot bath", None, []),
        ("a week in Reading", None, ["Reading"]),
        ("thank you for reading", "Reading", ["Reading"]),
        ("leedsgirl @bath reading.example", None, []),
    ],
)
def test_towns_in_a_text_are_told_from_words(gazetteer, text, own, towns_named):
    assert [item.value for item in gazetteer.find(skeleton.of(text), own)] == towns_named
