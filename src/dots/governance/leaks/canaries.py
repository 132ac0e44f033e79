"""What is hunted: contacts and adverts that must not leave the restricted zone, in every form in which they could.

A canary is a contact in clear, or an advert under the number its site gives it. Its forms are byte strings (needles)
that a search looks for in a text as it stands, in the letters and digits of a text alone, or among its runs of digits.
The lengths below which a form is not hunted keep the hunt free of false alarms; docs/leaks.md gives the reckoning.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from dots.governance import naming, vault

SEALED = {"restricted/clear_contacts.parquet.age": vault.TABLES, "truth/contacts.parquet.age": ""}
"""Tables of contacts in clear, those the study read and, in a simulated study, those that were planted: the batch each
is sealed to, '' for the study itself."""
SEALED_ADVERTS = "restricted/clear_adverts.parquet.age"
MOST_ADVERTS = 2000
"""Adverts that are hunted: a lot drawn by pseudonym. What writes one number writes them all."""
KINDS = ("phone", "email", "handle")
ADVERT = naming.FIELD
HASHES = ("md5", "sha1", "sha256", "sha512", "blake2b")
LEAST = 8
"""Bytes of a needle: by its first eight it is looked up."""
LEAST_DIGITS = 9
"""Digits of a telephone number without its country code or leading 0."""
LEAST_NAME = 5
"""Letters and digits of a handle that is hunted without its @."""

_AT, _DOT = ("", "at", "arroba", "arond", "malpa"), ("", "dot", "punto", "punct", "kropka")
_URL_SAFE, _STANDARD = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")


class Canary(NamedTuple):
    """A contact or advert that must not be found.

    Attributes
    ----------
    kind
        `phone`, `email`, `handle` or `advert`.
    value
        In normal form: digits with the country's code; lower case; lower case with its @; platform/number as it is.
    label
        What a report calls it: its pseudonym, never its value.
    """

    kind: str
    value: str
    label: str


class Needle(NamedTuple):
    """One form of a canary: lower-case bytes, its place in the list of canaries, and what the form is called.

    `before` is how many bytes stand before the canary in the first group of its base 64 or base 32. Such a form leaves
    out the signs at both ends that depend on the neighbours, so what was found is decoded to be sure (`confirmed`).
    """

    form: bytes
    canary: int
    encoding: str
    before: int = 0


def load(root: Path, keys: vault.Keys) -> list[Canary]:
    """Read every contact in clear that a study holds, and some of its adverts' numbers.

    Parameters
    ----------
    root
        Folder of the study.
    keys
        The study's keys: they open the tables and make the labels.

    Raises
    ------
    FileNotFoundError
        If the study has none of the tables `SEALED`.
    ValueError
        If the keys do not open one.
    """
    paths = {root / name: seals for name, seals in SEALED.items() if (root / name).is_file()}
    if not paths:
        raise FileNotFoundError(
            f"{root}: neither {' nor '.join(SEALED)} is there; run the study up to the corpus first"
        )
    opened = (
        vault.unseal_table(path, vault.batch(keys, batch) if batch else keys)[["kind", "value"]]
        for path, batch in paths.items()
    )
    known = pd.concat(opened).drop_duplicates()
    rows = known.sort_values(["kind", "value"]).itertuples(index=False)
    contacts = [Canary(kind, value, vault.pseudonym(value, kind, keys)) for kind, value in rows]
    if not (root / SEALED_ADVERTS).is_file():
        return contacts
    adverts = vault.unseal_table(root / SEALED_ADVERTS, vault.batch(keys, vault.TABLES))["advert"]
    names = naming.pseudonyms(adverts, naming.secret(keys))
    drawn = sorted((label, advert) for advert, label in names.items())[:MOST_ADVERTS]
    return contacts + [Canary(ADVERT, advert, label) for label, advert in drawn]


def checked(canaries: list[Canary]) -> list[Canary]:
    """Give the canaries back, or refuse one that could not be hunted.

    Raises
    ------
    ValueError
        If there are none, or one is of another kind or not in normal form; its label is named and not its value.
    """
    if not canaries:
        raise ValueError("leaks: there is no contact to hunt for; run the study up to the corpus first")
    for canary in canaries:
        if canary.kind == ADVERT:
            normal = all(canary.value.partition("/"))
        else:
            normal = canary.value.isdigit() if canary.kind == "phone" else canary.value == canary.value.lower().strip()
        if canary.kind not in (*KINDS, ADVERT) or not normal or not canary.value:
            raise ValueError(f"leaks: {canary.label}: a {canary.kind!r} that is not in normal form cannot be hunted")
    return canaries


def national(value: str) -> str:
    """Give the national significant number of a telephone number in normal form: without 44."""
    return value.removeprefix("44")


def core(canary: Canary) -> str:
    """Give the part that every way of writing a canary contains: no country code, no 0, no @ before a handle."""
    return national(canary.value) if canary.kind == "phone" else canary.value.removeprefix("@")


def written(canary: Canary) -> list[str]:
    """List the forms in which a canary is usually stored, and would be hashed."""
    if canary.kind == "phone":
        number = national(canary.value)
        spaced = f"0{number[:4]} {number[4:]}"
        return [f"0{number}", f"+44{number}", f"44{number}", f"0044{number}", number, spaced]
    if canary.kind == ADVERT:
        return [canary.value, canary.value.partition("/")[2]]
    return sorted({canary.value, core(canary), canary.value.upper()})


def squeeze(text: str) -> bytes:
    """Keep letters and digits alone, in lower case."""
    return "".join(sign for sign in text.lower() if sign.isascii() and sign.isalnum()).encode()


def as_they_stand(canaries: list[Canary]) -> Iterator[Needle]:
    """Yield needles for the bytes of a text as they stand (in lower case): encodings and digests."""
    for place, canary in enumerate(canaries):
        encoded = _encoded(core(canary).encode())
        for form, encoding, before in (*encoded, *((*hashed, 0) for hashed in _hashed(canary))):
            if len(form) >= LEAST:
                yield Needle(form.lower(), place, encoding, before)


def letters_alone(canaries: list[Canary]) -> Iterator[Needle]:
    """Yield needles for the letters and digits of a text: all but telephones, however they are spaced."""
    for place, canary in enumerate(canaries):
        if canary.kind == "phone":
            continue
        forms = {squeeze(canary.value): "text"}
        if canary.kind == "email":
            local, _, host = canary.value.partition("@")
            forms |= {
                squeeze(f"{local}{at}{host.replace('.', dot)}"): "signs in words"
                for at, dot in product(_AT, _DOT)
                if at or dot
            }
        for form, encoding in forms.items():
            if len(form) >= LEAST:
                yield Needle(form, place, encoding)
                yield Needle(form[::-1], place, f"{encoding} reversed")


def short_names(canaries: list[Canary]) -> dict[bytes, int]:
    """Give addresses and handles that are too short for `letters_alone`, to be looked up as whole words."""
    found = {}
    for place, canary in enumerate(canaries):
        if canary.kind in ("email", "handle") and len(squeeze(canary.value)) < LEAST:
            found[canary.value.encode()] = place
            if canary.kind == "handle" and len(core(canary)) >= LEAST_NAME:
                found[core(canary).encode()] = place
    return found


class _Base(NamedTuple):
    encode: Callable[[bytes], bytes]
    decode: Callable[[bytes], bytes]
    bits: int
    signs: int
    bytes: int
    others: bytes


_BASES = {
    "base64": _Base(base64.b64encode, base64.b64decode, 6, 4, 3, rb"[^A-Za-z0-9+/]"),
    "base32": _Base(base64.b32encode, lambda text: base64.b32decode(text, casefold=True), 5, 8, 5, rb"[^A-Za-z2-7]"),
}


def _encoded(value: bytes) -> Iterator[tuple[bytes, str, int]]:
    """Yield what is sure of a value's base 64, base 32 and hexadecimal, wherever in a longer text it begins."""
    for name, base in _BASES.items():
        for before in range(base.bytes):
            first, last = -(-before * 8 // base.bits), (before + len(value)) * 8 // base.bits
            form = base.encode(bytes(before) + value + bytes(base.bytes))[first:last]
            yield form, name, before
            if name == "base64" and form != (other := form.translate(_URL_SAFE)):
                yield other, name, before
    yield value.hex().encode(), "hexadecimal", 0


def confirmed(needle: Needle, canary: Canary, text: bytes, place: int) -> bool:
    """Say whether a needle found in a text is its canary; base 64 and base 32 are decoded around it."""
    base = _BASES.get(needle.encoding)
    if base is None:
        return True
    value = core(canary).encode()
    start = place - -(-needle.before * 8 // base.bits)
    size = -(-(needle.before + len(value)) // base.bytes) * base.signs
    piece = (b"A" * max(0, -start) + text[max(0, start) : start + size]).ljust(size, b"A")
    decoded = base.decode(re.sub(base.others, b"A", piece.translate(_STANDARD)))
    return decoded[needle.before : needle.before + len(value)] == value


def _hashed(canary: Canary) -> Iterator[tuple[bytes, str]]:
    """Yield the digests without a key of each written form, as text and as bytes, by their first 16 signs."""
    for text in written(canary):
        for content in (text.encode(), f"{text}\n".encode()):
            for name in HASHES:
                digest = hashlib.new(name, content, usedforsecurity=False).digest()
                yield digest.hex()[:16].encode(), f"{name} in hexadecimal"
                yield base64.b64encode(digest)[:16], f"{name} in base64"
                yield base64.urlsafe_b64encode(digest)[:16], f"{name} in base64"
                yield base64.b32encode(digest)[:16], f"{name} in base32"
                yield digest[:16], f"{name} in bytes"
