"""Tables of the stage `qualitative`."""

from dots.tables.contract import Column, Table

CODE = Column("code", "text", "code of the codebook")
RELATIONS = ("agree", "extend", "conflict", "silent")

CODINGS = Table(
    "codings",
    "Whether one coder gave one code to one excerpt.",
    ("excerpt", "code", "coder"),
    (
        Column("excerpt", "text", "excerpt, as source/number"),
        CODE,
        Column("coder", "text", "the coder's label"),
        Column("given", "flag", "the coder gave the code"),
    ),
)

CODE_AGREEMENT = Table(
    "code_agreement",
    "Krippendorff's alpha of one code between coders, and of all codes together.",
    ("code",),
    (
        CODE,
        Column("alpha", "number", "Krippendorff's alpha (nominal)", "", -1, 1, optional=True),
        Column("lower", "number", "lower end of the 95 % bootstrap interval", "", -1, 1, optional=True),
        Column("upper", "number", "upper end of the 95 % bootstrap interval", "", -1, 1, optional=True),
        Column("excerpts", "integer", "excerpts that two or more coders read", "count", 0),
        Column("given", "integer", "excerpts that any coder gave the code", "count", 0),
    ),
    zone="released",
)

JOINT_DISPLAY = Table(
    "joint_display",
    "What interviews and adverts say of one theme, side by side.",
    ("theme",),
    (
        Column("theme", "text", "theme"),
        Column("interviews", "text", "finding of the interviews"),
        Column("excerpts", "integer", "excerpts it rests on", "count", 0),
        Column("expected", "text", "what the interviews lead one to expect of the adverts"),
        Column("adverts", "text", "finding of the adverts, with its number"),
        Column("relation", "text", "how they relate", values=RELATIONS),
    ),
    zone="released",
)
