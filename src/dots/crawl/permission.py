"""What a crawl of real hosts needs before its first request. It is off unless a study says all of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from dots.governance import vault

# SOURCE RFC 6761, 6.5 and RFC 2606: names that can belong to nobody
RESERVED = ".example"
NOBODY = r"(^|.*[.@])(example|test|invalid|localhost|example\.(com|net|org))"
NEEDED = {
    "operator": "the person or institution that answers for the crawl",
    "purpose": "the research question the pages are needed for",
    "ethics_reference": "reference of the ethics committee's approval",
    "dpia_reference": "reference of the data protection impact assessment",
    "lawful_basis": "lawful basis of the processing, such as `GDPR Art. 6(1)(e), Art. 89`",
}
"""Texts that section `crawl.live` must give, and what each is."""
HOST = r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"


@dataclass(frozen=True)
class Permission:
    """Who may be crawled, by whom, why, on what ground, and how long the pages may be kept."""

    hosts: tuple[str, ...]
    operator: str
    purpose: str
    ethics_reference: str
    dpia_reference: str
    lawful_basis: str
    retention_until: date


def grant(config: dict, today: date) -> Permission:
    """Read the permission of a live crawl from the study's configuration.

    Parameters
    ----------
    config
        The configuration, with or without the part `live` of its section `crawl`.
    today
        The day of the crawl; pages must be kept beyond it.

    Raises
    ------
    PermissionError
        Listing everything that is missing or wrong, each with what to give.
    """
    settings, study = config["crawl"], config["study"]
    live = settings.get("live")
    if not live:
        raise PermissionError(
            "crawl: live crawling is off. A crawl of real hosts needs a study file of its own whose section "
            f"`crawl.live` gives: hosts, {', '.join(NEEDED)}, and whose section `study` gives: keys, retention_until. "
            "docs/crawl.md says how to plan one"
        )
    problems = [f"{name}: missing; give {what}" for name, what in NEEDED.items() if not str(live.get(name, "")).strip()]
    hosts = live.get("hosts") or []
    if not hosts:
        problems.append("hosts: missing; give the names of the hosts that may be asked, each in full")
    problems += [
        f"hosts: {host!r} is no name of a host; give names in lower case without scheme, path, port or wildcard"
        for host in hosts
        if not re.fullmatch(HOST, host)
    ]
    if study["keys"] == vault.SIMULATED:
        problems.append("study.keys: 'simulated' protects nothing; give the path of an age identity (docs/keys.md)")
    problems += _retention(study["retention_until"], today)
    if re.fullmatch(NOBODY, settings["contact"]):
        problems.append(f"crawl.contact: {settings['contact']!r} can reach nobody; give an address that is read")
    if settings["delay"] < 1:
        problems.append(f"crawl.delay: {settings['delay']:g} seconds between two requests are too few; give 1 or more")
    if problems:
        raise PermissionError(
            "crawl: the live crawl is refused, because of its study file (hosts and texts: section `crawl.live`):\n  "
            + "\n  ".join(problems)
        )
    return Permission(
        tuple(hosts), **{name: live[name] for name in NEEDED}, retention_until=_day(study["retention_until"])
    )


def require(hosts: list[str], proxy: str | None, permission: Permission | None) -> None:
    """Refuse a crawl of real hosts without permission, and one of the simulated market that could leave this machine.

    Parameters
    ----------
    hosts
        Hosts that are to be crawled, with the port if it is not the usual one.
    proxy
        The loopback server that answers for all of them, or None.
    permission
        What `grant` gave, or None.

    Raises
    ------
    PermissionError
        Naming the host or proxy.
    """
    if permission is None:
        real = [host for host in hosts if not host.endswith(RESERVED)]
        if real:
            raise PermissionError(
                f"crawl: {', '.join(real)} is a real host. Live crawling is off: it needs an ethics approval, a data "
                "protection assessment and a study file that says so in its section `crawl.live`"
            )
        if proxy is None or urlsplit(proxy).hostname != "127.0.0.1":
            raise PermissionError(f"crawl: the proxy {proxy} is not on this machine; start `dots.market.server.serve`")
        return
    beyond = [host for host in hosts if host.partition(":")[0] not in permission.hosts]
    if beyond:
        raise PermissionError(f"crawl: {', '.join(beyond)} is not among the hosts that `crawl.live` permits")
    if proxy is not None:
        raise PermissionError(f"crawl: real hosts are asked directly, not through the proxy {proxy}")


def _retention(said: object, today: date) -> list[str]:
    if not said:
        return ["study.retention_until: missing; give the day until which the pages may be kept, as 2028-12-31"]
    try:
        until = _day(said)
    except ValueError:
        return [f"study.retention_until: {said!r} is no day; give one as 2028-12-31"]
    if until <= today:
        return [f"study.retention_until: {until} is not in the future; pages could not be kept at all"]
    return []


def _day(said: object) -> date:
    return said if isinstance(said, date) else date.fromisoformat(str(said))
