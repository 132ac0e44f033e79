"""What cuts the network off, for the whole run of test_bytes.py, does so, and tells of each try."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

CUT_OFF = str(Path(__file__).with_name("cut_off.py"))
LOOPBACK = """
import socket
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname()).close()
"""
# a program that hides from its caller that it got no answer
TRIES = """
import socket
try:
    {}
except OSError as error:
    print("no answer")
"""


def cut_off(way, *command):
    return subprocess.run([sys.executable, CUT_OFF, way, *command], text=True, capture_output=True)


@pytest.fixture(params=["namespace", "hook"])
def way(request):
    if request.param == "namespace" and "in a namespace" not in cut_off("any", "true").stderr:
        pytest.skip("network namespaces are not allowed here")
    return request.param


@pytest.mark.parametrize(
    "attempt",
    [
        'socket.create_connection(("192.0.2.1", 80), timeout=5)',
        'socket.create_connection(("2001:db8::1", 80), timeout=5)',
        'socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"a", ("192.0.2.1", 53))',
    ],
)
def test_what_asks_for_an_address_outside_gets_no_answer_and_is_told_of(way, attempt):
    done = cut_off(way, sys.executable, "-c", TRIES.format(attempt))
    assert done.stdout == "no answer\n"
    assert done.returncode == 1 and "asked for beyond the loopback" in done.stderr


def test_a_grandchild_is_cut_off_too(way):
    inner = TRIES.format('socket.create_connection(("192.0.2.1", 80), timeout=5)')
    done = cut_off(
        way, sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    )
    assert (done.stdout, done.returncode) == ("no answer\n", 1)


def test_the_loopback_is_there_and_a_failure_is_handed_on(way):
    assert cut_off(way, sys.executable, "-c", LOOPBACK).returncode == 0
    assert cut_off(way, sys.executable, "-c", "raise SystemExit(7)").returncode == 7


def test_a_command_is_not_run_where_the_network_is_still_there():
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = cut_off("inside", str(server.getsockname()[1]), "echo", "was run")
    assert done.returncode == 1 and "not cut off" in done.stderr and "was run" not in done.stdout
