"""How a contact is written in each way of `dots.market.hiding`: the words, signs and characters, and their use.

Every function takes a telephone number's digits (national form) or the value of another contact, the language of the
advert and the block's stream of draws, whether it needs them or not.
"""

from __future__ import annotations

import re

from dots.market.draws import Draws

ZERO_WIDTH = "\u200b"
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# Each is nearer to its own number word than to any other (a test says so), and none is another English word
MISSPELT = (
    ("zeero", "zerro", "zreo"), ("onne", "oone", "oen"), ("twoo", "twwo"), ("thre", "threee", "trhee"),
    ("fuor", "fourr", "foour"), ("fiive", "fve", "fivee"), ("siix", "sixx", "ssix"), ("sevn", "sevven", "seveen"),
    ("eigt", "eihgt", "eiight"), ("nien", "niine", "ninne"),
)  # fmt: skip
SOUNDED = ("zeeroh", "wun", "tuu", "thri", "fohr", "fyve", "sicks", "sehven", "ayt", "nyne")
LEET = ("z3r0", "0ne", "tw0", "thr33", "f0ur", "f1ve", "s1x", "s3v3n", "e1ght", "n1ne")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NATIVE = {
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
    "ro": ("zero", "unu", "doi", "trei", "patru", "cinci", "șase", "șapte", "opt", "nouă"),
    "pl": ("zero", "jeden", "dwa", "trzy", "cztery", "pięć", "sześć", "siedem", "osiem", "dziewięć"),
}
_BARE = str.maketrans("șăęćś", "saecs")
CYRILLIC = {"a": "\u0430", "c": "\u0441", "e": "\u0435", "i": "\u0456", "o": "\u043e", "p": "\u0440", "s": "\u0455",
            "x": "\u0445", "y": "\u0443"}  # fmt: skip
GREEK = CYRILLIC | {"i": "\u03b9", "o": "\u03bf", "u": "\u03c5", "v": "\u03bd"}
_ALPHABETS = (str.maketrans(CYRILLIC), str.maketrans(GREEK))
SHAPES = tuple(
    {"0": zero, "1": one, "3": "\u0417", "4": "\u0427", "6": "\u0431"}
    for zero, one in (("\u041e", "\u04c0"), ("\u043e", "\u0406"), ("\u039f", "\u0399"))
)
"""Digits as Cyrillic and Greek letters of their shape."""
_SHAPES = tuple(map(str.maketrans, SHAPES))
_CIRCLED = str.maketrans("0123456789", "\u24ea" + "".join(chr(0x2460 + place) for place in range(9)))
_STYLES = tuple(
    tuple(chr(base + digit) for digit in range(10))
    for base in (0x30, 0xFF10, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6)
)
_SCRIPTS = tuple(
    str.maketrans("0123456789", "".join(chr(base + digit) for digit in range(10))) for base in (0x0660, 0x0966)
)
_FULLWIDTH = str.maketrans("0123456789", "".join(_STYLES[1]))
_SIGNS = (".", "-", "/", "*", " . ", "_", " - ")
_MARKS = ("\u0332", "\u0333", "\u0305", "\u0323")
_GROUPS = ((3, 6), (4, 7), (2, 6))
_PARTS = ((5, 8), (4, 8), (3, 7))
_APPS = ("insta", "snap", "tele", "user name")
_SPOKEN = re.compile(r"(\d)\1{0,2}")
_TOGETHER = re.compile(r"[1-9](?=[1-9]00)|[1-9]00|1\d|[2-9][1-9]|\d")

BACKWARDS = {
    "en": ("backwards: {}", "{} (read it backwards)", "from right to left: {}"),
    "es": ("al revés: {}", "{} (léelo al revés)"),
    "ro": ("invers: {}", "{} (citește invers)"),
    "pl": ("od tyłu: {}", "{} (czytaj od tyłu)"),
}
HALVES = {
    "en": "ends {}, begins {}",
    "es": "termina en {}, empieza por {}",
    "ro": "se termină cu {}, începe cu {}",
    "pl": "kończy się na {}, zaczyna się od {}",
}
FILLERS = {
    "en": ("and after that", "followed by", "next comes", "please add", "carry on with"),
    "es": ("y después", "seguido de", "luego viene", "añade"),
    "ro": ("și după aceea", "urmat de", "apoi vine", "adaugă"),
    "pl": ("a potem", "następnie", "dalej idzie", "dodaj"),
}
LAST = {
    "en": "{} and the last digit is {}",
    "es": "{} y la última cifra es {}",
    "ro": "{} iar ultima cifră este {}",
    "pl": "{} a ostatnia cyfra to {}",
}
FROM_THE_END = {
    "en": "{} (from the end)",
    "es": "{} (desde el final)",
    "ro": "{} (de la sfârșit)",
    "pl": "{} (od końca)",
}
SIGNS = {"es": ("arroba", "punto"), "ro": ("arond", "punct"), "pl": ("małpa", "kropka")}


def _in(words: tuple[str, ...], digits: str) -> str:
    return " ".join([words[int(digit)] for digit in digits])


def _halves(text: str) -> str:
    return f"{text[:5]} {text[5:]}"


def _cut(digits: str, places: tuple[int, int]) -> tuple[str, str, str]:
    first, second = places
    return digits[:first], digits[first:second], digits[second:]


def _separated(digits: str, language: str, draws: Draws) -> str:
    step = 1 + draws.below(3)
    return draws.one(_SIGNS).join([digits[place : place + step] for place in range(0, len(digits), step)])


def _some(digits: str, draws: Draws, share: float) -> list[bool]:
    """Draw which digits to change, at least one."""
    chosen = [draws.chance() < share for _ in digits]
    chosen[draws.below(len(chosen))] = True
    return chosen


def _mixed(digits: str, language: str, draws: Draws) -> str:
    chosen = _some(digits, draws, 0.45)
    return " ".join([DIGITS[int(digit)] if spell else digit for digit, spell in zip(digits, chosen, strict=True)])


def _misspelt(digits: str, language: str, draws: Draws) -> str:
    chosen = _some(digits, draws, 0.6)
    return " ".join(
        [
            draws.one(MISSPELT[int(digit)]) if slip else DIGITS[int(digit)]
            for digit, slip in zip(digits, chosen, strict=True)
        ]
    )


def _lookalike(digits: str, language: str, draws: Draws) -> str:
    return _halves(digits).replace("0", draws.one("oO")).replace("1", draws.one("lI|"))


def _homoglyph_words(digits: str, language: str, draws: Draws) -> str:
    return _in(DIGITS, digits).translate(draws.one(_ALPHABETS))


def _hundreds(digits: str, language: str, draws: Draws) -> str:
    return ", ".join([_together(part) for part in _TOGETHER.findall(digits)])


def _together(part: str) -> str:
    if len(part) == 3:
        return f"{DIGITS[int(part[0])]} hundred"
    if len(part) == 1:
        return DIGITS[int(part)]
    return TEENS[int(part[1])] if part[0] == "1" else f"{TENS[int(part[0])]}-{DIGITS[int(part[1])]}"


def _doubled(digits: str, language: str, draws: Draws) -> str:
    times = ("", "double ", draws.one(("triple ", "treble ")))
    said = []
    for run in _SPOKEN.finditer(digits):
        digit = run[1]
        said.append(times[len(run[0]) - 1] + ("oh" if digit == "0" else DIGITS[int(digit)]))
    return " ".join(said)


def _turned(digits: str, language: str, draws: Draws) -> str:
    turned = digits[::-1]
    # Backwards, a number in the drama ranges may read as somebody's: then it says how it ends and how it begins
    if turned[0] in "047" or turned[1] in "047":
        return HALVES.get(language, HALVES["en"]).format(digits[5:], digits[:5])
    return draws.one(BACKWARDS.get(language, BACKWARDS["en"])).format(f"{turned[:6]} {turned[6:]}")


def _gaps(digits: str, language: str, draws: Draws) -> str:
    first, second, third = _cut(digits, draws.one(_PARTS))
    one, other = draws.some(FILLERS.get(language, FILLERS["en"]), 2)
    return f"{first} {one} {second} {other} {third}"


def _sum(digits: str, language: str, draws: Draws) -> str:
    last = int(digits[-1])
    if last > 1:
        part = 1 + draws.below(last - 1)
        last_digit = f"{part}+{last - part}"
    else:
        more = 1 + draws.below(8)
        last_digit = f"{more + last}-{more}"
    return LAST.get(language, LAST["en"]).format(_halves(digits[:-1]), last_digit)


def _native(digits: str, language: str, draws: Draws) -> str:
    words = _in(NATIVE[language], digits)
    return words if draws.chance() < 0.5 else words.translate(_BARE)


def _marked(digits: str, language: str, draws: Draws) -> str:
    mark = draws.one(_MARKS)
    return mark.join(digits) + mark


PHONES = {
    "plain": lambda digits, language, draws: digits,
    "spaced": lambda digits, language, draws: _halves(digits),
    "international": lambda digits, language, draws: f"+44 {digits[1:5]} {digits[5:]}",
    "grouped": lambda digits, language, draws: " ".join(_cut(digits, draws.one(_GROUPS))),
    "brackets": lambda digits, language, draws: f"({digits[:5]}) {digits[5:]}",
    "separators": _separated,
    "spelled": lambda digits, language, draws: _in(DIGITS, digits),
    "mixed": _mixed,
    "emoji": lambda digits, language, draws: "\ufe0f\u20e3".join(digits) + "\ufe0f\u20e3",
    "circled": lambda digits, language, draws: digits.translate(_CIRCLED),
    "fullwidth": lambda digits, language, draws: digits.translate(_FULLWIDTH),
    "lookalike": _lookalike,
    "zero_width": lambda digits, language, draws: ZERO_WIDTH.join(digits),
    "misspelt": _misspelt,
    "sounded": lambda digits, language, draws: _in(SOUNDED, digits),
    "homoglyph_words": _homoglyph_words,
    "homoglyph_digits": lambda digits, language, draws: _halves(digits).translate(draws.one(_SHAPES)),
    "leet": lambda digits, language, draws: _in(LEET, digits),
    "hundreds": _hundreds,
    "doubled": _doubled,
    "turned": _turned,
    "gaps": _gaps,
    "sum": _sum,
    "native_words": _native,
    "marked": _marked,
    "styled": lambda digits, language, draws: "".join([draws.one(_STYLES)[int(digit)] for digit in digits]),
    "other_script": lambda digits, language, draws: digits.translate(draws.one(_SCRIPTS)),
}


def _middle(value: str, language: str, draws: Draws) -> str:
    middle = len(value) // 2
    return value[:middle] + ZERO_WIDTH + value[middle:]


def _at_dot(value: str, language: str, draws: Draws) -> str:
    return value.replace("@", " (at) ").replace(".", " (dot) ")


def _said_abroad(value: str, language: str, draws: Draws) -> str:
    at, dot = SIGNS.get(language) or draws.one(tuple(SIGNS.values()))
    return value.replace("@", f" {at} ").replace(".", f" {dot} ")


def _last_first(value: str, language: str, draws: Draws) -> str:
    name, domain = value.split("@")
    host, ending = domain.split(".")
    return FROM_THE_END.get(language, FROM_THE_END["en"]).format(f"{ending} dot {host} at {name}")


def _homoglyphs(value: str, language: str, draws: Draws) -> str:
    name, sign, domain = value.rpartition("@") if value[0] != "@" else ("", "@", value[1:])
    if not name:
        return sign + domain.translate(_ALPHABETS[0])
    return name.translate(_ALPHABETS[0]) + sign + domain


TEXTS = {
    ("email", "plain"): lambda value, language, draws: value,
    ("email", "zero_width"): _middle,
    ("email", "at_dot"): _at_dot,
    ("email", "spaced_out"): lambda value, language, draws: value.replace("@", " @ ").replace(".", " . "),
    ("email", "said_abroad"): _said_abroad,
    ("email", "last_first"): _last_first,
    ("email", "homoglyphs"): _homoglyphs,
    ("handle", "plain"): lambda value, language, draws: value,
    ("handle", "zero_width"): _middle,
    ("handle", "spaced_out"): lambda value, language, draws: value.replace("@", "@ ").replace("_", " _ "),
    ("handle", "no_sign"): lambda value, language, draws: f"{draws.one(_APPS)} {value[1:]}",
    ("handle", "dotted"): lambda value, language, draws: "@" + ".".join(value[1:]),
    ("handle", "homoglyphs"): _homoglyphs,
}
