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


@pytest.mark.parametrize(("number", "region"), [case for case in cases.FOUND if case[0] not in DATES])
def test_a_number_is_found_in_every_context(number, region):
    alone, regions = by_peer(number, region)
    if not alone or len(re.sub(r"\D", "", re.split(r"\s*,?\s*(?:ext|x|int|#|~\d{4})", number)[0])) < LEAST:
        pytest.skip("no valid number by today's plan, or shorter than the corpus looks for")
    texts = [number.join(around) for around in cases.AROUND]
    missed = [
        text for text in texts if alone[0] in by_peer(text, region)[0] and alone[0] not in ours(text, region, *regions)
    ]
    assert not missed


@pytest.mark.parametrize(("text", "region"), [case for case in cases.NOT_FOUND if case[0] not in SIGNS])
def test_what_is_no_number_is_none(text, region):
    assert ours(text, region) == []
