"""Pairs that resemble each other are those that a plain count of common 3-grams gives, however texts are written."""

from itertools import pairwise

import datasketch
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import CountVectorizer

from dots.corpus import neighbours, shingles, skeleton

SOME = st.text(st.sampled_from("ab c<>_0.-\u200b\u0301éА😀\n"), max_size=40) | st.text(max_size=30)


def plain_words(text):
    """Read the words of a text one character at a time."""
    seen = (skeleton.of(character).text[:1] for character in text)
    return "".join(" " if one and not (one.isalnum() or one in "_<>") else one for one in seen).split(" ")


def plain_shingles(text):
    words = [word for word in plain_words(text) if word]
    return {tuple(words[place : place + 3]) for place in range(max(1, len(words) - 2))} if words else set()


def jaccard(one, two):
    return len(one & two) / len(one | two) if one | two else 0


def found(texts, similarity):
    held = shingles.shingle(texts)
    return neighbours.similar(held, neighbours.candidates(neighbours.postings(held)), similarity).tolist()


@given(st.lists(SOME, max_size=6))
def test_words_are_those_that_are_read_one_character_at_a_time(texts):
    hashes, counts = shingles.words(texts)
    expected = [[word for word in plain_words(text) if word] for text in texts]
    assert shingles.spelled(texts) == expected
    assert counts.tolist() == [len(words) for words in expected]
    flat = [word for words in expected for word in words]
    assert len(set(hashes.tolist())) == len(set(flat))
    assert dict(zip(flat, hashes.tolist(), strict=True)) == dict(
        zip(reversed(flat), hashes[::-1].tolist(), strict=True)
    )


@given(SOME)
def test_reading_what_was_read_changes_nothing(text):
    (once,) = shingles.spelled([text])
    assert shingles.spelled([" ".join(once)]) == [once]


@given(SOME)
def test_a_text_has_the_same_words_wherever_it_stands(text):
    alone = shingles.shingle([text])
    (among, *_) = np.split(shingles.shingle([text, "other words here", text]).grams, [len(alone.grams)])
    assert among.tolist() == alone.grams.tolist() == sorted(set(alone.grams.tolist()))
    assert len(alone.grams) == len(plain_shingles(text))


def test_hidden_writing_makes_no_other_word():
    plain = "sweet girl new in <place> call me"
    hidden = "SWE\u200bET gi\u0301rl nеw in <place>, call\u00a0mе!"  # zero width, accent, Cyrillic e
    assert shingles.spelled([plain]) == shingles.spelled([hidden])


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=9).map(" ".join), min_size=2, max_size=8), st.floats(0.1, 1))
def test_pairs_are_those_of_a_count_of_common_3_grams(texts, similarity):
    sets = [plain_shingles(text) for text in texts]
    pairs = [(one, two) for two in range(len(texts)) for one in range(two)]
    codes = np.array([one << neighbours.PLACE | two for one, two in pairs], dtype=np.uint64)
    kept = neighbours.similar(shingles.shingle(texts), codes, similarity).tolist()
    common = [list(pair) for pair in pairs if jaccard(sets[pair[0]], sets[pair[1]]) >= similarity and sets[pair[0]]]
    assert sorted(kept) == sorted(common)
    assert all(pair in common for pair in found(texts, similarity))


def edited(rng, words, count, changed):
    base = rng.choice(words, 70)
    return [" ".join(np.where(rng.random(70) < changed, rng.choice(words, 70), base)) for _ in range(count)]


@pytest.mark.parametrize("changed", [0.0, 0.05, 0.15])
def test_nothing_is_missed_that_scikit_learn_finds_by_comparing_all_with_all(changed):
    rng = np.random.default_rng(5)
    words = np.array([f"word{number}" for number in range(4000)])
    texts = [text for _ in range(60) for text in edited(rng, words, neighbours.ALL, changed)]
    grams = CountVectorizer(ngram_range=(3, 3), binary=True, token_pattern=r"\w+").fit_transform(texts).astype(np.int64)
    common = (grams @ grams.T).toarray()
    sizes = np.asarray(grams.sum(axis=1)).ravel()
    resemble = np.triu(common >= 0.3 * (sizes[:, None] + sizes - common), 1)
    # in a group of no more than `ALL` every copy is compared with every other
    assert found(texts, 0.3) == np.argwhere(resemble).tolist()
    assert resemble.sum() > 100


def test_a_posting_of_any_size_gives_a_fixed_number_of_comparisons_for_each_further_text():
    held = shingles.shingle(["one two three four"] * 3000)
    pairs = neighbours.candidates(neighbours.postings(held))
    first = neighbours.ALL * (neighbours.ALL - 1) // 2
    assert len(pairs) == first + (3000 - neighbours.ALL) * neighbours.REACH


def test_the_number_of_threads_changes_nothing():
    rng = np.random.default_rng(6)
    words = np.array([f"word{number}" for number in range(500)])
    texts = [text for _ in range(400) for text in edited(rng, words, 10, 0.05)]
    one, two = shingles.shingle(texts), shingles.shingle(texts, threads=2)
    assert one.grams.tolist() == two.grams.tolist() and one.starts.tolist() == two.starts.tolist()
    keys, same = neighbours.postings(one), neighbours.postings(two, threads=2)
    assert keys.tolist() == same.tolist() and all(first <= second for first, second in pairwise(keys))
    codes = neighbours.candidates(keys)
    assert codes.tolist() == neighbours.candidates(keys, threads=2).tolist()
    assert neighbours.similar(one, codes, 0.3).tolist() == neighbours.similar(two, codes, 0.3, threads=2).tolist()


def test_very_long_texts_are_compared_by_all_their_3_grams():
    rng = np.random.default_rng(7)
    words = [f"word{number}" for number in range(300)]
    long = " ".join(rng.choice(words, 900))
    sets = [plain_shingles(text) for text in (long, long[1500:])]
    similarity = jaccard(*sets)
    assert found([long, long[1500:]], similarity) == [[0, 1]]
    assert found([long, long[1500:]], similarity + 1e-9) == []


def test_more_texts_than_can_be_numbered_are_refused():
    with pytest.raises(ValueError, match=r"more than a key can number; raise neighbours\.PLACE"):
        neighbours.postings(shingles.shingle(["a"]), first=2**neighbours.PLACE)


@pytest.mark.parametrize("lot", [1, 7, 40, 1000])
def test_the_lots_in_which_postings_are_looked_through_change_nothing(monkeypatch, lot):
    held = shingles.shingle(["one two three four"] * 90 + ["one two three five six"] * 12 + ["seven eight nine"])
    keys = neighbours.postings(held)
    expected = neighbours.candidates(keys).tolist()
    monkeypatch.setattr(neighbours, "LOT", lot)
    assert neighbours.candidates(keys).tolist() == expected


def test_the_groups_are_those_that_datasketch_finds():
    rng = np.random.default_rng(8)
    words = np.array([f"word{number}" for number in range(4000)])
    phrase = " please be polite and on time thank you very much"
    texts = [text + phrase for size in (1, 2, 5, 30) * 6 for text in edited(rng, words, size, 0.05)]
    sets = [plain_shingles(text) for text in texts]
    index, pairs = datasketch.MinHashLSH(num_perm=128, params=(64, 2)), []
    for number, grams in enumerate(sets):
        sketch = datasketch.MinHash(128)
        sketch.update_batch([" ".join(gram).encode() for gram in grams])
        pairs += [(other, number) for other in index.query(sketch) if jaccard(sets[other], grams) >= 0.2]
        index.insert(number, sketch)

    def components(pairs):
        graph = sparse.coo_array((np.ones(len(pairs)), tuple(np.array(pairs).T)), shape=(len(texts), len(texts)))
        return connected_components(graph, directed=False)[1].tolist()

    assert components(found(texts, 0.2)) == components(pairs)
    assert len(set(components(pairs))) == 24
