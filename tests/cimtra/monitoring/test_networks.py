import pytest

from cimtra.monitoring.networks import is_public

PRIVATE = """
127.0.0.1 127.8.9.10 0.0.0.0 0.1.2.3 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
100.127.255.255 192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 192.88.99.1
:: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b:1::1
2002:7f00:1:: 2002:808:808:: 2001::1 2001:db8::1 fc00::1 fd12::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 100::1 3fff::1
""".split()
OPEN = (
    "8.8.8.8 1.1.1.1 187.141.34.1 100.63.255.255 100.128.0.1 172.32.0.1 2606:4700:4700::1111 2a00:1450:4001::1".split()
)


@pytest.mark.parametrize("number", PRIVATE)
def test_what_leads_into_a_private_network_is_denied(number):
    assert not is_public(number)


@pytest.mark.parametrize("number", OPEN)
def test_what_anybody_reaches_is_let_through(number):
    assert is_public(number)


@pytest.mark.parametrize("number", ["", "localhost", "127.1", "0x7f000001", "2130706433", "①②⑦.⓪.⓪.①", "8.8.8.8/32"])
def test_what_is_no_plain_address_is_denied(number):
    assert not is_public(number)
