"""Table of the calibration: the simulated market set beside published aggregates."""

from dots.tables.contract import Column, Table

STATUSES = ("read", "secondary", "convention", "statement")
UNITS = ("share", "alpha", "exponent")
VERDICTS = ("inside", "outside", "no figure", "not measured")

CALIBRATION = Table(
    "calibration",
    "One published aggregate, and what came of it in the simulated market.",
    ("target",),
    (
        Column("target", "text", "the aggregate"),
        Column("label", "text", "its name for readers"),
        Column("source", "text", "who published it"),
        Column("published", "text", "what exactly was published"),
        Column("status", "text", "how it is known", values=STATUSES),
        Column("counted", "text", "what is counted in the simulated market"),
        Column("unit", "text", "unit of the figures", values=UNITS),
        Column("value", "number", "the published figure", optional=True),
        Column("tolerance", "number", "largest difference at which the market counts as near", "", 0, optional=True),
        Column("outcome", "number", "what came out", optional=True),
        Column("lower", "number", "lower end of its 95 % interval", optional=True),
        Column("upper", "number", "upper end of its 95 % interval", optional=True),
        Column("units", "integer", "adverts, sightings, organisations or coded adverts it rests on", "count", 0),
        Column("verdict", "text", "whether the outcome is within the tolerance", values=VERDICTS),
    ),
    zone="released",
)
