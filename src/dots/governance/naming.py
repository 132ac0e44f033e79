"""Names of adverts: as its site numbers it in the restricted zone alone, as a keyed pseudonym everywhere else.

A site's number leads straight to the page, and so to whoever wrote it. What is written in its place is the platform and
a pseudonym under the study's secret, `noticeboard/advert-` and 16 signs: it says nothing of the number, the day or the
order of adverts, and no two studies have one in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dots.governance import vault

FIELD = "advert"
_PSEUDONYM = re.compile(rf"[^/]+/{FIELD}-[a-z2-7]{{16}}")


def secret(keys: vault.Keys) -> bytes:
    """Give the secret of the adverts' pseudonyms. It opens nothing, and can be sent to another process."""
    return vault.field_secret(FIELD, keys)


def pseudonym(advert: str, secret: bytes) -> str:
    """Give the pseudonym of one advert, named as platform/number: its platform, and a pseudonym of the whole name."""
    platform, parted, _ = advert.partition("/")
    if not parted:  # without its platform it would get another pseudonym than the same advert with it
        raise ValueError("an advert without its platform has no pseudonym; name it as platform/number")
    return f"{platform}/{vault.pseudonym_under(secret, advert, FIELD)}"


def pseudonyms(adverts: Iterable[str], secret: bytes) -> dict[str, str]:
    """Give the pseudonym of each of the adverts, each made once; no advert ('') has none ('').

    Parameters
    ----------
    adverts
        Names as platform/number, repeated or not.
    secret
        As `secret` gives it.

    Raises
    ------
    ValueError
        If a name has no platform.
    """
    return {advert: pseudonym(advert, secret) if advert else "" for advert in set(adverts)}


def is_pseudonym(named: str) -> bool:
    """Say whether a name has the form of a pseudonym."""
    return bool(_PSEUDONYM.fullmatch(named))
