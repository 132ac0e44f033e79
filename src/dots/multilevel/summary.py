"""The numbers of the stage `multilevel` that a text may quote."""

from __future__ import annotations

import math

import pandas as pd

from dots.multilevel.model import READABLE, Fit
from dots.numbers import Number

KEY = {"month": "effect_year", "social": "effect_social", "log_size": "effect_doubling", "mobile": "effect_mobile"}
TABLES = "results/tables/"
FIT = "results/models/effects_glmm.json"


def summarise(
    reference: Fit,
    residuals: dict[str, float],
    attrition: pd.DataFrame,
    effects: pd.DataFrame,
    variances: pd.DataFrame,
    agreement: pd.DataFrame,
    pooled: pd.DataFrame,
    pooled_variances: pd.DataFrame,
    min_cell: int,
) -> dict[str, Number]:
    """State the numbers.

    Parameters
    ----------
    reference, residuals
        The glmm fit and the check of its residuals.
    attrition, effects, variances, agreement, pooled, pooled_variances
        The stage's tables.
    min_cell
        Smallest number of adverts that may be stated.
    """
    left_out = int(attrition.loc[attrition["reason"] != "kept", "adverts"].sum())
    few = 0 < left_out < min_cell
    frame = TABLES + "model_frame.parquet"
    stated = {
        # where few are left out, how many are kept would give them away
        "adverts": Number(
            f"about {round(reference.rows / min_cell) * min_cell:,}" if few else reference.rows,
            "adverts in the multilevel models",
            frame,
            "text" if few else "count",
        ),
        "networks": Number(
            reference.groups["network"], "networks of two or more adverts in the multilevel models", frame, "count"
        ),
        "regions": Number(reference.groups["region"], "regions in the multilevel models", frame, "count"),
        "left_out": Number(
            f"fewer than {min_cell}" if few else left_out,
            "adverts left out of the multilevel models: in no network of two or more, or of unknown region",
            TABLES + "model_attrition.parquet",
            "text" if few else "count",
        ),
    }
    certain = variances[variances["engine"] == "glmm"].set_index("level")
    uncertain = pooled_variances.set_index("level")
    for level, where in (("network", "between networks"), ("region", "between regions"), ("advert", "within networks")):
        stated[f"vpc_{level}"] = Number(
            uncertain.loc[level, "share"],
            f"share of the score's variance {where} (variance partition coefficient), uncertain links carried in",
            TABLES + "pooled_variances.parquet",
            "percent",
            1,
            uncertain.loc[level, "lower"],
            uncertain.loc[level, "upper"],
        )
        stated[f"vpc_{level}_certain"] = Number(
            certain.loc[level, "share"],
            f"share of the score's variance {where}, links taken as certain",
            TABLES + "variances.parquet",
            "percent",
            1,
            certain.loc[level, "lower"],
            certain.loc[level, "upper"],
        )
    shown = pooled.set_index("term")
    for term, key in KEY.items():
        if term in shown.index:
            label, step = READABLE[term]
            stated[key] = Number(
                shown.loc[term, "estimate"] * step,
                f"{label.lower()}: difference in the continuum score, pooled over draws of the links",
                TABLES + "pooled_effects.parquet",
                "decimal",
                3,
                shown.loc[term, "lower"] * step,
                shown.loc[term, "upper"] * step,
            )
    slopes = shown.drop(index="(Intercept)")
    if len(slopes):
        stated["linkage_share"] = Number(
            slopes["linkage_share"].max(),
            f"largest share of a pooled effect's variance that uncertain links cause "
            f"({READABLE[slopes['linkage_share'].idxmax()][0].lower()})",
            TABLES + "pooled_effects.parquet",
            "percent",
            1,
        )
    engines = sorted(effects["engine"].unique(), key=["glmm", "statsmodels", "pymer4"].index)
    largest = agreement["difference"].max()
    # a power of ten: the digits of a rounding error differ between machines, and say nothing
    below = 10.0 ** math.ceil(math.log10(largest)) if largest > 0 else 0.0
    zero = sorted(certain.index[certain["boundary"]])
    stated |= {
        "engines": Number(_listed(engines), "engines that fitted the model", TABLES + "effects.parquet", "text"),
        "engine_difference": Number(
            below,
            "no engine differs from glmm by more than this, on the scale of the score (rounded up to a power of ten)",
            TABLES + "engine_agreement.parquet",
            "decimal",
            max(0, -math.floor(math.log10(below))) if below else 0,
        ),
        "boundary": Number(
            _listed(zero) if zero else "none",
            "levels whose variance is estimated at zero, on the boundary",
            TABLES + "variances.parquet",
            "text",
        ),
        "skewness": Number(residuals["skewness"], "skewness of the model's residuals (0 if Gaussian)", FIT),
        "excess_kurtosis": Number(
            residuals["excess_kurtosis"], "excess kurtosis of the model's residuals (0 if Gaussian)", FIT
        ),
        "beyond_three": Number(
            residuals["beyond_three"],
            "residuals more than three standard deviations out (0.27 % if Gaussian)",
            FIT,
            "percent",
            2,
        ),
        "fitted_outside": Number(
            residuals["fitted_outside"], "fitted scores that lie outside 0 to 1", FIT, "percent", 1
        ),
        "vpc_network_logit": Number(
            residuals["network_share_logit"],
            "share of the variance between networks with the score on the logit scale, links taken as certain",
            FIT,
            "percent",
            1,
        ),
    }
    return stated


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
