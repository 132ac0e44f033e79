"""Tokens are counted once, hold no contact, and are the same bytes on any number of processes."""

import re
from collections import Counter

import pandas as pd
import pyarrow.parquet as parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from dots.corpus import tokens
from dots.tables import corpus as tables

TEXTS = [
    "anna in <place>\ncall <phone>, no withheld numbers please. open 24/7",
    "don't be shy, in-call at <place>",
    "no withheld numbers please, kisses",
    *(["lovely warm welcome here"] * 9),
    "a lovely warm welcome, a lovely warm welcome",
]


def adverts(path, texts, group=4):
    """Write a table `adverts` of several row groups."""
    frame = pd.DataFrame({"advert": [f"noticeboard/{number:04d}" for number in range(len(texts))], "text": texts})
    frame = frame.assign(
        platform="noticeboard", posted=pd.Timestamp("2025-03-04"), month="2025-03", town=None, region=None
    )
    frame = frame.assign(latitude=None, longitude=None, price=None, age=None, words=1)
    with tables.ADVERTS.writing(path) as write:
        for start in range(0, len(frame), group):
            write(tables.ADVERTS.arrow(frame.iloc[start : start + group], path))


def write(folder, workers):
    folder.mkdir(exist_ok=True)
    (folder / "aside").mkdir()
    names = {
        "texts": "texts.parquet",
        "vocabulary": "vocabulary.parquet",
        "common": "phrases.parquet",
        "counts": "counts.npz",
    }
    to = {key: folder / name for key, name in names.items()}
    tokens.write(folder.parent / "adverts.parquet", workers, folder / "aside", **to)
    return to


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tokens")
    adverts(folder / "adverts.parquet", TEXTS)
    return folder, write(folder / "one", 1)


def test_the_bytes_are_the_same_on_any_number_of_processes(written):
    folder, one = written
    assert parquet.ParquetFile(folder / "adverts.parquet").num_row_groups == 4
    two = write(folder / "two", 2)
    assert not [name for name in one if one[name].read_bytes() != two[name].read_bytes()]


def test_the_matrix_counts_what_the_texts_hold(written):
    _, to = written
    matrix, vocabulary = sparse.load_npz(to["counts"]), tables.VOCABULARY.read(to["vocabulary"])
    texts = tables.ADVERT_TEXTS.read(to["texts"])["tokens"].str.split()
    assert matrix.shape == (len(TEXTS), len(vocabulary))
    for row, words in enumerate(texts):
        wanted = {word: count for word, count in Counter(words).items() if word in set(vocabulary["term"])}
        assert {vocabulary["term"][column]: int(matrix[row, column]) for column in matrix[row].indices} == wanted
    assert matrix.sum(axis=0).A1.tolist() == vocabulary["occurrences"].tolist()
    assert (matrix > 0).sum(axis=0).A1.tolist() == vocabulary["adverts"].tolist()


def test_a_word_of_one_advert_alone_is_not_in_the_vocabulary(written):
    terms = set(tables.VOCABULARY.read(written[1]["vocabulary"])["term"])
    assert "anna" not in terms and {"<place>", "withheld", "welcome"} <= terms


def test_a_phrase_of_ten_adverts_is_found_and_one_of_two_is_not(written):
    found = tables.PHRASES.read(written[1]["common"]).set_index("phrase")["adverts"].to_dict()
    assert found == {"lovely warm welcome": 10}


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_tokens_of_any_text_are_its_pieces_in_order_and_split_again_into_themselves(text):
    found = tokens.split(text)
    assert tokens.split(" ".join(found)) == found
    place = 0
    for token in found:
        place = text.index(token, place) + len(token)


def test_masks_are_one_token_each():
    assert tokens.split("ring <phone>, <email> or 0-0") == ["ring", "<phone>", "<email>", "or", "0-0"]
    assert not [token for token in tokens.split("a<b c>d") if re.search(r"\s", token)]
