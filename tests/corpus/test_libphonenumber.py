"""What libphonenumber's own tests find on plain text is found here as well, in every country it is asked for."""

import re

import libphonenumber_cases as cases
import phonenumbers
import pytest
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

from dots.corpus import phones, skeleton
from dots.corpus.dialling import LEAST, Plan


def by_peer(text, region):
    """Give what `phonenumbers` finds, with today's numbering plans: normal forms and their regions."""
    numbers = [match.number for match in PhoneNumberMatcher(text, region, Leniency.VALID, 65535)]
    regions = {phonenumbers.region_code_for_number(number) for number in numbers}
    return [phonenumbers.format_number(number, PhoneNumberFormat.E164)[1:] for number in numbers], regions


def ours(text, *regions):
    known = sorted(set(regions) & phonenumbers.SUPPORTED_REGIONS)
    return [item.value for item in phones.find(skeleton.of(text), Plan((), tuple(known))) if item.value]


DATES = ("2012-01-02 08",)
"""Valid numbers that everybody else reads as a date."""
SIGNS = ("650+253+1234",)
"""No number to libphonenumber; to us any sign may part digits."""


def is_looked_for(number, region):
    """Tell whether a number is valid by today's plan, and as long as those that the corpus looks for."""
    before_extension = re.split(r"\s*,?\s*(?:ext|x|int|#|~\d{4})", number)[0]
    return bool(by_peer(number, region)[0]) and len(re.sub(r"\D", "", before_extension)) >= LEAST


LOOKED_FOR = [case for case in cases.FOUND if case[0] not in DATES and is_looked_for(*case)]


def test_most_of_the_numbers_are_looked_for():
    assert len(LOOKED_FOR) > 0.8 * len(cases.FOUND)


@pytest.mark.parametrize(("number", "region"), LOOKED_FOR)
def test_a_number_is_found_in_every_context(number, region):
    alone, regions = by_peer(number, region)
    texts = [number.join(around) for around in cases.AROUND]
    missed = [
        text for text in texts if alone[0] in by_peer(text, region)[0] and alone[0] not in ours(text, region, *regions)
    ]
    assert not missed


@pytest.mark.parametrize(("text", "region"), [case for case in cases.NOT_FOUND if case[0] not in SIGNS])
def test_what_is_no_number_is_none(text, region):
    assert ours(text, region) == []
