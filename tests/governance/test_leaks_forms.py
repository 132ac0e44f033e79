"""A contact is known again in whatever form it left, and nothing else is taken for one."""

import base64
import hashlib
import json
import random
import string

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leaked import canary, forms, found, phone

from dots.governance import naming, vault
from dots.governance.leaks import canaries, scan
from dots.governance.leaks.canaries import Canary

NUMBER = 417
KNOWN = [canary(kind, NUMBER) for kind in ("phone", "email", "handle", "advert")]
HUNT = scan.Hunt(KNOWN)
SIGNS = " .-/*_()[]|,;:~\t\n\u00a0\u2009\u2013\u200b"


def value(kind):
    return phone(NUMBER) if kind == "phone" else canary(kind, NUMBER).value


@pytest.mark.parametrize(("kind", "name", "way"), forms(), ids=lambda part: part if isinstance(part, str) else "")
def test_a_contact_is_found_in_this_form(kind, name, way):
    before = b"Nothing is told here, at noon.\n" * 40
    content = before + b"it is: " + way(value(kind)).encode() + b" ;\nand no more\n"
    leaks = found(HUNT, content)
    assert {leak.canary for leak in leaks} == {f"{kind}-label{NUMBER}"}
    assert all(len(before) <= leak.offset <= len(before) + 40 for leak in leaks), "the place is wrong"


@pytest.mark.parametrize("kind", ["phone", "email", "handle", "advert"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_contact_is_found_in_wide_characters(kind, encoding):
    assert found(HUNT, f"it is {value(kind)} again".encode(encoding))


@pytest.mark.parametrize("kind", ["phone", "email", "handle"])
@pytest.mark.parametrize("name", canaries.HASHES)
def test_a_digest_is_found_as_bytes(kind, name):
    digest = hashlib.new(name, value(kind).encode()).digest()
    assert {leak.encoding for leak in found(HUNT, b"\0\1\2" + digest + b"\xff")} == {f"{name} in bytes"}


@settings(deadline=None)
@given(st.lists(st.text(SIGNS, max_size=3), min_size=11, max_size=11), st.sampled_from(["", "+44", "0044", "44 ", "0"]))
def test_a_telephone_number_is_found_whatever_signs_are_between_its_digits(signs, code):
    digits = phone(NUMBER)[1:]
    text = code + "".join(digit + sign for digit, sign in zip(digits, [*signs[:9], ""], strict=True))
    if not code and sum(map(bool, signs[:9])) > 3:
        text = "0" + text  # a number without code and 0 must not be in more than four groups
    assert found(HUNT, f"x {text} y".encode()), text


@settings(deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(KNOWN))
def test_a_contact_is_found_wherever_a_window_ends(start, one):
    text = value(one.kind).encode()
    content = b"\n" * (scan.WINDOW - 30 + start % 60) + text + b"\n" * 100
    assert [leak.offset for leak in found(HUNT, content)][0] in (content.index(text), content.index(text) + 1)


def test_no_other_number_of_the_same_range_is_taken_for_it():
    others = [phone(number) for number in range(1000) if number != NUMBER]
    text = "\n".join(
        f"{one} {one[:5]} {one[5:]} {' '.join(one)} {base64.b64encode(one.encode()).decode()}" for one in others
    )
    assert found(HUNT, text.encode()) == []


@pytest.mark.parametrize(
    "text",
    [
        "1{n}", "{n}1", "99{n}", "{n}77", "x = 3.14{n}5", "12{n}34", "{w}x", "x{w}", "{w}1@mail.example",
        "{h}1", "a{h}", "5 7 7 0 0 9 0 0 4 1 7", "7 7 0 0 9 0 0 4 1 7",
    ],
)  # fmt: skip
def test_a_longer_run_of_digits_or_letters_is_something_else(text):
    local = canary("email", NUMBER).value
    handle = canary("handle", NUMBER).value[1:]
    assert found(HUNT, text.format(n=phone(NUMBER), w=local, h=handle).encode()) == []


def test_a_handle_without_digits_is_no_words_of_a_sentence():
    hunt = scan.Hunt([Canary("handle", "@silver.lake", "handle-1"), Canary("handle", "@kim", "handle-2")])
    assert found(hunt, b"On a silver lake, Kim said; the silver: lake. Kim@mail.example akim") == []
    assert {leak.canary for leak in found(hunt, b"see silver.lake and @Kim")} == {"handle-1", "handle-2"}


@pytest.mark.parametrize(
    "text", ["{p} {n}", "{p},{n}", "{p}: {n}", "{p}/1{n}", "{p}/{n}1", "x{p}/{n}", "{n}", "{p}/{s}"]
)
def test_a_number_beside_its_platform_or_within_another_is_no_advert(text):
    platform, _, number = canary("advert", NUMBER).value.partition("/")
    assert found(HUNT, text.format(p=platform, n=number, s=number[:-1]).encode()) == []


def test_adverts_keep_their_case_and_one_that_names_no_platform_cannot_be_hunted():
    hunt = scan.Hunt([Canary("advert", "board/AbC123xyZ", "board/advert-1")])
    for text in ("board/AbC123xyZ", base64.b64encode(b"to board/AbC123xyZ.").decode(),
                 hashlib.sha256(b"AbC123xyZ").hexdigest()):  # fmt: skip
        assert [leak.canary for leak in found(hunt, f"see {text} there".encode())] == ["board/advert-1"]
    for wrong in ("000000000417", "/000000000417", "board/"):
        with pytest.raises(ValueError, match="advert-1"):
            scan.Hunt([Canary("advert", wrong, "board/advert-1")])


def test_pseudonyms_and_their_key_are_no_leak():
    keys = vault.load_keys("simulated", 5)
    everybody = [canary(kind, number) for kind in canaries.KINDS for number in range(300)]
    names = [vault.pseudonym(one.value, one.kind, keys) for one in everybody]
    adverts = [canary("advert", number) for number in range(300)]
    names += naming.pseudonyms((one.value for one in adverts), naming.secret(keys)).values()
    content = json.dumps(names).encode() + keys.secret
    assert found(scan.Hunt([*everybody, *adverts]), content) == []


def test_chance_raises_no_alarm():
    """Twenty megabytes of numbers, letters and bytes, with a thousand contacts: nothing may be found."""
    everybody = [canary("phone", number) for number in range(1000)]
    everybody += [canary(kind, number) for kind in ("email", "handle", "advert") for number in range(500)]
    hunt = scan.Hunt(everybody)
    rng = np.random.default_rng(1)
    draws = random.Random(1)
    floats = "\n".join(map(repr, rng.random(200_000).tolist())).encode()
    whole = "\n".join(map(str, rng.integers(0, 10**12, 300_000).tolist())).encode()
    single = ",".join(map(str, rng.integers(0, 10, 1_000_000).tolist())).encode()
    signs = "".join(draws.choices(string.ascii_letters + string.digits + "+/", k=4_000_000)).encode()
    for content in (floats, whole, single, signs, rng.bytes(4_000_000), rng.bytes(1_000_000).hex().encode()):
        assert found(hunt, content) == []


def test_a_report_holds_no_value_and_names_place_and_form():
    leaks = found(HUNT, " and ".join(value(one.kind) for one in KNOWN).encode(), "results/logs/a.log")
    lines = "\n".join(map(str, leaks))
    assert len(leaks) == len(KNOWN)
    assert found(HUNT, lines.encode()) == []
    assert f"results/logs/a.log, byte 1: phone phone-label{NUMBER} (digits)" in lines


@pytest.mark.parametrize(
    "wrong",
    [
        Canary("phone", "07700 900", "phone-1"),
        Canary("email", "A@mail.example", "email-1"),
        Canary("place", "leeds", "place-1"),
        Canary("handle", "", "handle-1"),
    ],
)
def test_what_cannot_be_hunted_is_refused_by_its_label(wrong):
    with pytest.raises(ValueError, match=wrong.label) as error:
        scan.Hunt([wrong])
    assert not wrong.value or wrong.value not in str(error.value)


def test_a_hunt_for_nothing_is_refused():
    with pytest.raises(ValueError, match="no contact to hunt"):
        scan.Hunt([])
