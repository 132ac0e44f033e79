"""Tables of the stage `qualitative` as a reader sees them: plain headings, formatted strings, no small cells."""

from __future__ import annotations

import pandas as pd

from dots.qualitative.agreement import ALL
from dots.tables.qualitative import RELATIONS

MINUS = "\u2212"


def agreement(agreement: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Set alpha of each code, all codes last.

    Parameters
    ----------
    agreement
        Table `code_agreement`.
    minimum
        Smallest number of excerpts that is shown.
    """
    last = agreement["code"] == ALL
    frame = pd.concat([agreement[~last].sort_values("code"), agreement[last]], ignore_index=True)
    return pd.DataFrame(
        {
            "Code": frame["code"],
            "Excerpts given it": [_count(value, minimum) for value in frame["given"]],
            "Krippendorff's alpha": [_alpha(value) for value in frame["alpha"]],
            "95 % interval": [
                "" if pd.isna(row.alpha) else f"{_alpha(row.lower)} to {_alpha(row.upper)}"
                for row in frame.itertuples()
            ],
        }
    )


def joint_display(joint: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Set the strands side by side, ordered by how they relate.

    Parameters
    ----------
    joint
        Table `joint_display`.
    minimum
        Smallest number of excerpts that is shown.
    """
    order = {relation: place for place, relation in enumerate(RELATIONS)}
    frame = joint.assign(place=joint["relation"].map(order)).sort_values(["place", "theme"], ignore_index=True)
    return pd.DataFrame(
        {
            "Theme": frame["theme"],
            "Interviews and documents": frame["interviews"],
            "Excerpts": [_count(value, minimum) for value in frame["excerpts"]],
            "Expected of the adverts": frame["expected"],
            "Adverts": frame["adverts"],
            "Relation": frame["relation"],
        }
    )


def _count(value: int, minimum: int) -> str:
    return f"fewer than {minimum}" if value < minimum else f"{value:,}"


def _alpha(value: float) -> str:
    return "undefined" if pd.isna(value) else f"{value:.2f}".replace("-", MINUS)
