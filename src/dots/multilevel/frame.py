"""The frame the multilevel models are fitted to: one advert a row, with its network, its region and its covariates."""

from __future__ import annotations

import logging
import math

import pandas as pd

logger = logging.getLogger(__name__)

UNTIED = "in no network of two or more adverts"
PLACELESS = "region unknown"
CENTRED = ("month", "log_size")


def build_frame(
    adverts: pd.DataFrame, scores: pd.DataFrame, memberships: pd.DataFrame, centres: dict[str, float] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, float]]:
    """Build the model frame and count what it leaves out.

    Size and mobility are counted over all adverts of a network, those of unknown region included in its size.

    Parameters
    ----------
    adverts, scores
        Tables `adverts` and `scores`.
    memberships
        advert and network of each advert: the table `memberships`, or one draw of `membership_draws`.
    centres
        Values to subtract from `month` and `log_size`; their means in this frame if None. Draws of the links are
        centred where the whole is, or their intercepts would not estimate one quantity.

    Returns
    -------
    frame : DataFrame
        Table `model_frame`.
    attrition : DataFrame
        Table `model_attrition`.
    centres : dict
        What was subtracted.

    Raises
    ------
    ValueError
        If an advert lacks a score or a network, or nothing is left to model.
    """
    for name, other in (("scores", scores), ("memberships", memberships)):
        missing = adverts.index[~adverts["advert"].isin(other["advert"])]
        if len(missing):
            raise ValueError(
                f"{len(missing)} of {len(adverts)} adverts are not in {name} "
                f"(the first: {adverts['advert'][missing[0]]!r}); rerun the stage that writes it"
            )
    whole = adverts[["advert", "platform", "month", "region"]].merge(
        memberships[["advert", "network"]], on="advert", validate="one_to_one"
    )
    whole = whole.merge(scores[["advert", "score"]], on="advert", validate="one_to_one")
    by_network = whole.groupby("network")
    whole["size"] = by_network["advert"].transform("size")
    whole["reach"] = by_network["region"].transform("nunique")

    untied = whole["size"] < 2
    placeless = ~untied & whole["region"].isna()
    kept = whole[~untied & ~placeless]
    attrition = pd.DataFrame(
        {
            "reason": ["kept", UNTIED, PLACELESS],
            "adverts": [len(kept), int(untied.sum()), int(placeless.sum())],
        }
    )
    if kept.empty:
        raise ValueError(f"no advert of {len(whole)} is left to model: {attrition.to_dict('records')}")

    frame = pd.DataFrame(
        {
            "advert": kept["advert"],
            "network": kept["network"],
            "region": kept["region"],
            "score": kept["score"],
            "month": _months(kept["month"]),
            "social": (kept["platform"] == "social").astype(float),
            "log_size": kept["size"].map(math.log),
            "mobile": (kept["reach"] > 1).astype(float),
        }
    )
    centres = centres or {name: float(frame[name].mean()) for name in CENTRED}
    for name in CENTRED:
        frame[name] -= centres[name]
    return frame.sort_values("advert", ignore_index=True), attrition, centres


def log_attrition(attrition: pd.DataFrame) -> None:
    """Log how many adverts the models keep and leave out."""
    for reason, adverts in attrition.itertuples(index=False):
        logger.info("%s: %d adverts", reason, adverts)


def _months(month: pd.Series) -> pd.Series:
    """Count months from the year 0, so that two frames share one scale."""
    parts = month.str.split("-", expand=True).astype(int)
    return (12 * parts[0] + parts[1]).astype(float)
