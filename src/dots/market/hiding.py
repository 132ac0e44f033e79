"""Every way in which a contact is written in an advert, and the writing itself.

Three groups: open ways hide nothing; hidden ways are those that rules for reading contacts are commonly written for;
crafty ways are those that few rules know. A person who reads the advert can undo each of them (the tests do).
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from functools import lru_cache

from dots.market import disguise
from dots.market.draws import Draws

Contact = tuple[str, str]
"""Kind and value in normal form."""


@dataclass(frozen=True)
class Way:
    """One way of writing a contact.

    Attributes
    ----------
    kinds
        Kinds of contact that are written so.
    weight
        How often, relative to the other ways of its group that the kind, language and platform allow.
    shows
        One line for readers, with an example.
    languages
        Languages of the adverts it occurs in; empty for all.
    feed
        Whether it occurs on the social feed (which has no titles).
    """

    kinds: tuple[str, ...]
    weight: float
    shows: str
    languages: tuple[str, ...] = ()
    feed: bool = True


_PHONE, _EMAIL, _HANDLE = ("phone",), ("email",), ("handle",)
_TEXT = ("email", "handle")

# ASSUME all weights: studies name ways of obfuscation (Chambers et al. 2019, W-NUT) but give no shares of them
OPEN = {
    "plain": Way((*_PHONE, *_TEXT), 0.40, "as it is: 07700900123, moonrose_42@example.com, @moonrose_42"),
    "spaced": Way(_PHONE, 0.30, "with one space: 07700 900123"),
    "international": Way(_PHONE, 0.12, "with the country's code: +44 7700 900123"),
    "grouped": Way(_PHONE, 0.12, "in groups of an unusual size: 077 009 00123"),
    "brackets": Way(_PHONE, 0.06, "code in brackets: (07700) 900123"),
}
HIDDEN = {
    "separators": Way(_PHONE, 0.22, "with signs between: 077*009*001*23"),
    "spelled": Way(_PHONE, 0.16, "in words: zero seven seven zero zero nine zero zero one two three"),
    "mixed": Way(_PHONE, 0.16, "in words and digits: 0 seven 7 zero 0 9 0 zero 1 2 three"),
    "emoji": Way(_PHONE, 0.10, "in keycap emoji: 0\ufe0f\u20e37\ufe0f\u20e3 ..."),
    "circled": Way(_PHONE, 0.05, "in circled digits: \u24ea\u2466\u2466\u24ea\u24ea\u2468 ..."),
    "fullwidth": Way(_PHONE, 0.05, "in full-width digits: \uff10\uff17\uff17\uff10\uff10\uff19 ..."),
    "lookalike": Way(_PHONE, 0.12, "with letters of the same shape: O77OO 9OOl23"),
    "split": Way(_PHONE, 0.08, "half in the title, half in the text: 07700 ... 900123", feed=False),
    "zero_width": Way((*_PHONE, *_TEXT), 0.10, "with invisible characters between: 0|7|7|0|0|9 ..."),
    "at_dot": Way(_EMAIL, 0.50, "signs in words: moonrose_42 (at) example (dot) com"),
    "spaced_out": Way(_TEXT, 0.30, "with spaces: moonrose_42 @ example . com, @ moonrose _ 42"),
    "no_sign": Way(_HANDLE, 0.50, "without its @: insta moonrose_42"),
}
CRAFTY = {
    "misspelt": Way(_PHONE, 0.12, "in misspelt words: zero sevn seven zreo zero nien ..."),
    "sounded": Way(_PHONE, 0.06, "in words as they sound: zeeroh sehven sehven zeeroh zeeroh nyne ..."),
    "homoglyph_words": Way(_PHONE, 0.10, "in words with Cyrillic or Greek letters: z\u0435r\u043e s\u0435v\u0435n ..."),
    "homoglyph_digits": Way(_PHONE, 0.10, "with Cyrillic or Greek letters as digits: \u041e77\u041e\u041e 9 ..."),
    "leet": Way(_PHONE, 0.08, "in words with digits as letters: z3r0 s3v3n s3v3n z3r0 z3r0 n1ne ..."),
    "hundreds": Way(_PHONE, 0.08, "in tens and hundreds: zero, seven, seven hundred, nine hundred, twelve, three"),
    "doubled": Way(_PHONE, 0.12, "as it is read out: oh double seven double oh nine double oh one two three"),
    "turned": Way(
        _PHONE, 0.08, "backwards or end first, and it says so: backwards: 321009 00770; ends 900123, begins 07700"
    ),
    "gaps": Way(_PHONE, 0.12, "with filler words between: 07700 and after that 900 followed by 123"),
    "sum": Way(_PHONE, 0.04, "the last digit is worked out: 07700 90012 and the last digit is 1+2"),
    "native_words": Way(_PHONE, 0.20, "in words of the advert's language: cero siete siete ...", ("es", "ro", "pl")),
    "marked": Way(_PHONE, 0.05, "with a line or dot on each digit: 0\u03327\u03327\u0332 ..."),
    "styled": Way(_PHONE, 0.05, "each digit in another style: \U0001d7ce\U0001d7df\U0001d7e90\U0001d7f6 ..."),
    "other_script": Way(_PHONE, 0.03, "in Arabic-Indic or Devanagari digits: \u0660\u0667\u0667\u0660\u0660 ..."),
    "said_abroad": Way(_EMAIL, 0.50, "signs in words of another language: moonrose_42 arroba example punto com"),
    "last_first": Way(_EMAIL, 0.20, "last part first, and it says so: com dot example at moonrose_42 (from the end)"),
    "homoglyphs": Way(_TEXT, 0.40, "with Cyrillic letters: m\u043e\u043enr\u043es\u0435_42@example.com"),
    "dotted": Way(_HANDLE, 0.50, "with dots between: @m.o.o.n.r.o.s.e._.4.2"),
}
WAYS = {"open": OPEN, "hidden": HIDDEN, "crafty": CRAFTY}
GROUP = {way: group for group, table in WAYS.items() for way in table}
"""Way to its group: open, hidden or crafty."""


def choose(kind: str, hidden: bool, settings: dict, platform: str, language: str, draws: Draws) -> str:
    """Choose how a contact is written.

    Parameters
    ----------
    kind
        "phone", "email" or "handle".
    hidden
        Whether the advert hides its contacts.
    settings
        The configuration's section `market`; `crafty_share` is the share of hidden contacts in ways few rules know.
    platform, language
        Of the advert.
    draws
        The block's stream.
    """
    group = "open"
    if hidden:
        group = "crafty" if draws.chance() < settings["crafty_share"] else "hidden"
    ways, steps = allowed(group, kind, platform, language)
    return ways[bisect(steps, draws.chance() * steps[-1], 0, len(steps) - 1)]


@lru_cache(maxsize=1000)
def allowed(group: str, kind: str, platform: str, language: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """List the ways of a group that a kind, platform and language allow, and the running sum of their weights."""
    ways, steps, total = [], [], 0.0
    for name, way in WAYS[group].items():
        speaks = not way.languages or language in way.languages
        if kind in way.kinds and speaks and (way.feed or platform != "social"):
            total += way.weight
            ways.append(name)
            steps.append(total)
    return tuple(ways), tuple(steps)


def write(contact: Contact, way: str, platform: str, language: str, draws: Draws) -> tuple[str, str]:
    """Write a contact as it stands in the advert.

    Parameters
    ----------
    contact
        Kind and value in normal form (telephone numbers as 44 and the national number).
    way
        One of `GROUP` that the kind allows (see `choose`).
    platform, language
        Of the advert.
    draws
        The block's stream.

    Returns
    -------
    written
        The text; if the contact is split, its second half.
    title
        The half that goes into the title, or "".

    Raises
    ------
    ValueError
        If the contact cannot be written so.
    """
    kind, value = contact
    if way not in allowed(GROUP[way], kind, platform, language)[0]:
        raise ValueError(f"hiding: a {kind} on {platform} in {language} cannot be written as {way}; use hiding.choose")
    if kind == "phone":
        digits = "0" + value[2:]
        if way == "split":
            return digits[5:], digits[:5]
        return disguise.PHONES[way](digits, language, draws), ""
    return disguise.TEXTS[kind, way](value, language, draws), ""
