"""Copies of one template are one group, however many; a phrase that everybody uses ties nobody."""

import numpy as np
import pandas as pd
import pytest

from dots.corpus import templates
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


def test_public_phrases_tie_nobody():
    rng = np.random.default_rng(3)
    texts = [f"{' '.join(rng.choice(WORDS, 50))} {BOILERPLATE}" for _ in range(400)]
    shingles = templates.shingle(texts)
    assert len(templates.candidates(shingles)) > 400  # they do look alike to the hashes
    found, _ = templates.find(*corpus(texts), 0.3)
    assert found["adverts"].max() == 1


def test_similarity_is_the_exact_share_of_common_3_grams():
    texts = ["a b c d e", "a b c d f", "a b c x y", "", "<phone> a b", "<phone> a b"]
    shingles = templates.shingle(texts)
    pairs = np.array([(one, two) for one in range(6) for two in range(one + 1, 6)])

    def jaccard(one, two):
        first, second = set(shingles[[one]].indices), set(shingles[[two]].indices)
        return len(first & second) / len(first | second)

    for threshold in (0.2, 0.5, 1.0):
        expected = [pair for pair in pairs.tolist() if jaccard(*pair) >= threshold]
        assert templates.similar(shingles, pairs, threshold).tolist() == expected
    assert jaccard(0, 1) == pytest.approx(2 / 4)
    assert templates.similar(shingles, pairs, 1.0).tolist() == [[4, 5]]


def test_names_follow_size_and_do_not_depend_on_the_order_of_rows():
    rng = np.random.default_rng(4)
    texts = [*copies(rng, 3), *copies(rng, 1), *copies(rng, 7)]
    adverts, contacts = corpus(texts)
    found, members = templates.find(adverts, contacts, 0.3)
    assert found["adverts"].tolist() == sorted(found["adverts"], reverse=True) == [7, 3, 1]
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
    assert found["adverts"].tolist() == [1] and members["template"].tolist() == ["template-0001"]
