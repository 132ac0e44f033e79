"""What adverts say: planted words come back, copies differ as asked, and no text does harm, in any language."""

import re
import shutil
from collections import Counter
from difflib import SequenceMatcher

import numpy as np
import pandas as pd
import pytest
import simulated
import yaml

from dots.market import decoys, leanings, misspelling, organisations, urn, vocabulary, writing
from dots.market.draws import Draws

TEXT = simulated.ROOT / "config/market/text.yaml"
PLAIN = {"title": "as_is", "text": "as_is", "end": ".", "emoji": 0.0}
QUIET = {"decoy_rate": 0.0, "misspelt": 0.0, "slots": 0, "edit_rate": 0.0}
FACTS = {"name": "Vera", "age": 34, "other": "Zoe", "later": 41, "town": "Leeds", "nationality": "Greek"}
LANGUAGES = ("en", "es", "ro", "pl")
WORD = re.compile(r"[^\W\d_]+")
BANNED = {
    "en": r"teen\w*|young\w*|girls?|school\w*|barely|youth\w*|daughter\w*|petite|innocent\w*|fresh faced|college\w*|"
    r"lolita|child\w*|kids?|minors?|students?|virgin\w*|baby|babe|pupils?|juvenile|underage|tiny",
    "es": r"joven\w*|jóvenes|juven\w*|adolescen\w*|niñ[ao]\w*|chic[ao]s?|chiquit\w*|muchach\w*|nen[ae]s?|colegi\w*|"
    r"escuela\w*|inocen\w*|hijas?|universitari\w*|estudiant\w*|virgen\w*|menor(?:es)?|pequeñ\w*|bebé\w*|apenas",
    "ro": r"tân[ăa]r\w*|tiner\w*|adolesc\w*|fet[eițo]\w*|fat[ăa]|școal\w*|școl\w*|elev[ăaei]\w*|inocen\w*|fiic\w*|"
    r"fiică|student\w*|virgin\w*|minor\w*|copil\w*|micuț\w*|puștoaic\w*|licean\w*|liceu\w*|facultate\w*",
    "pl": r"młod\w*|nastolat\w*|dziewcz\w*|dziewic\w*|dzieck\w*|dzieci\w*|szkoł\w*|szkoln\w*|uczennic\w*|"
    r"student\w*|niewinn\w*|córk\w*|drobn\w*|filigranow\w*|małolat\w*|licealist\w*|nieletni\w*|panienk\w*|ledwo",
}


@pytest.fixture(scope="module")
def all_words() -> writing.Words:
    return writing.load_words(TEXT, 12)


def mixtures(topics: int, count: int, seed: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.full(topics, leanings.CONCENTRATION / topics), count)


def drafts(words, language, settings=QUIET, count=300, length=60, style=PLAIN, seed=5) -> list[writing.Draft]:
    draws = Draws(seed, 1)
    return [
        writing.draft(words, mixture, style, language, settings, draws, length)
        for mixture in mixtures(len(words.topics), count, seed)
    ]


def every_text(lists: object) -> list[str]:
    """List every string of a file, keys left out."""
    if isinstance(lists, dict):
        return [text for one in lists.values() for text in every_text(one)]
    if isinstance(lists, list):
        return [text for one in lists for text in every_text(one)]
    return [lists] if isinstance(lists, str) else []


def slot_words(sentences: list[str], words, language: str) -> list[str]:
    """Read the words of slots back from sentences of one language, by its frames."""
    frames = framed(words, language)
    found = []
    for sentence in sentences:
        match = next((match for frame in frames if (match := frame.fullmatch(sentence))), None)
        found += [part.lower() for part in match.groups()] if match else []
    return found


def framed(words, language: str) -> list[re.Pattern]:
    parts = [vocabulary.SLOT.split(frame)[::2] for frame in words.of(language)["frames"]]
    return [re.compile(r"([^\W\d_]+)".join(map(re.escape, part))) for part in parts]


def test_there_are_words_enough_and_each_has_one_topic(all_words):
    least = {"en": (22, 12, 10), "es": (8, 5, 4), "ro": (8, 5, 4), "pl": (8, 5, 4)}
    topic_of = {}
    for language in all_words.languages:
        for topic, parts in all_words.of(language)["topics"].items():
            for part, count in zip(vocabulary.PARTS, least[language], strict=True):
                assert len(parts[part]) >= count, (language, topic, part)
                assert all(topic_of.setdefault(word, topic) == topic for word in parts[part])
    assert len(all_words.topics) == 12


def test_every_language_an_organisation_may_write_in_has_words(all_words):
    assert all_words.languages == LANGUAGES == ("en", *organisations.MINORITY_LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_used_as_often_as_the_planted_topics_say(all_words, language):
    texts = drafts(all_words, language, count=3000)
    planted = all_words.weights({language: 1.0}).pivot(index="term", columns="topic", values="weight").fillna(0)
    counts = Counter(word for text in texts for word in slot_words(text.sentences, all_words, language))
    expected = planted[list(all_words.topics)] @ np.mean([text.mixture for text in texts], axis=0)
    realised = pd.Series(counts).reindex(expected.index).fillna(0) / counts.total()
    assert set(counts) <= set(expected.index) | set(all_words.weights({"en": 1.0})["term"])
    assert np.corrcoef(realised, expected)[0, 1] > 0.97
    assert abs(realised - expected).sum() < 0.2


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_adverts_words_follow_its_mixture_of_topics(all_words, language):
    texts = drafts(all_words, language, count=600)
    own = all_words.of(language)["topics"]
    topic_of = {word: topic for topic, parts in own.items() for part in vocabulary.PARTS for word in parts[part]}
    rows = [Counter(topic_of.get(word) for word in slot_words(text.sentences, all_words, language)) for text in texts]
    counts = pd.DataFrame(rows, columns=list(all_words.topics)).fillna(0)
    shares = counts.div(counts.sum(axis=1).clip(1), axis=0)
    mixture = pd.DataFrame([text.mixture for text in texts], columns=list(all_words.topics))
    assert all(shares[topic].corr(mixture[topic]) > 0.75 for topic in all_words.topics)


def test_words_come_in_bursts_but_their_chances_stay(all_words):
    """The count of the likeliest word varies more than independent draws would, as an urn says, about the same mean."""
    mixture = np.eye(12)[0]
    term, chance = all_words.tongues["en"].slots[0][0][0][0], all_words.tongues["en"].slots[0][0][1][0]
    frame, draws = vocabulary.Frame("%s", (0,), (0,), 1), Draws(9, 9)
    steps, size = np.cumsum(mixture).tolist(), 16

    def count() -> int:
        used = urn.urns()
        return sum(urn.fill(frame, all_words.tongues["en"], steps, used, draws).lower() == term for _ in range(size))

    counts = np.array([count() for _ in range(6000)])
    independent = size * chance * (1 - chance)
    assert counts.mean() == pytest.approx(size * chance, rel=0.05)
    assert counts.var() / independent == pytest.approx((urn.URN + size) / (urn.URN + 1), rel=0.12)


def test_whole_adverts_repeat_words_more_than_independent_draws_would(all_words, monkeypatch):
    def repeated() -> float:
        found = [slot_words(text.sentences, all_words, "en") for text in drafts(all_words, "en", count=500)]
        return np.mean([1 - len(set(one)) / len(one) for one in found])

    with_urn = repeated()
    monkeypatch.setattr(urn, "URN", 1e12)
    assert with_urn > 1.25 * repeated()


def test_weights_of_words_sum_to_one_whatever_the_shares_of_languages(all_words):
    for shares in ({"en": 1.0}, {"en": 0.88, "es": 0.04, "ro": 0.04, "pl": 0.04}, {"pl": 1.0}):
        weights = all_words.weights(shares)
        assert np.allclose(weights.groupby("topic")["weight"].sum(), 1)
        assert (weights["weight"] > 0).all()
        assert not weights.duplicated(["topic", "term"]).any()
    mixed = all_words.weights({"en": 0.5, "ro": 0.5}).set_index(["topic", "term"])["weight"]
    english = all_words.weights({"en": 1.0}).set_index(["topic", "term"])["weight"]
    assert mixed["spa", "sauna"] == pytest.approx(english["spa", "sauna"] / 2)
    assert mixed["spa", "saună"] > 0


def test_shares_of_languages_that_make_no_whole_are_refused(all_words):
    for shares in ({"en": 0.5}, {"en": 0.5, "de": 0.5}):
        with pytest.raises(ValueError, match="must sum to 1 and name no language but en, es, ro, pl"):
            all_words.weights(shares)


def test_mixtures_lean_as_kind_region_month_and_exploitation_do():
    rng = np.random.default_rng(1)
    lean = leanings.draw_leanings(["a", "b"], ["north", "south"], 12, 4, rng)
    frame = pd.DataFrame({"kind": ["a", "b"] * 4000, "region": "north", "month": 0, "exploitation": 0.3})
    drawn = lean.mixtures(frame, rng)
    assert np.allclose(drawn.sum(axis=1), 1)
    for kind, start in (("a", 0), ("b", 1)):
        expected = np.exp(lean.kind[kind] + lean.region["north"])
        assert np.allclose(drawn[start::2].mean(axis=0), expected / expected.sum(), atol=0.03)
    low = lean.mixtures(frame.assign(exploitation=0.0), rng).mean(axis=0)
    high = lean.mixtures(frame.assign(exploitation=1.0), rng).mean(axis=0)
    assert np.corrcoef(np.log(high / low), lean.exploitation)[0, 1] > 0.9


def test_copies_differ_in_as_many_words_as_asked(all_words):
    """Nothing changes at rate 0; otherwise about the asked share of words is replaced, dropped or put in."""
    for rate, tolerance in ((0.0, 0.0), (0.05, 0.012), (0.12, 0.025)):
        settings, draws = QUIET | {"edit_rate": rate}, Draws(3, 3)
        changed = total = 0
        for text in drafts(all_words, "en", settings, count=400):
            again = writing.copy(text, all_words, settings, draws)
            old, new = " ".join(text.sentences).split(), " ".join(again.sentences).split()
            codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
            changed += sum(max(b - a, d - c) for kind, a, b, c, d in codes if kind != "equal")
            total += len(old)
        assert changed / total == pytest.approx(rate, abs=tolerance), rate


@pytest.mark.parametrize("slots", [0, 2, 6])
def test_copies_fill_the_templates_free_places_anew_and_nothing_else(all_words, slots):
    settings, draws, refilled = QUIET | {"slots": slots}, Draws(4, 4), []
    for text in drafts(all_words, "pl", settings, count=150):
        assert len(text.free) == slots
        for again in (writing.copy(text, all_words, settings, draws) for _ in range(4)):
            old, new = " ".join(text.sentences).split(), " ".join(again.sentences).split()
            assert len(old) == len(new)
            refilled.append(sum(one != other for one, other in zip(old, new, strict=True)))
            assert again.style is text.style
            assert again.mixture is text.mixture
    assert max(refilled) <= slots
    # a word may be drawn again by chance
    assert np.mean(refilled) >= 0.7 * slots


def test_facts_are_never_edited_away(all_words):
    settings, draws = QUIET | {"edit_rate": 0.5}, Draws(5, 5)
    text = writing.public_draft(all_words, 0, PLAIN, "en", mixtures(12, 1)[0], settings, draws)
    for _ in range(50):
        assert any("{name}" in sentence for sentence in writing.copy(text, all_words, settings, draws).sentences)


def test_longer_words_are_misspelt_at_the_asked_rate(all_words):
    for rate in (0.0, 0.03, 0.2):
        clean = {
            word
            for language in ("en", "es")
            for text in every_text(all_words.of(language))
            for word in WORD.findall(text)
        }
        clean = {word.lower() for word in clean}
        for language in ("en", "es"):
            found = [
                word.lower()
                for text in drafts(all_words, language, QUIET | {"misspelt": rate}, count=500)
                for sentence in text.sentences
                for word in WORD.findall(sentence)
            ]
            wrong = [word for word in found if word not in clean]
            # what was long may have lost a letter
            long = sum(len(word) >= 6 or word in wrong for word in found)
            assert len(wrong) / long == pytest.approx(rate, abs=0.15 * rate), (language, rate)
            assert all(len(word) >= 5 for word in wrong)


def test_words_are_misspelt_in_four_ways_and_short_words_and_facts_never():
    draws = Draws(6, 6)
    ways = Counter()
    for _ in range(400):
        wrong = misspelling.misspell("candles,", draws)
        assert wrong != "candles,"
        assert wrong.endswith(",")
        ways[len(wrong) - len("candles,"), sorted(wrong) == sorted("candles,")] += 1
    assert set(ways) == {(0, True), (0, False), (1, False), (-1, False)}
    assert {misspelling.misspell(word, draws) for word in ("lamps", "{nationality}") for _ in range(50)} == {
        "lamps",
        "{nationality}",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_decoys_come_at_the_asked_rate_and_boilerplate_among_the_rest(all_words, language):
    own = all_words.of(language)
    stock = set(own["boilerplate"])
    numbered = [re.compile(r"[\w ]+".join(map(re.escape, re.split(r"\{\w+\}", decoy)))) for decoy in own["decoys"]]
    for rate in (0.0, 0.16, 0.5):
        texts = drafts(all_words, language, QUIET | {"decoy_rate": rate}, count=500)
        sentences = [sentence for text in texts for sentence in text.sentences]
        share = np.mean([any(decoy.fullmatch(sentence) for decoy in numbered) for sentence in sentences])
        assert share == pytest.approx(rate, abs=0.03)
        assert np.mean([sentence in stock for sentence in sentences]) == pytest.approx(
            (1 - rate) * writing.BOILERPLATE, abs=0.03
        )


def test_every_kind_of_decoy_number_is_used_in_some_language(all_words):
    used = {
        slot
        for language in LANGUAGES
        for decoy in all_words.of(language)["decoys"]
        for slot in decoys.SLOT.findall(decoy)
    }
    assert used == set(decoys.NUMBERS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_run_of_digits_could_be_a_telephone_number(all_words, language):
    settings = {"decoy_rate": 0.6, "misspelt": 0.03, "slots": 4, "edit_rate": 0.3}
    draws = Draws(7, 7)
    for text in drafts(all_words, language, settings, count=400):
        for one in (text, writing.copy(text, all_words, settings, draws)):
            title, sentences = writing.compose(one, all_words, FACTS, ["several_people"], [], draws)
            assert not re.search(r"\d(?:[\s().,:/+-]*\d){9}", " ".join([title, *sentences]))


@pytest.mark.parametrize("language", ["es", "ro", "pl"])
def test_only_mixed_adverts_have_a_sentence_in_english(all_words, language):
    english, own = framed(all_words, "en"), framed(all_words, language)
    mixed = []
    for text in drafts(all_words, language, count=500):
        known = set(all_words.of(language)["boilerplate"])
        kinds = Counter(
            "own" if sentence in known or any(frame.fullmatch(sentence) for frame in own) else
            "english" if any(frame.fullmatch(sentence) for frame in english) else "neither"
            for sentence in text.sentences
        )  # fmt: skip
        assert not kinds["neither"]
        assert kinds["english"] <= 1
        mixed.append(kinds["english"])
    assert np.mean(mixed) == pytest.approx(writing.MIXED, abs=0.06)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_indicator_is_said_if_and_only_if_it_is_planted(all_words, language):
    spoken = list(all_words.tongues[language].phrases)
    nationality = FACTS["nationality"] if language == "en" else all_words.of(language)["nationalities"]["Greek"]
    facts = FACTS | {"nationality": nationality}
    said = {
        name: {phrase.format(**facts) for phrase in choice}
        for name, choice in all_words.tongues[language].phrases.items()
    }
    draws = Draws(8, 8)
    settings = QUIET | {"decoy_rate": 0.1, "misspelt": 0.05, "slots": 2, "edit_rate": 0.1}
    for number, text in enumerate(drafts(all_words, language, settings, count=200)):
        shown = [name for place, name in enumerate(spoken) if number >> place & 1]
        for one in (text, writing.copy(text, all_words, settings, draws)):
            _, sentences = writing.compose(one, all_words, FACTS, shown, [], draws)
            assert [name for name in spoken if said[name] & set(sentences)] == shown
    assert all(len(choice) >= 3 for choice in said.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_but_its_phrases_reads_like_an_indicator(all_words, language):
    """The study's own patterns find nothing in texts without indicators, and every phrase in English."""
    from dots import indicators

    patterns = {
        name: one.pattern
        for name, one in indicators.load(simulated.ROOT / "config/indicators/default.yaml").items()
        if one.pattern is not None
    }
    settings, draws = QUIET | {"decoy_rate": 0.3}, Draws(2, 2)
    for text in drafts(all_words, language, settings, count=500):
        title, sentences = writing.compose(text, all_words, FACTS, [], [], draws)
        whole = " ".join([title, *sentences]).lower()
        assert not [(name, whole) for name, pattern in patterns.items() if pattern.search(whole)]
    for number in range(all_words.publics(language)):
        text = writing.public_draft(all_words, number, PLAIN, language, mixtures(12, 1)[0], settings, draws)
        whole = " ".join(writing.compose(text, all_words, FACTS, [], [], draws)[1]).lower()
        assert not [name for name, pattern in patterns.items() if pattern.search(whole)]
    if language == "en":
        masked = FACTS | {"town": "<place>"}
        for name, choice in all_words.tongues["en"].phrases.items():
            assert all(patterns[name].search(phrase.format(**masked).lower()) for phrase in choice), name


def test_a_nationality_is_said_in_the_adverts_language(all_words):
    draws = Draws(2, 3)
    for language, expected in (("en", "Greek"), ("es", "griega"), ("ro", "grecoaică"), ("pl", "Greczynka")):
        text = drafts(all_words, language, count=1)[0]
        said = " ".join(writing.compose(text, all_words, FACTS, ["nationality_stated"], [], draws)[1])
        assert expected in said
        assert language == "en" or "Greek" not in said


def test_an_organisation_writes_in_its_own_style(all_words):
    draws = Draws(1, 4)
    for style in all_words.lists["styles"].values():
        text = writing.copy(drafts(all_words, "ro", style=style, count=1)[0], all_words, QUIET, draws)
        title, sentences = writing.compose(text, all_words, FACTS, ["movement"], ["Sunt în {town}."], draws)
        assert title == writing.case(title, style["title"])
        assert sentences == [writing.case(sentence, style["text"]) for sentence in sentences]
        assert any(
            sentence.rstrip("".join(all_words.lists["emoji"]) + " ").endswith(style["end"]) for sentence in sentences
        )
        emoji = [any(sign in sentence for sign in all_words.lists["emoji"]) for sentence in text.sentences]
        assert not any(emoji) or style["emoji"] > 0


def test_an_edit_of_a_live_advert_keeps_facts_contacts_and_indicators(all_words):
    draws = Draws(1, 5)
    settings, town = QUIET | {"decoy_rate": 0.2}, "\ue000"
    changed = []
    for language in LANGUAGES:
        own = all_words.of(language)
        shown = ["third_person", "movement", "always_available", "nationality_stated"]
        price = own["post_prices"][0].replace("{price}", "120")
        for text in drafts(all_words, language, settings, count=100):
            _, before = writing.compose(
                text, all_words, FACTS | {"town": town}, shown, [own["places"][0], price], draws
            )
            after = writing.retouch(before, all_words, language, draws)
            differ = [old for old, new in zip(before, after, strict=True) if old != new]
            kept = [sentence for sentence in before if town in sentence or re.search(r"\d", sentence)]
            kept += [
                sentence for sentence in before if all_words.tongues[language].shows.fullmatch(sentence.lower()[:-1])
            ]
            assert len(kept) >= len(shown)
            assert not set(kept) & set(differ)
            assert before[0] == after[0]
            assert before[-1] == after[-1]
            changed.append(len(differ))
    assert set(changed) <= {0, 1, 2}
    assert np.mean(np.array(changed) > 0) > 0.9


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_list_has_a_word_of_youth(all_words, language):
    for other, banned in BANNED.items():
        texts = every_text(all_words.of(language))
        if other in ("en", language):
            assert not [text for text in texts if re.search(rf"\b(?:{banned})\b", text.lower())]
    assert re.search(
        rf"\b(?:{BANNED[language]})\b",
        {"en": "a girl", "es": "una chica", "ro": "o fată", "pl": "dziewczyna"}[language],
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_states_an_age_under_18(all_words, language):
    """Ages are facts of the advert; the lists state none of their own but 18."""
    years = r"\b(\d+) (?:de )?(?:years?|años|ani|lat|lata)\b|\b(?:aged|age|lat|wiek) (\d+)\b"
    settings, draws = QUIET | {"decoy_rate": 0.6}, Draws(3, 1)
    stated = []
    for text in drafts(all_words, language, settings, count=300):
        _, sentences = writing.compose(text, all_words, FACTS, ["several_people"], [], draws)
        stated += [int(one or other) for sentence in sentences for one, other in re.findall(years, sentence.lower())]
    assert set(stated) <= {18, FACTS["age"], FACTS["later"]}
    assert len(stated) > 150


def test_the_same_seed_gives_the_same_text_and_another_seed_another(all_words):
    def texts(seed: int) -> list:
        draws, settings = Draws(seed, 2), {"decoy_rate": 0.2, "misspelt": 0.02, "slots": 2, "edit_rate": 0.1}
        written = drafts(all_words, "es", settings, count=20, seed=seed)
        copies = [writing.copy(text, all_words, settings, draws) for text in written]
        return [writing.compose(text, all_words, FACTS, ["movement"], [], draws) for text in written + copies]

    assert texts(1) == texts(1)
    assert not {str(text) for text in texts(1)} & {str(text) for text in texts(2)}


def test_every_language_has_public_texts_that_anyone_may_copy(all_words):
    for language in LANGUAGES:
        assert all_words.publics(language) >= 2
        for number in range(all_words.publics(language)):
            text = writing.public_draft(all_words, number, PLAIN, language, mixtures(12, 1)[0], QUIET, Draws(1))
            assert [text.opening, *text.sentences, text.closing] == all_words.of(language)["public"][number]


@pytest.fixture
def files(tmp_path):
    shutil.copytree(TEXT.parent / "languages", tmp_path / "languages")
    shutil.copy(TEXT, tmp_path)
    return tmp_path


def change(path, *keys, to):
    lists = yaml.safe_load(path.read_text())
    one = lists
    for key in keys[:-1]:
        one = one[key]
    one[keys[-1]] = to
    path.write_text(yaml.safe_dump(lists, allow_unicode=True))


@pytest.mark.parametrize(
    ("name", "keys", "to", "says"),
    [
        ("text.yaml", ("frames",), [], "text.yaml: lacks frames; every list"),
        ("languages/ro.yaml", ("closings",), None, "ro.yaml: lacks closings; every list"),
        ("languages/es.yaml", ("indicators", "movement"), [], "es.yaml: lacks indicators.movement; add them"),
        ("languages/pl.yaml", ("nationalities",), {"English": "Angielka"}, "lacks nationalities.Scottish"),
        ("languages/pl.yaml", ("topics", "spa", "doings"), [], "lacks topics.spa.doings; add them"),
        ("text.yaml", ("frames",), ["Here is {thing} for {name}."], "'name'; allowed: doing, quality, thing"),
        ("languages/es.yaml", ("decoys",), ["Solo {price} libras."], "the slot 'price'; allowed: bus, cm"),
        ("text.yaml", ("topics", "spa", "things"), ["steam", "massage"], "massage stands in two lists of words"),
        ("languages/ro.yaml", ("topics", "spa", "things"), ["abur", "vin"], "vin stands in two lists of words"),
        ("languages/pl.yaml", ("topics", "spa", "things"), ["para wodna"], "para wodna is no single word"),
    ],
)  # fmt: skip
def test_lists_that_cannot_be_written_with_are_refused_with_the_fix(files, name, keys, to, says):
    change(files / name, *keys, to=to)
    with pytest.raises(ValueError, match=re.escape(says)):
        writing.load_words(files / "text.yaml", 12)


def test_more_topics_than_there_are_is_refused(files):
    with pytest.raises(ValueError, match=r"market\.topics: 13 topics are asked for, .*text\.yaml has 12"):
        writing.load_words(files / "text.yaml", 13)
