"""Identifiers and addresses as the chains write them, made from a seed: the same words always give the same ones.

Bech32 after BIP 173; Base58 as `kefu.exchange.chains` reads it.
"""

import hashlib

from kefu.kit import base58

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_EVM = frozenset({"Ethereum", "Arbitrum", "Base"})


def number(*words: str, digits: int = 12) -> str:
    """An order's or a withdrawal's number: digits alone."""
    return str(int.from_bytes(_bytes(*words), "big"))[:digits]


def txid(network: str, *words: str) -> str:
    made = _bytes(network, *words)
    if network == "Solana":
        return base58.encoded(made + _bytes("more", network, *words))
    if network in _EVM:
        return f"0x{made.hex()}"
    return made.hex().upper() if network == "XRPL" else made.hex()


def address(network: str, *words: str) -> str:
    """One that passes the checks of its chain."""
    made = _bytes("address", network, *words)
    if network in _EVM:
        return f"0x{made[:20].hex()}"
    if network == "TRON":
        return base58.with_checksum(b"\x41" + made[:20])
    if network == "XRPL":
        return base58.with_checksum(b"\x00" + made[:20], alphabet=base58.XRPL)
    if network == "Solana":
        return base58.encoded(made)
    return _segwit(made[:20])


def _bytes(*words: str) -> bytes:
    return hashlib.sha256("|".join(words).encode()).digest()


def _segwit(program: bytes) -> str:
    """A version 0 address of 20 bytes: each of the 160 bits in groups of five, then six of a checksum."""
    bits = int.from_bytes(program, "big")
    data = [0, *((bits >> shift) & 31 for shift in range(155, -1, -5))]
    prefix = [ord(char) >> 5 for char in "bc"] + [0] + [ord(char) & 31 for char in "bc"]
    check = _polymod([*prefix, *data, *[0] * 6]) ^ 1
    return "bc1" + "".join(_BECH32[each] for each in [*data, *((check >> 5 * (5 - at)) & 31 for at in range(6))])


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for at, part in enumerate(_GENERATOR):
            check ^= part if (top >> at) & 1 else 0
    return check
