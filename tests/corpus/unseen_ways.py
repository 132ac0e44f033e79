"""Ways of hiding a contact that the simulated market does not know, written down before the rules were tried on them.

Each takes the digits of a national number (or an address, or a handle) and a source of draws. docs/corpus.md says how
many of them were read at the first try, and which rules were mended after it.
"""

from __future__ import annotations

import random
from collections.abc import Callable

Write = Callable[[str, random.Random], str]

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _in(words: tuple[str, ...] | str, between: str = " ") -> Write:
    return lambda digits, draws: between.join(words[int(digit)] for digit in digits)


def _pairs(digits: str, draws: random.Random) -> str:
    said = ["oh" if digits[0] == "0" else _WORDS[int(digits[0])]]
    for place in range(1, len(digits), 2):
        pair = digits[place : place + 2]
        tens, unit = int(pair[0]), int(pair[1])
        if tens == 0:
            said.append("double oh" if unit == 0 else f"oh {_WORDS[unit]}")
        elif tens == 1:
            said.append(_TEENS[unit])
        else:
            said.append(_TENS[tens] + (f" {_WORDS[unit]}" if unit else ""))
    return " ".join(said)


def _cardinal(number: int) -> str:
    if number >= 1000:
        rest = number % 1000
        return f"{_cardinal(number // 1000)} thousand" + (f" {'and ' * (rest < 100)}{_cardinal(rest)}" if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{_WORDS[number // 100]} hundred" + (f" and {_cardinal(rest)}" if rest else "")
    if number >= 20:
        return _TENS[number // 10] + (f"-{_WORDS[number % 10]}" if number % 10 else "")
    return _TEENS[number - 10] if number > 9 else _WORDS[number]


def _taken_away(digits: str, draws: random.Random) -> str:
    more = draws.randint(1, 9 - int(digits[-1])) if digits[-1] != "9" else 0
    return f"{digits[:5]} {digits[5:-1]} then {int(digits[-1]) + more} minus {more}"


def _added(digits: str, draws: random.Random) -> str:
    parts = []
    for digit in digits:
        one = draws.randint(0, int(digit))
        parts.append(f"{one}+{int(digit) - one}")
    return "add up: " + ", ".join(parts)


_MORSE = ("-----", ".----", "..---", "...--", "....-", ".....", "-....", "--...", "---..", "----.")
_BULLETS = ("- ", "* ", "\u2022 ")

PHONES: dict[str, Write] = {
    "homophones": _in(("oh", "won", "too", "free", "for", "fife", "sicks", "sevin", "ate", "nein")),
    "letters spaced": lambda digits, draws: "   ".join(" ".join(_WORDS[int(digit)]) for digit in digits),
    "letters dashed": lambda digits, draws: " ".join("-".join(_WORDS[int(digit)]) for digit in digits),
    "letters between": lambda digits, draws: "".join(digit + draws.choice("abcdefghkmnpqrtuvw") for digit in digits)[
        :-1
    ],
    "a word between": lambda digits, draws: f" {draws.choice(('kiss', 'babe', 'love', 'honey'))} ".join(digits),
    "each in brackets": lambda digits, draws: "".join(f"[{digit}]" for digit in digits),
    "each in quotes": lambda digits, draws: " ".join(f'"{digit}"' for digit in digits),
    "languages mixed": lambda digits, draws: " ".join(
        draws.choice(
            (
                _WORDS,
                ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
                ("zero", "jeden", "dwa", "trzy", "cztery", "piec", "szesc", "siedem", "osiem", "dziewiec"),
            )
        )[int(digit)]
        for digit in digits
    ),
    "German": _in(("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")),
    "French": _in(("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")),
    "Italian": _in(("zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove")),
    "Portuguese": _in(("zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove")),
    "Russian": _in(("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")),
    "Hungarian": _in(("nulla", "egy", "kettő", "három", "négy", "öt", "hat", "hét", "nyolc", "kilenc")),
    "drawn out": _in(
        ("zeeerooo", "onnneee", "twooo", "threeeee", "fouurrr", "fiiive", "sixxx", "sevvvennn", "eiiight", "niiinne")
    ),
    "without vowels": _in(("zr", "on", "tw", "thr", "fr", "fv", "sx", "svn", "ght", "nn")),
    "cut short": _in(("zer", "on", "tw", "thr", "fou", "fiv", "six", "sev", "eig", "nin")),
    "Roman": _in(("0", "\u2160", "\u2161", "\u2162", "\u2163", "\u2164", "\u2165", "\u2166", "\u2167", "\u2168")),
    "Roman in letters": _in(("O", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")),
    "dice and clocks": _in(
        (
            "0",
            "\U0001f550",
            "\u2681",
            "\u2682",
            "\U0001f553",
            "\u2684",
            "\u2685",
            "\U0001f556",
            "\U0001f557",
            "\U0001f558",
        ),
        "",
    ),
    "Chinese": _in("〇一二三四五六七八九", ""),
    "Braille": _in("\u281a\u2801\u2803\u2809\u2819\u2811\u280b\u281b\u2813\u280a", ""),
    "Morse": _in(_MORSE),
    "entities": lambda digits, draws: "".join(f"&#{ord(digit)};" for digit in digits),
    "pairs said": _pairs,
    "one great number": lambda digits, draws: f"{digits[:5]} then {_cardinal(int(digits[5:]))}",
    "a line each": lambda digits, draws: "\n" + "\n".join(draws.choice(_BULLETS[:1]) + digit for digit in digits),
    "upside down": lambda digits, draws: "".join(
        ("0", "\u0196", "\u1105", "\u0190", "\u3123", "\u03db", "9", "\u3125", "8", "6")[int(digit)]
        for digit in reversed(digits)
    ),
    "taken away": _taken_away,
    "added": _added,
    "last part first": lambda digits, draws: f"last six {digits[5:]}, first five {digits[:5]}",
    "words backwards": lambda digits, draws: "read in reverse: " + _in(_WORDS)(digits[::-1], draws),
    "circles for zero": lambda digits, draws: f"{digits[:5]} {digits[5:]}".replace("0", draws.choice("○◯Ø⭕")),
    "code in words": lambda digits, draws: f"plus four four then {digits[1:5]} {digits[5:]}",
    "in order": lambda digits, draws: ", ".join(
        f"{place}{'st' if place == 1 else 'nd' if place == 2 else 'rd' if place == 3 else 'th'} is {digit}"
        for place, digit in enumerate(digits, 1)
    ),
    "flags": lambda digits, draws: " ".join(
        "".join(chr(0x1F1E6 + ord(letter) - 97) for letter in _WORDS[int(digit)]) for digit in digits
    ),
    "chat link": lambda digits, draws: f"wa.me/44{digits[1:]}",
    "small words run together": lambda digits, draws: "".join(_WORDS[int(digit)].title() for digit in digits),
    "a smile on each": lambda digits, draws: "".join(
        digit + draws.choice(("😘", "🌹", " xx ", "~")) for digit in digits
    ),
}
