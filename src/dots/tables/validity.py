"""Tables of the evaluation: each stage's output set against the planted truth."""

from dots.tables.contract import Column, Table

SCOREBOARD = Table(
    "scoreboard",
    "One measure of one stage against the planted truth.",
    ("stage", "measure", "group"),
    (
        Column("stage", "text", "stage that is judged"),
        Column("measure", "text", "measure"),
        Column("group", "text", "what it is about: 'all', a group of adverts or networks, or another way of doing it"),
        Column("value", "number", "value of the measure"),
        Column("lower", "number", "lower end of its 95 % interval", optional=True),
        Column("upper", "number", "upper end of its 95 % interval", optional=True),
        Column("baseline", "number", "what a plain method or chance reaches", optional=True),
        Column("baseline_name", "text", "the plain method ('' if none)"),
        Column("ideal", "number", "value of a perfect result"),
        Column("units", "integer", "adverts, contacts, networks, effects or topics judged", "count", 0),
    ),
    zone="released",
)

SUSPICION = Table(
    "suspicion",
    "Of the networks an analyst would look at, how many are suspected wrongly, by group and by length of the list.",
    ("grouping", "group"),
    (
        Column(
            "grouping",
            "text",
            "what the group is one of: 'all'; 'kind', 'language' or 'number' of most adverts of the network; "
            "'ranking', a list as long in another order; 'capacity', a list of another length",
            values=("all", "kind", "language", "number", "ranking", "capacity"),
        ),
        Column("group", "text", "the group ('all'; planted kind; language; length of the list as 000010)"),
        Column("eligible", "integer", "networks large enough to be shortlisted", "count", 0),
        Column("innocent", "integer", "those whose planted exploitation is below the cutoff", "count", 0),
        Column("shortlisted", "integer", "networks shortlisted", "count", 0),
        Column("wrongful", "integer", "those whose planted exploitation is below the cutoff", "count", 0),
        Column("rate", "number", "wrongful share of those shortlisted", "share", 0, 1, optional=True),
        Column("lower", "number", "lower end of its 95 % interval (Wilson)", "share", 0, 1, optional=True),
        Column("upper", "number", "upper end of its 95 % interval (Wilson)", "share", 0, 1, optional=True),
        Column("by_chance", "number", "wrongful share had the list been drawn by lot", "share", 0, 1, optional=True),
        Column("exposed", "number", "share of the innocent networks that is shortlisted", "share", 0, 1, optional=True),
    ),
    zone="released",
)
