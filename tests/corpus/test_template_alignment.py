"""An alignment keeps as many words as can be kept, and puts side by side what stands between them."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dots.corpus import alignment

WORDS = st.lists(st.integers(10, 15), max_size=12)


def aligned(pairs):
    """Align the words of pairs of texts, given as numbers."""
    texts = [text for pair in pairs for text in pair]
    sizes = np.array([len(text) for text in texts], dtype=np.int64)
    starts = np.cumsum(sizes) - sizes
    words = np.array([word for text in texts for word in text], dtype=np.uint64)
    ones = np.arange(0, len(texts), 2)
    counterparts, extra = alignment.align(words, starts, sizes, ones, ones + 1)
    ends = np.cumsum(sizes[ones + 1])[:-1]
    places = zip(np.split(counterparts, ends), starts[ones], strict=True)
    return [np.where(part == alignment.NONE, -1, part - start).tolist() for part, start in places], [
        part.tolist() for part in np.split(extra, ends)
    ]


def longest(one, two):
    """Give the length of the longest common subsequence, by the table of the textbook."""
    row = [0] * (len(two) + 1)
    for word in one:
        fresh = [0]
        for place, other in enumerate(two):
            fresh.append(row[place] + 1 if word == other else max(row[place + 1], fresh[-1]))
        row = fresh
    return row[-1]


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5))
def test_as_many_words_are_kept_as_can_be(pairs):
    for (one, two), places in zip(pairs, aligned(pairs)[0], strict=True):
        met = [(place, other) for other, place in enumerate(places) if place >= 0]
        assert all(first[0] < second[0] for first, second in pairwise(met))
        assert sum(one[place] == two[other] for place, other in met) == longest(one, two)


def test_texts_of_more_than_a_machine_word_are_aligned_too():
    rng = np.random.default_rng(1)
    pairs = []
    for size in (63, 64, 65, 128, 129, 300):
        two = rng.integers(10, 60, size).tolist()
        one = [word for word in two if rng.random() > 0.1]
        pairs.append((one, two))
    for (one, two), places in zip(pairs, aligned(pairs)[0], strict=True):
        assert sum(place >= 0 and one[place] == two[other] for other, place in enumerate(places)) == len(one)


def test_a_word_put_for_another_is_its_counterpart():
    ((places,), (extra,)) = aligned([([1, 2, 9, 4, 5], [1, 2, 3, 4, 5])])
    assert places == [0, 1, 2, 3, 4] and not any(extra)
    ((places,), _) = aligned([([9, 2, 3, 8], [1, 2, 3, 4])])
    assert places == [0, 1, 2, 3]
    ((places,), _) = aligned([([7, 8], [1, 2])])
    assert places == [0, 1]


def test_where_there_is_more_or_less_nothing_is_put_side_by_side():
    ((places,), (extra,)) = aligned([([1, 2, 9, 9, 4], [1, 2, 3, 4])])
    assert places == [0, 1, -1, 4] and not any(extra)
    ((places,), (extra,)) = aligned([([1, 2, 9, 3, 9], [1, 2, 3])])
    assert places == [0, 1, 3] and extra == [False, True, True]
    ((places,), (extra,)) = aligned([([1, 3], [1, 2, 3])])
    assert places == [0, -1, 1] and not any(extra)


def test_an_empty_text_has_no_counterpart():
    places, extra = aligned([([], [1, 2]), ([1, 2], []), ([], [])])
    assert places == [[-1, -1], [], []] and extra == [[False, False], [], []]
