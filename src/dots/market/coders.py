"""Human coders, simulated: each judges a sample of adverts on the continuum, misses some, over-reads others, and tires.

A coder first sees an advert as high or as low, rightly with the coder's own sensitivity or specificity, and then gives
it a code on that side of the cut: the true level where the coder is right about the side, otherwise any code
of the wrong side. On top comes noise of one code, which never crosses the cut: sensitivity and specificity are then
exactly what is planted, and noise is about the code within a side alone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dots.market.organisations import Plan

MODULE = 1005
CODES = 4
"""Highest code: 0 none, 4 severe."""
CUT = 2
"""Code from which an advert is high."""
SESSIONS = 10
"""Sittings; in which one an advert is judged is drawn by lot."""
SPREAD = 0.04
"""Standard deviation of coders' sensitivities and specificities around the study's."""  # ASSUME
THIRD = 5
"""Every how many adverts a third coder judges, too."""


def levels(exploitation: np.ndarray) -> np.ndarray:
    """Give the true level of each advert: four times its exploitation (0 to 1), rounded, halves up."""
    return np.floor(CODES * exploitation + 0.5).astype(int)


def panel(plan: Plan) -> pd.DataFrame:
    """Draw the coders: one row each, with name, sensitivity and specificity in the first session.

    Their means are the study's `coder_sensitivity` and `coder_specificity`. Near 0 and 1 the coders differ less, so
    that none has to be cut off there: perfect coders are all perfect.
    """
    settings = plan.settings
    # the 1 keeps the stream apart from block 0's: zeros at the end of a seed change nothing
    rng = np.random.default_rng([plan.seed, MODULE, 0, 1])
    off = SPREAD * rng.standard_normal((settings["coders"], 2))
    off -= off.mean(axis=0)
    asked = np.array([settings["coder_sensitivity"], settings["coder_specificity"]])
    around = asked + off * np.minimum(1, np.minimum(asked, 1 - asked) / np.abs(off).max(axis=0))
    frame = pd.DataFrame(around, columns=["sensitivity", "specificity"])
    frame.insert(0, "coder", [f"coder-{number}" for number in range(1, len(frame) + 1)])
    return frame


def sensitivity(first: np.ndarray, session: np.ndarray, drift: float) -> np.ndarray:
    """Give the sensitivity in a session: that of the first, less `drift` evenly spread until the last."""
    return np.clip(first - drift * (session - 1) / (SESSIONS - 1), 0, 1)


def code_sample(adverts: pd.DataFrame, plan: Plan, block: int) -> pd.DataFrame:
    """Have a sample of a block's adverts coded, each by two coders and every fifth by one more.

    Parameters
    ----------
    adverts
        Adverts that a crawl sees: advert, platform, region and exploitation are used. The sample is stratified by
        platform and region; what is left of a stratum after rounding is settled by lot, so that over blocks the share
        is `market.coded_share`.
    plan
        For the settings and the seed.
    block
        The block's number.

    Returns
    -------
    DataFrame
        advert, coder, session (from 1), code; the sessions are drawn by lot for each judgement.
    """
    settings, coders = plan.settings, panel(plan)
    rng = np.random.default_rng([plan.seed, MODULE, block])
    chosen = _sample(adverts, settings["coded_share"], rng)
    judges = 2 + ((np.arange(len(chosen)) + rng.integers(THIRD)) % THIRD == 0)
    turn = rng.random((len(chosen), len(coders))).argsort(axis=1)
    place, who = np.nonzero(turn < judges[:, None])
    session = rng.integers(1, SESSIONS + 1, len(place))
    code = judge(
        levels(adverts["exploitation"].to_numpy()[chosen[place]]),
        sensitivity(coders["sensitivity"].to_numpy()[who], session, settings["coder_drift"]),
        coders["specificity"].to_numpy()[who],
        settings["coder_noise"],
        rng,
    )
    return pd.DataFrame(
        {
            "advert": adverts["advert"].to_numpy()[chosen[place]],
            "coder": coders["coder"].to_numpy()[who],
            "session": session,
            "code": code,
        }
    )


def judge(
    level: np.ndarray, sensitivity: np.ndarray, specificity: np.ndarray, noise: float, rng: np.random.Generator
) -> np.ndarray:
    """Draw a code for each judgement.

    Parameters
    ----------
    level
        True level, 0 to 4.
    sensitivity, specificity
        Chance to see a high advert as high, a low one as low, in this judgement.
    noise
        Chance that the code is off by one. A step that would leave 0 to 4 or cross the cut is taken the other way.
    rng
        Source of the draws.
    """
    high = level >= CUT
    right = rng.random(len(level)) < np.where(high, sensitivity, specificity)
    seen = high == right
    bottom, top = np.where(seen, CUT, 0), np.where(seen, CODES, CUT - 1)
    code = np.where(right, level, rng.integers(bottom, top + 1))
    step = np.where(rng.random(len(level)) < 0.5, 1, -1)
    turned = np.where((code + step < bottom) | (code + step > top), -step, step)
    return np.where(rng.random(len(level)) < noise, code + turned, code)


def planted(plan: Plan) -> dict:
    """State what was planted in the coders; `drift` is what each loses of its sensitivity until the last session."""
    settings = plan.settings
    return {
        "coders": {
            one.coder: {
                "sensitivity": one.sensitivity,
                "specificity": one.specificity,
                "drift": float(settings["coder_drift"]),
            }
            for one in panel(plan).itertuples()
        },
        "noise": float(settings["coder_noise"]),
        "cut": CUT,
        "sessions": SESSIONS,
    }


def _sample(adverts: pd.DataFrame, share: float, rng: np.random.Generator) -> np.ndarray:
    """Draw positions of a stratified sample, in random order."""
    order = rng.permutation(len(adverts))
    stratum = adverts.groupby(["platform", "region"], sort=True).ngroup().to_numpy()
    sizes = np.bincount(stratum)
    quota = np.floor(share * sizes + rng.random(len(sizes))).astype(int)
    rank = pd.Series(stratum[order]).groupby(stratum[order]).cumcount().to_numpy()
    return order[rank < quota[stratum[order]]]
