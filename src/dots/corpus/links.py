"""Web addresses, written openly or with signs in words, and the names and numbers that some of them are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dots.corpus.masking import Found
from dots.corpus.skeleton import Skeleton

_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|\.|punto|kropka|punct)\s?[)\]}]\s?|\s(?:dot|punto|kropka|punct)\s)"
_SLASH = r"(?:/|\s?[(\[{]\s?(?:slash|/)\s?[)\]}]\s?|\s(?:slash|forward slash)\s)"
_ENDING = (
    r"(?:com|org|net|info|biz|co|uk|eu|me|io|ee|ly|gl|gg|to|link|bio|page|app|site|online|live|club|xyz|vip|ro|pl|es|ie"
    r"|example|invalid|test)"
)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?"
_PATH = r"[a-z0-9@_.~%+?=&#/-]*[a-z0-9_/]"
_LINK = re.compile(
    rf"(?<![a-z0-9@._-])(?P<scheme>h(?:tt|xx)ps?\s?:\s?//\s?)?(?P<www>www{_DOT})?(?P<host>(?:{_LABEL}{_DOT}){{1,4}}{_ENDING})"
    rf"(?![a-z0-9@-]|\s?@)(?P<path>{_SLASH}(?:{_PATH})?)?"
)
_SIGNS = ((re.compile(_DOT), "."), (re.compile(_SLASH), "/"))
_HINTS = (
    ".c",
    ".o",
    ".m",
    ".n",
    ".e",
    ".l",
    ".i",
    ".u",
    ".b",
    ".p",
    ".t",
    ".x",
    ".g",
    ".a",
    ".s",
    ".v",
    ".r",
    "dot",
    "punto",
    "kropka",
    "punct",
)
_NAMES = {
    "t.me": r"(?P<name>[a-z][a-z0-9_]{2,})", "telegram.me": r"(?P<name>[a-z][a-z0-9_]{2,})",
    "instagram.com": r"(?P<name>[a-z0-9_.]{3,})", "snapchat.com": r"add/(?P<name>[a-z0-9_.-]{3,})",
    "twitter.com": r"(?P<name>[a-z0-9_]{3,})",
    "x.com": r"(?P<name>[a-z0-9_]{3,})", "kik.me": r"(?P<name>[a-z0-9_.]{3,})",
    "tiktok.com": r"@(?P<name>[a-z0-9_.]{3,})", "onlyfans.com": r"(?P<name>[a-z0-9_.-]{3,})",
    "m.me": r"(?P<name>[a-z0-9_.]{3,})", "facebook.com": r"(?P<name>[a-z0-9_.]{3,})",
}  # fmt: skip
_NO_NAMES = frozenset(("joinchat", "share", "home", "explore", "search", "login", "p", "c"))
_WELL_KNOWN = re.compile(r"\.(?:com|org|net|info|biz|uk|example|invalid|test)$")
_TELEPHONES = ("wa.me", "api.whatsapp.com", "signal.me", "viber.click")


def find(text: Skeleton, taken: Sequence[tuple[int, int]]) -> list[Found]:
    """Find web addresses outside the spans taken by other contacts.

    Returns
    -------
    list of Found
        `url`, in lower case and without scheme and "www."; `handle` if the address is somebody's page on a service
        (the rule is `link` then). Invitations with a telephone number (wa.me/44...) are left to the search for numbers.
    """
    read = text.text
    if not any(hint in read for hint in _HINTS):
        return []
    found = []
    for match in _LINK.finditer(read):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        host, path = match["host"], match["path"] or ""
        for sign, plain in _SIGNS:
            host, path = sign.sub(plain, host), sign.sub(plain, path)
        host, path = host.replace(" ", ""), path.replace(" ", "").strip("/")
        if not (match["scheme"] or match["www"] or path or _WELL_KNOWN.search(host)):
            continue  # "come home.me and you" lacks a space, not a www
        if host in _TELEPHONES and re.search(r"\d{6}", path):
            continue
        rule = (
            "plain" if match[0] in text.original.lower() and "(" not in match[0] and " " not in match[0] else "spelled"
        )
        named = re.fullmatch(_NAMES.get(host, "(?!)") + r"/?(?:\?.*)?", path)
        if named and named["name"] not in _NO_NAMES:
            found.append(Found("handle", f"@{named['name'].strip('.-')}", "link", (match.span(),)))
        else:
            found.append(Found("url", f"{host}/{path}" if path else host, rule, (match.span(),)))
    return found
