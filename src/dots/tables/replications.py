"""Tables of the replications: many small markets with other seeds, each put through the whole study and judged."""

from dots.tables.contract import Column, Table
from dots.tables.validity import SCOREBOARD

REPLICATIONS = Table(
    "replications",
    "One measure of one replication: a small market with a seed of its own, put through the whole study.",
    ("scenario", "seed", "stage", "measure", "group"),
    (
        Column("scenario", "text", "what was changed: 'baseline' (nothing), 'scrambled' (codes) or knob-value"),
        Column("seed", "integer", "seed of the market and of every step"),
        Column("knob", "text", "knob that was changed ('' if none)"),
        Column("setting", "number", "value it was set to", optional=True),
        *SCOREBOARD.columns,
    ),
    zone="released",
)

CURVES = Table(
    "curves",
    "One headline measure at one value of one knob, over replications.",
    ("knob", "setting", "measure"),
    (
        Column("knob", "text", "knob of the simulated market that alone was changed"),
        Column("setting", "number", "value it was set to"),
        Column("own", "flag", "it is the value the study itself has, so the rows are those of the baseline"),
        Column("measure", "text", "headline measure"),
        Column("seeds", "integer", "replications that have the measure", "count", 1),
        Column("mean", "number", "mean over them"),
        Column("spread", "number", "standard deviation over them (0 if there is one)", "", 0),
        Column("lowest", "number", "lowest of them"),
        Column("highest", "number", "highest of them"),
    ),
    zone="released",
)

COVERAGE = Table(
    "coverage",
    "How often an interval of the study held the true value, over replications.",
    ("measure", "group"),
    (
        Column("measure", "text", "what the interval is about"),
        Column("group", "text", "effect, level or indicator ('all': the scores of all adverts)"),
        Column("replications", "integer", "replications that have it", "count", 1),
        Column("nominal", "number", "coverage it should have", "share", 0, 1),
        Column("coverage", "number", "coverage it had", "share", 0, 1),
        Column("lower", "number", "lower end of the coverage's 95 % interval", "share", 0, 1, optional=True),
        Column("upper", "number", "upper end of the coverage's 95 % interval", "share", 0, 1, optional=True),
        Column("bias", "number", "mean error of the estimate", optional=True),
        Column("bias_lower", "number", "lower end of its 95 % interval", optional=True),
        Column("bias_upper", "number", "upper end of its 95 % interval", optional=True),
    ),
    zone="released",
)
