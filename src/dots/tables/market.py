"""Tables of the stage `market` that the study may see: what human coders said of a sample of adverts."""

from dots.tables.contract import Column, Table
from dots.tables.corpus import ADVERT

CODED_SAMPLE = Table(
    "coded_sample",
    "One coder's judgement of one advert.",
    ("advert", "coder"),
    (
        ADVERT,
        Column("coder", "text", "the coder's label"),
        Column("session", "integer", "sitting in which it was judged, from 1", "", 1),
        Column("code", "integer", "place on the continuum of exploitation, none to severe", "ordinal", 0, 4),
    ),
)

CASE_OUTCOMES = Table(
    "case_outcomes",
    "One advert of an organisation that became a case with a known outcome. Cases are no random sample.",
    ("advert",),
    (
        ADVERT,
        Column("case", "text", "the case, by number"),
        Column("exploited", "flag", "the case found severe exploitation"),
    ),
)
