"""Tables of planted truth. Only the evaluation, tests and benchmarks read them."""

from dots.tables.contract import Column, Table
from dots.tables.corpus import ADVERT, KINDS

ORGANISATION = Column("organisation", "text", "planted organisation")
ORGANISATION_KINDS = ("independent", "duo", "touring", "agency", "covert", "scam")
KIND = Column("kind", "text", "kind of organisation", values=ORGANISATION_KINDS)

ORGANISATIONS = Table(
    "organisations",
    "One planted organisation.",
    ("organisation",),
    (
        ORGANISATION,
        KIND,
        Column("adverts", "integer", "adverts it published", "count", 0),
        Column("home_region", "text", "region it works from"),
        Column("language", "text", "language it writes in (ISO 639-1)"),
        Column("workers", "integer", "people it advertises", "count", 1),
        Column("controllers", "integer", "people who run it without being advertised", "count", 0),
        Column("arrived", "date", "day it enters the market"),
        Column("left", "date", "day it leaves the market"),
        Column("degree", "number", "how organised it is, on an axis of its own", "latent"),
        Column("exploitation", "number", "its place on the latent continuum (network effect included)", "latent"),
    ),
    zone="truth",
)

ADVERTS = Table(
    "adverts",
    "One planted advert.",
    ("advert",),
    (
        ADVERT,
        ORGANISATION,
        KIND,
        Column("person", "text", "the person advertised"),
        Column("language", "text", "language of the text (ISO 639-1)"),
        Column("template", "text", "planted template: texts of one origin share it ('' if nobody else used the text)"),
        Column("twin", "text", "advert it is a cross-post of, as in `advert` ('' if none)"),
        Column("town", "text", "town"),
        Column("region", "text", "region"),
        Column("posted", "date", "day posted"),
        Column("removed", "date", "first day it is no longer up"),
        Column("exploitation", "number", "place on the continuum, 0 none to 1 severe", "", 0, 1),
        Column("copied", "flag", "its text was copied from another organisation, or is public boilerplate"),
    ),
    zone="truth",
)

VERSIONS = Table(
    "versions",
    "One planted advert as it stood for a time.",
    ("advert", "version"),
    (
        ADVERT,
        Column("version", "integer", "number of the version, from 0", "", 0),
        Column("since", "date", "first day of the version"),
        Column("until", "date", "first day it is no longer up"),
        Column("town", "text", "town the version names"),
        Column("region", "text", "region the version names"),
        Column("change", "text", "what made it", values=("posted", "edited", "moved")),
    ),
    zone="truth",
)

EVENTS = Table(
    "events",
    "One shock to one platform.",
    ("day", "platform", "event"),
    (
        Column("day", "date", "day"),
        Column("platform", "text", "platform"),
        Column("event", "text", "what happened", values=("closure", "moderation", "policy")),
        Column("adverts", "integer", "adverts it took down, or made to hide their contacts", "count", 0),
    ),
    zone="truth",
)

CONTACTS = Table(
    "contacts",
    "One contact planted in one advert, the contact in clear (sealed).",
    ("advert", "kind", "value"),
    (
        ADVERT,
        Column("kind", "text", "kind of contact", values=KINDS),
        Column("value", "text", "normal form: digits with country code, or lower case"),
        Column("hiding", "text", "how it was written"),
    ),
    zone="truth",
)

TOPICS = Table(
    "topics",
    "One word of one planted topic.",
    ("topic", "term"),
    (
        Column("topic", "text", "planted topic"),
        Column("term", "text", "word"),
        Column("weight", "number", "probability of the word in the topic", "share", 0, 1),
    ),
    zone="truth",
)

ADVERT_TOPICS = Table(
    "advert_topics",
    "Planted share of one topic in one advert.",
    ("advert", "topic"),
    (
        ADVERT,
        Column("topic", "text", "planted topic"),
        Column("weight", "number", "share of the advert", "share", 0, 1),
    ),
    zone="truth",
)

INDICATORS = Table(
    "indicators",
    "Whether one indicator was planted in one advert.",
    ("advert", "indicator"),
    (
        ADVERT,
        Column("indicator", "text", "indicator"),
        Column("present", "flag", "it was planted"),
    ),
    zone="truth",
)
