"""Tables of the evaluation: each stage's output set against the planted truth."""

from dots.tables.contract import Column, Table

SCOREBOARD = Table(
    "scoreboard",
    "One measure of one stage against the planted truth.",
    ("stage", "measure", "group"),
    (
        Column("stage", "text", "stage that is judged"),
        Column("measure", "text", "measure"),
        Column("group", "text", "group of adverts or networks it is about ('all')"),
        Column("value", "number", "value of the measure"),
        Column("lower", "number", "lower end of its 95 % interval", optional=True),
        Column("upper", "number", "upper end of its 95 % interval", optional=True),
        Column("baseline", "number", "what a plain method or chance reaches", optional=True),
        Column("baseline_name", "text", "the plain method ('' if none)"),
        Column("ideal", "number", "value of a perfect result"),
        Column("units", "integer", "adverts, contacts, networks or topics judged", "count", 0),
    ),
    zone="released",
)

SUSPICION = Table(
    "suspicion",
    "Of the networks on the shortlist, how many are of one planted kind, and how many are suspected wrongly.",
    ("kind",),
    (
        Column("kind", "text", "planted kind of organisation most of its adverts come from, or 'all'"),
        Column("eligible", "integer", "networks large enough to be shortlisted", "count", 0),
        Column("shortlisted", "integer", "networks shortlisted", "count", 0),
        Column(
            "wrongful",
            "integer",
            "shortlisted networks whose planted exploitation is below the cutoff",
            "count",
            0,
        ),
        Column("rate", "number", "wrongful share of those shortlisted", "share", 0, 1, optional=True),
        Column("lower", "number", "lower end of its 95 % interval (Wilson)", "share", 0, 1, optional=True),
        Column("upper", "number", "upper end of its 95 % interval (Wilson)", "share", 0, 1, optional=True),
        Column(
            "by_chance",
            "number",
            "wrongful share had the shortlist been drawn by lot",
            "share",
            0,
            1,
            optional=True,
        ),
    ),
    zone="released",
)
