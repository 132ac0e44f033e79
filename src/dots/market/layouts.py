"""What the pages of the market look like: two classifieds sites that are built differently, and a social feed.

`noticeboard.example` writes articles with a class on each field, `citylist.example` listings with a definition list,
dates in words and microdata; `social.example` answers like a Mastodon server. Every page is made of the version that is
up on the day it is asked for, from public fields alone.
"""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, date, datetime
from email.utils import format_datetime
from functools import lru_cache

HOSTS = {"noticeboard": "noticeboard.example", "citylist": "citylist.example", "social": "social.example"}
PLATFORMS = {host: platform for platform, host in HOSTS.items()}
ADVERT = {
    "noticeboard": "/advert/{number}.html",
    "citylist": "/listing/{number}",
    "social": "/api/v1/statuses/{number}",
}
INDEX = {"noticeboard": "/region/{region}/page/{page}.html", "citylist": "/browse/{region}?page={page}"}
PER_PAGE = {"noticeboard": 25, "citylist": 40}
TIMELINE = "/api/v1/timelines/public"
LARGEST_PAGE = 40
MEMBERS = "/private/members.html"
ROBOTS = "User-agent: *\nDisallow: /private/\nCrawl-delay: 0\n"
TYPES = {
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
_TAG = re.compile(r"[^a-z]")
_SLUG = re.compile(r"[^a-z]+")


def seeds() -> list[str]:
    """Give the addresses a crawl starts from: the front page of each classifieds site, the newest page of the feed."""
    boards = [f"http://{HOSTS[platform]}/" for platform in INDEX]
    return [*boards, f"http://{HOSTS['social']}{TIMELINE}?limit={LARGEST_PAGE}"]


def address(row: dict) -> str:
    """Give the address of one advert or post."""
    return f"http://{HOSTS[row['platform']]}{ADVERT[row['platform']].format(number=row['number'])}"


def kind(platform: str) -> str:
    """Tell how the adverts of a platform are sent: html or json."""
    return "json" if platform == "social" else "html"


def headers(day: str, kind: str, length: int) -> list[tuple[str, str]]:
    """Give the headers of an answer; its date is noon of the market's day."""
    return [("Server", "market"), ("Date", stamp(day)), ("Content-Type", TYPES[kind]), ("Content-Length", str(length))]


@lru_cache
def stamp(day: str) -> str:
    """Write noon of a day as a `Date` header."""
    return format_datetime(datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC), usegmt=True)


def fresh(row: dict, day: str) -> str:
    """Give the last day, up to `day`, on which an advert was posted or renewed: indexes are sorted by it."""
    return max([row["posted"], *(renewed for renewed in row["renewed"] if renewed <= day)])


def page(row: dict, day: str) -> bytes:
    """Write the page of one advert, or a post as the feed's server gives it.

    Parameters
    ----------
    row
        The version that is up (`dots.market.site.FIELDS`).
    day
        Day it is asked for.
    """
    platform = row["platform"]
    if platform == "social":
        return json.dumps(status(row), ensure_ascii=False).encode()
    return (_article(row) if platform == "noticeboard" else _listing(row, day)).encode()


def status(row: dict) -> dict:
    """Write one post as a Mastodon status."""
    hashtag, minute = tag(row["town"]), int(row["number"]) % 1440
    return {
        "id": row["number"],
        "created_at": f"{row['posted']}T{minute // 60:02d}:{minute % 60:02d}:00.000Z",
        "content": f"<p>{html.escape(row['body'])} #{hashtag}</p>",
        "url": f"http://{HOSTS['social']}/@{row['account']}/{row['number']}",
        "account": {"id": row["number"], "acct": row["account"], "display_name": row["name"]},
        "tags": [{"name": hashtag}],
    }


def timeline(rows: list[dict]) -> bytes:
    """Write one page of the feed."""
    return json.dumps([status(row) for row in rows], ensure_ascii=False).encode()


def front(platform: str, regions: list[str]) -> bytes:
    """Write the front page of a classifieds site."""
    paths = [(region, INDEX[platform].format(region=slug(region), page=1)) for region in regions]
    if platform == "noticeboard":
        links = "".join(f'<li><a href="{path}">{html.escape(region)}</a></li>' for region, path in paths)
        content = (
            f'<ul class="regions">{links}</ul><p><a href="{MEMBERS}">Members</a> '
            '<a href="http://elsewhere.example/">A site of somebody else</a></p>'
        )
        return _page("Noticeboard", content).encode()
    links = "".join(f'<td><a href="{path}">{html.escape(region)}</a></td>' for region, path in paths)
    return _page("Citylist", f'<main><h1>Citylist</h1><table id="areas"><tr>{links}</tr></table></main>').encode()


def index(platform: str, region: str, rows: list[dict], number: int, pages: int) -> bytes:
    """Write one page of the adverts of a region.

    Parameters
    ----------
    platform, region
        Site and region.
    rows
        Adverts of this page, in their order.
    number, pages
        Number of the page, from 1, and how many there are.
    """
    name, following = html.escape(region), ""
    if number < pages:
        following = INDEX[platform].format(region=slug(region), page=number + 1)
    if platform == "noticeboard":
        items = "".join(
            f'<li><a class="advert" href="{ADVERT[platform].format(number=row["number"])}">'
            f'{html.escape(row["title"])}</a> <span class="place">{html.escape(row["town"])}</span></li>'
            for row in rows
        )
        link = f'<a class="next" href="{following}">Next</a>' if following else ""
        content = f'<ul class="adverts">{items}</ul>{link}<a href="/">Home</a>'
        return _page(f"{name}, page {number}", content).encode()
    items = "".join(
        '<li itemprop="itemListElement" itemscope itemtype="https://schema.org/Offer">'
        f'<a itemprop="url" href="{ADVERT[platform].format(number=row["number"])}">'
        f'<span itemprop="name">{html.escape(row["title"])}</span></a> '
        f'<span itemprop="areaServed">{html.escape(row["town"])}</span></li>'
        for row in rows
    )
    link = f'<a rel="next" href="{following}">Older</a>' if following else ""
    content = (
        f'<main itemscope itemtype="https://schema.org/ItemList"><h1 itemprop="name">{name}</h1>'
        f'<ol start="{(number - 1) * PER_PAGE[platform] + 1}">{items}</ol><nav>{link}</nav></main>'
    )
    return _page(f"{name} | Citylist", content).encode()


def slug(name: str) -> str:
    """Write a name as it stands in an address: lower case, words joined by hyphens."""
    return _SLUG.sub("-", name.lower()).strip("-")


def tag(town: str) -> str:
    """Write a town as a hashtag."""
    return _TAG.sub("", town.lower())


@lru_cache(10_000)
def in_words(day: str) -> str:
    """Write a day in words: 12 March 2025."""
    written = date.fromisoformat(day)
    return f"{written.day} {written:%B} {written.year}"


def _article(row: dict) -> str:
    title, posted = html.escape(row["title"]), row["posted"]
    price = f'<p class="price">{html.escape(row["price"])}</p>' if row["price"] else ""
    contact = f'<p class="contact">{html.escape(row["contact"])}</p>' if row["contact"] else ""
    return _page(
        title,
        f'<article class="advert"><h1 class="title">{title}</h1><p class="place">{html.escape(row["town"])}</p>{price}'
        f'<time class="posted" datetime="{posted}">{posted[8:]}/{posted[5:7]}/{posted[:4]}</time>'
        f'<div class="body">{html.escape(row["body"])}</div>{contact}</article>',
    )


def _listing(row: dict, day: str) -> str:
    title, renewed = html.escape(row["title"]), fresh(row, day)
    facts = [("Town", row["town"]), ("Price", row["price"]), ("Posted", in_words(row["posted"]))]
    if renewed != row["posted"]:
        facts.append(("Last renewed", in_words(renewed)))
    listed = "".join(f"<dt>{name}</dt><dd>{html.escape(value)}</dd>" for name, value in facts if value)
    reply = f'<aside id="reply"><h2>Contact</h2><p>{html.escape(row["contact"])}</p></aside>' if row["contact"] else ""
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in row["body"].splitlines())
    return _page(
        f"{title} | Citylist",
        f'<main id="listing"><h1>{title}</h1><dl>{listed}</dl>'
        f'<section id="description">{paragraphs}</section>{reply}</main>',
    )


def _page(title: str, content: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body>{content}</body></html>\n"
    )
