"""Agreement of coders against Krippendorff's published example."""

import numpy as np
import pandas as pd
import pytest

from dots.classify import agreement, bootstrap

# SOURCE Krippendorff (2011), Computing Krippendorff's alpha-reliability: four observers, twelve units; ordinal .815


def test_alpha_of_the_published_example_is_815():
    rows = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    long = pd.DataFrame(
        [(f"unit-{unit:02d}", str(coder), code) for coder, row in enumerate(rows) for unit, code in enumerate(row)],
        columns=["advert", "coder", "code"],
    ).dropna()
    groups = pd.Series(range(12), index=sorted(set(long["advert"])))
    value, lower, upper = agreement.alpha(long, groups, seed=1)
    assert value == pytest.approx(0.815, abs=0.001)
    assert lower < value <= upper


def test_the_bootstrap_interval_of_a_mean_covers_it_in_about_95_of_100_samples():
    hits = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        values = np.repeat(rng.standard_normal(60), 3)
        lower, upper = bootstrap.interval(
            lambda rows, values=values: values[rows].mean(), pd.Series(np.repeat(range(60), 3)), seed, draws=200
        )
        hits += lower <= 0 <= upper
    assert 51 <= hits <= 60
