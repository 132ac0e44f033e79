"""What the market publishes gives nothing of its truth away, harms nobody, and is the same every time."""

import html
import json
import re

import pandas as pd
import pytest
import simulated

from dots.market import direct, hiding

SMALL = {"adverts": 300, "organisations": 40}


@pytest.fixture(scope="module")
def pages(market) -> list:
    return list(direct.pages(market.about, market.rows))


@pytest.fixture(scope="module")
def text(pages) -> str:
    return "\n".join(html.unescape(page.body.decode()) for page in pages)


def test_the_same_seed_gives_the_same_market_and_another_seed_differs_everywhere():
    first, again, other = (simulated.simulate(seed, **SMALL) for seed in (1, 1, 2))
    assert first.rows == again.rows
    assert json.dumps(first.parameters, sort_keys=True) == json.dumps(again.parameters, sort_keys=True)
    for name, frame in first.truth.items():
        pd.testing.assert_frame_equal(frame, again.truth[name])
    assert not {row["body"] for row in first.rows} & {row["body"] for row in other.rows}
    assert not {row["number"] for row in first.rows} & {row["number"] for row in other.rows}


def test_nothing_of_the_truth_is_on_any_page(market, pages):
    """Keys and names that only the truth has are looked for in every page; names that are words, outside the prose."""
    adverts, words = market.truth["adverts"], {"covert", "agency", "scam", "touring", "independent", "duo"}
    secrets = {"organisation", "template", "public-", "stranger", "exploitation", "person-", "latent", "degree", "twin"}
    secrets |= set(adverts["organisation"]) | set(adverts["person"]) | set(adverts["template"]) - {""}
    prose = re.compile(r">[^<]+<")
    for page in pages:
        whole = page.body.decode().lower()
        frame = prose.sub("><", whole) if "json" not in page.url and whole.startswith("<!doctype") else ""
        assert not [secret for secret in secrets if secret in whole], page.url
        assert not [word for word in words if re.search(rf"\b{word}\b", frame)], page.url


def test_the_site_is_told_nothing_of_the_truth(market):
    assert {key for row in market.rows for key in row} == {
        "platform", "number", "since", "until", "posted", "renewed", "town", "region", "title", "body", "contact",
        "price", "account", "name",
    }  # fmt: skip
    assert set(market.about) == {"first", "last", "waves", "closures"}


def test_advert_numbers_say_nothing_of_who_is_behind_them(market):
    adverts = market.truth["adverts"].assign(number=lambda f: f["advert"].str.split("/").str[1].astype(int))
    for _, part in adverts.groupby(adverts["advert"].str.split("/").str[0]):
        part = part.sort_values("number")
        assert part["posted"].is_monotonic_increasing
        same = (part["organisation"].to_numpy()[1:] == part["organisation"].to_numpy()[:-1]).mean()
        assert same < 0.1


def test_only_numbers_set_aside_for_drama_occur(market, ranges, text):
    allowed = [(int(part["first"]), int(part["last"])) for part in ranges]

    def is_drama(number: str) -> bool:
        return any(low <= int(number) <= high for low, high in allowed)

    planted = market.truth["contacts"].query("kind == 'phone'")["value"]
    assert planted.str.fullmatch("44[1-9][0-9]{9}").all()
    assert all(is_drama("0" + value[2:]) for value in planted)
    written = re.findall(r"(?<![\d.])(?:0\d{10}|0\d{4} \d{6}|\+44 \d{4} \d{6})(?!\d)", text)
    assert len(written) > 500
    assert all(is_drama(number.replace(" ", "").replace("+44", "0")) for number in written)


def test_addresses_are_at_example_domains_only(text):
    domains = set(re.findall(r"\w@([\w-]+\.[a-z]{2,4})\b", text))
    assert domains == {"example.com", "example.net", "example.org"}


def test_everybody_is_an_adult(text):
    stated = [int(number) for number in re.findall(r"\b(?:aged|i am|age) (\d\d)\b", text.lower())]
    stated += [int(number) for number in re.findall(r"\b(\d+) (?:years|años|ani|lat)\b", text.lower())]
    assert len(stated) > 500
    assert min(stated) >= 18
    banned = (
        r"\b(teen\w*|young\w*|girls?|school\w*|barely|youth\w*|daughter|petite|innocent|fresh faced|college|lolita)\b"
    )
    assert not re.search(banned, text.lower())


def test_adverts_are_of_ordinary_length(market):
    lengths = pd.Series([len(row["body"].split()) for row in market.rows])
    assert lengths.between(30, 140).mean() > 0.98


def test_contacts_are_hidden_and_missing_at_the_planted_rates(market, settings):
    planted, adverts = market.truth["contacts"], market.truth["adverts"]
    group = planted["hiding"].map(hiding.GROUP)
    assert group.notna().all()
    policy = next(shock for shock in settings["shocks"] if shock["kind"] == "policy")
    after = adverts["posted"] >= market.truth["events"].query("event == 'policy'")["day"].iloc[0]
    forced = adverts.loc[after & adverts["advert"].str.startswith(policy["platform"]), "advert"]
    free = ~planted["advert"].isin(forced)
    assert (group[free] != "open").mean() == pytest.approx(settings["hidden_share"], abs=0.06)
    assert (group[~free] != "open").mean() > policy["share"]
    assert (group[group != "open"] == "crafty").mean() == pytest.approx(settings["crafty_share"], abs=0.05)
    missing = 1 - planted["advert"].nunique() / len(adverts)
    assert missing == pytest.approx(settings["missing_contact"], abs=0.025)


def test_what_is_planted_in_an_advert_stands_in_its_text(market):
    """A plainly written number can be read on the page as it is."""
    planted = market.truth["contacts"].query("kind == 'phone' and hiding == 'plain'")
    by_key = {
        f"{row['platform']}/{row['number']}": f"{row['title']} {row['body']} {row['contact']}" for row in market.rows
    }
    assert len(planted) > 200
    assert all("0" + one.value[2:] in by_key[one.advert] for one in planted.itertuples())
