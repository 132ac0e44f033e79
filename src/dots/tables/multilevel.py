"""Tables of the stage `multilevel`: adverts within networks within regions."""

from dots.tables.contract import Column, Table
from dots.tables.corpus import ADVERT
from dots.tables.network import NETWORK

ENGINES = ("glmm", "statsmodels", "pymer4")
ENGINE = Column("engine", "text", "library that fitted the model", values=ENGINES)

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
    "One variance component of the continuum score, by engine.",
    ("engine", "level"),
    (
        ENGINE,
        Column("level", "text", "level", values=("region", "network", "advert")),
        Column("variance", "number", "variance", "score squared", 0),
        Column("share", "number", "variance partition coefficient", "share", 0, 1),
        Column("boundary", "flag", "the estimate lies on the boundary at zero"),
    ),
    zone="released",
)

AGREEMENT = Table(
    "engine_agreement",
    "How far two engines differ on one quantity.",
    ("quantity", "engine"),
    (
        Column("quantity", "text", "term or variance"),
        Column("engine", "text", "engine compared with the reference", values=ENGINES),
        Column("reference", "text", "reference engine", values=ENGINES),
        Column("difference", "number", "absolute difference", "score", 0),
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
