"""How the sites of the study are built: the addresses of their adverts, and where in a page each field stands."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """How a classifieds site is built.

    Attributes
    ----------
    advert, index
        Paths of its adverts (the number in group 1) and of its index pages.
    record
        CSS selector of the advert within its page.
    posted
        CSS selector of the day of posting: in an attribute `datetime`, or in words.
    fields
        Column to CSS selector.
    """

    advert: re.Pattern
    index: re.Pattern
    record: str
    posted: str
    fields: dict[str, str]


LAYOUTS = {
    "noticeboard.example": Layout(
        advert=re.compile(r"/advert/(\d+)\.html"),
        index=re.compile(r"/|/region/[^/]+/page/\d+\.html"),
        record="article.advert",
        posted="time.posted",
        fields={"title": ".title", "body": ".body", "contact": ".contact", "place": ".place", "price": ".price"},
    ),
    "citylist.example": Layout(
        advert=re.compile(r"/listing/(\d+)"),
        index=re.compile(r"/|/browse/[^/]+"),
        record="main#listing",
        posted='dt:lexbor-contains("Posted") + dd',
        fields={
            "title": "h1",
            "body": "#description",
            "contact": "#reply p",
            "place": 'dt:lexbor-contains("Town") + dd',
            "price": 'dt:lexbor-contains("Price") + dd',
        },
    ),
}
FEEDS = {"social.example": (re.compile("/api/v1/timelines/public"), re.compile(r"/api/v1/statuses/(\d+)"))}
"""Hosts that answer like a Mastodon server: paths of a page of posts, and of one post."""
