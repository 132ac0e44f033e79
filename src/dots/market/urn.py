"""Words of topics, drawn in bursts.

Each word of a slot comes from one topic of the text's own mixture, as latent Dirichlet allocation assumes (Blei, Ng and
Jordan 2003), or repeats one that the text has used, as from a Pólya urn (Doyle and Elkan 2009, ICML): words come in
bursts, but over many texts the chance of a word is still the one its topics give.
"""

from __future__ import annotations

from bisect import bisect

from dots.market.draws import Draws
from dots.market.vocabulary import SLOTS, Frame, Tongue

URN = 12.0
"""Balls in the urn of each kind of slot before the first draw; every word used adds one of its own.

ASSUME, no source gives it. The counts of words in a text with n slots of a kind have (URN + n) / (URN + 1) times the
variance that independent draws would give, less a little, because the words of a sentence count from the next one on.
"""
Urns = tuple[list[str], ...]
"""For each kind of slot the words used so far."""


def urns() -> Urns:
    """Give the urns of a text that has no words yet."""
    return tuple([] for _ in SLOTS)


def fill(frame: Frame, tongue: Tongue, steps: list[float], used: Urns, draws: Draws) -> str:
    """Fill a frame from the urns, and put the words drawn into them.

    Parameters
    ----------
    frame
        Sentence or title with slots.
    tongue
        Its language.
    steps
        Running sum of the text's mixture of topics, which ends at 1.
    used
        The text's urns; they are added to.
    draws
        The block's stream.
    """
    chance, drawn = draws.chance, []
    for slot in frame.slots:
        before = used[slot]
        pick = chance() * (URN + len(before))
        drawn.append(before[int(pick)] if pick < len(before) else word(tongue, slot, steps, draws))
    for slot, one in zip(frame.slots, drawn, strict=True):
        used[slot].append(one)
    sentence = frame.text % tuple(drawn)
    return sentence[:1].upper() + sentence[1:]


def word(tongue: Tongue, slot: int, steps: list[float], draws: Draws) -> str:
    """Draw a word afresh: a topic from the mixture, and one of the topic's words."""
    terms, shares = tongue.slots[slot][bisect(steps, draws.chance())]
    return terms[bisect(shares, draws.chance())]
