"""What adverts of a template have in common is found word by word, and so are the places where they differ."""

import numpy as np
import pandas as pd
import pytest

from dots.corpus import consensus, shingles

SLOT = consensus.SLOT
WORDS = np.array([f"word{number:04d}" for number in range(3000)])
FILLINGS = np.array([f"fill{number:03d}" for number in range(500)])


def found(texts, template, group=None):
    group = np.arange(len(texts)) if group is None else np.asarray(group)
    return consensus.consensus(pd.Series(texts), np.asarray(template), group, shingles.shingle(list(texts)))


def text(rows, number=0):
    return " ".join(rows.loc[rows["template"] == number, "word"])


def planted(rng, copies, slots, edits=0.0, words=50):
    """Write copies of a text that fill its slots anew, with a share of their words edited; and the text with slots."""
    base = rng.choice(WORDS, words, replace=False)
    places = np.sort(rng.choice(np.arange(1, words, 2), slots, replace=False))
    texts = []
    for _ in range(copies):
        filled = base.copy()
        filled[places] = rng.choice(FILLINGS, slots)
        copy = []
        for word in filled:
            way = rng.random() / edits if edits else 1
            copy += [rng.choice(WORDS)] if way < 0.6 else [word, rng.choice(WORDS)] if way < 0.8 else []
            copy += [word] if way >= 1 else []
        texts.append(" ".join(copy))
    expected = base.astype(object)
    expected[places] = SLOT
    return texts, " ".join(expected)


@pytest.mark.parametrize("copies", [6, 40, 400])
@pytest.mark.parametrize("slots", [0, 1, 3, 8])
def test_planted_slots_are_found_again(copies, slots):
    texts, expected = planted(np.random.default_rng(copies + slots), copies, slots)
    assert text(found(texts, [0] * copies)) == expected


@pytest.mark.parametrize("seed", range(5))
def test_edits_of_single_adverts_make_no_slot(seed):
    texts, expected = planted(np.random.default_rng(seed), 60, 3, edits=0.05)
    assert text(found(texts, [0] * 60)) == expected


def test_two_adverts_have_a_slot_wherever_they_differ():
    rows = found(["a b c d e f", "a b x d e f"], [0, 0])
    assert text(rows) == f"a b {SLOT} d e f"
    assert rows["adverts"].tolist() == [2, 2, 0, 2, 2, 2]


def test_what_most_have_counts_and_not_what_the_typical_one_has():
    texts = [f"a b c d e f g h i k{number} m n o p" for number in range(3)]
    texts = [one.replace(" d ", " other ") if number == 0 else one for number, one in enumerate(texts)]
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2]):
        assert text(found([texts[place] for place in order], [0, 0, 0])) == f"a b c d e f g h i {SLOT} m n o p"


def test_words_that_most_have_beside_the_typical_text_are_a_slot():
    texts = ["a b c d e f g h", "a b c d x1 y1 e f g h", "a b c d x2 e f g h", "a b c d x3 z3 u3 e f g h"]
    assert text(found(texts, [0] * 4)) == f"a b c d {SLOT} e f g h"


def test_templates_are_kept_apart_and_single_adverts_left_out():
    texts = ["a b c d", "k l m n o", "a b c d", "x y z", "k l q n o"]
    rows = found(texts, [1, 0, 1, 2, 0])
    assert text(rows, 1) == "a b c d" and text(rows, 0) == f"k l {SLOT} n o"
    assert set(rows["template"]) == {0, 1}


def test_the_number_of_adverts_worked_on_at_once_changes_nothing(monkeypatch):
    rng = np.random.default_rng(3)
    texts, template = [], []
    for number in range(30):
        copies = int(rng.integers(1, 9))
        texts += planted(rng, copies, 2, edits=0.05)[0]
        template += [number] * copies
    order = rng.permutation(len(texts))
    texts, template = [texts[place] for place in order], np.array(template)[order]
    whole = found(texts, template)
    monkeypatch.setattr(consensus, "LOT", 7)
    pd.testing.assert_frame_equal(found(texts, template), whole)


def test_of_adverts_that_a_contact_connects_one_speaks():
    texts = ["a b c d e"] * 6
    rows = found(texts, [0] * 6, group=[4, 4, 4, 7, -1, -1])
    assert rows["unconnected"].tolist() == [2] * 5 and rows["adverts"].tolist() == [6] * 5
    texts[3] = "a b x d e"
    assert found(texts, [0] * 6, group=[4, 4, 4, 7, -1, -1])["unconnected"].tolist() == [2, 2, 1, 2, 2]


def test_nothing_has_no_consensus():
    assert found(["a b c", "d e f"], [0, 1]).empty
    assert found(["", ""], [0, 0]).empty
    assert consensus.consensus(
        pd.Series([], dtype="str"), np.array([], dtype=int), np.array([]), shingles.shingle([])
    ).empty
