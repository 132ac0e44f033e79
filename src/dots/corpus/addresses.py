"""E-mail addresses and handles, written openly or so that a machine overlooks them."""

from __future__ import annotations

import re

from dots.corpus.masking import Found
from dots.corpus.skeleton import Skeleton

_TOKEN = r"[a-z0-9](?:[a-z0-9._%+-]{0,62}[a-z0-9_])?"
_LOCAL = rf"(?<![a-z0-9._%+-])(?P<local>{_TOKEN}(?:\s(?:dot|underscore)\s{_TOKEN}){{0,2}})"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?"
_ENDING = r"(?:com|org|net|info|biz|co|uk|eu|me|io|example|invalid|test)"
_WRITTEN_AT = r"(?:\s{0,2}[(\[{<]\s?(?:at|@)\s?[)\]}>]\s{0,2}|\s?[-_*]{1,2}at[-_*]{1,2}\s?|\s{0,2}@\s{0,2})"
_WRITTEN_DOT = (
    r"(?:\s{0,2}[(\[{<]\s?(?:dot|\.)\s?[)\]}>]\s{0,2}|\s?[-_*]{1,2}dot[-_*]{1,2}\s?|\s(?:dot|d0t)\s|\s\.\s|\.)"
)
_SAID_DOT = r"(?:\s(?:dot|d0t)\s|\s?[(\[{<]\s?(?:dot|\.)\s?[)\]}>]\s?)"
_EMAIL = re.compile(
    rf"{_LOCAL}(?:{_WRITTEN_AT}(?P<written>{_LABEL}(?:{_WRITTEN_DOT}{_LABEL}){{0,3}}?{_WRITTEN_DOT}{_ENDING}(?:{_WRITTEN_DOT}uk)?)"
    rf"|\sat\s(?P<said>{_LABEL}(?:{_SAID_DOT}{_LABEL}){{0,3}}?{_SAID_DOT}{_ENDING}(?:{_SAID_DOT}uk)?))(?![a-z0-9-])"
)
_MAYBE_EMAIL = re.compile(r"@|\bat\b")
_DOT = re.compile(r"[-_*(\[{<\s]*\b(?:dot|d0t)\b[-_*)\]}>\s]*|\s*[(\[{<]\s?\.\s?[)\]}>]\s*|\s\.\s")

_NAME = r"[a-z][a-z0-9]*(?:(?:\s?_\s?|\sunderscore\s|\.)[a-z0-9]+){0,4}_?"
_MARKED = re.compile(rf"(?<![a-z0-9._@])@(?P<gap>\s?)(?P<name>{_NAME})(?![a-z0-9@])")
_NAMED = re.compile(
    r"\b(?:insta(?:gram)?|ig|snap(?:chat)?|tele(?:gram)?|tg|kik|twitter|tik\s?tok|user\s?name|user|handle)\b"
    rf"(?P<gap>\s?(?:is\b|[:=>-]{{1,2}}|@)?\s?@?\s?)(?P<name>{_NAME})(?![a-z0-9@])"
)


def find_emails(text: Skeleton) -> list[Found]:
    """Find e-mail addresses; the value is lower case, `name@host`."""
    if not _MAYBE_EMAIL.search(text.text):
        return []
    found = []
    for match in _EMAIL.finditer(text.text):
        domain = _DOT.sub(".", match["written"] or match["said"])
        local = re.sub(r"\sdot\s", ".", re.sub(r"\sunderscore\s", "_", match["local"]))
        value = f"{local}@{domain}".replace(" ", "")
        found.append(Found("email", value, _rule(text, match), (match.span(),)))
    return found


def find_handles(text: Skeleton, taken: list[tuple[int, int]]) -> list[Found]:
    """Find handles outside the spans taken by other contacts; the value is lower case and begins with `@`."""
    found: list[Found] = []
    taken = list(taken)
    for pattern in (_MARKED, _NAMED):
        for match in pattern.finditer(text.text):
            name = re.sub(r"\s?_\s?|\sunderscore\s", "_", match["name"])
            start = match.start() if pattern is _MARKED else match.start("name")
            marked = "@" in match[0] or ":" in match["gap"]
            # ASSUME a name after "@ " or "insta" is a handle only if it could not be a word ("meet me @ hotel")
            needs_mark = pattern is _NAMED and not marked or pattern is _MARKED and match["gap"]
            if len(name) < 3 or (needs_mark and not re.search(r"[_0-9]", name)):
                continue
            if any(start < end and begin < match.end() for begin, end in taken):
                continue
            found.append(Found("handle", f"@{name}", _rule(text, match, pattern is _NAMED), ((start, match.end()),)))
            taken.append((start, match.end()))
    return sorted(found, key=lambda item: item.spans)


def _rule(text: Skeleton, match: re.Match, unmarked: bool = False) -> str:
    """Name how an address or handle was written."""
    source = text.source(*match.span()).rstrip("\u200b\u200c\u200d\u2060\ufeff")
    if any(character.isalpha() and not character.isascii() for character in source):
        return "lookalike"
    if not source.isascii():
        return "invisible"
    if re.search(r"\b(?:at|dot|d0t|underscore)\b", match[0]):
        return "spelled"
    if unmarked and "@" not in match[0]:
        return "unmarked"
    return "separated" if re.search(r"\s", match[0]) else "plain"
