"""New adverts join the templates that are there, and the answer is that of a run over all of them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dots.corpus import resemblance, templates

WORDS = np.array([f"word{number:03d}" for number in range(400)])


def market(seed, count=300):
    """Write adverts from templates of many sizes, with stock phrases, in an order of their own."""
    rng = np.random.default_rng(seed)
    stock = [" ".join(rng.choice(WORDS, 8)) for _ in range(4)]
    bases = [rng.choice(WORDS, 40) for _ in range(60)]
    which = np.minimum(rng.geometric(0.05, count) - 1, len(bases) - 1)
    texts = [
        " ".join([*np.where(rng.random(40) < 0.08, rng.choice(WORDS, 40), bases[base]), *rng.choice(stock, 2)])
        for base in which
    ]
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 50, count), unit="D")
    adverts = pd.DataFrame({"advert": [f"board/{number:04d}" for number in range(count)], "text": texts})
    return adverts.assign(posted=days, town="Leeds")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(0, 300), max_size=4))
def test_adverts_that_arrive_in_lots_give_the_very_pairs_of_all_at_once(seed, cuts):
    adverts = market(seed)
    whole = resemblance.add(resemblance.nothing(0.3), adverts["advert"], adverts["text"])
    known = resemblance.nothing(0.3)
    for lot in np.split(np.arange(len(adverts)), sorted(cuts)):
        known = resemblance.add(known, adverts["advert"].iloc[lot], adverts["text"].iloc[lot])
    assert sorted(known.pairs.tolist()) == whole.pairs[np.lexsort(whole.pairs.T[::-1])].tolist()
    assert known.adverts.tolist() == whole.adverts.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_whatever_arrives_first_the_templates_and_their_names_are_those_of_a_run_from_scratch(seed):
    adverts = market(seed)
    rng = np.random.default_rng(seed)
    lot = rng.integers(0, 5, len(adverts))
    known = resemblance.nothing(0.3)
    for number in range(5):
        known = templates.update(known, adverts[lot <= number])
    scratch = templates.update(resemblance.nothing(0.3), adverts)
    assert known.adverts.tolist() != scratch.adverts.tolist()
    pd.testing.assert_frame_equal(templates.name(known, adverts), templates.name(scratch, adverts))


def test_the_old_adverts_are_not_compared_again(monkeypatch):
    adverts = market(1)
    known = templates.update(resemblance.nothing(0.3), adverts[:250])
    compared = []
    check = resemblance.neighbours.similar
    monkeypatch.setattr(
        resemblance.neighbours,
        "similar",
        lambda held, codes, *rest: compared.append(codes) or check(held, codes, *rest),
    )
    templates.update(known, adverts)
    later = compared[0] & np.uint64(2**resemblance.neighbours.PLACE - 1)
    assert len(later) and later.min() >= 250


def test_what_is_known_survives_a_file(tmp_path):
    adverts = market(2)
    known = templates.update(resemblance.nothing(0.3), adverts[:200])
    resemblance.save(known, tmp_path / "known")
    read = templates.update(resemblance.load(tmp_path / "known"), adverts)
    straight = templates.update(known, adverts)
    assert read.pairs.tolist() == straight.pairs.tolist() and read.similarity == 0.3
    resemblance.save(straight, tmp_path / "one")
    resemblance.save(read, tmp_path / "two")
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
    (tmp_path / "known/grams.npy").unlink()
    with pytest.raises(ValueError, match=r"grams\.npy is missing"):
        resemblance.load(tmp_path / "known")


def test_an_advert_that_changed_or_is_gone_is_named():
    adverts = market(3)
    known = templates.update(resemblance.nothing(0.3), adverts)
    with pytest.raises(ValueError, match="'board/0007' was compared before and is gone"):
        templates.update(known, adverts.drop(index=7))
    with pytest.raises(ValueError, match="'board/0005' has another text than before"):
        templates.update(known, adverts.assign(text=adverts["text"].where(adverts.index != 5, "other words")))
    with pytest.raises(ValueError, match="'board/0000' is known already"):
        resemblance.add(known, ["board/0000"], ["a b c"])


def test_names_stay_and_a_template_that_joins_another_takes_the_older_name():
    base = [f"w{number}" for number in range(30)]
    texts = [" ".join(base[:15]), " ".join(base[15:]), " ".join(base), "something else of its own altogether"]
    adverts = pd.DataFrame({"advert": ["b/1", "b/2", "b/3", "b/4"], "text": texts, "town": "Leeds"})
    adverts["posted"] = pd.to_datetime(["2025-01-02", "2025-01-01", "2025-01-03", "2025-01-03"])
    known = templates.update(resemblance.nothing(0.3), adverts.drop(index=2))
    before = templates.name(known, adverts.drop(index=2))
    assert before["template"].tolist() == ["template-b/1", "template-b/2", "template-b/4"]
    after = templates.name(templates.update(known, adverts), adverts)
    assert templates.renamed(before, after).to_dict() == {
        "template-b/1": "template-b/2", "template-b/2": "template-b/2", "template-b/4": "template-b/4",
    }  # fmt: skip
    with pytest.raises(ValueError, match="'template-b/2' is more than one template later"):
        templates.renamed(after, before)


@pytest.mark.parametrize("similarity", [0, -1, 1.1])
def test_a_similarity_that_cannot_be_is_refused(similarity):
    with pytest.raises(ValueError, match="above 0 and is at most 1"):
        resemblance.nothing(similarity)
