"""Telephone numbers as they are dialled: which digits make a number, in which country, and how sure that is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import phonenumbers

Ranges = tuple[tuple[str, str], ...]

MOST = 15
"""Digits of the longest number (ITU-T E.164), and of a number with its prefix."""
LEAST = 8
"""Digits of the shortest that is looked for."""
_KINDS = ("fixed_line", "mobile", "pager", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "uan")
_BARE = (
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    phonenumbers.PhoneNumberType.TOLL_FREE,
)
"""Types of number that people write without the prefix for calls within the country."""


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
    def begins(self) -> frozenset[str]:
        """Digits with which a number may begin."""
        return frozenset("047" if self.countries == ("GB",) else "0123456789")

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """Digits with which a number begins that does not stand in one piece: a prefix, where the country has one."""
        prefixes = [_prefixes(country) for country in self.countries]
        return ("",) if any("" in one for one in prefixes) else tuple(sorted(set().union(*prefixes)))

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
        readings = (_abroad(digits, country, self.countries) for country in self.countries if country != "GB")
        return next((number for number in readings if number), None)

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
        if _british_numbers().fullmatch(bare):
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
        if code not in phonenumbers.SUPPORTED_REGIONS:
            raise ValueError(f"corpus.countries: {code!r} is no country with telephone numbers; write it as GB or IE")
    return Plan(ranges, tuple(countries))


@lru_cache
def _british_numbers() -> re.Pattern:
    """Give the pattern of all British numbers in use, as `phonenumbers` has it (its own check is ten times slower)."""
    held = phonenumbers.PhoneMetadata.metadata_for_region("GB")
    kinds = (getattr(held, kind) for kind in _KINDS)
    patterns = sorted({kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern})
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@lru_cache
def _prefixes(country: str) -> tuple[str, ...]:
    """List the digits before a number within a country and from abroad; '' where there are none within it."""
    held = phonenumbers.PhoneMetadata.metadata_for_region(country)
    return str(held.country_code), held.national_prefix or "", "00"


def _abroad(digits: str, country: str, countries: tuple[str, ...]) -> Number | None:
    """Read digits as they are dialled from one country, if they are a number of one of several."""
    international = digits.startswith(_prefixes(country)[0]) or digits.startswith("00")
    for written in (digits, f"+{digits.removeprefix('00')}") if international else (digits,):
        try:
            number = phonenumbers.parse(written, country)
        except phonenumbers.NumberParseException:
            continue
        if not phonenumbers.is_valid_number(number) or phonenumbers.region_code_for_number(number) not in countries:
            continue
        kind = phonenumbers.number_type(number)
        own, home, _ = _prefixes(country)
        abroad = international or number.country_code != int(own)
        if abroad or home in ("", own) or digits.startswith(home) or kind in _BARE:
            value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)[1:]
            return Number(value, 2, kind in _BARE[:2])
    return None
