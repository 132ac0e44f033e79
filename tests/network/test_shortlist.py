import numpy as np
import pandas as pd
import pytest

from dots.network.shortlist import follow, intraclass_correlation, rank_networks
from dots.tables import network


def made(sizes, means, width=0.2, seed=1):
    """Give memberships and scores of networks of these sizes and mean scores."""
    random = np.random.default_rng(seed)
    names = np.repeat([f"n{number:06d}" for number in range(1, len(sizes) + 1)], sizes)
    adverts = [f"x/{number:05d}" for number in range(len(names))]
    score = np.clip(np.repeat(means, sizes) + 0.05 * random.standard_normal(len(names)), 0, 1)
    memberships = pd.DataFrame({"advert": adverts, "network": names})
    scores = pd.DataFrame({"advert": adverts, "score": score, "lower": score - width, "upper": score + width})
    return memberships, scores


def ranked(memberships, scores, drawn=None, **settings):
    if drawn is None:
        drawn = pd.concat([memberships.assign(draw=draw) for draw in (1, 2, 3)])
    return rank_networks(memberships, drawn, scores, **({"min_cell": 10, "capacity": 2} | settings))


def test_the_networks_with_most_to_show_come_first_and_small_ones_are_never_listed():
    memberships, scores = made([30, 20, 12, 9], [0.2, 0.8, 0.5, 0.95])
    found = network.SHORTLIST.check(ranked(memberships, scores), "shortlist").sort_values("rank")
    assert found["network"].tolist() == ["n000002", "n000003", "n000001"]
    assert found["shortlisted"].tolist() == [True, True, False]


def test_a_list_holds_networks_and_no_advert():
    found = ranked(*made([30, 20], [0.2, 0.8]))
    assert "advert" not in found.columns and (found["adverts"] >= 10).all()


def test_doubt_about_links_widens_the_interval():
    memberships, scores = made([20, 20, 20], [0.2, 0.9, 0.5])
    sure = ranked(memberships, scores).set_index("network")
    glued = memberships.replace({"network": {"n000002": "n000001"}})
    drawn = pd.concat([(memberships if draw % 2 else glued).assign(draw=draw) for draw in range(1, 11)])
    doubtful = ranked(memberships, scores, drawn).set_index("network")
    width = doubtful["upper"] - doubtful["lower"] - (sure["upper"] - sure["lower"])
    assert width["n000002"] > 0.1 and width["n000003"] == pytest.approx(0)


def test_the_error_of_a_mean_does_not_vanish_with_size_where_errors_are_alike():
    memberships, scores = made([10, 1000, 10, 10], [0.2, 0.4, 0.6, 0.8])
    found = ranked(memberships, scores).set_index("network")
    width = found["upper"] - found["lower"]
    assert width["n000002"] > 0.5 * width["n000003"]


def test_scores_wider_apart_rank_lower_at_the_same_mean():
    memberships, scores = made([15, 15, 15], [0.5, 0.5, 0.2])
    unsure = memberships["network"].eq("n000001").to_numpy()
    scores.loc[unsure, ["lower", "upper"]] = scores.loc[unsure, ["score", "score"]].to_numpy() + [-0.5, 0.5]
    found = ranked(memberships, scores).set_index("network")
    assert found.at["n000001", "rank"] > found.at["n000002", "rank"]


def test_shrout_and_fleiss_publish_this_intraclass_correlation():
    # SOURCE Shrout and Fleiss (1979), "Intraclass correlations", tables 2 and 4: ICC(1,1) = .17
    ratings = pd.DataFrame([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])
    long = ratings.stack()
    assert intraclass_correlation(long, pd.Series(long.index.get_level_values(0), long.index)) == pytest.approx(
        0.17, abs=0.005
    )


def test_a_network_is_followed_to_the_draw_s_network_with_most_of_its_adverts():
    memberships = pd.DataFrame({"advert": list("abcde"), "network": ["n1"] * 3 + ["n2"] * 2})
    drawn = pd.DataFrame({"draw": 1, "advert": list("abcde"), "network": ["x", "y", "y", "y", "z"]})
    assert follow(memberships, drawn)["drawn"].tolist() == ["y", "y"]
