"""The published market gives nothing of its truth away, harms nobody, and is the same bytes every time."""

import html
import json
import re

import pandas as pd
import pytest

from dots.market import contacts, site


def texts(market) -> str:
    return html.unescape("\n".join(content.decode() for content in market.files.values()))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(simulate, market):
    small = {"adverts": 300, "organisations": 40}
    first, again, other = simulate(1, **small), simulate(1, **small), simulate(2, **small)
    assert site.pack(first.files) == site.pack(again.files) != site.pack(other.files)
    for name, frame in first.truth.items():
        pd.testing.assert_frame_equal(frame, again.truth[name])
    assert json.dumps(first.parameters, sort_keys=True) == json.dumps(again.parameters, sort_keys=True)
    assert site.unpack(site.pack(first.files)) == first.files


def test_nothing_of_the_truth_is_on_the_site(market):
    adverts = market.truth["adverts"]
    secrets = {
        "organisation-",
        "/template-",
        "public-0",
        "stranger",
        "exploitation",
        "covert",
        "agency",
        "scam",
        "touring",
    }
    secrets |= set(adverts["organisation"]) | set(adverts["template"]) - {""}
    prose = re.compile(r"<(h1|div|title|p|a)\b[^>]*>[^<]*", re.S)
    for name, content in market.files.items():
        text = content.decode().lower()
        # 'touring' is also an ordinary word of the trade, so outside the prose only
        structure = prose.sub(r"<\1>", text) if name.endswith(".html") else text
        for secret in secrets - {"touring"}:
            assert secret not in text, (name, secret)
        if name.endswith(".html"):
            assert "touring" not in structure, name
    topics = set(market.truth["topics"]["topic"])
    keys = set(re.findall(r'"(\w+)":', market.files[site.STATUSES].decode()))
    assert keys == {"id", "created_at", "content", "url", "account", "acct", "display_name", "tags", "name"}
    classes = set(re.findall(r'class="([^"]*)"', texts(market)))
    assert classes == {"advert", "title", "place", "price", "posted", "body", "contact", "regions", "adverts", "next"}
    assert not topics & (keys | classes)


def test_advert_numbers_say_nothing_of_who_is_behind_them(market):
    adverts = market.truth["adverts"]
    board = adverts[adverts["advert"].str.startswith("noticeboard")].sort_values("advert")
    same = (board["organisation"].to_numpy()[1:] == board["organisation"].to_numpy()[:-1]).mean()
    assert same < 0.1
    assert board["posted"].is_monotonic_increasing


def test_only_numbers_set_aside_for_drama_occur_even_where_they_are_hidden(market, ranges):
    allowed = [(int(part["first"]), int(part["last"])) for part in ranges]

    def is_drama(number: str) -> bool:
        return any(low <= int(number) <= high for low, high in allowed)

    planted = market.truth["contacts"].query("kind == 'phone'")["value"]
    assert planted.str.fullmatch("44[1-9][0-9]{9}").all()
    assert all(is_drama("0" + value[2:]) for value in planted)
    written = re.findall(r"(?<!\d)(?:0\d{10}|0\d{4} \d{6}|\+44 \d{4} \d{6})(?!\d)", texts(market))
    assert len(written) > 500
    assert all(is_drama(number.replace(" ", "").replace("+44", "0")) for number in written)
    assert not re.search(r"\d{12,}", texts(market))


def test_addresses_are_at_example_domains_only(market):
    domains = set(re.findall(r"[\w.]+@([\w.]+\w)", texts(market)))
    assert domains <= set(contacts.DOMAINS) | {part for part in domains if "." not in part}


def test_everybody_is_an_adult(market, words):
    text = texts(market).lower()
    stated = [int(number) for number in re.findall(r"\b(?:aged|i am|age) (\d\d)\b", text)]
    stated += [int(number) for number in re.findall(r"\b(\d+) years", text)]
    stated += [int(age) for pair in re.findall(r"\b(\d\d) and (\d\d) years", text) for age in pair]
    assert len(stated) > 500
    assert min(stated) >= 18
    banned = (
        r"\b(teen\w*|young\w*|girls?|school\w*|barely|youth\w*|daughter|petite|innocent|fresh faced|college|lolita)\b"
    )
    assert not re.search(banned, text)
    everything = json.dumps(words.lists).lower()
    assert not re.search(banned, everything)


def test_adverts_are_of_ordinary_length(market):
    bodies = [
        re.search(r'class="body">(.*?)</div>', c.decode()).group(1) for n, c in market.files.items() if "/advert/" in n
    ]
    lengths = pd.Series([len(body.split()) for body in bodies])
    assert lengths.between(40, 120).mean() > 0.98


def test_contacts_are_hidden_at_the_planted_rate_in_every_planned_way(market, settings):
    planted = market.truth["contacts"]
    hidden = ~planted["hiding"].isin(contacts.OPEN)
    assert hidden.mean() == pytest.approx(settings["hidden_share"], abs=0.05)
    ways = {mode for modes in contacts.HIDDEN.values() for mode in modes}
    assert ways <= set(planted["hiding"])


def test_an_open_contact_can_be_read_in_its_advert_and_a_hidden_one_cannot(market):
    planted = market.truth["contacts"].query("kind == 'phone'")
    pages = {f"noticeboard/{n.rsplit('/', 1)[1][:-5]}": c.decode() for n, c in market.files.items() if "/advert/" in n}
    for one in planted[planted["advert"].isin(pages)].itertuples():
        digits = re.sub(r"(?<=\d) (?=\d)", "", pages[one.advert].replace("+44 ", "0"))
        assert ("0" + one.value[2:] in digits) == (one.hiding in contacts.OPEN), one


def test_no_two_organisations_share_a_number_but_for_the_planted_receptionists(market):
    planted = market.truth["contacts"].merge(market.truth["adverts"], on="advert")
    users = planted.groupby(["kind_x", "value"])["organisation"].nunique()
    shared = users[users > 1]
    stated = market.parameters["contacts"]
    assert 1 <= len(shared) <= stated["shared_receptionists"]
    assert shared.max() <= contacts.SHARED_BY


def test_a_shared_receptionist_serves_only_people_who_work_alone_or_in_twos(large_market):
    planted = large_market.truth["contacts"].merge(large_market.truth["adverts"], on="advert")
    users = planted.groupby("value")["organisation"].transform("nunique")
    assert set(planted.loc[users > 1, "kind_y"]) == {"independent", "duo"}


def test_covert_networks_go_through_telephones_in_time_and_a_scam_has_one(market):
    planted = market.truth["contacts"].merge(market.truth["adverts"], on="advert").query("kind_x == 'phone'")
    phones = planted.groupby(["kind_y", "organisation"])["value"].nunique()
    assert (phones["scam"] == 1).all()
    assert phones["covert"].mean() > 2.5


def test_every_advert_carries_one_to_three_contacts(market):
    counts = market.truth["contacts"].groupby("advert").size()
    assert len(counts) == len(market.truth["adverts"])
    assert counts.between(1, 3).all()
    assert (counts > 1).mean() > 0.1


def test_only_those_who_move_leave_their_region(market):
    regions = market.truth["adverts"].groupby(["kind", "organisation"])["region"].nunique()
    for kind in ("independent", "duo", "scam"):
        assert (regions[kind] == 1).all()
    assert regions["covert"].mean() > 1.5


def test_too_large_a_market_for_the_drama_ranges_is_refused():
    behind = pd.DataFrame({"organisation": [f"o{n}" for n in range(200)], "kind": "independent", "adverts": 2})
    few = [{"area": "Mobile", "first": "07700900000", "last": "07700900099"}]
    with pytest.raises(ValueError, match="too few numbers"):
        contacts.allot(behind, few, 1)
