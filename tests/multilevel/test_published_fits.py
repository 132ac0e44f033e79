"""The engines give what R gives on published data, through the functions that the study itself uses."""

import json
from pathlib import Path

import pandas as pd
import pytest

from dots.multilevel import engines, glmm, statsmodels

PUBLISHED = Path(__file__).parent / "published"

# name, model, fixed part, groupings
CASES = [
    ("sleepstudy", "slope_REML", "Reaction ~ Days", {"Subject": "Days"}),
    ("sleepstudy", "intercept_REML", "Reaction ~ Days", {"Subject": "1"}),
    ("Dyestuff2", "singular_REML", "Yield ~ 1", {"Batch": "1"}),
    ("Hsb82", "null_REML", "mAch ~ 1", {"school": "1"}),
    ("Hsb82", "means_as_outcomes_REML", "mAch ~ meanses", {"school": "1"}),
    ("Exam", "ri_sex_schgend_REML", "normexam ~ standLRT + sexM + boys + girls", {"school": "1"}),
]
# relative; statsmodels takes its standard errors from another information matrix, two in a thousand away at most
TOLERANCE = {"glmm": 2e-5, "statsmodels": 2e-4, "pymer4": 2e-5}
ERROR_TOLERANCE = {"glmm": 1e-4, "statsmodels": 3e-3, "pymer4": 1e-4}
ENGINES = [
    pytest.param(glmm, id="glmm"),
    pytest.param(statsmodels, id="statsmodels"),
    pytest.param("lme4", id="pymer4", marks=pytest.mark.r),
]
NAMES = {"schgendboys": "boys", "schgendgirls": "girls"}


@pytest.fixture(params=ENGINES)
def engine(request):
    if request.param == "lme4":
        if not engines.has_r():
            pytest.skip("R or pymer4 is not installed")
        from dots.multilevel import lme4

        return lme4
    return request.param


def read(name):
    frame = pd.read_csv(PUBLISHED / f"{name}.csv", dtype={"Subject": str, "school": str})
    if name == "Exam":
        frame["sexM"] = (frame["sex"] == "M").astype(float)
        frame["boys"] = (frame["schgend"] == "boys").astype(float)
        frame["girls"] = (frame["schgend"] == "girls").astype(float)
    return frame


@pytest.mark.parametrize(("name", "model", "fixed", "groups"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES])
def test_engine_reproduces_the_published_fit(engine, name, model, fixed, groups):
    reference = json.loads((PUBLISHED / f"{name}_reference.json").read_text())["models"][model]
    fit = engine.fit(read(name), fixed, groups)
    close = TOLERANCE[fit.engine]

    assert fit.criterion == pytest.approx(reference["minus2ll_or_REMLcrit"], abs=1e-3)
    assert fit.rows == reference["nobs"] and fit.groups == reference["ngrps"]
    expected = {NAMES.get(term, term): value for term, value in reference["fixef"].items()}
    assert fit.terms == list(expected)
    for term, estimate, error in zip(fit.terms, fit.estimate, fit.error, strict=True):
        assert estimate == pytest.approx(expected[term]["estimate"], rel=close, abs=close * expected[term]["se"])
        assert error == pytest.approx(expected[term]["se"], rel=ERROR_TOLERANCE[fit.engine])
    for component in reference["varcomp"]:
        if component["var2"] is None:
            group, term = component["group"].replace("Residual", "residual"), component["var1"]
            key = group if term in (None, "(Intercept)") else f"{group}:{term}"
            assert fit.variances[key] == pytest.approx(component["vcov"], rel=20 * close, abs=1e-6)


def test_a_variance_of_zero_is_reported_as_on_the_boundary(engine):
    fit = engine.fit(read("Dyestuff2"), "Yield ~ 1", {"Batch": "1"})
    assert fit.boundary == {"Batch": True}
    assert fit.variances["Batch"] == pytest.approx(0, abs=1e-6)
    assert engine.fit(read("sleepstudy"), "Reaction ~ Days", {"Subject": "1"}).boundary == {"Subject": False}


def test_an_optimiser_that_converges_at_an_infinite_likelihood_is_not_believed(monkeypatch):
    # L-BFGS claims convergence on Hsb82 with a variance of zero and a likelihood of infinity
    monkeypatch.setattr(statsmodels, "OPTIMISERS", ("lbfgs",))
    with pytest.raises(RuntimeError, match="did not converge.*lbfgs"):
        statsmodels.fit(read("Hsb82"), "mAch ~ meanses", {"school": "1"})
