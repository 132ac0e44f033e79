"""Places, prices, ages, times and languages are what the advert states, and decoys are nothing."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml

from dots.corpus import ages, facts, languages, placing, prices, reading, skeleton, stays
from dots.places import load_outcodes

POSTED = date(2025, 3, 4)  # a Tuesday
EXAMPLES = yaml.safe_load((Path(__file__).parent / "fact_examples.yaml").read_text())
OUTCODES = Path(__file__).parents[2] / "config/corpus/outcodes.yaml"


@pytest.fixture(scope="module")
def gazetteer(towns):
    return placing.gazetteer(towns, load_outcodes(OUTCODES, towns))


def written(one):
    """Write a fact as the examples do."""
    days = f" {one.start or ''}/{one.end or ''}" if one.start or one.end else ""
    amount = f" {one.amount:g} {one.unit}" if one.amount is not None else ""
    return f"{one.rule}: {one.value}{amount}{days}"


def examples(kind):
    return pytest.mark.parametrize(("text", "stated"), EXAMPLES[kind].items(), ids=range(len(EXAMPLES[kind])))


def test_every_kind_has_examples_and_decoys():
    assert all(len(EXAMPLES[kind]) >= 60 for kind in ("price", "touring", "availability", "place", "language"))
    for kind in ("price", "touring", "availability", "place"):
        assert sum(not stated for stated in EXAMPLES[kind].values()) >= 7


@examples("price")
def test_prices_are_read_with_the_time_they_are_for(text, stated):
    assert [written(one) for one in prices.find(skeleton.of(text))] == stated


@examples("touring")
def test_touring_is_read_with_its_days(gazetteer, text, stated):
    made = skeleton.of(text)
    assert [written(one) for one in stays.touring(made, POSTED, list(gazetteer.find(made)))] == stated


@examples("availability")
def test_availability_is_read_with_its_hours_and_days(text, stated):
    assert [written(one) for one in stays.availability(skeleton.of(text), POSTED)] == stated


@examples("place")
def test_places_are_told_from_words_and_from_namesakes(gazetteer, text, stated):
    assert [f"{one.rule}: {one.value}" for one in gazetteer.find(skeleton.of(text))] == stated


def test_a_text_is_in_its_language_or_in_none_but_never_in_another():
    told = {text: languages.identify(skeleton.of(text)).value for text in EXAMPLES["language"]}
    wrong = {
        text: value for text, value in told.items() if value not in (*EXAMPLES["language"][text], languages.UNKNOWN)
    }
    assert not wrong
    assert sum(told[text] == stated[0] for text, stated in EXAMPLES["language"].items()) >= 0.95 * len(told)


def test_the_price_of_an_hour_is_the_amount_over_the_time():
    half, night = prices.find(skeleton.of("half an hour £60, overnight £700"))
    assert prices.per_hour(half) == 120
    assert prices.per_hour(night) is None


def test_a_span_is_where_the_fact_stands_in_the_advert_as_published(towns, ranges):
    body = "Ring 07700 900123. Aged ２７, 1 hour £110. Leeds LS1 4AB. Here until Friday."
    clear = pd.DataFrame(
        {
            "advert": ["noticeboard/1"], "platform": "noticeboard", "posted": pd.Timestamp(POSTED),
            "title": "Ａnna 07700 900124", "body": body, "contact": "", "place": "Leeds", "price": "£90 per hour",
        }
    )  # fmt: skip
    outcodes = load_outcodes(OUTCODES, towns)
    part = reading.read_part(clear, reading.Sources(placing.gazetteer(towns, outcodes), ranges, {("age", "aged"): 0.9}))
    text = f"{clear['title'][0]}\n{body}"
    stands = {
        (one.kind, one.rule): {"text": text, "price": "£90 per hour", "place": "Leeds"}[one.field][one.first : one.last]
        for one in part.facts.itertuples()
    }
    assert stands["age", "aged"] == "２７"
    assert stands["price", "marked"] == "1 hour £110"
    assert stands["price", "field"] == "£90 per hour"
    assert stands["place", "own"] == stands["place", "field"] == "Leeds"
    assert stands["place", "postcode"] == "LS1 4AB"
    assert stands["touring", "until"] == "Here until Friday"
    assert part.facts.set_index("kind").loc["age", "confidence"] == 0.9
    assert part.facts.loc[part.facts["rule"] == "field", ["county", "region"]].iloc[0].tolist() == [
        "West Yorkshire", "Yorkshire and The Humber",
    ]  # fmt: skip
    assert part.adverts["town"].tolist() == ["Leeds"] and part.adverts["price"].tolist() == [90]


def test_no_whole_postcode_is_in_any_open_table(towns, ranges):
    clear = pd.DataFrame(
        {
            "advert": ["noticeboard/1", "noticeboard/2"], "platform": "noticeboard",
            "posted": pd.Timestamp(POSTED), "title": "Anna", "body": ["Door at LS1 4AB, ring twice", "door at ls1 4ab"],
            "contact": "", "place": "", "price": "",
        }
    )  # fmt: skip
    outcodes = load_outcodes(OUTCODES, towns)
    part = reading.read_part(clear, reading.Sources(placing.gazetteer(towns, outcodes), ranges, {}))
    assert part.adverts["town"].tolist() == ["Leeds", "Leeds"]
    for frame in (part.adverts, part.facts):
        assert "4ab" not in frame.to_csv().lower() and "0ab" not in frame.to_csv().lower()


def test_a_measurement_that_cannot_be_is_refused(tmp_path):
    (tmp_path / "measured.yaml").write_text("rules: {age: {aged: {read: 3, right: 4}}}")
    with pytest.raises(ValueError, match="age.aged"):
        facts.load_precision(tmp_path / "measured.yaml")


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
        ("Luna, 34 años.", [34]),
        ("tengo 25 años y estoy", [25]),
        ("llevo 10 años de experiencia", []),
        ("am 25 de ani și sunt", [25]),
        ("Anna, 27 ani, Leeds", [27]),
        ("doar persoane peste 18 ani!", []),
        ("jestem Anna, lat 34, Leeds", [34]),
        ("tylko osoby powyżej 18 lat.", []),
        ("mam 16 lat", [16]),
        ("25-letnia", [25]),
        ("mam 60 cm", []),
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
