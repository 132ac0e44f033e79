"""What one text can be read as: without markup, escapes undone, letters folded, words as digits, decoded.

Each reading knows where in the original its parts come from.
"""

from __future__ import annotations

import base64
import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

# The first sign by itself, because only then does the engine skip to it
_ESCAPE = re.compile(
    rb"[%&\\=](?:(?<=%)[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})*"
    rb"|(?<=&)(?:#[0-9]{2,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});"
    rb"|(?<=\\)(?:u[0-9A-Fa-f]{4}(?:\\u[0-9A-Fa-f]{4})*|x[0-9A-Fa-f]{2}|[nrt])"
    rb"|(?<==)[0-9A-F]{2}(?:=[0-9A-F]{2})*)"
)
_TAG = re.compile(rb"<[/!?a-zA-Z][^<>]{0,2000}>")
_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SPANISH = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_ROMANIAN = ("zero", "unu", "doi", "trei", "patru", "cinci", "sase", "sapte", "opt", "noua")
_POLISH = ("zero", "jeden", "dwa", "trzy", "cztery", "piec", "szesc", "siedem", "osiem", "dziewiec")
_UNITS = dict.fromkeys((b"oh", b"nought", b"naught", b"nil"), b"0") | {
    word.encode(): b"%d" % digit
    for words in (_ENGLISH, _SPANISH, _ROMANIAN, _POLISH)
    for digit, word in enumerate(words)
}
_MANY = {b"double": 2, b"triple": 3, b"treble": 3}
# One alternative for each first letter, or the engine would try every word at every character
_WORDS = {
    b"many": b"|".join(_MANY),
    b"units": b"|".join(
        letter + b"(?:" + b"|".join(word[1:] for word in _UNITS if word[:1] == letter) + b")"
        for letter in sorted({word[:1] for word in _UNITS})
    ),
}
_CHAIN = re.compile(rb"(?<![a-z0-9])(?:(?:[0-9]|%(units)s|%(many)s)[^a-z0-9]{0,3}){6,}" % _WORDS)
_WORD = re.compile(rb"(?:(%(many)s)[^a-z0-9]{0,3})?(?:(%(units)s)|([0-9]))" % _WORDS)
_LIKE = bytes.maketrans(b"oOiIlL|sSbBzZ", b"0011111558822")
_NULL = re.compile(rb"\0+")
_LEAST_ENCODED = 16
_LINES = re.compile(rb"[A-Za-z0-9+/_-]{16,}(?:\r?\n[A-Za-z0-9+/_-]+)+={0,2}")
_BASE32 = re.compile(rb"(?<![A-Za-z0-9])[A-Z2-7]{16,}={0,6}(?![A-Za-z0-9])")
_HEXADECIMAL = re.compile(rb"(?<![0-9A-Za-z])(?:0x)?((?:[0-9a-fA-F]{2}){9,})(?![0-9A-Za-z])")
_BREAK = re.compile(rb"\r|\\n|\n|=")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_OTHER = re.compile(r"([^\x00-\x7f]+)")
_TEXT = 0.9
"""Share of bytes that must be UTF-8 before letters are folded."""
_DROPPED = frozenset({"Cf", "Cc", "Mn", "Me", "Cs"})
# SOURCE Unicode Technical Standard 39, letters of the same shape as Latin ones or digits
_LOOKALIKES = dict(
    zip(
        "АаΑαВЕеΕІіΙιКкΚМмΜНΗОоΟοРрΡρСсТтΤτУуХхΧΥυВЅѕЈјԁһӏӀνłŁЗзЧчб",
        "aaaabeeeiiiikkkmmmhhooooppppccttttyyxxxyubssjjdhlivlL33446",
        strict=True,
    )
)


_NINE, _FRACTION = ord("9"), 18
_SIGNS = np.isin(np.arange(256), list(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"))


@dataclass
class View:
    """A text made from another.

    Attributes
    ----------
    text
        The text.
    name
        How it was made, "" for the text as it stands.
    origin
        Gives the position in the first text that a position comes from.
    digits_only
        Whether nothing but telephone numbers can be read in it that cannot be read in the text it was made from.
    """

    text: bytes
    name: str = ""
    origin: Callable[[int], int] = int
    digits_only: bool = False


def read(view: View, depth: int = 2) -> Iterator[View]:
    """Yield a text as it stands and in every other way in which it can be read; decode at most so often in a row."""
    yield view
    if view.text.count(0) * 8 > len(view.text):  # UTF-16, UTF-32
        view = _replaced(view, _NULL, _nothing, "wide characters")
        yield view
    plain = view
    if any(sign in view.text for sign in (b"%", b"&", b"\\", b"=")):
        view = _replaced(view, _ESCAPE, _unescaped, "escapes undone")
    if b"<" in view.text:
        view = _replaced(view, _TAG, _nothing, "markup taken out")
    if not view.text.isascii():
        view = _folded(view) or view
    if view is not plain:
        yield view
    for one in {id(plain): plain, id(view): view}.values():
        yield from _in_digits(one)
    if depth:
        for decoded in _decoded(view):
            yield from read(decoded, depth - 1)


def _replaced(view: View, pattern: re.Pattern, change: Callable[[re.Match], bytes], name: str) -> View:
    """Replace each match of a pattern; the view as it is, if there is none."""
    text, count = pattern.subn(change, view.text)
    if not count:
        return view
    return _made(view, text, name, lambda: _pieces(view.text, pattern, change))


def _pieces(text: bytes, pattern: re.Pattern, change: Callable[[re.Match], bytes]) -> Iterator[tuple[int, int]]:
    """Yield the length of each part of a text after a replacement, and where it was before."""
    done = 0
    for match in pattern.finditer(text):
        yield match.start() - done, done
        yield len(change(match)), match.start()
        done = match.end()
    yield len(text) - done, done


def _made(view: View, text: bytes, name: str, pieces: Callable[[], Iterable[tuple[int, int]]], **more: bool) -> View:
    """Make a view of a view. Where its parts come from is worked out only when something was found."""

    def origin(place: int) -> int:
        length = 0
        for size, before in pieces():
            if place < length + size:
                return view.origin(before + place - length)
            length += size
        raise IndexError(f"position {place} is outside a text of {length} bytes")

    return View(text, f"{view.name}, {name}".removeprefix(", "), origin, **more)


def _nothing(match: re.Match) -> bytes:
    return b""


def _unescaped(match: re.Match) -> bytes:
    text = match[0]
    if text.startswith(b"&"):
        return html.unescape(text.decode("ascii")).encode("utf-8", "replace")
    if text.startswith(b"\\u"):
        units = bytes.fromhex(text.replace(b"\\u", b"").decode("ascii"))
        return units.decode("utf-16-be", "replace").encode()
    if text.startswith(b"\\x"):
        return bytes.fromhex(text[2:].decode("ascii"))
    if text.startswith(b"\\"):
        return b" "
    return bytes.fromhex(text[1:].replace(text[:1], b"").decode("ascii"))


class _Folds(dict):
    def __missing__(self, code: int) -> str:
        self[code] = folded = "".join(map(_plain, unicodedata.normalize("NFKD", _LOOKALIKES.get(chr(code), chr(code)))))
        return folded


def _plain(sign: str) -> str:
    """Give the ASCII character that a reader sees: a digit or letter, a hyphen for any sign, nothing for a mark."""
    category = unicodedata.category(sign)
    if sign.isascii() or sign in _LOOKALIKES:
        return _LOOKALIKES.get(sign, sign)
    if category in _DROPPED:
        return ""
    if category[0] in "PSZ":
        return "-"
    return str(unicodedata.digit(sign, sign))


_FOLDS = _Folds()


def _folded(view: View) -> View | None:
    """Fold full-width, styled and look-alike characters and drop invisible ones, if the bytes are text."""
    text = view.text.decode("utf-8", "ignore")
    if len(text.encode()) < len(view.text) * _TEXT:
        return None

    def pieces() -> Iterator[tuple[int, int]]:
        place = 0
        for piece in _OTHER.split(text):
            yield len(_fold(piece)), place
            place += len(piece.encode())

    return _made(view, _OTHER.sub(lambda match: _fold(match[0]).decode(), text).encode(), "letters folded", pieces)


def _fold(text: str) -> bytes:
    return text.translate(_FOLDS).encode("utf-8", "replace")


def _in_digits(view: View) -> Iterator[View]:
    """Read letters that look like digits, and number words, as digits."""
    text = view.text.translate(_LIKE)
    if text != view.text:
        yield View(text, f"{view.name}, look-alikes as digits".removeprefix(", "), view.origin, digits_only=True)
    lower = view.text.lower()
    if any(word in lower for word in _UNITS):
        chains = [match for match in _CHAIN.finditer(lower) if match[0].upper() != match[0]]  # some of it in words
        parts = [(_WORD.sub(_digit, match[0]), match.start()) for match in chains]
        yield from _gathered(view, parts, "number words as digits", digits_only=True)


def _digit(match: re.Match) -> bytes:
    return (_UNITS.get(match[2]) or match[3]) * _MANY.get(match[1], 1)


def _decoded(view: View) -> Iterator[View]:
    """Decode everything that could be base 64, base 32 or hexadecimal, parted by line breaks."""
    parts: dict[str, list[tuple[bytes, int]]] = {"base64": [], "base64 over lines": [], "base32": [], "hexadecimal": []}
    done = 0
    for start, end in runs(view.text, _LEAST_ENCODED):
        token = view.text[start:end]
        if not token.isdigit():
            parts["base64"].append((from_base64(token), start))
        if start >= done and (lines := _LINES.match(view.text, start)):
            parts["base64 over lines"].append((from_base64(lines[0]), start))
            done = lines.end()
        for name, pattern, decode in (
            ("base32", _BASE32, _from_base32),
            ("hexadecimal", _HEXADECIMAL, _from_hexadecimal),
        ):
            parts[name] += [(decode(match[0]), start + match.start()) for match in pattern.finditer(token)]
    for name, found in parts.items():
        yield from _gathered(view, found, name)


def _gathered(view: View, parts: list[tuple[bytes, int]], name: str, digits_only: bool = False) -> Iterator[View]:
    """Make one view of parts and the positions they come from, if there are any."""
    if parts:
        text = b"\n\n\n\n".join(part for part, _ in parts)
        yield _made(
            view, text, name, lambda: ((len(part) + 4, start) for part, start in parts), digits_only=digits_only
        )


def runs(text: bytes, least: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each stretch of the signs of base 64 that is at least so long.

    Digits alone count only from as many as a fraction does not have: they could be hexadecimal.
    """
    signs = np.frombuffer(text, np.uint8)
    inside = np.zeros(len(signs) + 2, bool)
    inside[1:-1] = _SIGNS[signs]
    starts, ends = np.flatnonzero(inside[1:] != inside[:-1]).reshape(-1, 2).T
    long = ends - starts >= least
    starts, ends = starts[long], ends[long]
    letters = np.concatenate([[0], np.cumsum(signs > _NINE)])
    kept = (letters[ends] > letters[starts]) | (ends - starts > _FRACTION)
    yield from zip(starts[kept].tolist(), ends[kept].tolist(), strict=True)


def from_base64(text: bytes) -> bytes:
    """Decode base 64 of either alphabet, over many lines, cut off or not."""
    text = _BREAK.sub(b"", text).translate(_URL_SAFE)
    text = text[: len(text) - (len(text) % 4 == 1)]
    return base64.b64decode(text + b"=" * (-len(text) % 4))


def _from_hexadecimal(text: bytes) -> bytes:
    return bytes.fromhex(text.removeprefix(b"0x").decode("ascii"))


def _from_base32(text: bytes) -> bytes:
    text = text.rstrip(b"=")
    return base64.b32decode(text[: len(text) // 8 * 8])
