"""The text of adverts: sentence frames filled with the words of planted topics, templates and their copies.

A text is drafted once, with braces for the advert's own facts, copied or not, and then composed with an advert's facts
and indicator phrases. All lists are of the text's language; how its organisation writes (its style) stays with it.
"""

from __future__ import annotations

import re
from itertools import accumulate, islice
from typing import NamedTuple

import numpy as np

from dots.market import decoys, urn
from dots.market.draws import Draws
from dots.market.leanings import Leanings, draw_leanings
from dots.market.misspelling import gap, misspell
from dots.market.vocabulary import ENGLISH, Tongue, Words, load_words

__all__ = [
    "Draft", "Leanings", "Words", "case", "compose", "copy", "draft", "draw_leanings", "load_words", "public_draft",
    "retouch",
]  # fmt: skip

# ASSUME all shares below are invented: no published table gives them
BOILERPLATE = 0.16
"""Share of boilerplate among the sentences that are no decoys."""
MIXED = 0.3
"""Share of adverts in another language that have one sentence in English."""
KEPT = 0.9
"""Chance that a copy words an indicator as its template does."""
EDITS = (0.6, 0.8)
"""Of edited words, the share replaced; from there on, up to the second, something is put in; the others are dropped."""
AT_ONCE = 12
"""Frames drawn at a time, so that none comes twice among so many sentences."""
EARLY = 3
"""Sentences among which the English one of a mixed advert stands."""
LETTERS = re.compile(r"[^\W\d_]+")
END = re.compile(r"\W*$")
DIGIT = re.compile(r"\d")


class Draft(NamedTuple):
    """A text before an advert's own facts are put in.

    Attributes
    ----------
    title, opening, sentences, closing
        Its parts; facts stand in braces.
    style
        How its organisation writes.
    language
        ISO 639-1.
    mixture, steps
        Share of each topic, and the running sum of the shares.
    free
        Places that each copy fills anew: sentence, word, slot.
    paraphrases
        Indicator to the number of the phrase that says it.
    """

    title: str
    opening: str
    sentences: tuple[str, ...]
    closing: str
    style: dict
    language: str
    mixture: np.ndarray
    steps: list[float]
    free: tuple[tuple[int, int, int], ...]
    paraphrases: dict[str, int]


def draft(
    words: Words, mixture: np.ndarray, style: dict, language: str, settings: dict, draws: Draws, length: int
) -> Draft:
    """Write a fresh text.

    Parameters
    ----------
    words
        The word lists.
    mixture
        Share of each topic.
    style
        One of the styles of the word lists.
    language
        ISO 639-1.
    settings
        The configuration's section `market`: `decoy_rate` is each sentence's chance to be a decoy, `misspelt` the share
        of longer words that are misspelt, `slots` the number of slot words that copies fill anew.
    draws
        The block's stream.
    length
        Words, about.
    """
    tongue, chance = words.tongues[language], draws.chance
    steps = [*accumulate(mixture.tolist()[:-1]), 1.0]
    decoy, rate, emoji = settings["decoy_rate"], settings["misspelt"], style["emoji"]
    stock = decoy + (1 - decoy) * BOILERPLATE
    mixed = draws.below(EARLY) if language != ENGLISH and chance() < MIXED else -1
    used, sentences, frames = urn.urns(), [], []
    fillable: list[tuple[int, int, int]] = []
    said: set[str] = set()
    opening, closing = draws.one(tongue.lists["openings"]), draws.one(tongue.lists["closings"])
    count = opening.count(" ") + closing.count(" ") + 2
    slip = gap(rate, draws)
    while count < length:
        kind, place = chance(), len(sentences)
        if place == mixed:
            english = words.tongues[ENGLISH]
            sentence = urn.fill(draws.one(english.frames), english, steps, urn.urns(), draws)
        elif kind < decoy:
            sentence = decoys.fill(draws.one(tongue.lists["decoys"]), draws)
        elif kind < stock:
            sentence = draws.one(tongue.lists["boilerplate"])
            if sentence in said:
                continue
            said.add(sentence)
        else:
            frames = frames or draws.some(tongue.frames, AT_ONCE)
            frame = frames.pop()
            sentence = urn.fill(frame, tongue, steps, used, draws)
            fillable += [(place, at, slot) for at, slot in zip(frame.places, frame.slots, strict=True)]
        size = sentence.count(" ") + 1
        if slip < size:
            parts = sentence.split(" ")
            while slip < size:
                parts[slip] = misspell(parts[slip], draws)
                slip += 1 + gap(rate, draws)
            sentence = " ".join(parts)
        slip -= size
        count += size
        sentence = _ended(sentence, style)
        if emoji and chance() < emoji:
            sentence = f"{sentence} {draws.one(words.lists['emoji'])}"
        sentences.append(sentence)
    title = urn.fill(draws.one(tongue.titles), tongue, steps, used, draws)
    free = tuple(draws.some(fillable, settings["slots"]))
    return Draft(
        title, opening, tuple(sentences), closing, style, language, mixture, steps, free, _paraphrases(tongue, draws)
    )


def public_draft(
    words: Words, number: int, style: dict, language: str, mixture: np.ndarray, settings: dict, draws: Draws
) -> Draft:
    """Give one of the texts that lie about in public, under a title of one's own."""
    sentences = words.of(language)["public"][number]
    fresh = draft(words, mixture, style, language, settings, draws, 1)
    inner = tuple(_ended(sentence, style) for sentence in sentences[1:-1])
    return fresh._replace(opening=sentences[0], sentences=inner, closing=sentences[-1])


def copy(text: Draft, words: Words, settings: dict, draws: Draws) -> Draft:
    """Copy a text: its free places are filled anew, and a share `edit_rate` of the words of its sentences is edited.

    Copies are made from the original, not from one another: the free places are counted in its words.
    """
    tongue, rate = words.tongues[text.language], settings["edit_rate"]
    sentences = list(text.sentences)
    for place, at, slot in text.free:
        parts = sentences[place].split(" ")
        parts[at] = _instead(parts[at], urn.word(tongue, slot, text.steps, draws))
        sentences[place] = " ".join(parts)
    wait = gap(rate, draws)
    for place, sentence in enumerate(sentences):
        size = sentence.count(" ") + 1
        if wait < size:
            parts = sentence.split(" ")
            hits = []
            while wait < size:
                hits.append(wait)
                wait += 1 + gap(rate, draws)
            sentences[place] = _edited(parts, hits, tongue, draws)
        wait -= size
    return text._replace(sentences=tuple(sentences))


def compose(
    text: Draft, words: Words, facts: dict, indicators: list[str], before_end: list[str], draws: Draws
) -> tuple[str, list[str]]:
    """Put an advert's facts and indicator phrases into a text.

    Parameters
    ----------
    text
        The text.
    words
        The word lists.
    facts
        name, age, other, later, town, nationality (as the English list has it).
    indicators
        Names of the indicators to show as phrases, in the order of the word lists.
    before_end
        Sentences of this advert alone, put before the closing (they may name the town).
    draws
        Draws the paraphrase where the text's own is not kept.

    Returns
    -------
    title, sentences
        In the text's style; the contact is not in it.
    """
    tongue, style = words.tongues[text.language], text.style
    if text.language != ENGLISH:
        facts = facts | {"nationality": tongue.lists["nationalities"][facts["nationality"]]}
    middle = list(text.sentences)
    for place, name in enumerate(indicators):
        choice = tongue.phrases[name]
        phrase = choice[text.paraphrases[name]] if draws.chance() < KEPT else draws.one(choice)
        middle.insert(1 + 2 * place, _ended(phrase, style))
    sentences = [
        _ended(text.opening, style),
        *middle,
        *(_ended(sentence, style) for sentence in before_end),
        _ended(text.closing, style),
    ]
    sentences = [sentence.format_map(facts) if "{" in sentence else sentence for sentence in sentences]
    if style["text"] != "as_is":
        sentences = [case(sentence, style["text"]) for sentence in sentences]
    return case(text.title.format_map(facts), style["title"]), sentences


def retouch(sentences: list[str], words: Words, language: str, draws: Draws) -> list[str]:
    """Edit an advert that is up: one or two sentences are swapped for boilerplate or have a word exchanged.

    First and last sentence stay, and so do those that show an indicator, have digits (a price, an age, a contact), or
    hold a character that cannot be printed (which stands for a town that is not known yet).
    """
    tongue = words.tongues[language]
    able = (
        place for place in draws.some(range(1, len(sentences) - 1), len(sentences)) if _idle(sentences[place], tongue)
    )
    sentences = list(sentences)
    for place in islice(able, 1 + draws.below(2)):
        old = sentences[place]
        end = END.search(old)[0]
        if draws.chance() < 0.5:
            fresh = draws.one(tongue.lists["boilerplate"]).rstrip(".") + end
            sentences[place] = fresh.lower() if old.islower() else fresh
        else:
            parts = old.split(" ")
            at = draws.below(len(parts))
            parts[at] = _instead(parts[at], draws.one(tongue.spare))
            sentences[place] = " ".join(parts)
    return sentences


def case(text: str, how: str) -> str:
    """Put a text into a style's letter case: as_is, lower or upper."""
    return {"as_is": str, "lower": str.lower, "upper": str.upper}[how](text)


def _paraphrases(tongue: Tongue, draws: Draws) -> dict[str, int]:
    return {name: int(draws.chance() * len(choice)) for name, choice in tongue.phrases.items()}


def _edited(parts: list[str], hits: list[int], tongue: Tongue, draws: Draws) -> str:
    """Edit the words of a sentence at some places; facts stay, and no word is dropped between numbers."""
    replaced, put_in = EDITS
    for at in reversed(hits):
        if "{" in parts[at]:
            continue
        way, spare = draws.chance(), draws.one(tongue.spare)
        if way < replaced:
            parts[at] = _instead(parts[at], spare)
        elif way < put_in:
            parts.insert(at, spare)
        elif len(parts) > 1 and not DIGIT.search(" ".join(parts)):
            del parts[at]
    return " ".join(parts)


def _instead(old: str, word: str) -> str:
    """Put a word in the place of another, keeping its capital and the signs around it."""
    found = LETTERS.search(old)
    if found is None:
        return old
    word = word.capitalize() if found[0][0].isupper() else word
    return old[: found.start()] + word + old[found.end() :]


def _ended(sentence: str, style: dict) -> str:
    return sentence[:-1] + style["end"] if sentence[-1] == "." else sentence


def _idle(sentence: str, tongue: Tongue) -> bool:
    """Tell whether a sentence may be changed without changing what the advert says."""
    plain = sentence.isprintable() and not DIGIT.search(sentence)
    return plain and not tongue.shows.fullmatch(END.sub("", sentence.lower()))
