"""Contacts and adverts that nobody has, and every form in which the scan for leaks must know them again."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

from dots.governance.leaks import scan
from dots.governance.leaks.canaries import Canary

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
HASHES = ("md5", "sha1", "sha256", "sha512", "blake2b")


def phone(number: int) -> str:
    """Give the national form of the drama mobile with a number below 1000; never written out in a source."""
    return f"0{7700900000 + number}"


def canary(kind: str, number: int) -> Canary:
    """Give a contact in normal form."""
    value = {
        "phone": f"44{phone(number)[1:]}",
        "email": f"velour.ash_{number}@mail.example",
        "handle": f"@quartzfern_{number}",
        "advert": f"noticeboard/4{number:011d}",
    }
    return Canary(kind, value[kind], f"{kind}-label{number}")


def found(hunt: scan.Hunt, content: bytes, place: str = "results/x") -> list[scan.Finding]:
    """Hunt in one file's content."""
    report = scan.Report()
    hunt.look(place, content, report)
    assert not report.unread
    return report.findings


def _styled(first: int) -> Callable[[str], str]:
    return lambda digits: "".join(chr(first + int(digit)) for digit in digits)


def _joined(sign: str, size: int) -> Callable[[str], str]:
    return lambda text: sign.join(text[place : place + size] for place in range(0, len(text), size))


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _digest(name: str, text: str) -> bytes:
    return hashlib.new(name, text.encode()).digest()


def _double(digits: str) -> str:
    return (
        " ".join(map(WORDS.__getitem__, map(int, digits)))
        .replace("seven seven", "double seven")
        .replace("zero zero", "double oh")
    )


ENCODED: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "base64": _base64,
    "base64 of a longer text": lambda text: _base64(f"who: {text}."),
    "base64 after a letter": lambda text: "k" + _base64(f"{text}."),
    "base64, second alignment": lambda text: "k" + _base64(f"x{text}."),
    "base64, third alignment": lambda text: "k" + _base64(f"xy{text}."),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(f"\xff\xfe{text}".encode("latin-1")).decode(),
    "base64 twice": lambda text: _base64(_base64(f"who: {text}.")),
    "base32": lambda text: base64.b32encode(text.encode()).decode(),
    "base32 after a letter": lambda text: "K" + base64.b32encode(f"xyz{text}!!!".encode()).decode(),
    "hexadecimal": lambda text: text.encode().hex(),
    "hexadecimal capitals": lambda text: text.encode().hex().upper(),
    "percent": lambda text: "".join(f"%{sign:02X}" for sign in text.encode()),
    "entities": lambda text: "".join(f"&#{ord(sign)};" for sign in text),
    "hexadecimal entities": lambda text: "".join(f"&#x{ord(sign):x};" for sign in text),
    "unicode escapes": lambda text: "".join(f"\\u{ord(sign):04x}" for sign in text),
    "byte escapes": lambda text: "".join(f"\\x{sign:02x}" for sign in text.encode()),
    "quoted printable": lambda text: "".join(f"={sign:02X}" for sign in text.encode()),
    "reversed": lambda text: text[::-1],
    "zero width": _joined("\u200b", 1),
    "full width": lambda text: "".join(chr(ord(sign) + 0xFEE0) for sign in text),
    **{f"{name} in hexadecimal": lambda text, name=name: _digest(name, text).hex() for name in HASHES},
    **{f"{name} of a line": lambda text, name=name: _digest(name, f"{text}\n").hex() for name in HASHES},
    **{f"{name}, first 16 signs": lambda text, name=name: _digest(name, text).hex()[:16] for name in HASHES},
    **{
        f"{name} in base64": lambda text, name=name: base64.b64encode(_digest(name, text)).decode() for name in HASHES
    },
    "sha256 as a pseudonym": lambda text: base64.b32encode(_digest("sha256", text))[:16].decode().lower(),
}  # fmt: skip
"""Forms of any contact, of its plain text."""

PHONES: dict[str, Callable[[str], str]] = {
    "with country code": lambda digits: f"+44{digits[1:]}",
    "with 0044": lambda digits: f"0044{digits[1:]}",
    "with code and 0": lambda digits: f"+44 (0) {digits[1:5]} {digits[5:]}",
    "without 0": lambda digits: digits[1:],
    "brackets": lambda digits: f"({digits[:5]}) {digits[5:8]}-{digits[8:]}",
    "one space": lambda digits: f"{digits[:5]} {digits[5:]}",
    "spaces": _joined(" ", 1),
    "dots": _joined(".", 2),
    "hyphens": _joined(" - ", 3),
    "no-break spaces": _joined("\u00a0", 4),
    "lines": _joined("\\n", 4),
    "spelled": lambda digits: " ".join(WORDS[int(digit)] for digit in digits),
    "spelled, capitals": lambda digits: ", ".join(WORDS[int(digit)].upper() for digit in digits),
    "spelled, joined": lambda digits: "".join(WORDS[int(digit)] for digit in digits),
    "double": _double,
    "mixed": lambda digits: " ".join(d if n % 2 else WORDS[int(d)] for n, d in enumerate(digits)),
    "spelled in base64": lambda digits: _base64(" ".join(WORDS[int(digit)] for digit in digits)),
    "keycaps": lambda digits: "".join(f"{digit}\ufe0f\u20e3" for digit in digits),
    "circled": lambda digits: "".join("\u24ea" if d == "0" else chr(0x245F + int(d)) for d in digits),
    "bold": _styled(0x1D7CE),
    "Arabic-Indic": _styled(0x660),
    "look-alikes": lambda digits: digits.replace("0", "o").replace("1", "l"),
    "Cyrillic": lambda digits: digits.replace("0", "\u041e"),
    "underlined": _joined("\u0332", 1),
    "words with Cyrillic": lambda digits: " ".join(WORDS[int(d)] for d in digits).replace("e", "\u0435"),
    "hash of the code": lambda digits: _digest("sha256", f"+44{digits[1:]}").hex(),
    "hash of the normal form": lambda digits: _digest("sha1", f"44{digits[1:]}").hex(),
    "hash with a space": lambda digits: _digest("md5", f"{digits[:5]} {digits[5:]}").hex(),
}
"""Further forms of a telephone number, of its national form."""

NAMES: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "spaces": _joined(" ", 1),
    "dotted": _joined(".", 1),
    "look-alikes": lambda text: text.replace("a", "\u0430").replace("e", "\u0435"),
    "zero width at the end": lambda text: f"{text}\u200b",
}
"""Further forms of an address or handle."""

EMAILS: dict[str, Callable[[str], str]] = {
    "at and dot": lambda text: text.replace("@", " at ").replace(".ex", " dot ex"),
    "(at) [dot]": lambda text: text.replace("@", " (at) ").replace(".ex", " [dot] ex"),
    "at alone": lambda text: text.replace("@", " AT "),
    "mailto": lambda text: f'<a href="mailto:{text}?subject=x">write</a>',
}
"""Further forms of an address."""

HANDLES: dict[str, Callable[[str], str]] = {
    "without @": lambda text: text[1:],
    "in an address": lambda text: f"https://social.example/{text}/1",
    "hash without @": lambda text: _digest("sha256", text[1:]).hex(),
    "in a file's name": lambda text: f"leak_{text[1:]}.txt",
}
"""Further forms of a handle."""


ADVERTS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "in an address": lambda text: f"https://copy.example/{text}?page=2",
    "in JSON": lambda text: text.replace("/", "\\/"),
    "hash of the number": lambda text: _digest("sha256", text.partition("/")[2]).hex(),
}
"""Further forms of an advert."""


def forms() -> list[tuple[str, str, Callable[[str], str]]]:
    """List every kind of contact with every name and way of its forms."""
    of = {"phone": PHONES, "email": NAMES | EMAILS, "handle": NAMES | HANDLES, "advert": ADVERTS}
    return [(kind, name, way) for kind in of for name, way in (ENCODED | of[kind]).items()]


def planted() -> list[tuple[Canary, str, str]]:
    """Give each form a canary of its own: the canary, what it is and its text."""
    rows = []
    for number, (kind, name, way) in enumerate(forms(), start=100):
        one = canary(kind, number)
        rows.append((one, f"{kind}: {name}", way(phone(number) if kind == "phone" else one.value)))
    return rows
