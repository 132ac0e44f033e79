"""After this stage nothing can see a raw value, and nobody below eighteen is in any table."""

import pandas as pd
import pytest

from dots.corpus import reading
from dots.governance import naming, vault
from dots.tables import corpus as tables

PLANTED = {
    "phone": ("447700900123", ["07700 900123", "zero seven seven zero zero nine zero zero one two three",
                               "0️⃣7️⃣7️⃣0️⃣0️⃣9️⃣0️⃣0️⃣1️⃣2️⃣3️⃣", "O77OO 9OOl23", "０７７００９００１２３", "0 7 7 0 0-9 0 0-1 2 3"]),
    "email": ("moonrose_12@example.com", ["moonrose_12@example.com", "moonrose_12 (at) example (dot) com",
                                          "moon\u200brose_12@example.com"]),
    "handle": ("@velvetlily_34", ["@velvetlily_34", "insta velvetlily_34", "@ velvetlily _ 34"]),
}  # fmt: skip
SECRETS = ("07700", "900123", "7700", "moonrose", "velvetlily", "zero seven", "_12", "_34", "example.com")


def advert(number=1, *, title="Anna", body="Hello", contact="", place="Leeds", price="", platform="noticeboard"):
    day = pd.Timestamp("2025-03-04")
    return {
        "advert": f"{platform}/{number}", "platform": platform, "posted": day, "seen": pd.Timestamp("2026-01-01"),
        "title": title, "body": body, "contact": contact, "place": place, "price": price,
    }  # fmt: skip


@pytest.fixture
def read(towns, ranges, keys):
    return lambda *adverts: reading.read(pd.DataFrame(list(adverts)), towns, ranges, keys)


@pytest.fixture
def hidden(keys):
    """What stands for an advert in every open table."""
    return lambda advert: naming.pseudonym(advert, naming.secret(keys))


def everywhere():
    """Give adverts that carry each planted contact in each form in each field."""
    number = 0
    for _, forms in PLANTED.values():
        for form in forms:
            for field in ("title", "body", "contact"):
                number += 1
                yield advert(number, **{field: f"Lovely time, {form} thanks"})


def test_no_planted_contact_survives_in_any_form(read):
    adverts, contacts, clear, attrition = read(*everywhere())
    seen = " ".join(frame.to_csv() for frame in (adverts, contacts, attrition)).lower()
    assert not [secret for secret in SECRETS if secret in seen]
    assert not any(character.isdigit() and character != "0" for text in adverts["text"] for character in text)
    assert len(clear) == len(adverts) and set(clear["value"]) == {value for value, _ in PLANTED.values()}


def test_pseudonyms_are_those_of_the_vault_and_the_same_for_every_form(read, keys):
    _, contacts, clear, _ = read(*everywhere())
    for kind, (value, _) in PLANTED.items():
        assert set(contacts.loc[contacts["kind"] == kind, "contact"]) == {vault.pseudonym(value, kind, keys)}
    assert not contacts["contact"].isin(clear["value"]).any()


def test_only_the_sealed_contacts_name_adverts_as_their_sites_do(read, hidden):
    given = [advert(10_000_000 + number, body=f"Call 07700 900{number:03d}") for number in range(100, 130)]
    adverts, contacts, clear, _ = read(*given)
    numbers = {one["advert"] for one in given}
    assert set(clear["advert"]) == numbers
    for frame in (adverts, contacts):
        assert set(frame["advert"]) == {hidden(one) for one in numbers}
        assert not [one for one in numbers if one.partition("/")[2] in frame.to_csv()]
    both = clear.assign(advert=clear["advert"].map(hidden))[["advert", "kind", "rule"]]
    pd.testing.assert_frame_equal(contacts[["advert", "kind", "rule"]], both)


def test_tables_keep_their_contracts(read):
    adverts, contacts, clear, attrition = read(*everywhere())
    tables.ADVERTS.check(adverts, "test")
    tables.CONTACTS.check(contacts, "test")
    tables.CLEAR_CONTACTS.check(clear, "test")
    tables.ATTRITION.check(attrition, "test")


@pytest.mark.parametrize(
    "body", ["Anna, 17 years old", "aged 16", "two friends, 25 and 17 years old", "I am seventeen.", "aged １７"]
)
def test_an_advert_that_states_an_age_below_eighteen_is_nowhere_and_counted(read, hidden, keys, body):
    adverts, contacts, clear, attrition = read(
        advert(1, body=f"{body}. Call 07700 900123"), advert(2, body="Eva, 18 years old")
    )
    waves = pd.DataFrame({"advert": ["noticeboard/1", "noticeboard/2"] * 2, "changed": False})
    sightings = reading.sightings(waves.assign(seen=pd.Timestamp("2026-01-01")), adverts, keys)
    assert sightings["advert"].tolist() == [hidden("noticeboard/2")] * 2
    for frame in (adverts, contacts, sightings, clear):
        assert not {"noticeboard/1", hidden("noticeboard/1")} & set(frame["advert"])
    assert adverts["age"].tolist() == [18]
    counts = attrition.set_index("reason")["records"].to_dict()
    assert counts == {"kept": 1, "states an age below 18": 1}


def test_a_telephone_number_is_no_age(read):
    adverts, *_ = read(advert(1, body="I am 07 700 900 123, aged 30"))
    assert adverts["age"].tolist() == [30]


def test_facts_come_from_fields_or_text(read, hidden):
    adverts, *_ = read(
        advert(1, price="£90 per hour", body="Anna, 27 years old"),
        advert(2, title="", body="Eva in Hull #hull. One hour £110.", place="hull", platform="social"),
        advert(3, body="nothing stated", place="Atlantis"),
    )
    adverts = adverts.set_index("advert")
    assert adverts.loc[hidden("noticeboard/1"), ["town", "price", "age"]].tolist() == ["Leeds", 90, 27]
    assert adverts.loc[hidden("social/2"), ["town", "region", "price"]].tolist() == [
        "Kingston upon Hull", "Yorkshire and The Humber", 110,
    ]  # fmt: skip
    missing = adverts.loc[hidden("noticeboard/3"), ["town", "region", "latitude", "longitude", "price", "age"]]
    assert missing.isna().all()


def test_the_text_is_title_and_body_with_places_contacts_and_digits_masked(read):
    adverts, *_ = read(
        advert(1, title="Anna in LEEDS", body="Call 07700 900123, £90. Open 24/7, 24 hours.", contact="07700 900124")
    )
    assert adverts["text"].item() == "anna in <place>\ncall <phone>, £0. open 24/7, 24 hours."
    assert adverts["words"].item() == 10


def test_a_number_across_title_and_contact_line_is_one_contact(read):
    adverts, contacts, *_ = read(advert(1, title="Anna 07700", body="Lovely time", contact="second half 900123"))
    assert contacts["rule"].tolist() == ["split"]
    assert adverts["text"].item() == "anna <phone>\nlovely time"


def test_an_advert_without_words_is_counted_not_kept(read):
    adverts, *_, attrition = read(advert(1, title="", body="***"), advert(2))
    assert len(adverts) == 1
    assert attrition.set_index("reason")["records"].to_dict() == {"kept": 1, "no text": 1}
