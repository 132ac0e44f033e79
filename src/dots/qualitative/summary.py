"""The numbers of the stage `qualitative` that a text may quote."""

from __future__ import annotations

import pandas as pd

from dots.numbers import Number
from dots.qualitative import codings as read
from dots.qualitative.agreement import ALL
from dots.tables.qualitative import RELATIONS

CODINGS = "results/tables/codings.parquet"
AGREEMENT = "results/tables/code_agreement.parquet"
JOINT = "results/tables/joint_display.parquet"


def summarise(codings: pd.DataFrame, agreement: pd.DataFrame, joint: pd.DataFrame) -> dict[str, Number]:
    """State the numbers.

    Parameters
    ----------
    codings, agreement, joint
        Tables `codings`, `code_agreement` and `joint_display`.
    """
    means = {
        "excerpts": "excerpts of interviews and documents",
        "sources": "interviews and documents",
        "codes": "codes of the codebook",
        "coders": "coders who judged the excerpts",
    }
    stated = {key: Number(value, means[key], CODINGS, "count") for key, value in read.count(codings).items()}
    stated["given"] = Number(int(codings["given"].sum()), "codes given, over excerpts and coders", CODINGS, "count")
    known = agreement[agreement["alpha"].notna()].set_index("code")
    if ALL in known.index:
        whole = known.loc[ALL]
        stated["alpha"] = Number(
            float(whole["alpha"]),
            "Krippendorff's alpha between coders over all codes",
            AGREEMENT,
            lower=float(whole["lower"]),
            upper=float(whole["upper"]),
        )
    codes = known.drop(index=ALL, errors="ignore")
    if len(codes):
        for key, code, which in (
            ("alpha_lowest", codes["alpha"].idxmin(), "lowest"),
            ("alpha_highest", codes["alpha"].idxmax(), "highest"),
        ):
            stated[key] = Number(
                float(codes.loc[code, "alpha"]),
                f"{which} Krippendorff's alpha of a code ({code})",
                AGREEMENT,
                lower=float(codes.loc[code, "lower"]),
                upper=float(codes.loc[code, "upper"]),
            )
            stated[f"{key}_code"] = Number(code, f"code with the {which} alpha", AGREEMENT, "text")
    words = {
        "agree": "themes on which adverts agree with the interviews",
        "extend": "themes on which adverts go further than the interviews",
        "conflict": "themes on which adverts conflict with the interviews",
        "silent": "themes on which the adverts are silent",
    }
    stated["themes"] = Number(len(joint), "themes set side by side", JOINT, "count")
    for relation in RELATIONS:
        stated[f"themes_{relation}"] = Number(
            int((joint["relation"] == relation).sum()), words[relation], JOINT, "count"
        )
    return stated
