"""The market as it is published: the pages of a classifieds site and the posts of a social feed, in one archive.

`noticeboard.example` is a static site; `social.example` answers like a Mastodon server (its public timeline), from
the list of statuses kept here. Nothing of the truth is in either.
"""

from __future__ import annotations

import html
import io
import json
import math
import re
import zipfile

import pandas as pd

BOARD = "noticeboard.example"
SOCIAL = "social.example"
PER_PAGE = 25
STAMP = (2020, 1, 1, 0, 0, 0)
ROBOTS = "User-agent: *\nDisallow: /private/\nCrawl-delay: 0\n"
STATUSES = f"{SOCIAL}/statuses.json"
CLOCK = "clock.json"


def publish(adverts: pd.DataFrame, clock: pd.Timestamp) -> dict[str, bytes]:
    """Render every file of both hosts.

    Parameters
    ----------
    adverts
        One row an advert, in order of publication: platform, number, town, region, posted, title, body, contact,
        price_text (texts; contact and price_text may be ""), account and name (posts).
    clock
        The market's day when it is crawled.

    Returns
    -------
    dict
        `host/path` to content, and `clock.json`.
    """
    board = adverts[adverts["platform"] == "noticeboard"]
    files: dict[str, str] = {CLOCK: json.dumps({"clock": f"{clock:%Y-%m-%d}"})}
    regions = sorted(adverts["region"].unique())
    links = "".join(f'<li><a href="/region/{slug(region)}/page/1.html">{region}</a></li>' for region in regions)
    files[f"{BOARD}/robots.txt"] = files[f"{SOCIAL}/robots.txt"] = ROBOTS
    files[f"{BOARD}/index.html"] = _page(
        "Noticeboard",
        f'<ul class="regions">{links}</ul><p><a href="/private/members.html">Members</a> '
        '<a href="http://elsewhere.example/">A site of somebody else</a></p>',
    )
    files[f"{BOARD}/private/members.html"] = _page("Members", "<p>Members only.</p>")
    for region in regions:
        files |= _region(region, board[board["region"] == region].iloc[::-1])
    for one in board.itertuples():
        files[f"{BOARD}/advert/{one.number}.html"] = _advert(one)
    statuses = [_status(one) for one in adverts[adverts["platform"] == "social"].iloc[::-1].itertuples()]
    files[STATUSES] = json.dumps(statuses, ensure_ascii=False, indent=0)
    return {name: text.encode() for name, text in files.items()}


def pack(files: dict[str, bytes]) -> bytes:
    """Put the files into one zip archive, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, STAMP), files[name], zipfile.ZIP_DEFLATED, 6)
    return buffer.getvalue()


def unpack(archive: bytes) -> dict[str, bytes]:
    """Take the files out again."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def slug(name: str) -> str:
    """Write a name as it stands in an address: lower case, words joined by hyphens."""
    return re.sub(r"[^a-z]+", "-", name.lower()).strip("-")


def tag(town: str) -> str:
    """Write a town as a hashtag."""
    return re.sub(r"[^a-z]", "", town.lower())


def _region(region: str, adverts: pd.DataFrame) -> dict[str, str]:
    pages = max(1, math.ceil(len(adverts) / PER_PAGE))
    files = {}
    for page in range(1, pages + 1):
        part = adverts.iloc[(page - 1) * PER_PAGE : page * PER_PAGE]
        items = "".join(
            f'<li><a class="advert" href="/advert/{one.number}.html">{html.escape(one.title)}</a> '
            f'<span class="place">{one.town}</span></li>'
            for one in part.itertuples()
        )
        following = (
            f'<a class="next" href="/region/{slug(region)}/page/{page + 1}.html">Next</a>' if page < pages else ""
        )
        files[f"{BOARD}/region/{slug(region)}/page/{page}.html"] = _page(
            f"{region}, page {page}", f'<ul class="adverts">{items}</ul>{following}<a href="/">Home</a>'
        )
    return files


def _advert(one: object) -> str:
    price = f'<p class="price">{html.escape(one.price_text)}</p>' if one.price_text else ""
    contact = f'<p class="contact">{html.escape(one.contact)}</p>' if one.contact else ""
    return _page(
        html.escape(one.title),
        f'<article class="advert"><h1 class="title">{html.escape(one.title)}</h1><p class="place">{one.town}</p>{price}'
        f'<time class="posted" datetime="{one.posted:%Y-%m-%d}">{one.posted:%d/%m/%Y}</time>'
        f'<div class="body">{html.escape(one.body)}</div>{contact}</article>',
    )


def _status(one: object) -> dict:
    hashtag = tag(one.town)
    minute = int(one.number) % 1440
    return {
        "id": one.number,
        "created_at": f"{one.posted:%Y-%m-%d}T{minute // 60:02d}:{minute % 60:02d}:00.000Z",
        "content": f"<p>{html.escape(one.body)} #{hashtag}</p>",
        "url": f"http://{SOCIAL}/@{one.account}/{one.number}",
        "account": {"id": one.number, "acct": one.account, "display_name": one.name},
        "tags": [{"name": hashtag}],
    }


def _page(title: str, content: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body>{content}</body></html>\n"
    )
