"""Which links of a page a crawl follows, as the site's adapter says."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from urllib.parse import quote, urljoin, urlsplit

from dots import documents
from dots.adapters import Adapter, Link, Sites

logger = logging.getLogger(__name__)

_ENTRY = re.compile(r"<([^>]*)>([^<]*)")
_RELATION = re.compile(r';\s*rel\s*=\s*"?([^";,]*)', re.IGNORECASE)


def follow(sites: Sites, address: str, content: bytes, header: str) -> list[str]:
    """List the addresses that a page leads to, in the order of the adapter's rules and of the page.

    Parameters
    ----------
    sites
        The study's adapters.
    address
        Where the page was found.
    content
        The page.
    header
        Its header Link, '' if it has none.

    Returns
    -------
    list of str
        Web addresses (http, https) in full, each once. Links of other schemes (mailto, tel) are not followed.
    """
    site, kind, _ = sites.place(address)
    rules = dict(site.links).get(kind, ()) if site else ()
    if not rules:
        return []
    document = None
    if any(rule.selector for rule in rules):
        try:
            document = site.document(content)
        except ValueError:
            logger.warning("%s: %s page that is no JSON, so without links", site.host, kind)
    found = dict.fromkeys(
        link for rule in rules for written in _written(site, rule, document, header)
        if (link := _resolve(_base(site, document, address), written)) and (not rule.to or sites.kind(link) in rule.to)
    )  # fmt: skip
    return list(found)


def _written(site: Adapter, rule: Link, document: object, header: str) -> Iterator[str]:
    """Yield links as they are written."""
    if rule.link_header:
        for target, parameters in _ENTRY.findall(header):
            relation = _RELATION.search(parameters)
            if relation and rule.link_header in relation[1].lower().split():
                yield target
        return
    if document is None:
        return
    for one in documents.every(site.form, document, rule.selector):
        if site.form == "json":
            value = documents.scalar(one)
        else:
            value = one.attributes.get(rule.attribute) if rule.attribute else documents.text(one)
        if value:
            whole = rule.address == "{value}"
            yield value if whole else rule.address.replace("{value}", quote(value.strip(), safe=""))


def _base(site: Adapter, document: object, address: str) -> str:
    """Give the address that a page's links start from: its own, or the one its element `base` names."""
    if site.form == "html" and document is not None and (base := document.css_first("base[href]")):
        return _resolve(address, base.attributes.get("href") or "") or address
    return address


def _resolve(base: str, written: str) -> str:
    """Write a link in full, '' if it is no web address."""
    try:
        link = urljoin(base, written.strip())
        parts = urlsplit(link)
    except ValueError:
        return ""
    return link if parts.scheme in ("http", "https") and parts.hostname else ""
