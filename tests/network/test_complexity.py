import numpy as np
import pandas as pd
import pytest

from dots.network import complexity
from dots.tables import network


def planted(networks=400, noise=0.4, seed=1, strength=1.0):
    """Give networks whose every measure is one factor and noise; density falls with it."""
    random = np.random.default_rng(seed)
    factor = strength * random.standard_normal(networks)
    frame = pd.DataFrame(index=range(networks))
    for measure in complexity.COUNTS:
        frame[measure] = np.expm1(3 + 0.5 * (factor + noise * random.standard_normal(networks)))
    for measure in complexity.SHARES:
        sign = -1 if measure == "density" else 1
        frame[measure] = 0.5 + 0.1 * (sign * factor + noise * random.standard_normal(networks))
    return frame, factor


def test_one_planted_factor_is_recovered():
    frame, factor = planted()
    components, loadings = complexity.table(frame, seed=1, draws=50)
    network.LOADINGS.check(loadings, "loadings")
    assert np.corrcoef(components.project(frame)[:, 0], factor)[0, 1] > 0.98
    first = loadings[loadings["component"] == 1].set_index("measure")
    expected = 1 / np.sqrt(1 + 0.4**2)
    assert first["loading"].drop("density").to_numpy() == pytest.approx(expected, abs=0.02)
    assert first.at["density", "loading"] == pytest.approx(-expected, abs=0.02)
    assert ((first["lower"] <= first["loading"]) & (first["loading"] <= first["upper"])).all()
    assert (first["upper"] - first["lower"]).max() < 0.1


def test_parallel_analysis_retains_one_planted_factor_and_none_of_noise():
    assert complexity.parallel_analysis(planted()[0], seed=1) == 1
    assert complexity.parallel_analysis(planted(strength=0.0)[0], seed=1) == 0


def test_loadings_are_the_correlations_of_measures_with_scores():
    frame, _ = planted(noise=1.0)
    components = complexity.fit(frame)
    scores = components.project(frame)
    data = complexity.matrix(frame)
    correlations = np.corrcoef(data.T, scores.T)[: data.shape[1], data.shape[1] :]
    assert components.loadings() == pytest.approx(correlations, abs=1e-6)
    assert scores.std(axis=0) == pytest.approx(np.ones(data.shape[1]))


def test_more_adverts_mean_more_complexity_whatever_sign_the_library_chose(measured):
    networks = measured["networks"]
    assert np.corrcoef(np.log(networks["adverts"]), networks["complexity"])[0, 1] > 0.5
    frame, _ = planted()
    flipped = frame.assign(**{share: 1 - frame[share] for share in complexity.SHARES})
    assert complexity.fit(flipped).loadings()[complexity.MEASURES.index("adverts"), 0] > 0


def test_bootstrap_draws_are_put_in_the_order_and_sign_of_the_fitted_components():
    frame, _ = planted(networks=200, noise=1.5)
    components = complexity.fit(frame)
    drawn = complexity.bootstrap_loadings(frame, components, 60, seed=1)
    for component in range(2):
        alignment = np.einsum("dm,m->d", drawn[:, :, component], components.loadings()[:, component])
        assert (alignment > 0).all()


def test_too_few_networks_are_refused_with_the_fix():
    with pytest.raises(ValueError, match="network.threshold"):
        complexity.fit(planted(networks=complexity.FEWEST - 1)[0])


def test_sure_links_leave_no_interval(market):
    from dots.network import partition, structure

    links = market.link()
    sure = links[links["kept"]].assign(own=1.0, probability=1.0)
    point = market.find(sure)
    drawn = partition.draw_networks(market.adverts["advert"], sure, 2, seed=1)
    found = structure.measure_networks(
        market.adverts, market.contacts, market.advert_templates, sure, point, drawn, large=10, seed=1
    )["networks"]
    assert found["complexity_lower"].to_numpy() == pytest.approx(found["complexity"].to_numpy())
    assert found["complexity_upper"].to_numpy() == pytest.approx(found["complexity"].to_numpy())


def test_the_tables_keep_their_contracts(measured):
    for name in ("networks", "loadings", "movement", "network_draws", "size_draws"):
        getattr(network, name.upper()).check(measured[name], name)
