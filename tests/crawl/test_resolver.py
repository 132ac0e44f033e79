"""Only addresses of the public internet are asked, however a private one is written."""

import pytest

from dots.crawl.resolver import is_public


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "1.1.1.1", "64:ff9b::101:101", "2606:2800:220:1:248:1893:25c8:1946"]
)
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::",
        "2002:a00:1::1", "64:ff9b:1::a00:1", "64:ff9b::a00:1",
    ],
)  # fmt: skip
def test_private_loopback_link_local_shared_and_reserved_addresses_are_not(address):
    assert not is_public(address)
