"""Tables of the stage `topics`."""

from dots.tables.contract import Column, Table
from dots.tables.corpus import ADVERT

TOPIC = Column("topic", "integer", "topic, numbered from 0 by falling prevalence", minimum=0)
ENGINE = Column("engine", "text", "library that fitted the model", values=("gensim", "tomotopy"))

TOPIC_MODELS = Table(
    "topic_models",
    "One fitted topic model.",
    ("engine", "topics"),
    (
        ENGINE,
        Column("topics", "integer", "number of topics K", "count", 2),
        Column("coherence", "number", "coherence (NPMI, gensim's c_npmi), mean over topics", "", -1, 1),
        Column("perplexity", "number", "perplexity of held-out adverts", "", 0, optional=True),
        Column("chosen", "flag", "the model the study goes on with"),
    ),
    zone="released",
)

TOPICS = Table(
    "topics",
    "One of the strongest words of one topic.",
    ("engine", "topic", "rank"),
    (
        ENGINE,
        TOPIC,
        Column("rank", "integer", "place of the word in the topic, from 1", minimum=1),
        Column("term", "text", "word"),
        Column("weight", "number", "probability of the word in the topic", "share", 0, 1),
    ),
    zone="released",
)

TOPIC_PREVALENCE = Table(
    "topic_prevalence",
    "How much of one advert is about one topic (the chosen model; sums to 1 over topics).",
    ("advert", "topic"),
    (ADVERT, TOPIC, Column("weight", "number", "share of the advert", "share", 0, 1)),
)

ENGINE_MATCH = Table(
    "topic_engine_match",
    "How alike one topic is in both engines.",
    ("topic",),
    (TOPIC, Column("cosine", "number", "cosine of its word probabilities between engines", "", 0, 1)),
    zone="released",
)
