"""The hunt: every canary, in every form, in every place, inside every container."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import numpy as np

from dots.governance.leaks import canaries as forms
from dots.governance.leaks import containers, matching, places, views
from dots.governance.leaks.canaries import Canary, Needle
from dots.governance.leaks.containers import Content

WINDOW = 2**19
OVERLAP = 2**12
"""Bytes that are read at once, and how many of them again with the next: no form is longer."""
WITHHELD = "(name withheld)"
DEEPEST = 6
"""Containers within one another that are opened."""
SOURCES = ("src", "tests", "docs", "config", "benchmarks", "README.md")
"""Where an example may stand."""
_NAME = re.compile(rb"[a-z0-9._%+-]*@?[a-z0-9._-]+")
_LETTERS_GAP = 4


class Finding(NamedTuple):
    """A leak, without the value: where it is, what it is, and how it was written."""

    place: str
    inside: str
    offset: int
    kind: str
    canary: str
    encoding: str

    def __str__(self) -> str:
        inside = f" > {self.inside}" if self.inside else ""
        return f"{self.place}{inside}, byte {self.offset}: {self.kind} {self.canary} ({self.encoding})"


@dataclass
class Report:
    """What a hunt found.

    Attributes
    ----------
    findings
        Leaks.
    unread
        Places that could not be looked into, and why.
    places, size
        Files and objects that were read, and their bytes.
    sealed
        Files that are age ciphertext, which were passed over.
    """

    findings: list[Finding] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    places: int = 0
    size: int = 0
    sealed: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing was found and everything was read."""
        return not self.findings and not self.unread


class Hunt:
    """A search for a list of canaries, prepared once.

    Parameters
    ----------
    canaries
        What must not be found.
    examples
        Values that code, tests and documentation write out on purpose; they are no leak in `SOURCES`, but elsewhere.

    Raises
    ------
    ValueError
        If a canary cannot be hunted.
    """

    def __init__(self, canaries: list[Canary], examples: Iterable[str] = ()):
        self.canaries = forms.checked(canaries)
        allowed = frozenset(examples)
        self.examples = {canary.label for canary in canaries if canary.value in allowed}
        self.standing = matching.Literals(forms.as_they_stand(canaries))
        self.letters = matching.Literals(forms.letters_alone(canaries))
        self.telephones = matching.Telephones(canaries)
        self.short = forms.short_names(canaries)
        self.seen: dict[bytes, tuple[list[Finding], list[str]]] = {}

    def repository(self, root: Path, report: Report) -> None:
        """Hunt in the files of a folder and in its git history; DVC's cache is among the files."""
        for source in (places.files, places.history):
            for place, content in source(root):
                self.look(place, content, report)

    def look(self, place: str, content: Content, report: Report) -> None:
        """Hunt in one place and add to a report what is there. The same content is read once, wherever it lies."""
        report.places += 1
        report.size += len(content)
        named = [one._replace(encoding=f"in its name, {one.encoding}") for one in self._windows(place.encode())]
        shown = self._shown(place)
        found, unread = [], []
        if containers.is_sealed(content):
            report.sealed += 1
        else:
            digest = hashlib.blake2b(content, digest_size=20).digest()
            if digest not in self.seen:
                self.seen[digest] = found, unread
                self._open(content, "", found, unread, DEEPEST)
            found, unread = self.seen[digest]
        here = dict.fromkeys(one._replace(place=shown) for one in (*named, *found))
        report.findings += [one for one in here if not self._example(place, one)]
        report.unread += [f"{shown}{inside}" for inside in unread]

    def _shown(self, name: str) -> str:
        """Withhold the parts of a name that hold a contact: the report must not tell it."""
        if not any(self._windows(name.encode())):
            return name
        parts = (WITHHELD if any(self._windows(part.encode())) else part for part in name.split("/"))
        shown = "/".join(parts)
        return WITHHELD if any(self._windows(shown.encode())) else shown

    def _example(self, place: str, finding: Finding) -> bool:
        path = PurePosixPath(place.split(" ", 3)[3] if place.startswith("git ") and place.count(" ") > 2 else place)
        return finding.canary in self.examples and path.parts[:1] != () and path.parts[0] in SOURCES

    def _open(self, content: Content, inside: str, found: list[Finding], unread: list[str], deep: int) -> None:
        """Hunt in bytes and in what they contain."""
        found += (one._replace(inside=inside) for one in self._windows(content))
        try:
            for name, part in containers.members(content):
                within = f"{inside} > {self._shown(name)}".removeprefix(" > ")
                if not deep:
                    raise containers.Unreadable(f"there are more than {DEEPEST} containers within one another")
                if not containers.is_sealed(part):
                    self._open(part, within, found, unread, deep - 1)
        except containers.Unreadable as error:
            unread.append(f"{' > ' if inside else ''}{inside}: {error}")

    def _windows(self, content: Content) -> Iterator[Finding]:
        """Yield each form of each canary in bytes once, by where it first occurs."""
        known = set()
        for start in range(0, max(len(content), 1), WINDOW):
            text = bytes(content[start : start + WINDOW + OVERLAP])
            for view in views.read(views.View(text)):
                for place, number, encoding in self._matches(view):
                    if number not in known:
                        known.add(number)
                        canary = self.canaries[number]
                        encoding = f"{encoding}; {view.name}" if view.name else encoding
                        yield Finding("", "", start + view.origin(place), canary.kind, canary.label, encoding)

    def _matches(self, view: views.View) -> Iterator[tuple[int, int, str]]:
        yield from self.telephones.find(view.text)
        if view.digits_only:
            return
        lower = view.text.lower()
        for place, needle in self.standing.find(lower):
            if forms.confirmed(needle, self.canaries[needle.canary], view.text, place):
                yield place, needle.canary, needle.encoding
        yield from self._names(lower)
        if self.short:
            for match in _NAME.finditer(lower):
                if (number := self.short.get(match[0].strip(b"."))) is not None:
                    yield match.start(), number, "text"

    def _names(self, lower: bytes) -> Iterator[tuple[int, int, str]]:
        """Yield addresses, handles and adverts among the letters and digits of a text."""
        signs = np.frombuffer(lower, np.uint8)
        origins = np.flatnonzero(matching.ALNUM[signs])
        for place, needle in self.letters.find(signs[origins].tobytes()):
            spans = origins[place : place + len(needle.form)]
            if self._is_name(lower, spans, needle):
                yield int(spans[0]), needle.canary, needle.encoding

    def _is_name(self, lower: bytes, spans: np.ndarray, needle: Needle) -> bool:
        """Say whether letters and digits are a whole name, no part of a longer one and no words of a sentence."""
        first, last = int(spans[0]), int(spans[-1])
        around = lower[max(0, first - 1) : first] + lower[last + 1 : last + 2]
        if any(matching.ALNUM[sign] for sign in around) or (np.diff(spans) > _LETTERS_GAP).any():
            return False
        canary = self.canaries[needle.canary]
        core = forms.core(canary).lower().encode()
        if canary.kind == forms.ADVERT:  # a platform beside a number, as in a table of counts, is no advert
            return lower[first : last + 1].replace(b"\\", b"") in (core, core[::-1])
        return any(sign in b"0123456789" for sign in core) or lower[first : last + 1] in (core, core[::-1])
