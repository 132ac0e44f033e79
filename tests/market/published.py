"""A market of a few dozen adverts written by hand, as the archive of the market holds it."""

ABOUT = {
    "first": "2025-01-01",
    "last": "2025-03-31",
    "waves": ["2025-01-22", "2025-02-12", "2025-03-05", "2025-03-26"],
    "closures": {"citylist": "2025-03-10"},
}
REGIONS = {
    "Leeds": "Yorkshire and The Humber",
    "Derby": "East Midlands",
    "Kingston upon Hull": "Yorkshire and The Humber",
}
EDITED, MOVED, POST, RENEWED, UNSEEN = "0000001", "0000002", "200003", "0000004", "0000005"


def row(platform="noticeboard", number="0000001", **changes):
    """Give one version of an advert."""
    base = {
        "platform": platform, "number": number, "since": "2025-01-05", "until": "2025-04-01", "posted": "2025-01-05",
        "renewed": [], "town": "Leeds", "title": f"Anna & Eva {number}", "body": 'Call <now> or "later". Available.',
        "contact": "Ring 07700 900123", "price": "£90 per hour", "account": f"guest{number}", "name": "Anna",
    }  # fmt: skip
    if platform == "social":
        base |= {"contact": "", "price": ""}
    return (one := base | changes) | {"region": REGIONS[one["town"]]}


def adverts():
    """Give adverts with a history: edited, moved, posted late, renewed, and gone before a wave comes."""
    edited, moved = {"number": EDITED, "posted": "2025-01-10"}, {"platform": "citylist", "number": MOVED}
    return [
        row(**edited, since="2025-01-10", until="2025-02-01"),
        row(**edited, since="2025-02-01", until="2025-03-01", body="Now written\notherwise."),
        row(**moved, since="2025-01-05", until="2025-02-12"),
        row(**moved, since="2025-02-12", until="2025-03-10", town="Derby"),
        row("social", POST, since="2025-02-20", posted="2025-02-20", town="Kingston upon Hull"),
        row(number=RENEWED, renewed=["2025-02-10", "2025-03-04"]),
        row(number=UNSEEN, since="2025-01-25", posted="2025-01-25", until="2025-02-10"),
    ]


def market(fillers=60):
    """Give what the archive says of the market, and its parts: those adverts, and more that are up all the time."""
    parts = [adverts()]
    for start in range(0, fillers, 25):
        numbers = range(start, min(start + 25, fillers))
        parts.append(
            [row(platform, str(first + number)) for number in numbers
             for platform, first in (("noticeboard", 1000100), ("citylist", 2000100), ("social", 300100))]
        )  # fmt: skip
    closes = ABOUT["closures"]["citylist"]
    for one in (one for part in parts for one in part if one["platform"] == "citylist"):
        one["until"] = min(one["until"], closes)
    return ABOUT, parts
