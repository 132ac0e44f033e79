"""Tables of the stage `market` that the study may see: what human coders said of a sample of adverts."""

from dots.tables.contract import Column, Table

CODED_SAMPLE = Table(
    "coded_sample",
    "One coder's judgement of one advert.",
    ("advert", "coder"),
    (
        Column("advert", "text", "advert, as platform/number"),
        Column("coder", "text", "the coder's label"),
        Column("code", "integer", "place on the continuum of exploitation, none to severe", "ordinal", 0, 4),
    ),
)
