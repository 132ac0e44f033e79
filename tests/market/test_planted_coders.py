"""Coders miss, over-read, tire and differ as planted, and judge a fair sample of what a crawl sees."""

from types import SimpleNamespace

import krippendorff
import numpy as np
import pandas as pd
import pytest

from dots.market import coders
from dots.tables import market as tables

PLATFORMS = ("citylist", "noticeboard", "social")
REGIONS = ("Scotland", "Wales", "London", "North East")


@pytest.fixture(scope="module")
def plan(settings):
    def plan(seed: int = 5, **changes: object) -> SimpleNamespace:
        return SimpleNamespace(settings=settings | changes, seed=seed)

    return plan


def adverts(count: int, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "advert": [f"noticeboard/{number}" for number in range(count)],
            "platform": rng.choice(PLATFORMS, count, p=[0.2, 0.5, 0.3]),
            "region": rng.choice(REGIONS, count, p=[0.4, 0.3, 0.2, 0.1]),
            "exploitation": rng.beta(1.2, 2, count),
        }
    )


def judged(frame: pd.DataFrame, sample: pd.DataFrame) -> pd.DataFrame:
    merged = sample.merge(frame[["advert", "exploitation"]], on="advert")
    return merged.assign(level=coders.levels(merged["exploitation"].to_numpy()))


def alpha(sample: pd.DataFrame) -> float:
    wide = sample.pivot(index="coder", columns="advert", values="code").to_numpy(float)
    return krippendorff.alpha(reliability_data=wide, level_of_measurement="ordinal")


def test_true_levels_are_four_times_the_exploitation_rounded_halves_up():
    assert coders.levels(np.array([0, 0.124, 0.125, 0.374, 0.375, 0.5, 0.624, 0.9, 1])).tolist() == [
        0, 0, 1, 1, 2, 2, 2, 4, 4,
    ]  # fmt: skip


def test_the_sample_keeps_its_contract_with_two_coders_each_and_every_fifth_time_three(plan):
    sample = coders.code_sample(adverts(4_000), plan(coded_share=0.5), 3)
    tables.CODED_SAMPLE.check(sample, "coded_sample")
    panels = sample.groupby("advert").size().value_counts()
    assert set(panels.index) == {2, 3}
    assert panels[3] / panels.sum() == pytest.approx(1 / 5, abs=0.001)
    assert sample["session"].between(1, coders.SESSIONS).all()


def test_two_coders_are_enough(plan):
    sample = coders.code_sample(adverts(200), plan(coders=2, coded_share=1.0), 0)
    assert (sample.groupby("advert").size() == 2).all()


def test_the_sample_is_stratified_by_platform_and_region(plan):
    frame = adverts(6_000)
    sample = coders.code_sample(frame, plan(coded_share=0.2), 0)
    coded = frame["advert"].isin(sample["advert"])
    strata = [frame["platform"], frame["region"]]
    assert ((coded.groupby(strata).sum() - 0.2 * coded.groupby(strata).size()).abs() < 1).all()


def test_over_many_small_blocks_the_share_is_the_one_asked_for(plan):
    sizes = [
        coders.code_sample(adverts(7, block), plan(coded_share=0.2), block)["advert"].nunique() for block in range(500)
    ]
    assert sum(sizes) / (7 * 500) == pytest.approx(0.2, abs=0.025)


def test_a_crawl_that_sees_nothing_gives_nothing_to_code(plan):
    tables.CODED_SAMPLE.check(coders.code_sample(adverts(5)[:0], plan(), 0), "coded_sample")


def test_sensitivity_specificity_and_drift_come_back_from_codes_against_truth(plan):
    asked = plan(coded_share=1.0, coder_drift=0.15, coder_sensitivity=0.8, coder_specificity=0.88, coder_noise=0.3)
    frame = adverts(40_000)
    found = judged(frame, coders.code_sample(frame, asked, 0))
    for name, planted in coders.planted(asked)["coders"].items():
        own = found[found["coder"] == name]
        high, low = own[own["level"] >= coders.CUT], own[own["level"] < coders.CUT]
        design = np.column_stack([np.ones(len(high)), (high["session"] - 1) / (coders.SESSIONS - 1)])
        estimate, residuals, *_ = np.linalg.lstsq(design, (high["code"] >= coders.CUT).to_numpy(float), rcond=None)
        error = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * residuals[0] / len(high))
        assert (np.abs(estimate - [planted["sensitivity"], -planted["drift"]]) < 3.5 * error).all(), name
        error = np.sqrt(planted["specificity"] * (1 - planted["specificity"]) / len(low))
        assert (low["code"] < coders.CUT).mean() == pytest.approx(planted["specificity"], abs=3.5 * error), name


def test_without_drift_the_last_session_is_as_good_as_the_first(plan):
    frame = adverts(40_000)
    found = judged(frame, coders.code_sample(frame, plan(coded_share=1.0, coder_drift=0.0), 0))
    right = found.loc[found["level"] >= coders.CUT].eval("code >= 2").groupby(found["session"]).mean()
    assert right[coders.SESSIONS] == pytest.approx(right[1], abs=0.04)


def test_coders_differ_a_little_around_what_the_study_asks(plan):
    asked = plan(coders=8, coder_sensitivity=0.8, coder_specificity=0.85)
    panel = coders.panel(asked)
    assert panel["sensitivity"].mean() == pytest.approx(0.8)
    assert panel["specificity"].mean() == pytest.approx(0.85)
    assert 0.01 < panel["sensitivity"].std() < 0.1
    assert list(coders.planted(asked)["coders"]) == panel["coder"].tolist()


def test_noise_moves_a_code_by_one_as_often_as_asked_and_never_over_the_cut():
    level = np.repeat(np.arange(coders.CODES + 1), 4_000)
    sure = np.ones(len(level))
    for noise in (0.0, 0.3, 1.0):
        code = coders.judge(level, sure, sure, noise, np.random.default_rng(3))
        assert ((code >= coders.CUT) == (level >= coders.CUT)).all()
        assert set(np.abs(code - level)) <= {0, 1}
        for one in range(coders.CODES + 1):
            assert (code != level)[level == one].mean() == pytest.approx(noise, abs=0.03)


def test_who_misses_gives_any_low_code_and_who_over_reads_any_high_one():
    level = np.repeat(np.arange(coders.CODES + 1), 4_000)
    never = np.zeros(len(level))
    code = coders.judge(level, never, never, 0.0, np.random.default_rng(3))
    missed = np.bincount(code[level >= coders.CUT], minlength=5) / (level >= coders.CUT).sum()
    over = np.bincount(code[level < coders.CUT], minlength=5) / (level < coders.CUT).sum()
    assert missed == pytest.approx([1 / 2, 1 / 2, 0, 0, 0], abs=0.02)
    assert over == pytest.approx([0, 0, 1 / 3, 1 / 3, 1 / 3], abs=0.02)


def test_agreement_is_perfect_between_perfect_coders_and_falls_with_noise_and_with_errors(plan):
    perfect = {"coded_share": 0.5, "coder_drift": 0.0, "coder_sensitivity": 1.0, "coder_specificity": 1.0}
    frame = adverts(4_000)

    def agreed(**changes: object) -> float:
        return alpha(coders.code_sample(frame, plan(coders=2, **perfect | changes), 0))

    assert agreed(coder_noise=0.0) == pytest.approx(1)
    noisy = [agreed(coder_noise=noise) for noise in (0.0, 0.15, 0.3, 0.45)]
    assert (np.diff(noisy) < -0.03).all()
    wrong = [agreed(coder_noise=0.0, coder_sensitivity=one, coder_specificity=one) for one in (1.0, 0.85, 0.7)]
    assert (np.diff(wrong) < -0.2).all()


def test_blocks_are_coded_alike_in_any_order_and_by_the_same_coders(plan):
    frame, asked = adverts(300), plan(coded_share=0.5)
    forth = [coders.code_sample(frame, asked, block) for block in (0, 1, 2)]
    back = [coders.code_sample(frame, asked, block) for block in (2, 1, 0)][::-1]
    for one, other in zip(forth, back, strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert not forth[0].equals(forth[1])
