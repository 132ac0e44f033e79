"""Run a command with the network cut off: `python cut_off.py {any,namespace,hook} COMMAND...`.

`namespace` runs it in a network namespace of its own, which holds a loopback and nothing else: notebooks need that, for
their kernels are spoken to over it. Where that is not allowed, `hook` makes every Python process refuse addresses
beyond the loopback, and leaves other programs alone. `any` takes the first that works and says which on standard error.
It is no success if something asked for an address beyond the loopback, even if the command went on without an answer.
"""

import errno
import fcntl
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

# SOURCE: linux/sockios.h and linux/if.h
GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 0x1
NAMESPACE = ("unshare", "--user", "--map-root-user", "--net")
OUTSIDE = ("192.0.2.1", 80)  # SOURCE: RFC 5737, TEST-NET-1


def raise_loopback() -> None:
    """Bring the loopback of this namespace up, which is down at first."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        _, flags = struct.unpack("16sh", fcntl.ioctl(any_socket, GET_FLAGS, struct.pack("16sh", b"lo", 0)))
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh", b"lo", flags | UP))


def refusal(address: tuple[str, int]) -> int | None:
    """Number of the error that connecting to an address gives, or None if it is answered."""
    try:
        socket.create_connection(address, timeout=5).close()
    except OSError as error:
        return error.errno
    return None


def unroutable() -> int:
    """Count what this namespace was asked to send, over IPv4 or IPv6, and had no route for."""
    head, values = (line.split() for line in Path("/proc/net/snmp").read_text().splitlines() if line.startswith("Ip:"))
    six = re.search(r"^Ip6OutNoRoutes\s+(\d+)", Path("/proc/net/snmp6").read_text(), flags=re.MULTILINE)
    return int(values[head.index("OutNoRoutes")]) + int(six[1] if six else 0)


def inside(port: str, *command: str) -> int:
    """Run the command in this process's namespace, unless what listens at a port outside of it can be reached."""
    listening = ("127.0.0.1", int(port))
    if refusal(listening) is None:
        raise SystemExit("the network is not cut off: what listens outside answers")
    raise_loopback()
    before = unroutable()
    found = refusal(listening), refusal(OUTSIDE)
    if found != (errno.ECONNREFUSED, errno.ENETUNREACH):
        raise SystemExit(f"the network is not cut off: connecting gives {found}")
    start = unroutable()
    if start == before:
        raise SystemExit("this kernel does not count what has no route")
    code = subprocess.run(command).returncode
    tried = unroutable() - start
    print(f"asked for beyond the loopback, in a namespace: {tried}", file=sys.stderr)
    return code or int(tried > 0)


def in_namespace(*command: str) -> int:
    """Run the command in a new namespace; a socket that listens out here proves that it is one."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = str(listening.getsockname()[1])
        return subprocess.run([*NAMESPACE, sys.executable, __file__, "inside", port, *command]).returncode


def with_hook(*command: str) -> int:
    """Run the command with `refusing/sitecustomize.py` loaded into every Python process."""
    with tempfile.TemporaryDirectory() as folder:
        refusals = Path(folder, "refusals")
        refusals.touch()
        paths = [str(Path(__file__).parent / "refusing"), os.environ.get("PYTHONPATH", "")]
        environment = {"PYTHONPATH": os.pathsep.join(paths), "DOTS_TESTS_REFUSALS": str(refusals)}
        code = subprocess.run(command, env=os.environ | environment).returncode
        tried = refusals.read_text()
    print(f"{tried}asked for beyond the loopback, by Python alone: {len(tried.splitlines())}", file=sys.stderr)
    return code or int(bool(tried))


def run(way: str, *command: str) -> int:
    """Run the command; its return code, or 1 if it asked for an address beyond the loopback."""
    if way == "any":
        allowed = (
            shutil.which(NAMESPACE[0]) and not subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode
        )
        way = "namespace" if allowed else "hook"
    return {"inside": inside, "namespace": in_namespace, "hook": with_hook}[way](*command)


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
