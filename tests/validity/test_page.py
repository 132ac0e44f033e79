"""The page of the scoreboard, its figures, tables and numbers: wrongful suspicion first, and nothing left out."""

import json
import runpy
from pathlib import Path

import pandas as pd
import pytest
import small_world

from dots.tables import validity as tables
from dots.validity.page import page
from dots.validity.rows import row
from dots.validity.scoreboard import board

SCRIPTS = Path(__file__).parents[2] / "scripts/validity"


@pytest.fixture(scope="module")
def judged():
    planted = small_world.truth()
    return board(small_world.oracle(planted), planted, small_world.parameters(), cutoff=2, seed=1, times=5)


@pytest.fixture
def files(judged, tmp_path):
    for table, name, frame in zip((tables.SCOREBOARD, tables.SUSPICION), ("board", "wrongful"), judged, strict=True):
        table.write(frame, tmp_path / name)
    return tmp_path


def script(name):
    return runpy.run_path(str(SCRIPTS / f"{name}.py"), run_name="imported")[name]


def test_wrongful_suspicion_comes_before_any_other_finding(judged):
    text = page(*judged)
    assert text.index("Wrongful suspicion") < text.index("agency") < text.index("Measures of the stage crawl")
    assert text.index("5 (stated)") < text.index("adjusted Rand index")


def test_a_missing_value_is_blank_and_text_is_escaped(judged):
    odd = pd.DataFrame([row("a<b", 0.8, 12)]).assign(stage="network")
    text = page(pd.concat([judged[0], odd]), judged[1])
    assert "nan" not in text.lower().replace("finance", "")
    assert "a&lt;b" in text


def test_every_row_of_the_scoreboard_is_on_the_page(judged):
    assert page(*judged).count("<tr>") > len(judged[0])


def test_the_page_asks_nothing_of_the_network(judged):
    text = page(*judged)
    assert not any(word in text for word in ("http:", "https:", "<script", "src=", "@import", "url("))


def test_figures_read_every_value_aloud(files):
    for name, table in (("plot_scoreboard", "board"), ("plot_wrongful_suspicion", "wrongful")):
        script(name)(files / table, files / "figure.svg", files / "figure.png", files / "figure.json")
        alt = json.loads((files / "figure.json").read_text())["alt"]
        assert "covert" in alt if table == "wrongful" else "Contacts: recall 1.00" in alt


def test_the_chapter_table_names_the_groups_and_the_other_lists(files):
    script("tabulate_validity")(files / "board", files / "wrongful", files / "a.csv", files / "b.csv")
    table = pd.read_csv(files / "b.csv")
    assert table["Networks"].iloc[0] == "all networks"
    assert {"agency", "English", "other languages", "a list by score alone"} <= set(table["Networks"])


def test_numbers_state_the_rate_for_groups_and_at_half_and_twice_the_length(files, judged):
    script("summarise_validity")(files / "board", files / "wrongful", files / "numbers.json", files / "metrics.json")
    stated = json.loads((files / "metrics.json").read_text())
    whole = judged[1].set_index(["grouping", "group"])
    assert stated["wrongful_suspicion"] == whole.loc[("all", "all"), "rate"]
    assert stated["wrongful_suspicion_half"] == whole.loc[("capacity", "000002"), "rate"]
    assert stated["wrongful_suspicion_double"] == whole.loc[("capacity", "000010"), "rate"]
    assert stated["wrongful_suspicion_by_score"] == whole.loc[("ranking", "by score alone"), "rate"]
    assert {"contact_recall_crafty", "score_bias_other_languages", "network_ari_by_contacts"} <= set(stated)
