"""Telephone numbers as they are dialled: which digits make a number, in which country, and how sure that is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

Ranges = tuple[tuple[str, str], ...]

MOST = 15
"""Digits of the longest number (ITU-T E.164), and of a number with its prefix."""
LEAST = 8
"""Digits of the shortest that is looked for."""
KINDS = (
    "fixed_line", "mobile", "pager", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "uan", "voicemail",
)  # fmt: skip


class Number(NamedTuple):
    """A telephone number.

    Attributes
    ----------
    value
        Normal form: country code and national number, digits only.
    sure
        3 in the ranges given, 2 in use by the numbering plan, 1 a British mobile by its length alone.
    mobile
        Whether it is a mobile.
    """

    value: str
    sure: int
    mobile: bool


@dataclass(frozen=True)
class Country:
    """How one country dials; patterns of `phonenumbers` (Google's libphonenumber)."""

    code: str
    national: str
    prefixes: tuple[str, ...]
    numbers: re.Pattern
    mobiles: re.Pattern
    leading_zero: bool

    def read(self, digits: str) -> tuple[str, str] | None:
        """Give the national number and the prefix with which it is dialled, if the digits are one of this country."""
        for prefix in self.prefixes:
            rest = digits.removeprefix(prefix)
            if prefix and rest == digits:
                continue
            if prefix.endswith(self.code) and prefix and self.national and not self.leading_zero:
                rest = rest.removeprefix(self.national)
            if 4 < len(rest) and self.numbers.fullmatch(rest):
                if prefix or not self.national or self.mobiles.fullmatch(rest):
                    return rest, prefix
        return None


@dataclass(frozen=True)
class Plan:
    """The numbers a study looks for.

    Attributes
    ----------
    ranges
        Ranges accepted besides those in use (Ofcom's numbers for drama), national form.
    countries
        Countries whose numbers are read, by their ISO 3166-1 code.
    """

    ranges: Ranges
    countries: tuple[str, ...] = ("GB",)

    @cached_property
    def abroad(self) -> tuple[Country, ...]:
        """Every country's way of dialling."""
        return tuple(map(country, self.countries))

    @cached_property
    def begins(self) -> frozenset[str]:
        """Digits with which a number may begin."""
        return frozenset("047" if self.countries == ("GB",) else "0123456789")

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """Digits with which a number begins that does not stand in one piece: a prefix, where the country has one."""
        return tuple(
            sorted({head for one in self.abroad for head in (one.code, one.national, "00") if head or not one.national})
        )

    @cached_property
    def _limits(self) -> dict[int, Ranges]:
        sizes: dict[int, Ranges] = {}
        for first, last in self.ranges:
            sizes[len(first)] = (*sizes.get(len(first), ()), (first, last))
        return sizes

    @cached_property
    def _known(self) -> dict[str, Number | None]:
        return {}

    def read(self, digits: str) -> Number | None:
        """Read digits as dialled, with or without the country's code, or give None if they are no number."""
        known = self._known
        if digits not in known:
            if len(known) > 200_000:
                known.clear()
            known[digits] = self._read(digits)
        return known[digits]

    def _read(self, digits: str) -> Number | None:
        if not LEAST <= len(digits) <= MOST:
            return None
        if "GB" in self.countries and (number := self._british(digits)):
            return number
        for one in self.abroad:
            if read := one.read(digits):
                return Number(one.code + read[0], 2, bool(one.mobiles.fullmatch(read[0])))
        return None

    def _british(self, digits: str) -> Number | None:
        """Read a number of the ranges (for drama), or a mobile that is none in use."""
        bare = digits
        for prefix in ("0044", "44"):
            if digits.startswith(prefix) and len(digits) > 10:
                bare = digits[len(prefix) :].removeprefix("0")
                break
        else:
            if digits[0] == "0":
                bare = digits[1:]
            elif not (digits[0] == "7" and len(digits) == 10):
                return None
        national = f"0{bare}"
        mobile = national.startswith("07")
        for first, last in self._limits.get(len(national), ()):
            if first <= national <= last:
                return Number(f"44{bare}", 3, mobile)
        if country("GB").numbers.fullmatch(bare):
            return Number(f"44{bare}", 2, mobile)
        # ASSUME a mobile-length number outside the ranges in use today is a number all the same: plans change
        return Number(f"44{bare}", 1, True) if mobile and len(bare) == 10 else None


def load(path: Path, countries: Iterable[str] = ("GB",)) -> Plan:
    """Read the numbers a study accepts besides those in use (Ofcom's numbers for drama), and say of which countries.

    Raises
    ------
    ValueError
        If a range's ends differ in length or are not digits, or a country is not known to `phonenumbers`.
    """
    ranges = tuple((part["first"], part["last"]) for part in json.loads(path.read_text())["ranges"])
    for first, last in ranges:
        if len(first) != len(last) or not (first + last).isdigit() or first > last:
            raise ValueError(f"{path}: {first} to {last} is not a range of telephone numbers")
    for code in countries:
        country(code)
    return Plan(ranges, tuple(countries))


@lru_cache
def country(code: str) -> Country:
    """Give the way of dialling of a country by its ISO 3166-1 code.

    Raises
    ------
    ValueError
        If `phonenumbers` knows no such country.
    """
    import phonenumbers

    held = phonenumbers.PhoneMetadata.metadata_for_region(code, None)
    if held is None:
        raise ValueError(f"corpus.countries: {code!r} is no country with telephone numbers; write it as GB or IE")
    own = str(held.country_code)
    national = held.national_prefix or ""
    kinds = [getattr(held, kind) for kind in KINDS]
    patterns = sorted({kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern})
    prefixes = (f"00{own}", f"011{own}", own, *([national] if national else []), "")
    return Country(
        own,
        national,
        tuple(dict.fromkeys(prefixes)),
        re.compile("|".join(f"(?:{pattern})" for pattern in patterns)),
        re.compile(held.mobile.national_number_pattern or "(?!)"),
        code in ("IT", "SM", "VA"),
    )
