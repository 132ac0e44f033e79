"""The text of adverts: sentence frames filled with the words of planted topics, templates and their copies.

Each word of a slot comes from one topic of the advert's own mixture, as latent Dirichlet allocation assumes
(Blei, Ng and Jordan 2003), so that a topic model has something known to recover.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

SLOTS = ("thing", "quality", "doing")
PARTS = {"thing": "things", "quality": "qualities", "doing": "doings"}
SLOT = re.compile(r"\{(thing|quality|doing)\}")
OWN = 0.9
"""Share of a topic's words that are its own, not common ones."""
MISSPELT = 0.006
BOILERPLATE = 0.16
DECOY = 0.16
CONCENTRATION = 1.5
OUTWARD = ("AB", "BN", "CF", "EH", "EX", "LS", "NE", "NG", "PL", "SO", "YO")
REQUIRED = (
    "names", "nationalities", "topics", "common", "frames", "openings", "places", "closings", "boilerplate", "decoys",
    "post_prices", "contact_lines", "split_lines", "titles", "emoji", "styles", "public", "indicators",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """The word lists of `market.text`, with what drawing from them needs.

    Attributes
    ----------
    lists
        The file as it stands.
    topics
        Names of the topics in use.
    slots
        Slot to one pair a topic: words, and the cumulative probability of each.
    frequency
        Slot to its share among the slots of the frames.
    """

    lists: dict
    topics: tuple[str, ...]
    slots: dict[str, list[tuple[list[str], list[float]]]]
    frequency: dict[str, float]

    def weights(self) -> pd.DataFrame:
        """Give the probability of every word in every topic: topic, term, weight."""
        rows = []
        for slot in SLOTS:
            for topic, (terms, cumulative) in zip(self.topics, self.slots[slot], strict=True):
                shares = np.diff([0.0, *cumulative]) * self.frequency[slot]
                rows += [(topic, term, share) for term, share in zip(terms, shares, strict=True)]
        return pd.DataFrame(rows, columns=["topic", "term", "weight"])


def load_words(path: Path, topics: int) -> Words:
    """Read the word lists and take the first `topics` topics.

    Raises
    ------
    ValueError
        If a list is missing, there are too few topics, or a word is in two of them.
    """
    lists = yaml.safe_load(path.read_text())
    missing = [name for name in REQUIRED if not (lists or {}).get(name)]
    if missing:
        raise ValueError(f"{path}: lacks {', '.join(missing)}; every list of the market's text must be there")
    if topics > len(lists["topics"]):
        raise ValueError(
            f"market.topics: {topics} topics are asked for, {path} has {len(lists['topics'])}; add some there"
        )
    names = tuple(lists["topics"])[:topics]
    every = [word for part in [*lists["topics"].values(), lists["common"]] for words in part.values() for word in words]
    doubled = sorted({word for word in every if every.count(word) > 1})
    if doubled:
        raise ValueError(f"{path}: {', '.join(doubled)} stands in two lists of words; a word has one topic")
    slots = {
        slot: [_cumulative(lists["topics"][name][PARTS[slot]], lists["common"][PARTS[slot]]) for name in names]
        for slot in SLOTS
    }
    used = [slot for frame in lists["frames"] for slot in SLOT.findall(frame)]
    return Words(lists, names, slots, {slot: used.count(slot) / len(used) for slot in SLOTS})


@dataclass(frozen=True)
class Draft:
    """A text before an advert's own facts are put in: title, sentences, and what was drawn with them."""

    title: str
    opening: str
    sentences: tuple[str, ...]
    closing: str
    style: dict
    mixture: np.ndarray
    paraphrases: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Leanings:
    """How much each kind, region and month leans to each topic (log scale)."""

    kind: dict[str, np.ndarray]
    region: dict[str, np.ndarray]
    month: np.ndarray

    def mixture(self, kind: str, region: str, month: int, rng: np.random.Generator) -> np.ndarray:
        """Draw an advert's mixture of topics from the Dirichlet distribution its kind, region and month give."""
        lean = np.exp(self.kind[kind] + self.region[region] + self.month * month)
        return rng.dirichlet(np.maximum(CONCENTRATION * lean / lean.sum(), 0.01))


def draw_leanings(kinds: list[str], regions: list[str], months: int, topics: int, rng: np.random.Generator) -> Leanings:
    """Draw the leanings of the market."""
    return Leanings(
        {kind: 0.8 * rng.standard_normal(topics) for kind in kinds},
        {region: 0.4 * rng.standard_normal(topics) for region in regions},
        rng.standard_normal(topics) / months,
    )


def draft(words: Words, mixture: np.ndarray, style: dict, rng: np.random.Generator, length: int) -> Draft:
    """Write a fresh text of about `length` words with the given mixture of topics."""
    lists, cumulative = words.lists, np.cumsum(mixture).tolist()

    def fill(frame: str) -> str:
        return SLOT.sub(lambda slot: _word(words, slot.group(1), cumulative, rng), frame)

    opening = _one(lists["openings"], rng)
    closing = _one(lists["closings"], rng)
    sentences: list[str] = []
    count = len(opening.split()) + len(closing.split())
    frames = rng.permutation(len(lists["frames"])).tolist()
    while count < length:
        chance = rng.random()
        if chance < BOILERPLATE:
            sentence = _one(lists["boilerplate"], rng)
        elif chance < BOILERPLATE + DECOY:
            sentence = _one(lists["decoys"], rng).format(**_decoys(rng))
        else:
            sentence = _misspell(fill(lists["frames"][frames[len(sentences) % len(frames)]]), rng)
        if sentence in sentences:
            continue
        if rng.random() < style["emoji"]:
            sentence = f"{sentence} {_one(lists['emoji'], rng)}"
        sentences.append(_capital(sentence))
        count += len(sentence.split())
    paraphrases = {
        name: int(rng.integers(len(one["phrases"]))) for name, one in lists["indicators"].items() if one["phrases"]
    }
    return Draft(fill(_one(lists["titles"], rng)), opening, tuple(sentences), closing, style, mixture, paraphrases)


def public_draft(words: Words, number: int, style: dict, mixture: np.ndarray, rng: np.random.Generator) -> Draft:
    """Give one of the texts that lie about in public."""
    sentences = words.lists["public"][number]
    fresh = draft(words, mixture, style, rng, 1)
    return replace(
        fresh, title="{name} in {town}", opening=sentences[0], sentences=tuple(sentences[1:-1]), closing=sentences[-1]
    )


def edit(text: Draft, words: Words, rate: float, rng: np.random.Generator) -> Draft:
    """Change a share `rate` of a text's words: six in ten are replaced, the others dropped or added to."""
    spare = [word for part in words.lists["common"].values() for word in part]

    def change(sentence: str) -> str:
        changed = []
        for word in sentence.split(" "):
            chance = rng.random()
            if chance >= rate or "{" in word:
                changed.append(word)
            elif chance < 0.6 * rate:
                changed.append(_one(spare, rng) + re.sub(r".*?(\W*)$", r"\1", word))
            elif chance < 0.8 * rate:
                changed += [word, _one(spare, rng)]
        return " ".join(changed)

    return replace(text, sentences=tuple(sentence for sentence in map(change, text.sentences) if sentence))


def compose(
    text: Draft, words: Words, facts: dict, indicators: list[str], before_end: list[str], rng: np.random.Generator
) -> tuple[str, list[str]]:
    """Put an advert's facts and indicator phrases into a text.

    Parameters
    ----------
    text
        The text.
    words
        The word lists.
    facts
        name, age, other, later, town, nationality.
    indicators
        Names of the indicators to show as phrases, in the order of the word lists.
    before_end
        Sentences of this advert alone, put before the closing (they may name the town).
    rng
        Draws the paraphrase where the text's own is not kept.

    Returns
    -------
    title, sentences
        In the text's style; the contact is not in it.
    """
    phrases = []
    for name in indicators:
        choice = words.lists["indicators"][name]["phrases"]
        keep = rng.random() < 0.9
        phrases.append(choice[text.paraphrases[name] if keep else int(rng.integers(len(choice)))])
    middle = list(text.sentences)
    for place, phrase in enumerate(phrases):
        middle.insert(min(1 + 2 * place, len(middle)), phrase)
    sentences = [text.opening, *middle, *before_end, text.closing]
    sentences = [_styled(_capital(sentence.format(**facts)), text.style) for sentence in sentences]
    return _case(_capital(text.title.format(**facts)), text.style["title"]), sentences


def _styled(sentence: str, style: dict) -> str:
    sentence = _case(sentence, style["text"])
    if style["end"] == ".":
        return sentence
    return re.sub(r"\.(?=$| \W+$)", style["end"], sentence)


def _case(text: str, case: str) -> str:
    return {"as_is": str, "lower": str.lower, "upper": str.upper}[case](text)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _one(items: list, rng: np.random.Generator) -> object:
    return items[int(rng.random() * len(items))]


def _word(words: Words, slot: str, mixture: list[float], rng: np.random.Generator) -> str:
    topic = min(bisect(mixture, rng.random()), len(mixture) - 1)
    terms, cumulative = words.slots[slot][topic]
    return terms[min(bisect(cumulative, rng.random()), len(terms) - 1)]


def _cumulative(own: list[str], common: list[str]) -> tuple[list[str], list[float]]:
    weights = np.concatenate([OWN * _zipf(len(own)), (1 - OWN) * _zipf(len(common))])
    return [*own, *common], np.cumsum(weights).tolist()


def _zipf(count: int) -> np.ndarray:
    weights = 1 / np.arange(1, count + 1) ** 0.8
    return weights / weights.sum()


def _misspell(sentence: str, rng: np.random.Generator) -> str:
    words = sentence.split(" ")
    for place, word in enumerate(words):
        if len(word) > 5 and rng.random() < MISSPELT:
            at = int(rng.integers(1, len(word) - 3))
            words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def _decoys(rng: np.random.Generator) -> dict[str, object]:
    price = 10 * int(rng.integers(8, 25))
    feet, inches = 5, int(rng.integers(1, 11))
    return {
        "price": price,
        "half": 5 * round(0.12 * price),
        "from": int(rng.integers(8, 12)),
        "to": int(rng.integers(6, 12)),
        "minutes": int(rng.integers(3, 20)),
        "height": f"{feet}ft {inches}",
        "size": int(rng.choice([8, 10, 12, 14])),
        "outward": f"{OUTWARD[int(rng.integers(len(OUTWARD)))]}{int(rng.integers(1, 20))}",
        "year": int(rng.integers(2012, 2024)),
        "floor": int(rng.integers(1, 9)),
    }
