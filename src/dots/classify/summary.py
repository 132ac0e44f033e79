"""What the stage says in numbers: who agrees, how well the score predicts, and what a count of indicators is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from dots.classify import agreement, bootstrap, continuum, ratios
from dots.indicators import Indicator
from dots.numbers import Number

BASE_RATES = {"one": 0.01, "five": 0.05, "twenty": 0.2}
MANY = 3
"""Indicators from which a checklist would flag an advert."""


def counts(present: pd.DataFrame) -> pd.Series:
    """Count the indicators of each advert."""
    return present.groupby("advert")["present"].sum()


def count_shares(present: pd.DataFrame) -> pd.Series:
    """Give the share of adverts that show 0, 1, 2, and 3 or more indicators."""
    return counts(present).clip(upper=MANY).value_counts(normalize=True).reindex(range(MANY + 1), fill_value=0.0)


def calibration(frame: pd.DataFrame, minimum: int, seed: int, bins: int = 10) -> pd.DataFrame:
    """Compare scores with mean codes in bins of equal size.

    Parameters
    ----------
    frame
        Coded adverts: score, code (0 to 1), group.
    minimum
        Adverts a bin must hold; there are fewer bins where ten are too many.
    seed
        Seed of the study.
    bins
        Most bins.

    Returns
    -------
    DataFrame
        One row a bin: adverts, score and code (means), lower and upper end of the 95 % interval of the mean code.
    """
    number = max(1, min(bins, len(frame) // minimum))
    frame = frame.sort_values(["score", "code"], kind="stable", ignore_index=True)
    rows = []
    for rows_of_bin in np.array_split(np.arange(len(frame)), number):
        part = frame.iloc[rows_of_bin].reset_index(drop=True)
        codes = part["code"].to_numpy()
        lower, upper = bootstrap.interval(lambda drawn, codes=codes: codes[drawn].mean(), part["group"], seed)
        rows.append((len(part), part["score"].mean(), codes.mean(), lower, upper))
    return pd.DataFrame(rows, columns=["adverts", "score", "code", "lower", "upper"])


def summarise(
    coded_sample: pd.DataFrame,
    present: pd.DataFrame,
    scores: pd.DataFrame,
    validation: pd.DataFrame,
    indicator_ratios: pd.DataFrame,
    groups: pd.Series,
    alike: pd.Series,
    indicators: dict[str, Indicator],
    cutoff: float,
    seed: int,
) -> dict[str, Number]:
    """Compute the stage's quotable numbers.

    Parameters
    ----------
    coded_sample
        The market table of that name.
    present, scores, validation, indicator_ratios
        The stage's tables (`present` is `indicators`).
    groups
        Group by advert over contacts and templates: what folds keep whole unless it is too large.
    alike
        Group by advert over contacts alone: the unit of resampling.
    indicators
        The indicator set.
    cutoff
        Mean code from which an advert counts as high.
    seed
        Seed of the study.
    """
    coded_sample = coded_sample[coded_sample["advert"].isin(scores["advert"])]
    code = coded_sample.groupby("advert")["code"].mean()
    found = counts(present.query("indicator != 'nationality_stated'"))
    frame = (
        scores.set_index("advert")
        .loc[code.index]
        .assign(code=code / continuum.HIGHEST, count=found.loc[code.index], group=alike.loc[code.index])
    )
    pooled = validation[validation["fold"] == -1].set_index("model")
    model, count, mean = (pooled.loc[name] for name in (continuum.MODEL, "indicator count", "mean only"))
    source = "results/tables/validation.parquet"

    def ranked(column: str) -> tuple[float, float]:
        left, right = frame[column].to_numpy(), frame["code"].to_numpy()
        return bootstrap.interval(lambda rows: _spearman(left[rows], right[rows]), frame["group"], seed)

    def averaged(values: pd.Series) -> tuple[float, float]:
        values = values.to_numpy(float)
        return bootstrap.interval(lambda rows: values[rows].mean(), frame["group"], seed)

    numbers = {
        "adverts": Number(len(scores), "adverts scored on the continuum", "results/tables/scores.parquet", "count"),
        "coded": Number(len(frame), "adverts that coders judged", "results/tables/coded_sample.parquet", "count"),
        "coders": Number(coded_sample["coder"].nunique(), "coders", "results/tables/coded_sample.parquet", "count"),
        "cutoff": Number(cutoff, "mean code (0 to 4) from which an advert counts as high", "config", "count"),
        "high_share": Number(
            float((code >= cutoff).mean()), "coded adverts that count as high",
            "results/tables/coded_sample.parquet", "percent", 0, *averaged(code >= cutoff),
        ),
        "groups": Number(int(groups.nunique()), "groups of adverts tied by contacts or templates", source, "count"),
        "largest_group": Number(
            float(groups.value_counts(normalize=True).iloc[0]),
            "adverts in the largest of these groups, before it is cut", source, "percent", 0,
        ),
        "contact_groups": Number(int(alike.nunique()), "groups of adverts tied by contacts alone", source, "count"),
        "folds": Number(int(scores["fold"].nunique()), "folds of the validation", source, "count"),
        "mae": Number(
            float(model["mean_absolute_error"]), "mean absolute error of the score (0 to 1) on held-out groups",
            source, "decimal", 2, *averaged((frame["score"] - frame["code"]).abs()),
        ),
        "mean_mae": Number(
            float(mean["mean_absolute_error"]), "mean absolute error of giving every advert the mean", source
        ),
        "coverage": Number(
            float(model["coverage"]), "held-out codes inside the 90 % conformal interval", source, "percent", 1,
            *averaged((frame["code"] >= frame["lower"]) & (frame["code"] <= frame["upper"])),
        ),
        "interval_width": Number(
            float((scores["upper"] - scores["lower"]).mean()),
            "mean width of the 90 % interval of one advert, on a scale of 1", "results/tables/scores.parquet",
        ),
        "indicators": Number(len(indicators), "indicators looked for", "config/indicators", "count"),
        "indicators_in_score": Number(
            sum(indicator.in_score for indicator in indicators.values()), "indicators the score may use",
            "config/indicators", "count",
        ),
    }  # fmt: skip
    for key, row, column, what in (
        ("spearman", model, "score", "score"),
        ("count_spearman", count, "count", "number of indicators (the checklist)"),
    ):
        if pd.notna(row["spearman"]):
            low, high = ranked(column)
            numbers[key] = Number(
                float(row["spearman"]), f"rank correlation of the {what} with the coders' mean code, held-out groups",
                source, "decimal", 2, low, high,
            )  # fmt: skip
    value, low, high = agreement.alpha(coded_sample, frame["group"], seed)
    numbers["alpha"] = Number(
        value, "Krippendorff's ordinal alpha between coders", "results/tables/coded_sample.parquet",
        "decimal", 2, low, high,
    )  # fmt: skip
    return numbers | _of_ratios(indicator_ratios) | _of_counts(present, code, frame["group"], cutoff)


def _of_ratios(table: pd.DataFrame) -> dict[str, Number]:
    source = "results/tables/indicator_ratios.parquet"
    numbers = {
        f"{row.indicator}_ratio": Number(
            row.positive_ratio, f"likelihood ratio (LR+) of {row.indicator.replace('_', ' ')}", source,
            "decimal", 2, row.lower, row.upper,
        )
        for row in table.itertuples()
    }  # fmt: skip
    telling = table[(table["lower"] > 1) | (table["upper"] < 1)]
    numbers["telling"] = Number(
        len(telling), "indicators whose likelihood ratio differs from one (95 % interval)", source, "count"
    )
    numbers["largest_ratio"] = Number(
        float(table["positive_ratio"].max()), "largest likelihood ratio of any indicator", source
    )
    return numbers


def _of_counts(present: pd.DataFrame, code: pd.Series, groups: pd.Series, cutoff: float) -> dict[str, Number]:
    source = "results/tables/indicators.parquet"
    shares = count_shares(present)
    words = ("no indicator", "exactly one indicator", "exactly two indicators", "three or more indicators")
    numbers = {
        key: Number(float(shares[number]), f"adverts that show {words[number]}", source, "percent", 1)
        for number, key in enumerate(("share_none", "share_one", "share_two", "share_three"))
    }
    numbers["share_any"] = Number(
        float(1 - shares[0]), "adverts that show at least one indicator", source, "percent", 1
    )
    flagged, high = counts(present).loc[code.index] >= MANY, code >= cutoff
    ratio, lower, upper = ratios.likelihood_ratio(
        *ratios.cells(flagged, high),
        ratios.design_effect(flagged.to_numpy(), high.to_numpy(), groups.loc[code.index].to_numpy()),
    )
    what = "three or more indicators"
    numbers["three_ratio"] = Number(
        ratio, f"likelihood ratio (LR+) of showing {what}", source, "decimal", 2, lower, upper
    )
    for word, rate in BASE_RATES.items():
        numbers[f"three_predictive_{word}"] = Number(
            ratios.predictive_value(ratio, rate),
            f"adverts with {what} that are high, were {100 * rate:.0f} % of all adverts high",
            source, "percent", 1, ratios.predictive_value(lower, rate), ratios.predictive_value(upper, rate),
        )  # fmt: skip
    return numbers


def _spearman(left: np.ndarray, right: np.ndarray) -> float:
    ranks = rankdata(left), rankdata(right)
    if np.ptp(ranks[0]) == 0 or np.ptp(ranks[1]) == 0:
        return np.nan
    return float(np.corrcoef(*ranks)[0, 1])
