"""Refuse the network to a Python process, which loads this at its start if it is on PYTHONPATH, and note each try."""

import ipaddress
import os
import sys
from pathlib import Path

EVENTS = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}
"""Audit events of the network, with the place of the address among their arguments."""


def _is_near(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse(event: str, arguments: tuple) -> None:
    if event not in EVENTS:
        return
    address = arguments[EVENTS[event]]
    # the path of a local socket is text, and a socket that is connected sends to None
    if event.startswith(("socket.connect", "socket.send")):
        if not isinstance(address, tuple):
            return
        address = address[0]
    if not _is_near(address):
        with Path(os.environ["DOTS_TESTS_REFUSALS"]).open("a") as refusals:
            refusals.write(f"{event} {address!r} in {sys.argv}\n")
        raise OSError(f"the network is cut off: {event} {address!r}")


sys.addaudithook(_refuse)
