import json

import numpy as np
import pandas as pd
import pytest

from dots import figures as house
from dots import numbers
from dots.network import figures, summary
from dots.network.shortlist import rank_networks

REGIONS = ["Yorkshire and The Humber", "South West", "Scotland", "Wales", "London", "East of England"]


@pytest.fixture(scope="module")
def stated(measured, market):
    scores = market.adverts[["advert"]].assign(score=0.4, lower=0.2, upper=0.6)
    coded = pd.DataFrame({"advert": scores["advert"][::5], "coder": "one", "code": 2})
    shortlist = rank_networks(
        measured["memberships"], measured["membership_draws"], scores, coded, min_cell=10, capacity=3
    )
    parts = ("links", "memberships", "networks", "loadings", "network_draws")
    return summary.summarise(*(measured[part] for part in parts), shortlist, min_cell=10, seed=1)


def test_every_number_that_rests_on_links_has_an_interval_that_holds_it(stated):
    for key in ("networks", "share_in_networks", "median_radius", "moves", "density"):
        number = stated[key]
        assert number.lower <= number.value <= number.upper, key


def test_counts_below_the_smallest_cell_are_not_printed(stated):
    for key, number in stated.items():
        if number.style == "count" and "component" not in number.means and key not in ("measures", "shortlisted"):
            assert number.value == 0 or number.value >= 10, key


def test_numbers_can_be_written_and_read_back(stated, tmp_path):
    numbers.write(stated, tmp_path / "network.json", tmp_path / "metrics.json")
    assert numbers.read([tmp_path / "network.json"])["network.draws"]["text"] == "12"


@pytest.mark.parametrize("seed", range(5))
def test_no_size_class_is_smaller_than_the_smallest_cell_so_none_follows_from_a_total(seed):
    sizes = pd.Series(2 + np.random.default_rng(seed).pareto(1.0, 90).astype(int))
    classes = summary.size_classes(sizes, 10)
    assert classes.value_counts().min() >= 10
    assert (classes <= sizes).all()


def test_the_table_by_size_adds_up(measured):
    table = summary.networks_table(measured["networks"], 5)
    counts = table["Adverts"].str.replace(",", "").astype(int)
    assert counts[:-1].sum() == counts.iloc[-1] == measured["networks"]["adverts"].sum()


def test_a_study_of_fewer_networks_than_the_smallest_cell_shows_none(measured):
    table = summary.networks_table(measured["networks"].head(6), 10)
    assert (table["Networks"] == "fewer than 10").all()


def test_small_movement_cells_are_blank_and_said_to_be(tmp_path):
    movement = pd.DataFrame(
        {
            "origin": ["London", "London", "Wales"],
            "destination": ["Wales", "Scotland", "London"],
            "moves": [25, 4, 12],
            "networks": [9, 3, 6],
        }
    )
    figure, title, text = figures.plot_movement(movement, REGIONS, 10)
    written = {label.get_text() for label in figure.axes[0].texts}
    assert {"25", "12"} <= written and "4" not in written
    assert "29" in written and "blank" in title and "2 of 30 cells" in text and "London to Wales (25)" in text


def test_a_sum_from_which_a_single_blank_cell_would_follow_is_not_written():
    regions = ["London", "Scotland", "Wales"]
    movement = pd.DataFrame(
        {"origin": ["London"] * 2, "destination": ["Wales", "Scotland"], "moves": [25, 4], "networks": [9, 3]}
    )
    figure, _, _ = figures.plot_movement(movement, regions, 10)
    assert "29" not in {label.get_text() for label in figure.axes[0].texts}


def test_only_large_networks_are_marked_in_the_biplot(measured):
    figure, _, _ = figures.plot_complexity(measured["networks"], measured["loadings"], 10)
    marks = figure.axes[0].collections[0].get_offsets()
    assert len(marks) == (measured["networks"]["adverts"] >= 10).sum()


def test_figures_have_alt_text_and_the_same_bytes_each_time(measured, tmp_path):
    drawn = {
        "sizes": lambda: figures.plot_network_sizes(measured["size_draws"], 10),
        "complexity": lambda: figures.plot_complexity(measured["networks"], measured["loadings"], 10),
        "movement": lambda: figures.plot_movement(measured["movement"], REGIONS, 10),
    }
    for name, draw in drawn.items():
        files = []
        for time in ("first", "second"):
            figure, title, text = draw()
            paths = [tmp_path / f"{name}-{time}.{end}" for end in ("svg", "png", "json")]
            house.save(figure, *paths, title=title, text=text)
            files.append([path.read_bytes() for path in paths])
        assert files[0] == files[1], name
        assert len(json.loads(files[0][2])["alt"]) > 100


def test_ranked_sizes_come_back_from_their_counts():
    counted = pd.DataFrame({"adverts": [2, 5], "networks": [3, 1]})
    assert figures.ranked_sizes(counted).tolist() == [5, 2, 2, 2]
