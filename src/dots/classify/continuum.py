"""The continuum score: what coders would say of an advert, with an interval, from models that never saw its group.

Exploitation is modelled as a place between none (0) and severe (1), never as a yes or no. Every advert is scored by
the model of its fold, which was fitted without any advert tied to it; its penalty is chosen inside the training folds.
"""

from __future__ import annotations

import logging
import math

import numpy as np
import pandas as pd
from scipy.stats import spearmanr
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import GroupKFold, ParameterGrid
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from dots.indicators import PROTECTED, Indicator, blank

logger = logging.getLogger(__name__)

HIGHEST = 4
"""Highest code; codes are divided by it to give the scale of the score."""
LEVEL = 0.9
"""Share of coders' judgements that an interval should cover."""
MODEL = "continuum model"
BASELINES = ("mean only", "indicator count", "indicators only")

_INNER = 4
_PENALTIES = [0.3, 3.0, 30.0, 300.0]
_WORDS = {"min_df": 3, "ngram_range": (1, 2), "sublinear_tf": True, "stop_words": "english"}
_WORD = r"\b[a-z][a-z-]+\b"


def features(
    adverts: pd.DataFrame, present: pd.DataFrame, prevalence: pd.DataFrame, indicators: dict[str, Indicator]
) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Set up what the models may see of each advert.

    Parameters
    ----------
    adverts
        The corpus table; its text is stripped of all wording that the set keeps out of the score.
    present
        The table `indicators`.
    prevalence
        The table `topic_prevalence`.
    indicators
        The indicator set.

    Returns
    -------
    frame : DataFrame
        One row an advert, in the order of `adverts`: text, count (indicators found, without the protected one), one
        column for each indicator in the score and each topic but the last (shares sum to 1).
    columns : dict
        Names of the columns by what they are: words, count, indicators, topics.
    """
    found = present.pivot(index="advert", columns="indicator", values="present").loc[adverts["advert"]].astype(float)
    shares = prevalence.pivot(index="advert", columns="topic", values="weight").loc[adverts["advert"]].iloc[:, :-1]
    in_score = [name for name, indicator in indicators.items() if indicator.in_score]
    frame = pd.DataFrame({"text": blank(adverts["text"], indicators).to_numpy()})
    frame["count"] = found.drop(columns=PROTECTED, errors="ignore").sum(axis=1).to_numpy()
    frame[in_score] = found[in_score].to_numpy()
    topics = [f"topic {topic}" for topic in shares.columns]
    frame[topics] = shares.to_numpy()
    return frame, {"words": ["text"], "count": ["count"], "indicators": in_score, "topics": topics}


def models(columns: dict[str, list[str]]) -> dict[str, tuple[object, dict]]:
    """Give the model and the baselines it must beat: an estimator and the grid that is searched inside training folds.

    Parameters
    ----------
    columns
        From `features`.
    """
    scaled = StandardScaler()
    all_columns = ColumnTransformer(
        [
            ("words", TfidfVectorizer(token_pattern=_WORD, **_WORDS), "text"),
            ("indicators", scaled, columns["indicators"]),
            ("topics", scaled, columns["topics"]),
        ]
    )
    only_indicators = ColumnTransformer([("indicators", scaled, columns["indicators"])])
    only_count = ColumnTransformer([("count", scaled, columns["count"])])
    penalties = {"fit__alpha": _PENALTIES}
    # the search may also drop the words: many weak columns can cost more than they tell
    weights = {"columns__transformer_weights": [{"words": weight} for weight in (0.0, 0.5, 1.0)]}
    return {
        "mean only": (DummyRegressor(), {}),
        "indicator count": (Pipeline([("columns", only_count), ("fit", LinearRegression())]), {}),
        "indicators only": (Pipeline([("columns", only_indicators), ("fit", Ridge())]), penalties),
        MODEL: (Pipeline([("columns", all_columns), ("fit", Ridge())]), penalties | weights),
    }


def cross_score(
    model: tuple[object, dict],
    frame: pd.DataFrame,
    code: pd.Series,
    groups: pd.Series,
    folds: pd.Series,
    training: dict[int, np.ndarray],
) -> np.ndarray:
    """Score every advert by the model of its fold.

    Parameters
    ----------
    model
        Estimator and grid, from `models`.
    frame
        From `features`.
    code
        Mean code on the scale of the score, missing where coders did not judge; same order as `frame`.
    groups, folds
        Group and fold of each advert.
    training
        Adverts the model of each fold may learn from, from `folds.training`.

    Returns
    -------
    ndarray
        Scores from 0 to 1.
    """
    estimator, grid = model
    code, groups, folds = code.to_numpy(), groups.to_numpy(), folds.to_numpy()
    scores = np.empty(len(frame))
    for fold in np.unique(folds):
        train = np.flatnonzero(training[int(fold)] & ~np.isnan(code))
        inner = min(_INNER, len(np.unique(groups[train])))
        fitted = clone(estimator)
        if grid and inner > 1:
            chosen = _choose(estimator, grid, frame.iloc[train], code[train], groups[train], inner)
            fitted.set_params(**chosen)
            logger.info("fold %d, %d training adverts: %s", fold, len(train), chosen)
        fitted.fit(frame.iloc[train], code[train])
        rows = np.flatnonzero(folds == fold)
        scores[rows] = fitted.predict(frame.iloc[rows])
    return np.clip(scores, 0, 1)


def _choose(
    model: Pipeline, grid: dict, frame: pd.DataFrame, code: np.ndarray, groups: np.ndarray, inner: int
) -> dict[str, object]:
    """Choose from a grid by the mean absolute error over inner folds; the first of equals.

    It is what GridSearchCV does, with the columns computed once for all penalties, which takes a quarter of the time.
    """
    penalties = {name: values for name, values in grid.items() if name.startswith("fit__")}
    candidates = list(ParameterGrid({name: values for name, values in grid.items() if name not in penalties}))
    errors: dict[tuple[int, int], list[float]] = {}
    for train, unseen in GroupKFold(inner).split(frame, code, groups):
        for number, candidate in enumerate(candidates):
            trial = clone(model).set_params(**candidate)
            learnt = trial["columns"].fit_transform(frame.iloc[train])
            judged = trial["columns"].transform(frame.iloc[unseen])
            for place, penalty in enumerate(ParameterGrid(penalties)):
                fit = trial.set_params(**penalty)["fit"].fit(learnt, code[train])
                error = mean_absolute_error(code[unseen], fit.predict(judged))
                errors.setdefault((number, place), []).append(error)
    number, place = min(errors, key=lambda pair: np.mean(errors[pair]))
    return candidates[number] | ParameterGrid(penalties)[place]


def intervals(
    scores: np.ndarray, code: pd.Series, folds: pd.Series, level: float = LEVEL
) -> tuple[np.ndarray, np.ndarray]:
    """Give each score a conformal interval from the residuals of the other folds.

    The half-width in a fold is the ceil((n + 1) level)-th smallest absolute residual of the n coded adverts of all
    other folds, each of which was scored by a model that never saw it.

    Parameters
    ----------
    scores
        From `cross_score`.
    code
        Mean code, missing where coders did not judge.
    folds
        Fold of each advert.
    level
        Nominal coverage.

    Returns
    -------
    lower, upper : ndarray
        Ends, clipped to the scale of the score.

    References
    ----------
    V. Vovk (2015), Cross-conformal predictors, Annals of Mathematics and Artificial Intelligence 74: 9-28.
    """
    # ASSUME adverts are exchangeable between folds; within groups they are not, so coverage is checked, not granted
    residuals, folds = np.abs(scores - code.to_numpy()), folds.to_numpy()
    width = np.empty(len(scores))
    for fold in np.unique(folds):
        others = np.sort(residuals[(folds != fold) & ~np.isnan(residuals)])
        rank = math.ceil((len(others) + 1) * level)
        width[folds == fold] = others[rank - 1] if rank <= len(others) else 1.0
    return np.clip(scores - width, 0, 1), np.clip(scores + width, 0, 1)


def validate(
    name: str, scores: np.ndarray, code: pd.Series, folds: pd.Series, order: np.ndarray | None = None
) -> pd.DataFrame:
    """Compare scores with codes in each fold and in all (fold -1).

    Parameters
    ----------
    name
        Name of the model.
    scores, code, folds
        Score, mean code (missing where nobody judged) and fold of each advert.
    order
        What adverts are ranked by, if not the scores: a checklist ranks by its count, which needs no model.

    Returns
    -------
    DataFrame
        Rows of the table `validation`. No rank correlation where scores or codes do not vary, nor for the mean over
        all folds, which differs between folds by nothing but the adverts left out.
    """
    lower, upper = intervals(scores, code, folds)
    frame = pd.DataFrame({"fold": folds.to_numpy(), "score": scores, "code": code.to_numpy()})
    frame["order"] = scores if order is None else order
    frame["covered"] = (frame["code"] >= lower) & (frame["code"] <= upper)
    frame = frame.dropna(subset="code")
    rows = []
    for fold, part in [(-1, frame), *frame.groupby("fold")]:
        varies = name != BASELINES[0] and part["order"].nunique() > 1 and part["code"].nunique() > 1
        rows.append(
            {
                "model": name,
                "fold": fold,
                "adverts": len(part),
                "spearman": spearmanr(part["order"], part["code"])[0] if varies else np.nan,
                "mean_absolute_error": (part["score"] - part["code"]).abs().mean(),
                "coverage": part["covered"].mean(),
            }
        )
    return pd.DataFrame(rows)


def mean_codes(coded_sample: pd.DataFrame, adverts: pd.Series) -> pd.Series:
    """Give each advert the mean of its codes on the scale of the score, missing where nobody coded it."""
    means = coded_sample.groupby("advert")["code"].mean() / HIGHEST
    lost = ~means.index.isin(adverts)
    if lost.any():
        logger.warning("%d of %d coded adverts are not in the corpus and are left out", lost.sum(), len(means))
    return adverts.map(means)
