"""Which network addresses this server may call. Decided by the resolved address alone: spellings of a host say nothing."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# What `is_global` of some Python takes for public, or what only looks so. IANA's special-purpose registries, 2025.
_INSIDE = tuple(
    ipaddress.ip_network(network)
    for network in [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/128",
        "::1/128",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    ]
)


def is_outside(written: str) -> bool:
    """Whether a numeric address leads to the public network, whatever it is wrapped in. False for what is no address."""
    try:
        address = _unwrapped(ipaddress.ip_address(written))
    except ValueError:
        return False
    same = [network for network in _INSIDE if network.version == address.version]
    return address.is_global and not any(address in network for network in same)


def is_loopback(written: str) -> bool:
    try:
        return _unwrapped(ipaddress.ip_address(written)).is_loopback
    except ValueError:
        return False


def _unwrapped(address: Address) -> Address:
    """The IPv4 address inside a mapped, NAT64, 6to4 or Teredo one: that is where the packets go in the end."""
    if not isinstance(address, ipaddress.IPv6Address):
        return address
    if address.scope_id is not None:
        raise ValueError("an address with a zone")
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address
