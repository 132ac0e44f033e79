"""Tables of the stage `multilevel`: adverts within networks and regions, two groupings that cross."""

from dots.tables.contract import Column, Table
from dots.tables.corpus import ADVERT
from dots.tables.network import NETWORK

ENGINES = ("glmm", "statsmodels", "pymer4")
ENGINE = Column("engine", "text", "library that fitted the model", values=ENGINES)
LEVELS = ("region", "network", "advert")
LEVEL = Column("level", "text", "level", values=LEVELS)

MODEL_FRAME = Table(
    "model_frame",
    "One advert as the multilevel models see it.",
    ("advert",),
    (
        ADVERT,
        NETWORK,
        Column("region", "text", "region"),
        Column("score", "number", "continuum score", "", 0, 1),
        Column("month", "number", "months since the first, centred", "months"),
        Column("social", "number", "1 for a social post, 0 for a classified advert", "", 0, 1),
        Column("log_size", "number", "log of the network's adverts, centred", "log count"),
        Column("mobile", "number", "1 if the network advertises in several regions", "", 0, 1),
    ),
)

MODEL_ATTRITION = Table(
    "model_attrition",
    "Adverts that the multilevel models keep or leave out, and why.",
    ("reason",),
    (
        Column("reason", "text", "why adverts were left out, or 'kept'"),
        Column("adverts", "integer", "adverts", "count", 0),
    ),
)

EFFECTS = Table(
    "effects",
    "One fixed effect on the continuum score, by engine.",
    ("engine", "term"),
    (
        ENGINE,
        Column("term", "text", "model term"),
        Column("estimate", "number", "estimate", "score"),
        Column("error", "number", "standard error", "score", 0),
        Column("lower", "number", "lower end of the 95 % interval", "score"),
        Column("upper", "number", "upper end of the 95 % interval", "score"),
    ),
    zone="released",
)

VARIANCES = Table(
    "variances",
    "One variance component of the continuum score, by engine, with the links taken as certain.",
    ("engine", "level"),
    (
        ENGINE,
        LEVEL,
        Column("variance", "number", "variance", "score squared", 0),
        Column("share", "number", "variance partition coefficient", "share", 0, 1),
        Column("lower", "number", "lower end of its 95 % bootstrap interval (glmm only)", "share", 0, 1, optional=True),
        Column("upper", "number", "upper end of its 95 % bootstrap interval (glmm only)", "share", 0, 1, optional=True),
        Column("boundary", "flag", "the estimate lies on the boundary at zero"),
    ),
    zone="released",
)

AGREEMENT = Table(
    "engine_agreement",
    "How far two engines differ on one quantity.",
    ("quantity", "engine"),
    (
        Column("quantity", "text", "estimate or standard error of a term, or standard deviation of a level"),
        Column("engine", "text", "engine compared with the reference", values=ENGINES),
        Column("reference", "text", "reference engine", values=ENGINES),
        Column("difference", "number", "absolute difference, a term's per standard deviation of the term", "score", 0),
        Column("tolerance", "number", "largest difference allowed", "score", 0),
        Column("agrees", "flag", "difference within tolerance"),
    ),
    zone="released",
)

POOLED = Table(
    "pooled_effects",
    "One fixed effect with linkage uncertainty carried in (Rubin's rules over link draws).",
    ("term",),
    (
        Column("term", "text", "model term"),
        Column("estimate", "number", "mean over draws", "score"),
        Column("error", "number", "pooled standard error", "score", 0),
        Column("lower", "number", "lower end of the 95 % interval", "score"),
        Column("upper", "number", "upper end of the 95 % interval", "score"),
        Column("linkage_share", "number", "share of the pooled variance that the links cause", "share", 0, 1),
    ),
    zone="released",
)

POOLED_VARIANCES = Table(
    "pooled_variances",
    "The variance partition coefficient of one level with linkage uncertainty carried in.",
    ("level",),
    (
        LEVEL,
        Column("share", "number", "variance partition coefficient, mean over link draws", "share", 0, 1),
        Column("lower", "number", "2.5 % point of bootstrap replicates over all draws", "share", 0, 1),
        Column("upper", "number", "97.5 % point of bootstrap replicates over all draws", "share", 0, 1),
    ),
    zone="released",
)
