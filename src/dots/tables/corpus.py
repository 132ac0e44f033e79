"""Tables of the stage `corpus`. Nothing after this stage can see a raw identifier."""

from dots.tables.contract import Column, Table

ADVERT = Column("advert", "text", "advert, as platform/pseudonym; the pseudonym is keyed")
CLEAR_ADVERT = Column("advert", "text", "advert in clear, as platform/number: the number its site gives it")
TEMPLATE = Column("template", "text", "group of near-duplicate adverts, named for its first advert")
KINDS = ("phone", "email", "handle")

CLEAR_ADVERTS = Table(
    "clear_adverts",
    "One advert or post as the archive holds it, contacts in clear.",
    ("advert",),
    (
        CLEAR_ADVERT,
        Column("platform", "text", "site the advert was published on"),
        Column("posted", "date", "day it says it was posted"),
        Column("seen", "date", "day the crawl saw it, by the site's clock"),
        Column("title", "text", "title ('' for a post)"),
        Column("body", "text", "text of the advert"),
        Column("contact", "text", "text of the contact line ('' if there is none)"),
        Column("place", "text", "place it states"),
        Column("price", "text", "price it states ('' if none)"),
    ),
    zone="restricted",
)

_SIGHTING = (
    Column("seen", "date", "day the wave saw it, by the site's clock"),
    Column("changed", "flag", "its text, place or price differs from the sighting before (false for the first)"),
)

CLEAR_SIGHTINGS = Table(
    "clear_sightings",
    "One advert seen in one wave of the crawl, under the number its site gives it.",
    ("advert", "seen"),
    (CLEAR_ADVERT, *_SIGHTING),
    zone="restricted",
)

CLEAR_CONTACTS = Table(
    "clear_contacts",
    "One contact read from one advert, in clear.",
    ("advert", "kind", "value"),
    (
        CLEAR_ADVERT,
        Column("kind", "text", "kind of contact", values=KINDS),
        Column("value", "text", "normal form: digits with country code, or lower case"),
        Column("rule", "text", "how it was written: the rule that found it"),
    ),
    zone="restricted",
)

ADVERTS = Table(
    "adverts",
    "One advert or post, contacts masked.",
    ("advert",),
    (
        ADVERT,
        Column("platform", "text", "site the advert was published on"),
        Column("posted", "date", "day it says it was posted"),
        Column("month", "text", "year and month it was posted, as 2025-03"),
        Column("town", "text", "town", optional=True),
        Column("region", "text", "UK region (ITL 1)", optional=True),
        Column("latitude", "number", "latitude of the town", "degrees", 49, 61, optional=True),
        Column("longitude", "number", "longitude of the town", "degrees", -9, 2, optional=True),
        Column("price", "number", "price an hour", "GBP", 0, 2000, optional=True),
        Column("age", "number", "age it states; under 18 is never kept", "years", 18, 99, optional=True),
        Column(
            "text",
            "text",
            "title and body, lower case; contacts and towns as <phone>, <place> and so on, digits as 0",
        ),
        Column("words", "integer", "words in the text", "count", 0),
    ),
)

SIGHTINGS = Table(
    "sightings",
    "One advert seen in one wave of the crawl.",
    ("advert", "seen"),
    (ADVERT, *_SIGHTING),
)

WAVE_STATES = ("crawled", "closed", "failed")

SITE_WAVES = Table(
    "site_waves",
    "One site on one day on which the crawl fetched anything, from the archive itself.",
    ("platform", "wave"),
    (
        Column("platform", "text", "site"),
        Column("wave", "date", "day, by the site's clock"),
        Column("pages", "integer", "pages it answered with, robots.txt left out", "count", 0),
        Column("revisits", "integer", "those of them that had not changed since an earlier day", "count", 0),
        Column(
            "state",
            "text",
            "whether the day can tell that an advert is gone (crawled), or not: the site had closed (every answer was "
            "410) or gave no page (failed)",
            values=WAVE_STATES,
        ),
    ),
)

SPELLS = Table(
    "spells",
    "The time one advert was up, as far as the waves of the crawl can tell.",
    ("advert",),
    (
        ADVERT,
        Column("platform", "text", "site the advert was published on"),
        Column("first_seen", "date", "day of the first sighting"),
        Column("last_seen", "date", "day of the last sighting"),
        Column("sightings", "integer", "waves that saw it", "count", 1),
        Column("changes", "integer", "sightings at which it had changed", "count", 0),
        Column("missed", "integer", "waves between first and last sighting in which it was not found", "count", 0),
        Column("absent", "date", "last wave before the first sighting in which it was not found", optional=True),
        Column("gone", "date", "first wave after the last sighting in which it was not found", optional=True),
        Column("left_censored", "flag", "no wave of its site came before: it may have been up for any time"),
        Column("right_censored", "flag", "no wave of its site came after: it may have stayed up for any time"),
    ),
)

CONTACTS = Table(
    "contacts",
    "One contact in one advert, as a keyed pseudonym.",
    ("advert", "contact"),
    (
        ADVERT,
        Column("kind", "text", "kind of contact", values=KINDS),
        Column("contact", "text", "keyed pseudonym of the contact"),
        Column("rule", "text", "how it was written: the rule that found it"),
    ),
)

ADVERT_TEMPLATES = Table(
    "advert_templates",
    "The template an advert was written from; a template of its own if nothing resembles it.",
    ("advert",),
    (ADVERT, TEMPLATE),
)

TEMPLATES = Table(
    "templates",
    "One group of near-duplicate adverts.",
    ("template",),
    (
        TEMPLATE,
        Column("adverts", "integer", "adverts in it", "count", 1),
        Column("contacts", "integer", "different contacts in them", "count", 0),
        Column("unconnected", "integer", "groups of its adverts that no contact connects", "count", 0),
        Column(
            "public",
            "number",
            "chance that two of its adverts with a contact are of two such groups: 0 one organisation's own text, 1 "
            "everybody's; missing if fewer than two have a contact",
            "share",
            0,
            1,
            optional=True,
        ),
        Column("towns", "integer", "different towns in them", "count", 0),
        Column("first", "date", "day of the first advert"),
        Column("last", "date", "day of the last advert"),
        Column("slots", "integer", "places in its text that vary from advert to advert", "count", 0),
        Column("text", "text", "words its adverts have in common, <slot> where they vary; '' for a single advert"),
        Column(
            "shown",
            "text",
            "the same as it may be shown: <withheld> for names and for words of too few unconnected adverts; '' if the "
            "whole is withheld",
        ),
    ),
)

_ATTRITION = (
    Column("step", "text", "step, numbered in order"),
    Column("reason", "text", "why records were dropped, or 'kept'"),
    Column("records", "integer", "records", "count", 0),
)

ARCHIVE_PAGES = Table(
    "archive_pages",
    "What one step of parsing the archive kept and dropped, and why.",
    ("step", "reason"),
    _ATTRITION,
)

ATTRITION = Table(
    "attrition",
    "What one step from the archive to the adverts kept and dropped, and why.",
    ("step", "reason"),
    _ATTRITION,
)
