"""The page shows what ten unconnected adverts say alike, and nothing of anybody."""

import re
from html.parser import HTMLParser
from pathlib import Path

import lxml.html
import numpy as np
import pandas as pd
import pytest
import simulated

from dots.corpus import template_view, templates

ROOT = Path(__file__).parents[2]
NAMES = template_view.load_names(ROOT / "config/corpus/working_names.yaml")
PUBLIC = "sweet and gentle company in <place> my number is <phone> ask for {} always on time and discreet kisses {}"


def market(texts, contacts):
    """Make the tables of adverts and contacts from texts and the contact of each."""
    keys = [f"noticeboard/{number:06d}" for number in range(len(texts))]
    adverts = pd.DataFrame({"advert": keys, "text": texts, "town": "Leeds"})
    adverts["posted"] = pd.Timestamp("2025-03-04") + pd.to_timedelta(np.arange(len(texts)), unit="D")
    held = pd.DataFrame({"advert": keys, "contact": contacts})
    return adverts, held[held["contact"] != ""]


def found(texts, contacts):
    return templates.find(*market(texts, contacts), 0.2, minimum=10, names=NAMES)[0]


def shown(texts, contacts):
    return template_view.page(found(texts, contacts), 10)


def own(count):
    return [f"phone-{number}" for number in range(count)]


def test_a_text_of_ten_unconnected_adverts_is_shown_with_its_slots_marked():
    page = shown([PUBLIC.format("anna", f"k{number}") for number in range(10)], own(10))
    quote = lxml.html.fromstring(page).find(".//blockquote")
    assert quote.text_content().startswith("sweet and gentle company in place my number is phone ask for")
    assert len(quote.findall("mark")) == 1 and quote.findall("mark")[0].get("title")


def test_a_text_of_nine_unconnected_adverts_is_withheld():
    page = shown([PUBLIC.format("dear", "you")] * 9, own(9))
    assert "gentle" not in page and "No text is used by 10 or more" in page


@pytest.mark.parametrize("contacts", [["phone-1"] * 40, [""] * 40, ["phone-1", "phone-2"] * 20, own(9) + [""] * 31])
def test_many_adverts_of_few_users_are_withheld(contacts):
    assert "gentle" not in shown([PUBLIC.format("dear", "you")] * 40, contacts)


def test_a_chain_of_contacts_connects():
    adverts, contacts = market([PUBLIC.format("dear", "you")] * 12, own(12))
    pairs = pd.DataFrame({"advert": np.repeat(adverts["advert"].to_numpy(), 2)})
    pairs["contact"] = [f"shared-{(number + 1) // 2}" for number in range(24)]
    table, _ = templates.find(adverts, pd.concat([contacts, pairs]), 0.2, minimum=10, names=NAMES)
    assert table["unconnected"].tolist() == [1] and table["shown"].tolist() == [""]


def test_a_word_that_fewer_than_ten_unconnected_adverts_have_is_withheld():
    texts = [PUBLIC.format("dear", "you")] * 9 + [PUBLIC.format("dear", "you").replace("discreet", "ever")] * 3
    table = found(texts, own(12))
    assert "discreet" in table["text"].iloc[0]
    assert "discreet" not in table["shown"].iloc[0] and templates.WITHHELD in table["shown"].iloc[0]
    # twelve adverts have it, but all of the one user
    texts = [PUBLIC.format("dear", "you")] * 30 + [PUBLIC.format("dear", "you").replace("discreet", "ever")] * 10
    table = found(texts, ["phone-x"] * 30 + own(10))
    assert "discreet" in table["text"].iloc[0] and "discreet" not in table["shown"].iloc[0]


def test_a_working_name_is_withheld_however_many_have_it():
    texts = [PUBLIC.format("Bianca", "Sofía") for _ in range(50)]
    page = shown(texts, own(50))
    assert "gentle" in page and "bianca" not in page.lower() and "sof" not in page.lower()


def test_every_name_of_the_simulated_market_is_known():
    words = simulated.world(1, adverts=50, organisations=5).words
    names = {part.lower() for name in words.lists["names"] for part in re.findall(r"\w+", name)}
    assert names and names <= NAMES


def test_no_name_of_a_template_is_shown_because_it_is_that_of_an_advert():
    table = found([PUBLIC.format("dear", "you")] * 20, own(20))
    page = template_view.page(table, 10)
    assert table["template"].iloc[0] == "template-noticeboard/000000"
    assert "noticeboard" not in page and "template-" not in page


def test_sizes_are_blank_if_one_of_them_has_too_few_adverts():
    table = found(
        [PUBLIC.format("dear", "you")] * 30 + ["one of a kind altogether", "two of a kind of its own"], own(32)
    )
    assert table["adverts"].tolist() == [30, 1, 1]
    assert template_view.classes(table, 10)["adverts"].isna().all()
    more = found([PUBLIC.format("dear", "you")] * 30 + [f"w{n} x{n} y{n} z{n}" for n in range(12)], own(42))
    assert template_view.classes(more, 10).set_index("size")["adverts"].dropna().to_dict() == {
        "one advert": 12, "more than 20 adverts": 30,
    }  # fmt: skip


def test_the_page_asks_for_nothing_and_is_well_formed():
    page = shown([PUBLIC.format("a", "b")] * 12 + ["<b>not</b> <script>alert(1)</script> markup"] * 12, own(24))

    class Balance(HTMLParser):
        """Tells whether every element is closed in its turn."""

        def __init__(self):
            super().__init__()
            self.stack, self.seen = [], set()

        def handle_starttag(self, tag, attrs):
            self.seen.add(tag)
            assert not {"src", "href"} & {name for name, _ in attrs}
            if tag != "meta":
                self.stack.append(tag)

        def handle_endtag(self, tag):
            assert self.stack.pop() == tag

    parser = Balance()
    parser.feed(page)
    assert parser.stack == [] and "blockquote" in parser.seen and "script" not in parser.seen
    assert "://" not in page


@pytest.mark.parametrize(
    ("content", "message"),
    [("anna: 1", "a list of names is needed"), ("[Anna]", "'Anna' is not one word"), ("[anna, 3]", "a list of names")],
)
def test_a_list_of_names_that_is_none_is_refused(tmp_path, content, message):
    path = tmp_path / "names.yaml"
    path.write_text(content)
    with pytest.raises(ValueError, match=message):
        template_view.load_names(path)
