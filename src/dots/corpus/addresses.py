"""E-mail addresses and handles, written openly or so that a machine overlooks them.

Every pattern hangs on a sign that no contact can do without: an @, a word for it, or the name of a service. The text is
looked at only around these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dots.corpus.masking import Found
from dots.corpus.skeleton import Skeleton

AROUND = 90
"""Characters before and after an @ in which its address stands."""

# Words for the signs, in English and in the market's other languages and their neighbours, as skeletons
_AT = "arroba|arond|aron|malpa|klammeraffe|arobase|chiocciola|kukac|zavinac|sobaka|et sign|at sign"
_DOT = "dot|d0t|punto|punct|kropka|punkt|ponto|tochka|pont|tecka|full stop"
_LOW = (
    "underscore|under score|guion bajo|barra baja|liniuta jos|liniuta|podkreslnik|podloga|underline|unterstrich"
    "|tiret bas"
)
_OPENS, _SHUTS = r"[(\[{<*_\-]{1,2}\s?", r"\s?[)\]}>*_\-]{1,2}"
_TOKEN = r"[a-z0-9](?:[a-z0-9._%+-]{0,62}[a-z0-9_])?"
_LOCAL = (
    rf"(?<![a-z0-9._%+-])(?P<local>[a-z0-9_](?:\s[a-z0-9_]){{3,30}}(?![a-z0-9])"
    rf"|{_TOKEN}(?:\s(?:{_DOT}|{_LOW})\s{_TOKEN}|\s?{_OPENS}(?:{_DOT}|\.){_SHUTS}\s?{_TOKEN}|\s?_\s?[a-z0-9]+){{0,3}})"
)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?"
_ENDING = (
    r"(?:com|org|net|info|biz|co|uk|eu|me|io|ro|pl|es|de|fr|it|pt|ie|ch|ru|app|online|site|live|example|invalid|test)"
)
_PROVIDER = r"(?:gmail|hotmail|outlook|yahoo|protonmail|proton|icloud|aol|live|gmx|mail)"
_BRACKETED_AT = rf"\s{{0,2}}{_OPENS}(?:at|a|@|{_AT}){_SHUTS}\s{{0,2}}"
_WRITTEN_AT = rf"(?:{_BRACKETED_AT}|\s{{0,2}}@\s{{0,2}}|\s(?:{_AT})\s)"
_SAID_DOT = rf"(?:\s(?:{_DOT})\s|\s?{_OPENS}(?:{_DOT}|d|\.|,){_SHUTS}\s?)"
_WRITTEN_DOT = rf"(?:{_SAID_DOT}|\s\.\s|\s?\.)"
_EMAIL = re.compile(
    rf"{_LOCAL}(?:{_WRITTEN_AT}(?P<written>{_LABEL}(?:{_WRITTEN_DOT}{_LABEL}){{0,3}}?{_WRITTEN_DOT}{_ENDING}(?:{_WRITTEN_DOT}uk)?)"
    rf"|{_WRITTEN_AT}(?P<provider>{_PROVIDER})(?!\s?{_OPENS}|\s?\.[a-z]|\s(?:{_DOT}))"
    rf"|\sat\s(?P<said>{_LABEL}(?:{_SAID_DOT}{_LABEL}){{0,3}}?{_SAID_DOT}{_ENDING}(?:{_SAID_DOT}uk)?))(?![a-z0-9-])"
)
_LAST_FIRST = re.compile(
    rf"(?<![a-z0-9])(?P<ending>{_ENDING})(?:{_WRITTEN_DOT})(?P<host>{_LABEL})(?:{_WRITTEN_AT}|\sat\s)(?P<local>{_TOKEN})(?![a-z0-9@])"
)
_MIRRORED = re.compile(
    rf"(?<![a-z0-9])(?P<turned>(?:moc|gro|ten|ku\.oc|ku|ue|elpmaxe)\.[a-z0-9.-]{{2,60}}@{_TOKEN})(?![a-z0-9])"
)
_TURNED = re.compile(
    r"from the (?:end|back)|backward|revers|last part first|desde el final|al reves|de la sfarsit|\binvers|od konca"
    r"|od tylu|wspak"
)
_ANCHOR = re.compile(rf"@|[(\[{{<*_-]\s?(?:at|a)\s?[)\]}}>*_-]|\b(?:{_AT})\b")
_SIGN_WORDS = tuple(sorted({*_AT.split("|"), *_DOT.split("|")}))
_DOTS = re.compile(rf"{_SAID_DOT}|\s\.\s?|\s?\.")
_SAID_DOTS = re.compile(_SAID_DOT)
_LOWS = re.compile(rf"\s(?:{_LOW})\s|\s?_\s?")

_NAME = rf"[a-z][a-z0-9]*(?:(?:\s?_\s?|\s(?:{_LOW})\s|\.)[a-z0-9]+){{0,4}}_?"
_APART = re.compile(
    r"(?<![a-z0-9._@])@\s?(?P<name>[a-z0-9_](?P<sign>[.\-*/~,]|\s?[.\-*/~,]?\s)[a-z0-9_](?:(?P=sign)[a-z0-9_]){2,})(?![a-z0-9@])"
)
_MARKED = re.compile(rf"(?<![a-z0-9._@])@(?P<gap>\s?)(?P<name>{_NAME})(?![a-z0-9@])")
_SERVICES = (
    "insta", "ig", "snap", "sc", "tele", "tg", "kik", "twitter", "tik", "user", "handle", "whatsapp",
    "whats app", "wa", "signal", "viber", "wickr", "discord", "skype", "threema", "wechat", "onlyfans",
    "only fans", "fansly", "facebook", "fb", "messenger", "usuario", "utilizator", "uzytkownik", "nick",
)  # fmt: skip
_NAMED = re.compile(
    r"\b(?P<service>insta(?:gram)?|ig|snap(?:chat)?|sc|tele(?:gram)?|tg|kik|twitter|tik\s?tok|user\s?name|user|handle|whats\s?app|wa"
    r"|signal|viber|wickr|discord|skype|threema|wechat|only\s?fans|fansly|facebook|fb|messenger|usuario|utilizator|uzytkownik|nick)\b"
    rf"(?P<gap>\s?(?:name\b|id\b|me\b)?\s?(?:is\b|[:=>-]{{1,2}}|@)?\s?@?\s?)(?P<name>{_NAME})(?![a-z0-9@])"
)
_OPEN_TO_ALL = frozenset(
    ("insta", "instagram", "snap", "snapchat", "tele", "telegram", "tg", "kik", "twitter", "user", "handle")
)
_NO_NAMES = frozenset(
    ("only", "yes", "available", "and", "or", "the", "for", "ask", "please", "same", "call", "text", "message")
)


def find_emails(text: Skeleton) -> list[Found]:
    """Find e-mail addresses; the value is lower case, `name@host`."""
    read = text.text
    found: list[Found] = []
    for start, end in _around(read):
        for match in _EMAIL.finditer(read, start, end):
            if match["provider"]:
                domain = f"{match['provider']}.com"  # ASSUME "gmail" alone means gmail.com
            else:
                domain = _DOTS.sub(".", match["written"] or match["said"])
            local = match["local"]
            if re.fullmatch(r"[a-z0-9_](?:\s[a-z0-9_])+", local):
                local = local.replace(" ", "")
            local = _LOWS.sub("_", _SAID_DOTS.sub(".", local))
            value = f"{local}@{domain}".replace(" ", "")
            found.append(Found("email", value, _rule(text, match), (match.span(),)))
    if found or "@" not in read and " at " not in read:
        return _apart(found)
    return _turned(read)


def _turned(read: str) -> list[Found]:
    """Find addresses written last part first, or letter by letter backwards."""
    found = []
    if _TURNED.search(read):
        for match in _LAST_FIRST.finditer(read):
            value = f"{match['local']}@{match['host']}.{match['ending']}"
            found.append(Found("email", value, "reversed", (match.span(),)))
    for match in _MIRRORED.finditer(read):
        found.append(Found("email", match["turned"][::-1], "reversed", (match.span(),)))
    return _apart(found)


def _apart(found: list[Found]) -> list[Found]:
    """Keep the first of those that overlap, in their order."""
    kept: list[Found] = []
    for item in sorted(found, key=lambda item: item.spans):
        if not kept or item.spans[0][0] >= kept[-1].spans[0][1]:
            kept.append(item)
    return kept


def _around(read: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text in which an e-mail address might stand; none overlap."""
    if any(word in read for word in _SIGN_WORDS):
        yield 0, len(read)
    elif (
        "@" in read
        or "at)" in read
        or "at]" in read
        or "at}" in read
        or "at>" in read
        or "at*" in read
        or "at-" in read
    ):
        start = end = 0
        for anchor in _ANCHOR.finditer(read):
            first, last = max(0, anchor.start() - AROUND), anchor.end() + AROUND
            if first > end:
                if end:
                    yield start, end
                start = first
            end = last
        if end:
            yield start, end


def find_handles(text: Skeleton, taken: list[tuple[int, int]]) -> list[Found]:
    """Find handles outside the spans taken by other contacts; the value is lower case and begins with `@`.

    Names on messaging services are handles too: "kik moonrose_12", "whatsapp name: moonrose_12".
    """
    read = text.text
    found: list[Found] = []
    taken = list(taken)
    patterns = [_APART, _MARKED] if "@" in read else []
    if any(service in read for service in _SERVICES):
        patterns.append(_NAMED)
    for pattern in patterns:
        for match in pattern.finditer(read):
            name = re.sub(r"[^a-z0-9_]", "", match["name"]) if pattern is _APART else _LOWS.sub("_", match["name"])
            start = match.start("name") if pattern is _NAMED else match.start()
            if not _believed(match, name, pattern) or any(start < end and begin < match.end() for begin, end in taken):
                continue
            found.append(Found("handle", f"@{name}", _rule(text, match, pattern is _NAMED), ((start, match.end()),)))
            taken.append((start, match.end()))
    return sorted(found, key=lambda item: item.spans)


def _believed(match: re.Match, name: str, pattern: re.Pattern) -> bool:
    """Say whether a name is one: after "@ " or "insta" only if it could not be a word ("meet me @ hotel")."""
    if len(name) < 3 or name in _NO_NAMES:
        return False
    if pattern is _APART:
        return True
    telling = bool(re.search(r"[_0-9]", name))
    if pattern is _MARKED:
        return telling or not match["gap"]
    marked = "@" in match[0] or ":" in match["gap"]
    return telling or marked and re.sub(r"\s", "", match["service"]) in _OPEN_TO_ALL


def _rule(text: Skeleton, match: re.Match, unmarked: bool = False) -> str:
    """Name how an address or handle was written."""
    if not (text.original.isascii() or match[0] in text.original):
        source = text.source(*match.span()).rstrip("\u200b\u200c\u200d\u2060\ufeff")
        if any(character.isalpha() and not character.isascii() for character in source):
            return "lookalike"
        if not source.isascii():
            return "invisible"
    if re.search(rf"\b(?:at|a|{_AT}|{_DOT}|{_LOW})\b", match[0]) and not re.fullmatch(r"\S*@\S*", match[0]):
        return "spelled"
    if unmarked and "@" not in match[0]:
        return "unmarked"
    return "separated" if re.search(r"\s", match[0]) or match.re is _APART else "plain"
