"""Identifiers and addresses as the chains write them, made from a seed: the same words always give the same ones.

Bech32 after BIP 173, Base58 with its four check bytes as Bitcoin, TRON and the XRP Ledger write it.
"""

import hashlib

_BITCOIN = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_EVM = frozenset({"Ethereum", "Arbitrum", "Base"})


def number(*words: str, digits: int = 12) -> str:
    """An order's or a withdrawal's number: digits alone."""
    return str(int.from_bytes(_bytes(*words), "big"))[:digits]


def txid(network: str, *words: str) -> str:
    made = _bytes(network, *words)
    if network == "Solana":
        return _base58(made + _bytes("more", network, *words), _BITCOIN)
    if network in _EVM:
        return f"0x{made.hex()}"
    return made.hex().upper() if network == "XRPL" else made.hex()


def address(network: str, *words: str) -> str:
    """One that passes the checks of its chain."""
    made = _bytes("address", network, *words)
    if network in _EVM:
        return f"0x{made[:20].hex()}"
    if network == "TRON":
        return _checked(b"\x41" + made[:20], _BITCOIN)
    if network == "XRPL":
        return _checked(b"\x00" + made[:20], _RIPPLE)
    if network == "Solana":
        return _base58(made, _BITCOIN)
    return _segwit(made[:20])


def _bytes(*words: str) -> bytes:
    return hashlib.sha256("|".join(words).encode()).digest()


def _checked(payload: bytes, alphabet: str) -> str:
    return _base58(payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4], alphabet)


def _base58(payload: bytes, alphabet: str) -> str:
    value, text = int.from_bytes(payload, "big"), ""
    while value:
        value, rest = divmod(value, 58)
        text = alphabet[rest] + text
    zeros = len(payload) - len(payload.lstrip(b"\x00"))
    return alphabet[0] * zeros + text


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
