"""Tables of the stage `classify`. Scores of adverts are working material: they leave only as groups."""

from dots.tables.contract import Column, Table
from dots.tables.corpus import ADVERT

INDICATOR = Column("indicator", "text", "indicator, as named in the indicator set")

INDICATORS = Table(
    "indicators",
    "Whether one advert shows one indicator.",
    ("advert", "indicator"),
    (ADVERT, INDICATOR, Column("present", "flag", "the indicator was found")),
)

INDICATOR_RATIOS = Table(
    "indicator_ratios",
    "How far one indicator tells adverts coded high on the continuum from the others.",
    ("indicator",),
    (
        INDICATOR,
        Column("axis", "text", "what it is meant to speak of", values=("exploitation", "organisation")),
        Column("in_score", "flag", "whether the continuum model may use it"),
        Column("share", "number", "adverts that show it", "share", 0, 1),
        Column("positive_ratio", "number", "likelihood ratio of showing it (LR+)", "", 0),
        Column("lower", "number", "lower end of its 95 % interval", "", 0),
        Column("upper", "number", "upper end of its 95 % interval", "", 0),
        Column("coded", "integer", "coded adverts it rests on", "count", 1),
    ),
    zone="released",
)

SCORES = Table(
    "scores",
    "The continuum score of one advert, from a model that never saw its group.",
    ("advert",),
    (
        ADVERT,
        Column("score", "number", "place on the continuum, 0 none to 1 severe", "", 0, 1),
        Column("lower", "number", "lower end of the 90 % conformal interval", "", 0, 1),
        Column("upper", "number", "upper end of the 90 % conformal interval", "", 0, 1),
        Column("fold", "integer", "fold whose model scored it", minimum=0),
        Column("coded", "flag", "whether coders judged it"),
    ),
)

VALIDATION = Table(
    "validation",
    "How well the continuum model predicts the coders in one held-out fold (fold -1: all together).",
    ("model", "fold"),
    (
        Column("model", "text", "model, or the baseline it must beat"),
        Column("fold", "integer", "fold, -1 for all", minimum=-1),
        Column("adverts", "integer", "coded adverts in the fold", "count", 1),
        Column("spearman", "number", "rank correlation with the mean code", "", -1, 1, optional=True),
        Column("mean_absolute_error", "number", "mean absolute error", "score", 0, 1),
        Column("coverage", "number", "codes inside the 90 % interval", "share", 0, 1, optional=True),
    ),
    zone="released",
)
