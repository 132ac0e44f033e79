"""Names of real hosts, resolved to addresses of the public internet or not at all.

A name on the allow-list may lead, by mistake or by malice, to a machine of the crawler's own network. What is connected
to is what was checked: the addresses that passed are the ones that are handed on.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from ipaddress import IPv4Address, ip_address, ip_network

from scrapy.resolver import HostResolution
from twisted.internet import address as endpoints
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

logger = logging.getLogger(__name__)

# SOURCE RFC 6052, 2.1 and RFC 8215: IPv4 addresses as networks without IPv4 write them, for all and for their own use
TRANSLATED = ip_network("64:ff9b::/96")
LOCALLY_TRANSLATED = ip_network("64:ff9b:1::/48")


@implementer(IHostnameResolver)
class PublicResolver:
    """Give a name's addresses if every one of them is public; remember the names that were refused.

    Parameters
    ----------
    original
        The reactor's own resolver.
    stand_ins
        Name to an IPv4 address to use for it, unchecked: a test's way to a server on this machine. No setting leads
        here.
    """

    def __init__(self, original: IHostnameResolver, stand_ins: dict[str, str]):
        self.original = original
        self.stand_ins = stand_ins
        self.refused: set[str] = set()

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Resolve a name, as Twisted's `IHostnameResolver` asks."""
        if hostName in self.stand_ins:
            resolution = HostResolution(hostName)
            resolutionReceiver.resolutionBegan(resolution)
            resolutionReceiver.addressResolved(endpoints.IPv4Address("TCP", self.stand_ins[hostName], portNumber))
            resolutionReceiver.resolutionComplete()
            return resolution
        receiver = _Checked(resolutionReceiver, hostName, self.refused)
        return self.original.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _Checked:
    """Collect the addresses of one name, and hand them on if all are public."""

    def __init__(self, receiver: IResolutionReceiver, name: str, refused: set[str]):
        self.receiver, self.name, self.refused = receiver, name, refused
        self.addresses: list[IAddress] = []

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:  # noqa: N802, N803
        self.receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        self.addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        inside = [address.host for address in self.addresses if not is_public(address.host)]
        if inside:
            self.refused.add(self.name)
            logger.warning("%s leads to %s, which is not public; it is not asked", self.name, ", ".join(inside))
        else:
            for address in self.addresses:
                self.receiver.addressResolved(address)
        self.receiver.resolutionComplete()


def install(stand_ins: dict[str, str]) -> None:
    """Make the running process resolve names in this way only; the reactor must be installed."""
    from twisted.internet import reactor

    reactor.installNameResolver(PublicResolver(reactor.nameResolver, stand_ins))


def was_refused(name: str) -> bool:
    """Tell whether a name was refused because it leads to an address that is not public."""
    from twisted.internet import reactor

    return name in getattr(reactor.nameResolver, "refused", ())


def is_public(host: str) -> bool:
    """Tell whether an address belongs to one machine of the public internet, also if it wraps one of the old kind."""
    address = ip_address(host.partition("%")[0])
    if address.version == 6:
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if address in LOCALLY_TRANSLATED:
            return False
        if inner is not None and not inner.is_global:
            return False
    return address.is_global and not address.is_multicast
