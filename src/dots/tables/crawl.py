"""Tables of the stage `crawl`."""

from dots.tables.contract import Column, Table

CRAWL_OUTCOMES = Table(
    "crawl_outcomes",
    "How many requests of one kind ended in one way, over all waves of the crawl.",
    ("host", "kind", "outcome"),
    (
        Column("host", "text", "host and port-free name of the site"),
        Column("kind", "text", "what was asked for", values=("robots", "index", "advert", "feed", "other")),
        Column("outcome", "text", "HTTP status, or the reason why nothing was fetched"),
        Column("requests", "integer", "requests", "count", 0),
    ),
    zone="released",
)
