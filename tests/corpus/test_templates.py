"""Copies of one template are one group, however many; a phrase that everybody uses ties nobody."""

import numpy as np
import pandas as pd
import pytest

from dots.corpus import neighbours, shingles, templates
from dots.tables import corpus as tables

WORDS = np.array([f"word{number:04d}" for number in range(3000)])
BOILERPLATE = "no withheld numbers please serious enquiries only photos are genuine please be polite thank you"


def corpus(texts):
    """Make the tables the stage reads from texts, one advert each."""
    adverts = pd.DataFrame({"advert": [f"noticeboard/{number:06d}" for number in range(len(texts))], "text": texts})
    adverts = adverts.assign(posted=pd.Timestamp("2025-03-04"), town="Leeds")
    return adverts, pd.DataFrame({"advert": adverts["advert"], "contact": "phone-a"})


def copies(rng, count, words=60, changed=0.03):
    """Write a template and edited copies of it."""
    base = rng.choice(WORDS, words)
    return [" ".join(np.where(rng.random(words) < changed, rng.choice(WORDS, words), base)) for _ in range(count)]


def groups(members):
    return {frozenset(part["advert"]) for _, part in members.groupby("template")}


def test_planted_templates_are_found_again():
    rng = np.random.default_rng(1)
    sizes = [1] * 40 + [2] * 20 + [5] * 10 + [40]
    planted = np.repeat(np.arange(len(sizes)), sizes)
    texts = [text for size in sizes for text in copies(rng, size)]
    order = rng.permutation(len(texts))
    adverts, contacts = corpus([texts[place] for place in order])
    _, members = templates.find(adverts, contacts, 0.3)
    expected = {frozenset(adverts["advert"][planted[order] == number]) for number in range(len(sizes))}
    assert groups(members) == expected


def test_a_template_of_two_thousand_copies_stays_whole():
    adverts, contacts = corpus(copies(np.random.default_rng(2), 2000, changed=0.02))
    found, _ = templates.find(adverts, contacts, 0.3)
    assert found["adverts"].tolist() == [2000]


def test_a_template_of_five_thousand_copies_stays_whole_among_others():
    rng = np.random.default_rng(2)
    texts = [*copies(rng, 5000, changed=0.05), *(text for _ in range(500) for text in copies(rng, 1))]
    found, _ = templates.find(*corpus([texts[place] for place in rng.permutation(len(texts))]), 0.3)
    assert found["adverts"].max() == 5000 and (found["adverts"] == 1).sum() == 500


def test_public_phrases_tie_nobody():
    rng = np.random.default_rng(3)
    texts = [f"{' '.join(rng.choice(WORDS, 50))} {BOILERPLATE}" for _ in range(400)]
    keys = neighbours.postings(shingles.shingle(texts))
    assert len(neighbours.candidates(keys)) > 400  # they do look alike to the hashes
    found, _ = templates.find(*corpus(texts), 0.3)
    assert found["adverts"].max() == 1


def test_a_name_is_that_of_the_first_advert_by_day_and_does_not_depend_on_the_order_of_rows():
    rng = np.random.default_rng(4)
    texts = [*copies(rng, 3), *copies(rng, 1), *copies(rng, 7)]
    adverts, contacts = corpus(texts)
    adverts.loc[9, "posted"] = pd.Timestamp("2024-01-01")
    found, members = templates.find(adverts, contacts, 0.3)
    assert found.set_index("template")["adverts"].to_dict() == {
        "template-noticeboard/000000": 3, "template-noticeboard/000003": 1, "template-noticeboard/000009": 7,
    }  # fmt: skip
    shuffled = adverts.sample(frac=1, random_state=1)
    again, same = templates.find(shuffled, contacts, 0.3)
    pd.testing.assert_frame_equal(found, again)
    pd.testing.assert_frame_equal(members, same)


def test_a_template_tells_its_contacts_towns_and_days():
    adverts, contacts = corpus(["one two three four five"] * 3)
    adverts["town"] = ["Leeds", "Derby", None]
    adverts["posted"] = pd.to_datetime(["2025-03-04", "2025-01-01", "2025-02-01"])
    contacts = pd.DataFrame({"advert": adverts["advert"].iloc[[0, 0, 1]], "contact": ["a", "b", "a"]})
    found, members = templates.find(adverts, contacts, 0.3)
    row = tables.TEMPLATES.check(found, "test").iloc[0]
    assert (row["adverts"], row["contacts"], row["towns"]) == (3, 2, 2)
    assert (row["first"], row["last"]) == (pd.Timestamp("2025-01-01"), pd.Timestamp("2025-03-04"))
    tables.ADVERT_TEMPLATES.check(members, "test")


def test_one_advert_alone_is_a_template_of_its_own():
    found, members = templates.find(*corpus(["only one"]), 0.3)
    assert found["adverts"].tolist() == [1] and members["template"].tolist() == ["template-noticeboard/000000"]


def test_adverts_without_a_word_resemble_nothing():
    found, _ = templates.find(*corpus(["", "!", "", "\u200b"]), 0.3)
    assert found["adverts"].tolist() == [1] * 4


def test_a_text_is_as_public_as_its_users_are_unconnected():
    adverts, _ = corpus(["one two three four five"] * 4 + ["six seven eight nine ten"] * 4)
    held = [("a", "a1"), ("b", "a1"), ("c", "c1"), ("e", "e1"), ("f", "f1"), ("g", "g1"), ("h", "h1")]
    contacts = pd.DataFrame(held, columns=["advert", "contact"])
    contacts["advert"] = contacts["advert"].map(dict(zip("abcdefgh", adverts["advert"], strict=True)))
    found, _ = templates.find(adverts, contacts, 0.3)
    assert found["unconnected"].tolist() == [2, 4]  # the fourth advert has no contact and says nothing
    assert found["public"].tolist() == pytest.approx([2 / 3, 1])
    joined = pd.concat([contacts, pd.DataFrame({"advert": adverts["advert"].iloc[[4, 2]], "contact": "shared"})])
    again, _ = templates.find(adverts, joined, 0.3)
    assert again["unconnected"].tolist() == [2, 4]
    joined = pd.concat([joined, pd.DataFrame({"advert": adverts["advert"].iloc[[0, 5]], "contact": "other"})])
    again, _ = templates.find(adverts, pd.concat([joined, joined.tail(2).assign(contact="shared")]), 0.3)
    assert again["unconnected"].tolist() == [1, 3]  # connected through adverts of another template


def test_a_corpus_without_adverts_has_no_templates():
    found, members = templates.find(*corpus([]), 0.3)
    assert tables.TEMPLATES.check(found, "test").empty and tables.ADVERT_TEMPLATES.check(members, "test").empty


def test_an_advert_that_is_listed_twice_is_named():
    adverts, contacts = corpus(["one two three", "four five six"])
    with pytest.raises(ValueError, match="'noticeboard/000001' is known already"):
        templates.find(pd.concat([adverts, adverts.tail(1)]), contacts, 0.3)


def test_a_template_tells_what_its_adverts_have_in_common():
    found, _ = templates.find(*corpus(["a b c d e", "a b c x e", "k l m n o"]), 0.2)
    assert found["text"].tolist() == ["a b c <slot> e", ""] and found["slots"].tolist() == [1, 0]
    assert found["shown"].tolist() == ["", ""]
