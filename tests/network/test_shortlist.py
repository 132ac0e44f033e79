import numpy as np
import pandas as pd
import pytest

from dots.network.shortlist import follow, intraclass_correlation, rank_networks
from dots.tables import network


def made(sizes, truth, model=None, seed=1):
    """Give memberships, the model's scores, and coders' exact judgements of every fourth advert."""
    random = np.random.default_rng(seed)
    names = np.repeat([f"n{number:06d}" for number in range(1, len(sizes) + 1)], sizes)
    adverts = np.array([f"x/{number:05d}" for number in range(len(names))])
    true = np.clip(np.repeat(truth, sizes) + 0.05 * random.standard_normal(len(names)), 0, 1)
    score = true if model is None else np.repeat(model, sizes)
    memberships = pd.DataFrame({"advert": adverts, "network": names})
    scores = pd.DataFrame({"advert": adverts, "score": score, "lower": score - 0.2, "upper": score + 0.2})
    coded = pd.DataFrame({"advert": adverts[::4], "coder": "one", "code": 4 * true[::4]})
    return memberships, scores, coded


def ranked(memberships, scores, coded, drawn=None, **settings):
    if drawn is None:
        drawn = pd.concat([memberships.assign(draw=draw) for draw in (1, 2, 3)])
    return rank_networks(memberships, drawn, scores, coded, **({"min_cell": 10, "capacity": 2} | settings))


def test_the_networks_with_most_to_show_come_first_and_small_ones_are_never_listed():
    found = network.SHORTLIST.check(ranked(*made([30, 20, 12, 9], [0.2, 0.8, 0.5, 0.95])), "shortlist")
    found = found.sort_values("rank")
    assert found["network"].tolist() == ["n000002", "n000003", "n000001"]
    assert found["shortlisted"].tolist() == [True, True, False]


def test_a_list_holds_networks_and_no_advert():
    found = ranked(*made([30, 20], [0.2, 0.8]))
    assert "advert" not in found.columns and (found["adverts"] >= 10).all()


def test_what_coders_said_corrects_a_model_that_errs_for_a_whole_network():
    truth = [0.1, 0.9, 0.3, 0.7]
    found = ranked(*made([40, 40, 40, 40], truth, model=[0.5] * 4)).set_index("network")
    assert (found["model_score"] == 0.5).all()
    assert found["mean_score"].sort_index().to_numpy() == pytest.approx(truth, abs=0.03)
    assert set(found.index[found["shortlisted"]]) == {"n000002", "n000004"}


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    random = np.random.default_rng(3)
    truth = random.uniform(0.2, 0.8, 150)
    model = np.clip(truth + 0.1 * random.standard_normal(150), 0, 1)
    found = ranked(*made([12] * 150, truth, model=model, seed=4)).sort_values("network")
    held = (found["lower"].to_numpy() <= truth) & (truth <= found["upper"].to_numpy())
    assert 0.88 <= held.mean() <= 1.0


def test_a_network_of_which_nothing_was_coded_is_less_sure_and_keeps_its_score():
    memberships, scores, coded = made([20, 20, 20, 20], [0.2, 0.8, 0.5, 0.5], model=[0.3, 0.6, 0.4, 0.4])
    unseen = memberships.loc[memberships["network"] == "n000004", "advert"]
    found = ranked(memberships, scores, coded[~coded["advert"].isin(unseen)]).set_index("network")
    width = found["upper"] - found["lower"]
    assert found.at["n000004", "mean_score"] == pytest.approx(0.4)
    assert width["n000004"] > 1.5 * width["n000003"]


def test_without_any_coding_the_conformal_intervals_speak():
    memberships, scores, coded = made([20, 20], [0.3, 0.6])
    found = ranked(memberships, scores, coded.head(0))
    assert (found["upper"] - found["lower"]).to_numpy() == pytest.approx(2 * 1.96 * 0.2 / 1.645, abs=0.01)


def test_doubt_about_links_widens_the_interval():
    memberships, scores, coded = made([20, 20, 20], [0.2, 0.9, 0.5])
    sure = ranked(memberships, scores, coded).set_index("network")
    glued = memberships.replace({"network": {"n000002": "n000001"}})
    drawn = pd.concat([(memberships if draw % 2 else glued).assign(draw=draw) for draw in range(1, 11)])
    doubtful = ranked(memberships, scores, coded, drawn).set_index("network")
    width = doubtful["upper"] - doubtful["lower"] - (sure["upper"] - sure["lower"])
    assert width["n000002"] > 0.1 and width["n000003"] == pytest.approx(0)


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
