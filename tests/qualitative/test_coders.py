"""Agreement between coders: the published example, its limits, and what chance gives."""

import numpy as np
import pandas as pd
import pytest

from dots.qualitative import agreement

MISSING = np.nan
# SOURCE Krippendorff (2011), Computing Krippendorff's alpha-reliability, example C: four observers, twelve units
EXAMPLE = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, MISSING, MISSING, MISSING],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, MISSING, 3],
        [MISSING, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, MISSING],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, MISSING],
    ]
)


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_is_krippendorffs_in_his_example(level, published):
    assert agreement.alpha(EXAMPLE, level) == pytest.approx(published, abs=0.0005)


def coded(ratings, codes=("one",)):
    """Frame of codings from ratings: codes x coders x excerpts of 0, 1 or NaN."""
    rows = [
        (f"role/{excerpt:02d}", code, f"coder {coder}", bool(value))
        for code, by_coder in zip(codes, ratings, strict=True)
        for coder, values in enumerate(by_coder)
        for excerpt, value in enumerate(values)
        if not np.isnan(value)
    ]
    return pd.DataFrame(rows, columns=["excerpt", "code", "coder", "given"])


def test_coders_who_always_agree_reach_one_and_coders_who_guess_reach_nothing():
    rng = np.random.default_rng(7)
    truth = rng.integers(0, 2, 400).astype(float)
    same = agreement.code_agreement(coded([[truth, truth]]), 60, 1).set_index("code")
    assert same.loc["one", ["alpha", "lower", "upper"]].tolist() == [1, 1, 1]
    guessed = agreement.code_agreement(coded([[truth, rng.integers(0, 2, 400).astype(float)]]), 200, 1)
    row = guessed.set_index("code").loc["one"]
    assert row["lower"] < 0 < row["upper"] and abs(row["alpha"]) < 0.15


def test_interval_narrows_with_more_excerpts():
    rng = np.random.default_rng(8)
    width = {}
    for excerpts in (25, 400):
        truth = rng.integers(0, 2, excerpts).astype(float)
        other = np.where(rng.random(excerpts) < 0.1, 1 - truth, truth)
        row = agreement.code_agreement(coded([[truth, other]]), 200, 1).set_index("code").loc["one"]
        assert row["lower"] < row["alpha"] < row["upper"]
        width[excerpts] = row["upper"] - row["lower"]
    assert width[400] < width[25] / 2


def test_a_code_nobody_gave_is_undefined_and_does_not_break_the_rest():
    ratings = [[[0, 0, 0, 0], [0, 0, 0, 0]], [[1, 0, 1, 0], [1, 0, 1, 1]]]
    found = agreement.code_agreement(coded(ratings, ("never", "often")), 50, 1).set_index("code")
    assert np.isnan(found.loc["never", "alpha"]) and np.isnan(found.loc["never", "lower"])
    assert found.loc["never", "given"] == 0 and found.loc["often", "given"] == 3
    assert 0 < found.loc["often", "alpha"] < 1
    assert found.loc[agreement.ALL, "given"] == 3


def test_an_excerpt_only_one_coder_read_does_not_count_as_agreement():
    both = [[[1, 0, 1, 0], [1, 0, 0, 0]]]
    more = [[[1, 0, 1, 0, 1, 1], [1, 0, 0, 0, MISSING, MISSING]]]
    one, two = (
        agreement.code_agreement(coded(ratings), 50, 1).set_index("code").loc["one"] for ratings in (both, more)
    )
    assert one["alpha"] == pytest.approx(two["alpha"])
    assert one["excerpts"] == two["excerpts"] == 4
