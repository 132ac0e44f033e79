"""Topic models against planted topics."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from gensim.models import LdaModel

from dots.tables import topics as tables
from dots.topics import choice, coherence, gensim_lda, model, tomotopy_lda
from dots.topics import words as wording

TOPICS = 5


@pytest.fixture(scope="module")
def planted():
    """A small corpus drawn from five planted topics, with one text copied two hundred times."""
    rng = np.random.default_rng(5)
    terms = np.array(sorted({f"{a}{b}{c}{d}" for a in "bdfgkl" for b in "aei" for c in "mnprs" for d in "ou"}))[:150]
    weights = rng.dirichlet(np.full(len(terms), 0.06), TOPICS)
    shares = rng.dirichlet(np.full(TOPICS, 0.2), 500)
    texts = [
        " ".join(terms[rng.choice(len(terms), p=weights[topic])] for topic in rng.choice(TOPICS, 30, p=share))
        for share in shares
    ]
    copied = " ".join(["zzzcopy", "zzztext", "zzzspam"] * 10)
    names = [f"template-{place}" for place in range(500)] + ["copied"] * 200
    adverts = pd.DataFrame(
        {
            "advert": [f"noticeboard/{place:06d}" for place in range(700)],
            "posted": pd.Timestamp("2025-01-01"),
            "text": texts + [copied] * 200,
        }
    )
    templates = pd.DataFrame({"advert": adverts["advert"], "template": names})
    words = wording.count(adverts, templates, min_adverts=3, max_share=0.6, seed=1)
    place = {term: number for number, term in enumerate(terms)}
    known = weights[:, [place[term] for term in words.terms]]
    return words, known / known.sum(axis=1, keepdims=True), shares


@pytest.fixture(scope="module")
def fitted(planted):
    words = planted[0]
    models = {
        "gensim": gensim_lda.fit(words, TOPICS, passes=10, seed=1),
        "tomotopy": tomotopy_lda.fit(words, TOPICS, seed=1),
    }
    return {name: replace(one, coherence=coherence.npmi(one, words)) for name, one in models.items()}


@pytest.mark.parametrize("engine", ["gensim", "tomotopy"])
def test_each_engine_recovers_the_planted_topics(planted, fitted, engine):
    words, known, shares = planted
    partner, similarity = choice.match(known, fitted[engine].weights)
    assert similarity.min() > 0.9
    inferred = model.infer(fitted[engine], words.counts())[:500, partner]
    assert np.corrcoef(inferred.ravel(), shares.ravel())[0, 1] > 0.9


def test_both_engines_find_the_same_topics(fitted):
    assert choice.match(fitted["gensim"].weights, fitted["tomotopy"].weights)[1].mean() > 0.9


def test_a_template_copied_200_times_does_not_become_a_topic(planted, fitted):
    assert not any(term.startswith("zzz") for term in planted[0].terms)
    for one in fitted.values():
        assert one.weights.sum(axis=1) == pytest.approx(np.ones(TOPICS))


@pytest.mark.parametrize("engine", ["gensim", "tomotopy"])
def test_the_same_seed_gives_the_same_bytes(planted, fitted, engine, tmp_path):
    fit = {"gensim": lambda: gensim_lda.fit(planted[0], TOPICS, passes=10, seed=1)}.get(
        engine, lambda: tomotopy_lda.fit(planted[0], TOPICS, seed=1)
    )
    fitted[engine].save(tmp_path / "a.npz")
    replace(fit(), coherence=fitted[engine].coherence).save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert model.load(tmp_path / "a.npz").weights == pytest.approx(fitted[engine].weights)


def test_inference_agrees_with_gensims_own(planted, fitted):
    words, one = planted[0], fitted["gensim"]
    lda = LdaModel(num_topics=TOPICS, id2word=dict(enumerate(words.terms.tolist())), alpha=one.prior, dtype=np.float64)
    lda.expElogbeta = one.weights
    counts = words.counts(wording.FITTED)[:100]
    bags = [
        list(zip(counts.indices[a:b].tolist(), counts.data[a:b].tolist(), strict=True))
        for a, b in zip(counts.indptr[:-1], counts.indptr[1:], strict=True)
    ]
    theirs = lda.inference(bags)[0]
    theirs /= theirs.sum(axis=1, keepdims=True)
    assert np.abs(model.infer(one, counts) - theirs).mean() < 0.02


def test_an_advert_without_words_gets_the_prior():
    one = model.Model(np.array(["a", "b"]), np.array([[0.9, 0.1], [0.1, 0.9]]), np.array([3.0, 1.0]))
    counts = wording.Words(one.terms, np.array(["x"]), np.array([0]), np.array([], int), np.array([0, 0])).counts()
    assert model.infer(one, counts).tolist() == [[0.75, 0.25]]


def test_a_model_that_knows_nothing_has_the_vocabulary_as_perplexity(planted):
    counts = planted[0].counts(wording.HELD_OUT)
    size = counts.shape[1]
    blind = model.Model(planted[0].terms, np.full((2, size), 1 / size), np.ones(2))
    assert model.perplexity(blind, counts) == pytest.approx(size)


def test_halves_share_out_every_word(planted):
    counts = planted[0].counts(wording.HELD_OUT)
    seen, predicted = model.halves(counts)
    assert np.abs((seen + predicted - counts).toarray()).max() == 0
    assert np.abs(seen.sum(axis=1) - predicted.sum(axis=1)).max() <= 1


def test_matching_undoes_a_permutation():
    weights = np.random.default_rng(1).dirichlet(np.full(30, 0.1), 6)
    order = np.array([3, 0, 5, 1, 4, 2])
    partner, similarity = choice.match(weights, weights[order])
    assert order[partner].tolist() == list(range(6))
    assert similarity == pytest.approx(np.ones(6))


def test_tables_keep_their_contract_and_number_topics_by_prevalence(planted, fitted, tmp_path):
    words = planted[0]
    models = {engine: {TOPICS: one} for engine, one in fitted.items()}
    chosen = choice.choose(models, words)
    tables.TOPIC_MODELS.write(choice.models_table(models, TOPICS), tmp_path / "a.parquet")
    tables.ENGINE_MATCH.write(choice.match_table(chosen), tmp_path / "b.parquet")
    prevalence = tables.TOPIC_PREVALENCE.check(choice.prevalence_table(chosen, words), "here")
    means = prevalence.groupby("topic")["weight"].mean()
    assert means.is_monotonic_decreasing
    assert prevalence.groupby("advert")["weight"].sum().to_numpy() == pytest.approx(np.ones(700))


def test_the_most_coherent_model_is_chosen_and_words_of_few_templates_are_never_shown(planted, fitted):
    words = planted[0]
    poor = {engine: replace(one, coherence=one.coherence - 0.1) for engine, one in fitted.items()}
    models = {engine: {TOPICS: one, TOPICS + 1: poor[engine]} for engine, one in fitted.items()}
    chosen = choice.choose(models, words)
    assert len(chosen.similarity) == TOPICS
    common = np.asarray((words.counts(wording.FITTED, wording.HELD_OUT) > 0).sum(axis=0)).ravel()
    shown = choice.topics_table(chosen, words, 60)["term"]
    assert common[np.searchsorted(words.terms, shown)].min() >= 60
