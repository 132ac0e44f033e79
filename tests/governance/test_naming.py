"""An advert's number leads to its page: what stands for it says nothing of it, and joins nothing of another study."""

import base64
import hashlib

import pytest

from dots.governance import naming, vault

ONE, TWO = (naming.secret(vault.load_keys(vault.SIMULATED, seed)) for seed in (1, 2))
NUMBERS = [f"noticeboard/{number:012d}" for number in range(2000)]


def test_an_advert_keeps_its_platform_and_has_one_pseudonym_in_a_study():
    named = naming.pseudonym("noticeboard/000000000007", ONE)
    assert naming.is_pseudonym(named) and named.startswith("noticeboard/advert-") and "7" not in named[:19]
    assert named.partition("/")[2] == vault.pseudonym(
        "noticeboard/000000000007", "advert", vault.load_keys(vault.SIMULATED, 1)
    )
    assert naming.pseudonyms([*NUMBERS, *NUMBERS, ""], ONE) == {
        **{number: naming.pseudonym(number, ONE) for number in NUMBERS}, "": "",
    }  # fmt: skip
    assert len(set(naming.pseudonyms(NUMBERS, ONE).values())) == len(NUMBERS)


def test_the_same_number_on_two_platforms_is_two_adverts():
    boards = {naming.pseudonym(f"{site}/000000000007", ONE).partition("/")[2] for site in ("noticeboard", "citylist")}
    assert len(boards) == 2


def test_the_adverts_of_two_studies_do_not_join():
    one, two = (set(naming.pseudonyms(NUMBERS, secret).values()) for secret in (ONE, TWO))
    assert not one & two
    assert not {name.partition("/")[2] for name in one} & {name.partition("/")[2] for name in two}


def test_trying_every_number_without_the_secret_finds_no_pseudonym():
    """Numbers of a site can be counted through, so an unkeyed digest would name them all."""
    named = {name[-16:] for name in naming.pseudonyms(NUMBERS, ONE).values()}
    for advert in NUMBERS:
        for text in (advert, advert.partition("/")[2], f"advert\x1f{advert}"):
            for digest in (hashlib.sha256(text.encode()).digest(), hashlib.blake2b(text.encode()).digest()):
                assert base64.b32encode(digest)[:16].decode().lower() not in named


def test_pseudonyms_sort_in_another_order_than_the_numbers():
    """A number grows with the day, so an order kept would tell when an advert was posted."""
    names = naming.pseudonyms(NUMBERS, ONE)
    place = {name: rank for rank, name in enumerate(sorted(names.values()))}
    ranks = [place[names[number]] for number in NUMBERS]
    rising = sum(after > before for before, after in zip(ranks[:-1], ranks[1:], strict=True))
    assert 900 < rising < 1100


def test_what_names_no_platform_is_refused_and_not_repeated():
    with pytest.raises(ValueError, match="platform/number") as told:
        naming.pseudonyms(["000000000007"], ONE)
    assert "000007" not in str(told.value)


@pytest.mark.parametrize("named", ["noticeboard/000123", "social/advert-1", "advert-abcdefghij234567", ""])
def test_a_sites_own_number_is_no_pseudonym(named):
    assert not naming.is_pseudonym(named)
