"""What is published of the corpus is about groups, and a small group does not follow from it."""

import numpy as np
import pandas as pd
import pytest

from dots.corpus import figures, summary


def corpus(sizes):
    """Make a corpus with the given adverts a platform."""
    platforms = [platform for platform, size in sizes.items() for _ in range(size)]
    adverts = pd.DataFrame({"platform": platforms})
    adverts["advert"] = [f"{platform}/{number}" for number, platform in enumerate(platforms)]
    adverts = adverts.assign(month="2025-03", town="Leeds", region="Yorkshire and The Humber", price=90.0, age=27.0)
    adverts["words"] = 50
    contacts = pd.DataFrame(
        {"advert": adverts["advert"], "kind": "phone", "contact": adverts["advert"], "rule": "plain"}
    )
    members = pd.DataFrame({"advert": adverts["advert"], "template": [f"t{n // 2}" for n in range(len(adverts))]})
    sizes = members["template"].value_counts().sort_index()
    return adverts, contacts, pd.DataFrame({"template": sizes.index, "adverts": sizes.to_numpy()}), members


def steps(archived, kept, young):
    rows = [
        ("1 responses in the archive", "kept", 60), ("2 pages", "kept", 55), ("2 pages", "index page", 5),
        ("3 adverts and posts", "kept", archived), ("4 adverts read", "kept", kept),
    ]  # fmt: skip
    rows += [("4 adverts read", "states an age below 18", young)] if young else []
    return pd.DataFrame(rows, columns=["step", "reason", "records"])


def numbers(adverts, contacts, found, members, attrition):
    return summary.summarise(adverts, contacts, found, members, attrition, similarity=0.3, minimum=10)


def test_numbers_count_what_is_there():
    adverts, contacts, found, members = corpus({"noticeboard": 30, "social": 20})
    contacts.loc[:9, "rule"] = "spelled"
    stated = numbers(adverts, contacts.iloc[:40], found, members, steps(62, 50, 12))
    assert stated["adverts"].value == 50
    assert stated["under_age"].value == stated["dropped"].value == 12
    assert stated["hidden_share"].value == pytest.approx(10 / 40)
    assert stated["without_contact"].value == 10 and stated["without_contact_share"].value == pytest.approx(0.2)
    assert stated["templates"].value == 25 and stated["template_share"].value == 1


def test_a_small_group_is_not_told_by_any_number():
    adverts, contacts, found, members = corpus({"noticeboard": 30, "social": 4})
    stated = numbers(adverts, contacts.iloc[:-3], found, members, steps(37, 34, 3))
    assert stated["under_age"].text() == stated["dropped"].text() == "fewer than 10"
    assert stated["without_contact"].text() == stated["social_adverts"].text() == "fewer than 10"
    assert stated["without_contact_share"].text() == "under 29.4 %"
    assert stated["noticeboard_adverts"].text() == "withheld"  # 34 in all
    assert stated["phone_contacts"].value == 31 and stated["email_contacts"].value == 0


def test_a_small_number_of_dropped_adverts_does_not_follow_from_the_steps():
    shown = summary.released_attrition(steps(37, 34, 3), 10)
    hidden = shown.loc[shown["records"].isna(), ["step", "reason"]].to_numpy().tolist()
    assert hidden == [["3 adverts and posts", "kept"], ["4 adverts read", "states an age below 18"]]
    assert summary.released_attrition(steps(46, 34, 12), 10)["records"].notna().all()
    assert summary.released_attrition(steps(34, 34, 0), 10)["records"].notna().all()


def test_the_table_masks_all_platforms_if_one_is_small():
    adverts, contacts, _, members = corpus({"noticeboard": 30, "social": 4})
    table = summary.tabulate(adverts, contacts, members, 10).set_index("Source")
    assert table.loc["All", "Adverts"] == "34"
    assert set(table["Adverts"].drop("All")) == {"fewer than 10"}
    assert "30" not in table.to_csv()


def test_the_table_is_ready_for_a_reader():
    adverts, contacts, _, members = corpus({"noticeboard": 1200, "social": 20})
    table = summary.tabulate(adverts, contacts, members, 10)
    assert table["Source"].tolist() == ["Classified adverts, first site", "Social media posts", "All"]
    assert table["Adverts"].tolist() == ["1,200", "20", "1,220"]
    assert table["With a contact"].tolist() == ["100 %"] * 3
    assert table["Median price an hour"].tolist() == ["£90"] * 3


def test_figures_leave_small_groups_out_and_say_so():
    adverts, contacts, *_ = corpus({"noticeboard": 30, "social": 4})
    contacts.loc[:2, "rule"] = "emoji"
    drawn, alt = figures.contact_rules(contacts, 10)
    assert max(bar.get_width() for bar in drawn.axes[0].patches) == 31
    assert any("fewer than 10" in text.get_text() for text in drawn.axes[0].texts)
    assert "emoji" not in alt
    drawn, alt = figures.market_volume(adverts, 10)
    values = np.concatenate([line.get_ydata() for line in drawn.axes[0].lines])
    assert values[~np.isnan(values)].tolist() == [30]
    assert "Social media posts: fewer than 10 in every month" in alt


def test_the_attrition_figure_tells_each_reason():
    _, alt = figures.attrition(summary.released_attrition(steps(46, 34, 12), 10), 10)
    assert "34 kept; states an age below 18 12" in alt and "index page 5" in alt
