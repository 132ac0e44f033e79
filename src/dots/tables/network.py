"""Tables of the stage `network`: the network, never the advert or a person, is the unit."""

from dots.tables.contract import Column, Table
from dots.tables.corpus import ADVERT

NETWORK = Column("network", "text", "network, numbered by falling size")

LINKS = Table(
    "links",
    "One advert tied to one identifier: an edge of the two-mode graph.",
    ("advert", "identifier"),
    (
        ADVERT,
        Column("identifier", "text", "contact pseudonym or template"),
        Column("kind", "text", "kind of identifier", values=("phone", "email", "handle", "template")),
        Column("adverts", "integer", "adverts that carry the identifier", "count", 2),
        Column("own", "number", "chance that the identifier is one organisation's own", "", 0, 1),
        Column("party", "text", "adverts of the identifier that stand together; the tie's own doubt is theirs"),
        Column("probability", "number", "chance that the tie is one of common organisation", "", 0, 1),
        Column("kept", "flag", "whether the tie is used to form networks"),
    ),
)

MEMBERSHIPS = Table(
    "memberships",
    "The network an advert belongs to (a network of one if nothing ties it).",
    ("advert",),
    (
        ADVERT,
        NETWORK,
        Column("stability", "number", "mean share of draws in which it stays with the others of its network", "", 0, 1),
    ),
)

MEMBERSHIP_DRAWS = Table(
    "membership_draws",
    "The network of an advert in one draw of the links.",
    ("draw", "advert"),
    (
        Column("draw", "integer", "draw, from 1", minimum=1),
        ADVERT,
        Column("network", "text", "network within the draw"),
    ),
)

NETWORKS = Table(
    "networks",
    "One network of two or more adverts.",
    ("network",),
    (
        NETWORK,
        Column("adverts", "integer", "adverts", "count", 2),
        Column("contacts", "integer", "different contacts", "count", 0),
        Column("templates", "integer", "different templates", "count", 0),
        Column("platforms", "integer", "different platforms", "count", 1),
        Column("towns", "integer", "different towns", "count", 0),
        Column("regions", "integer", "different regions", "count", 0),
        Column("home_region", "text", "region with most of its adverts", optional=True),
        Column("first", "date", "day of its first advert"),
        Column("last", "date", "day of its last advert"),
        Column("days", "integer", "days from first to last advert", "days", 0),
        Column("radius", "number", "radius of gyration of its adverts", "km", 0, optional=True),
        Column("density", "number", "density of its advert-advert graph", "", 0, 1),
        Column("centralisation", "number", "degree centralisation (Freeman 1979)", "", 0, 1),
        Column("clustering", "number", "mean local clustering", "", 0, 1),
        Column("template_share", "number", "adverts written from a shared template", "share", 0, 1),
        Column("complexity", "number", "first principal component of structure", "standard deviations"),
        Column("complexity_lower", "number", "2.5 % point over link draws", "standard deviations"),
        Column("complexity_upper", "number", "97.5 % point over link draws", "standard deviations"),
        Column("geography", "number", "second principal component", "standard deviations"),
    ),
)

LOADINGS = Table(
    "loadings",
    "The weight of one measure on one principal component of complexity.",
    ("component", "measure"),
    (
        Column("component", "integer", "component, from 1", minimum=1),
        Column("measure", "text", "structural measure"),
        Column("loading", "number", "loading", "", -1, 1),
        Column("lower", "number", "lower end of the 95 % bootstrap interval", "", -1, 1),
        Column("upper", "number", "upper end of the 95 % bootstrap interval", "", -1, 1),
        Column("explained", "number", "variance the component explains", "share", 0, 1),
    ),
    zone="released",
)

MOVEMENT = Table(
    "movement",
    "Moves of networks from one region to another (consecutive adverts of a network).",
    ("origin", "destination"),
    (
        Column("origin", "text", "region left"),
        Column("destination", "text", "region entered"),
        Column("moves", "integer", "moves", "count", 0),
        Column("networks", "integer", "networks that made them", "count", 0),
    ),
)

NETWORK_DRAWS = Table(
    "network_draws",
    "One figure about all networks in one draw of the links (draw 0: the point partition).",
    ("draw", "statistic"),
    (
        Column("draw", "integer", "draw, 0 for the point partition", minimum=0),
        Column("statistic", "text", "what is counted or measured"),
        Column("value", "number", "its value", optional=True),
    ),
)

SIZE_DRAWS = Table(
    "size_draws",
    "How many networks of one size there are in one draw of the links (draw 0: the point partition).",
    ("draw", "adverts"),
    (
        Column("draw", "integer", "draw, 0 for the point partition", minimum=0),
        Column("adverts", "integer", "adverts of the network", "count", 1),
        Column("networks", "integer", "networks of that size", "count", 1),
    ),
)

SHORTLIST = Table(
    "shortlist",
    "One network large enough to be spoken of, in the order an analyst would look at them.",
    ("network",),
    (
        NETWORK,
        Column("adverts", "integer", "adverts", "count", 1),
        Column("coded", "integer", "adverts of it that coders judged", "count", 0),
        Column("model_score", "number", "mean continuum score of its adverts", "", 0, 1),
        Column("mean_score", "number", "the same, corrected by what coders said of some", "", 0, 1),
        Column("lower", "number", "lower end of the 95 % interval (score and linkage)", "", 0, 1),
        Column("upper", "number", "upper end of the 95 % interval (score and linkage)", "", 0, 1),
        Column("rank", "integer", "place by the lower end, from 1", minimum=1),
        Column("shortlisted", "flag", "among the networks that an analyst has time for"),
    ),
)
