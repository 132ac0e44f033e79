"""Further ways of hiding a contact, written down once the rules were mended for `unseen_ways`, before they were tried.

Each takes the digits of a national number, an address or a handle, and a source of draws.
"""

from __future__ import annotations

import random
from collections.abc import Callable

Write = Callable[[str, random.Random], str]

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _in(words: tuple[str, ...] | str, between: str = " ") -> Write:
    return lambda digits, draws: between.join(words[int(digit)] for digit in digits)


def _grouped(between: str) -> Write:
    return lambda digits, draws: f"{digits[:5]}{between}{digits[5:8]}{between}{digits[8:]}"


def _sevens(digits: str, draws: random.Random) -> str:
    said, place = [], 0
    while place < len(digits):
        size = 1
        while size < 3 and digits[place : place + size + 1] == digits[place] * (size + 1):
            size += 1
        word = _WORDS[int(digits[place])]
        said.append(word if size == 1 else f"{_WORDS[size]} {word}{'es' if word.endswith(('o', 'x')) else 's'}")
        place += size
    return ", ".join(said)


def _capitals(digits: str, draws: random.Random) -> str:
    return " ".join("".join(draws.choice((one.upper(), one)) for one in _WORDS[int(digit)]) for digit in digits)


def _accented(digits: str, draws: random.Random) -> str:
    marks = str.maketrans({"e": "\u00eb", "o": "\u00f6", "i": "\u00ef", "n": "\u00f1"})
    return " ".join(_WORDS[int(digit)] for digit in digits).translate(marks)


PHONES: dict[str, Write] = {
    "nought and nil": _in(("nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")),
    "two sevens": _sevens,
    "capitals mixed": _capitals,
    "accents": _accented,
    "hearts between": _grouped(" \u2764\ufe0f\u2764\ufe0f "),
    "brackets of words": lambda digits, draws: "".join(f"({_WORDS[int(digit)]})" for digit in digits),
    "word and digit in turn": lambda digits, draws: "-".join(
        _WORDS[int(digit)] if place % 2 else digit for place, digit in enumerate(digits)
    ),
    "followed by": _grouped(" followed by "),
    "my code is": lambda digits, draws: f"my code is {digits[:5]} and the rest is {digits[5:]}",
    "first half later": lambda digits, draws: f"{digits[:5]} is how it starts, be nice and finish it with {digits[5:]}",
    "dots of all sorts": lambda digits, draws: "".join(
        digit + draws.choice("\u00b7\u2022\u2026\u30fb.") for digit in digits
    ),
    "small capitals": _in(("\u1d22\u1d07\u0280\u1d0f", "\u1d0f\u0274\u1d07", "\u1d1b\u1d21\u1d0f",
                           "\u1d1b\u029c\u0280\u1d07\u1d07",
                           "\ua730\u1d0f\u1d1c\u0280", "\ua730\u026a\u1d20\u1d07", "\ua731\u026ax",
                           "\ua731\u1d07\u1d20\u1d07\u0274",
                           "\u1d07\u026a\u0262\u029c\u1d1b", "\u0274\u026a\u0274\u1d07")),
    "superscripts": _in("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", ""),
    "squared digits with text": lambda digits, draws: (
        "tel." + "".join(chr(0x1D7F6 + int(digit)) for digit in digits) + "xoxo"
    ),
    "parts on three lines": _grouped("\n"),
    "thirds with letters": lambda digits, draws: f"a){digits[:4]} b){digits[4:8]} c){digits[8:]}",
    "in Dutch": _in(("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")),
    "in Turkish": _in(("s\u0131f\u0131r", "bir", "iki",
                       "\u00fc\u00e7", "d\u00f6rt", "be\u015f", "alt\u0131", "yedi", "sekiz", "dokuz")),
    "in Czech": _in(("nula", "jedna", "dva", "t\u0159i",
                      "\u010dty\u0159i", "p\u011bt", "\u0161est", "sedm", "osm", "dev\u011bt")),
    "as the air force says it": _in(("zero", "wun", "too", "tree", "fower", "fife", "six", "seven", "ait", "niner")),
    "letters dropped": _in(("zro", "oe", "tw", "tree", "fur", "fiv", "sx", "sevn", "eigt", "nin")),
    "letters doubled": _in(("zzero", "onee", "ttwo", "thhree", "ffour", "fivve", "sixx", "sseven", "eightt", "ninne")),
    "o for zero, spaced": lambda digits, draws: " ".join(digits).replace("0", "o"),
    "country in brackets": lambda digits, draws: (
        f"(UK) {digits[1:5]}/{digits[5:]}" if digits[1] == "7" else f"(UK +44) {digits[1:]}"
    ),
    "slashes in words": lambda digits, draws: " slash ".join((digits[:3], digits[3:7], digits[7:])),
    "thousands": lambda digits, draws: (
        f"{digits[:5]} / {digits[5:8]} thousand {digits[8:]}" if "0" not in (digits[5], digits[8]) else digits
    ),
    "without the first zero": lambda digits, draws: f"add a 0 then {digits[1:]}",
    "the last digit by itself": lambda digits, draws: f"{digits[:10]} and last digit {_WORDS[int(digits[10])]}",
    "percent signs": lambda digits, draws: "%".join((digits[:5], digits[5:8], digits[8:])),
    "keycaps in words": lambda digits, draws: " ".join(
        f"{digit}\ufe0f\u20e3" if draws.random() < 0.5 else _WORDS[int(digit)] for digit in digits
    ),
}  # fmt: skip

VALUES = {
    "email": ["moonrose_42@example.com", "velvet.star@example.org", "jadestar7@example.net"],
    "handle": ["@moonrose_42", "@velvetstar_7", "@jade_99"],
}
TEXTS: dict[str, dict[str, Write]] = {
    "email": {
        "in square brackets": lambda value, draws: value.replace("@", " [at] ").replace(".", "[dot]"),
        "curly": lambda value, draws: value.replace("@", "{at}").replace(".", "{dot}"),
        "Spanish signs": lambda value, draws: value.replace("@", " arroba ").replace(".", " punto "),
        "Portuguese signs": lambda value, draws: value.replace("@", " arroba ").replace(".", " ponto "),
        "starred": lambda value, draws: value.replace("@", " *at* ").replace(".", " *dot* "),
        "full width": lambda value, draws: "".join(chr(ord(one) + 0xFEE0) for one in value),
        "underscore said": lambda value, draws: value.replace("_", " underscore ").replace("@", " (at) "),
        "capitals": lambda value, draws: value.upper().replace("@", " AT ").replace(".", " DOT "),
        "mirrored": lambda value, draws: value[::-1],
        "spaced about the dot": lambda value, draws: value.replace(".", " . ").replace("@", "@ "),
        "mail to": lambda value, draws: f"mailto:{value}",
        "in bold": lambda value, draws: "".join(
            chr(0x1D41A + ord(one) - 97) if one.isalpha() else one for one in value
        ),
    },
    "handle": {
        "on telegram": lambda value, draws: f"telegram: {value[1:]}",
        "as a link": lambda value, draws: f"https://t.me/{value[1:]}",
        "on whatsapp": lambda value, draws: f"whatsapp {value[1:]}",
        "dashes between": lambda value, draws: "@" + "-".join(value[1:]),
        "spaces between": lambda value, draws: "@" + " ".join(value[1:]),
        "underscore said": lambda value, draws: value.replace("_", " underscore "),
        "insta page": lambda value, draws: f"instagram.com/{value[1:]}",
        "signal name": lambda value, draws: f"signal name {value[1:]}",
        "in bold": lambda value, draws: "".join(
            chr(0x1D41A + ord(one) - 97) if one.isalpha() else one for one in value
        ),
        "snap code": lambda value, draws: f"snapchat.com/add/{value[1:]}",
    },
}
