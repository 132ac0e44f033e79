"""Tables of the stage `multilevel` as a reader sees them: plain headings, formatted strings."""

from __future__ import annotations

import pandas as pd

from dots.multilevel.figures import LEVEL_NAME, readable_effects
from dots.multilevel.model import READABLE

MINUS = "\u2212"


def attrition(attrition: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Set how many adverts were kept and left out, so that no small count is shown or follows from another.

    Parameters
    ----------
    attrition
        Table `model_attrition`.
    minimum
        Smallest number of adverts that may be shown. Where fewer are left out for one reason, the number kept is
        rounded as well: the number of all adverts is known.
    """
    small = attrition["adverts"].between(1, minimum - 1)
    shown = [
        f"fewer than {minimum}"
        if is_small
        else (f"about {round(count / minimum) * minimum:,}" if small.any() and reason == "kept" else f"{count:,}")
        for reason, count, is_small in zip(attrition["reason"], attrition["adverts"], small, strict=True)
    ]
    return pd.DataFrame({"Adverts": attrition["reason"], "Number": shown})


def effects(effects: pd.DataFrame, pooled: pd.DataFrame) -> pd.DataFrame:
    """Set each effect by engine and pooled over draws of the links, on the step a reader can picture.

    Parameters
    ----------
    effects, pooled
        Tables `effects` and `pooled_effects`.
    """
    frame = readable_effects(effects, pooled)
    engines = [engine for engine in dict.fromkeys(frame["by"]) if engine != "pooled"]
    shown = pooled.set_index("term")
    rows = []
    for term in [term for term in READABLE if term in shown.index]:
        at = frame[frame["term"] == term].set_index("by")
        rows.append(
            {"Effect on the score": READABLE[term][0]}
            | {engine: _number(at.loc[engine, "estimate"]) for engine in engines}
            | {
                "Pooled over links": _number(at.loc["pooled", "estimate"]),
                "95 % interval": f"{_number(at.loc['pooled', 'lower'])} to {_number(at.loc['pooled', 'upper'])}",
                "Variance due to links": f"{100 * shown.loc[term, 'linkage_share']:.0f} %",
            }
        )
    return pd.DataFrame(rows)


def variances(variances: pd.DataFrame, pooled: pd.DataFrame) -> pd.DataFrame:
    """Set each level's variance and its share, with the links taken as certain and with their doubt.

    Parameters
    ----------
    variances, pooled
        Tables `variances` and `pooled_variances`; of the engines, the reference is shown.
    """
    certain = variances[variances["engine"] == "glmm"].set_index("level")
    uncertain = pooled.set_index("level")
    return pd.DataFrame(
        [
            {
                "Level": name,
                "Variance": f"{certain.loc[level, 'variance']:.4f}"
                + (" (at the boundary)" if certain.loc[level, "boundary"] else ""),
                "Share, links certain": _share(certain.loc[level]),
                "Share, links uncertain": _share(uncertain.loc[level]),
            }
            for level, name in LEVEL_NAME.items()
        ]
    )


def agreement(agreement: pd.DataFrame) -> pd.DataFrame:
    """Set the largest difference from the reference by engine and kind of quantity.

    Parameters
    ----------
    agreement
        Table `engine_agreement`.
    """
    kind = agreement["quantity"].str.extract(r"^(estimate|standard error|standard deviation)")[0]
    names = {
        "estimate": "Fixed effects",
        "standard error": "Standard errors",
        "standard deviation": "Standard deviations between groups",
    }
    largest = (
        agreement.assign(kind=kind.map(names))
        .groupby(["engine", "kind"], as_index=False)
        .agg(quantities=("quantity", "size"), difference=("difference", "max"), tolerance=("tolerance", "first"))
    )
    return pd.DataFrame(
        {
            "Engine": largest["engine"],
            "Compared with glmm": largest["kind"],
            "Quantities": largest["quantities"].astype(str),
            "Largest difference": [_power(value) for value in largest["difference"]],
            "Allowed": [f"{value:g}" for value in largest["tolerance"]],
        }
    )


def _number(value: float) -> str:
    return f"{value:.3f}".replace("-", MINUS)


def _share(row: pd.Series) -> str:
    return f"{100 * row['share']:.1f} % ({100 * row['lower']:.1f} to {100 * row['upper']:.1f})"


def _power(value: float) -> str:
    """Say how small a difference is; its exact digits are rounding, and differ between machines."""
    for exponent in range(9, 0, -1):
        if value < 10.0**-exponent:
            return f"below {10.0**-exponent:.{exponent}f}"
    return f"{value:.2f}"
