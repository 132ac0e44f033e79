"""What counts as a word, and on which adverts topics rest."""

import numpy as np
import pandas as pd
import pytest

from dots.topics import words


def corpus(texts, templates=None):
    number = len(texts)
    adverts = pd.DataFrame(
        {
            "advert": [f"noticeboard/{place:06d}" for place in range(number)],
            "posted": pd.date_range("2025-01-01", periods=number),
            "text": texts,
        }
    )
    names = templates or [f"template-{place}" for place in range(number)]
    return adverts, pd.DataFrame({"advert": adverts["advert"], "template": names})


def test_masks_stop_words_and_endings_are_no_words():
    assert words.split("i'm in <place>, call <phone> for the best massage and don't be shy") == [
        "best", "massage", "shy",
    ]  # fmt: skip
    assert words.split("in-call at 0 <price>") == ["in-call"]


def test_the_first_advert_stands_for_its_template():
    adverts, templates = corpus(["a", "b", "c"], ["one", "two", "one"])
    adverts["posted"] = pd.to_datetime(["2025-03-01", "2025-02-01", "2025-01-01"])
    assert words.representatives(adverts, templates).tolist() == [False, True, True]


def test_an_advert_without_a_template_is_refused():
    adverts, templates = corpus(["a", "b"])
    with pytest.raises(ValueError, match="noticeboard/000001"):
        words.representatives(adverts, templates.head(1))


def test_words_of_a_template_copied_200_times_count_once():
    rng = np.random.default_rng(1)
    pool = ["lavender", "music", "pillow", "candle", "oil", "warm", "blanket", "shoulders"]
    own = [" ".join(rng.permutation(pool)[:4]) for _ in range(36)]
    copies = ["unicorn rainbow glitter lavender"] * 200
    adverts, templates = corpus(own + copies, [f"own-{place}" for place in range(36)] + ["copied"] * 200)
    found = words.count(adverts, templates, min_adverts=5, max_share=1.0, seed=1)
    assert "lavender" in found.terms and "unicorn" not in found.terms
    assert (found.part == words.INFERRED).sum() == 199


def test_a_stock_phrase_is_left_out_but_its_words_count_elsewhere():
    phrase = "no withheld numbers please"
    texts = [
        f"{phrase} {name} {other}" for name, other in zip("abcdefghijklmnopqrst", "bcdefghijklmnopqrsta", strict=True)
    ]
    left = words.without_stock_phrases(pd.Series([*texts, "withheld is her name"]), np.ones(len(texts) + 1, bool))
    assert all("withheld" not in text for text in left[:-1])
    assert left[-1] == "withheld is her name"


def test_counting_does_not_change_the_words():
    adverts, templates = corpus(["oil oil candle", "candle oil candle"] * 5)
    found = words.count(adverts, templates, min_adverts=1, max_share=1.0, seed=1)
    before = found.ids.copy()
    assert found.counts().sum() == len(before)
    assert found.counts()[[0]].toarray().tolist() == [[1.0, 2.0]]
    assert (found.ids == before).all()


def test_a_tenth_is_held_out_and_never_a_copy():
    adverts, templates = corpus(["oil candle"] * 120, [f"template-{place // 2}" for place in range(120)])
    found = words.count(adverts, templates, min_adverts=1, max_share=1.0, seed=1)
    assert [(found.part == part).sum() for part in (words.FITTED, words.HELD_OUT, words.INFERRED)] == [54, 6, 60]


def test_thresholds_that_leave_no_words_say_what_to_change():
    adverts, templates = corpus(["oil", "candle"])
    with pytest.raises(ValueError, match="topics.min_adverts"):
        words.count(adverts, templates, min_adverts=3, max_share=0.5, seed=1)


def test_the_same_words_have_the_same_bytes(tmp_path):
    adverts, templates = corpus(["oil candle", "candle warm"] * 10)
    for name in ("a.npz", "b.npz"):
        words.count(adverts, templates, min_adverts=1, max_share=1.0, seed=1).save(tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    back = words.load(tmp_path / "a.npz")
    assert back.texts(words.FITTED)[0] == ["oil", "candle"]
