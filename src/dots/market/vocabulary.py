"""The market's words: lists, frames and phrases of every language, read, checked and made ready for drawing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import yaml

from dots.market.decoys import NUMBERS

ENGLISH = "en"
SLOTS = ("thing", "quality", "doing")
PARTS = ("things", "qualities", "doings")
SLOT = re.compile(r"\{(thing|quality|doing)\}")
BRACES = re.compile(r"\{(\w*)\}")
OWN = 0.9
"""Share of a topic's words that are its own, not common ones."""
ZIPF = 0.8
"""Power by which words become rarer along their list."""
FACTS = frozenset(("name", "age", "other", "later", "town", "nationality"))
ALLOWED = {
    "frames": frozenset(SLOTS),
    "titles": FACTS.union(SLOTS),
    "openings": FACTS,
    "places": FACTS,
    "closings": FACTS,
    "public": FACTS,
    "phrases": FACTS,
    "boilerplate": frozenset(),
    "decoys": frozenset(NUMBERS),
    "post_prices": frozenset(("price",)),
    "contact_lines": frozenset(("contact",)),
    "split_lines": frozenset(("contact",)),
}
"""List of sentences to the slots it may hold."""
EACH = ("topics", "common", "nationalities", "indicators", "between", *(name for name in ALLOWED if name != "phrases"))
"""Lists that every language must have."""
SHARED = ("names", "emoji", "styles")
"""Lists that all languages have in common."""


class Frame(NamedTuple):
    """A sentence with slots, taken apart.

    Attributes
    ----------
    text
        The sentence with `%s` for each slot.
    slots, places
        Each slot's number in `SLOTS`, and which word of the sentence it is.
    length
        Words.
    """

    text: str
    slots: tuple[int, ...]
    places: tuple[int, ...]
    length: int


@dataclass(frozen=True)
class Tongue:
    """One language.

    Attributes
    ----------
    lists
        Its file as it stands.
    slots
        For each slot one pair a topic: words, and the cumulative probability of each.
    frames, titles
        Its sentences and titles, taken apart.
    phrases
        Indicator to its phrases; indicators without any are left out.
    spare
        Common words, which edits put in.
    """

    lists: dict
    slots: tuple[list[tuple[list[str], list[float]]], ...]
    frames: tuple[Frame, ...]
    titles: tuple[Frame, ...]
    phrases: dict[str, list[str]]
    spare: tuple[str, ...]

    @property
    def frequency(self) -> list[float]:
        """Give each slot's share among the slots of the frames."""
        used = [slot for frame in self.frames for slot in frame.slots]
        return [used.count(slot) / len(used) for slot in range(len(SLOTS))]

    @cached_property
    def shows(self) -> re.Pattern:
        """Match a sentence, in lower case and without its end, that shows an indicator."""
        every = [phrase.lower().rstrip(".") for choice in self.phrases.values() for phrase in choice]
        return re.compile("|".join(".+".join(map(re.escape, re.split(r"\{\w+\}", phrase))) for phrase in every))


@dataclass(frozen=True)
class Words:
    """The market's words.

    Attributes
    ----------
    lists
        The file `market.text` as it stands: English, and what all languages share.
    topics
        Names of the topics in use.
    tongues
        ISO 639-1 code to language.
    """

    lists: dict
    topics: tuple[str, ...]
    tongues: dict[str, Tongue]

    @property
    def languages(self) -> tuple[str, ...]:
        """List the languages, English first."""
        return tuple(self.tongues)

    def of(self, language: str) -> dict:
        """Give the lists of one language."""
        return self.tongues[language].lists

    def publics(self, language: str) -> int:
        """Count the texts that lie about in public in one language."""
        return len(self.of(language)["public"])

    def weights(self, shares: dict[str, float]) -> pd.DataFrame:
        """Give the probability of every word in every topic.

        Parameters
        ----------
        shares
            Language to its share of adverts. The one English sentence of some adverts in another language is left out
            of account.

        Returns
        -------
        DataFrame
            topic, term, weight: one row a topic and word, summing to 1 for each topic.

        Raises
        ------
        ValueError
            If a language is unknown or the shares do not sum to 1.
        """
        unknown = sorted(set(shares) - set(self.tongues))
        if unknown or abs(sum(shares.values()) - 1) > 1e-6:
            raise ValueError(
                f"shares of languages: {shares}; they must sum to 1 and name no language but {', '.join(self.tongues)}"
            )
        rows = []
        for language, tongue in self.tongues.items():
            share = shares.get(language, 0.0)
            for slot, frequency in zip(tongue.slots, tongue.frequency, strict=True):
                for topic, (terms, steps) in zip(self.topics, slot, strict=True):
                    weights = share * frequency * np.diff([0.0, *steps])
                    rows += [(topic, term, weight) for term, weight in zip(terms, weights.tolist(), strict=True)]
        frame = pd.DataFrame(rows, columns=["topic", "term", "weight"])
        total = frame[frame["weight"] > 0].groupby(["topic", "term"], sort=False, as_index=False)
        return total["weight"].sum()


def load_words(path: Path, topics: int) -> Words:
    """Read the word lists of all languages and take the first `topics` topics.

    Parameters
    ----------
    path
        The English file. It names the other `languages`, whose files are in the folder `languages` beside it.
    topics
        Topics to use (`market.topics`).

    Raises
    ------
    ValueError
        If a list or a translation is missing, a sentence has a slot that its list cannot fill, there are too few
        topics, or a word is in two of them.
    """
    lists = _read(path, (*EACH, *SHARED, "languages"))
    if topics > len(lists["topics"]):
        raise ValueError(
            f"market.topics: {topics} topics are asked for, {path} has {len(lists['topics'])}; add some there"
        )
    names = tuple(lists["topics"])[:topics]
    files = {ENGLISH: path} | {code: path.parent / "languages" / f"{code}.yaml" for code in lists["languages"]}
    every = {code: lists if code == ENGLISH else _read(file, EACH) for code, file in files.items()}
    for code, file in files.items():
        _check_like(every[code], lists, file)
        _check_slots(every[code], file)
    _check_topics(every, path)
    return Words(lists, names, {code: _tongue(own, names) for code, own in every.items()})


def _read(path: Path, needed: tuple[str, ...]) -> dict:
    lists = yaml.safe_load(path.read_text()) or {}
    missing = [name for name in needed if not lists.get(name)]
    if missing:
        raise ValueError(f"{path}: lacks {', '.join(missing)}; every list of the market's text must be there")
    return lists


def _check_like(lists: dict, english: dict, path: Path) -> None:
    """Refuse a language that lacks words for a topic, a nationality or phrases for an indicator that English has."""
    missing = [
        f"topics.{topic}.{part}"
        for topic in english["topics"]
        for part in PARTS
        if not lists["topics"].get(topic, {}).get(part)
    ]
    missing += [f"common.{part}" for part in PARTS if not lists["common"].get(part)]
    missing += [f"nationalities.{name}" for name in english["nationalities"] if name not in lists["nationalities"]]
    spoken = [name for name, one in english["indicators"].items() if one["phrases"]]
    missing += [f"indicators.{name}" for name in spoken if not _phrases(lists).get(name)]
    if missing:
        raise ValueError(f"{path}: lacks {', '.join(missing)}; add them, every language needs all that English has")


def _check_slots(lists: dict, path: Path) -> None:
    sentences = {name: lists[name] for name in ALLOWED if name not in ("phrases", "public")}
    sentences["public"] = [sentence for text in lists["public"] for sentence in text]
    sentences["phrases"] = [phrase for choice in _phrases(lists).values() for phrase in choice]
    for name, listed in sentences.items():
        for sentence in listed:
            wrong = [slot for slot in BRACES.findall(sentence) if slot not in ALLOWED[name]]
            if wrong:
                fix = f"allowed: {', '.join(sorted(ALLOWED[name]))}" if ALLOWED[name] else "none is allowed there"
                raise ValueError(f"{path}: {name}: {sentence!r} has the slot {wrong[0]!r}; {fix}")


def _check_topics(every: dict[str, dict], path: Path) -> None:
    """Refuse words that are in two topics (of any languages), twice in one language, or more than letters."""
    topic_of: dict[str, str] = {}
    doubled, odd = set(), set()
    for lists in every.values():
        seen: set[str] = set()
        for topic, parts in (*lists["topics"].items(), ("common", lists["common"])):
            for word in (word for part in PARTS for word in parts[part]):
                if word in seen or topic_of.setdefault(word, topic) != topic:
                    doubled.add(word)
                if not str(word).isalpha():
                    odd.add(str(word))
                seen.add(word)
    if doubled:
        raise ValueError(f"{path}: {', '.join(sorted(doubled))} stands in two lists of words; a word has one topic")
    if odd:
        raise ValueError(f"{path}: {', '.join(sorted(odd))} is no single word of letters only; take another one")


def _phrases(lists: dict) -> dict[str, list[str]]:
    return {
        name: one["phrases"] if isinstance(one, dict) else one
        for name, one in lists["indicators"].items()
        if not isinstance(one, dict) or one["phrases"]
    }


def _tongue(lists: dict, topics: tuple[str, ...]) -> Tongue:
    return Tongue(
        lists,
        tuple([_steps(lists["topics"][name][part], lists["common"][part]) for name in topics] for part in PARTS),
        tuple(map(_frame, lists["frames"])),
        tuple(map(_frame, lists["titles"])),
        _phrases(lists),
        tuple(word for part in PARTS for word in lists["common"][part]),
    )


def _frame(sentence: str) -> Frame:
    found = list(SLOT.finditer(sentence))
    return Frame(
        SLOT.sub("%s", sentence.replace("%", "%%")),
        tuple(SLOTS.index(slot[1]) for slot in found),
        tuple(sentence.count(" ", 0, slot.start()) for slot in found),
        sentence.count(" ") + 1,
    )


def _steps(own: list[str], common: list[str]) -> tuple[list[str], list[float]]:
    """Give a topic's words and the running sum of their probabilities, which ends at exactly 1."""
    weights = np.concatenate([OWN * _zipf(len(own)), (1 - OWN) * _zipf(len(common))])
    return [*own, *common], [*accumulate(weights[:-1].tolist()), 1.0]


def _zipf(count: int) -> np.ndarray:
    weights = 1 / np.arange(1, count + 1) ** ZIPF
    return weights / weights.sum()
