"""What an address says by itself, before anybody asks a chain: whether it is whole, and for which networks it is one.

Pure, and never a promise that somebody holds its key.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from kefu.exchange.chains import bech32
from kefu.exchange.chains.bech32 import Encoding
from kefu.exchange.chains.keccak import keccak256
from kefu.exchange.chains.networks import EVM, Network
from kefu.kit import base58

MAX_CHARS = 4_096  # of an invoice with a long description
_INVOICE = re.compile(r"ln(bc|tb|tbs|bcrt)(\d+[munp]?)?")
_TRON_CHARS = 34
_INVOICE_WORDS = 7 + 104  # a moment and a signature, at least
_VERSIONS = {0x00: ("p2pkh", False), 0x05: ("p2sh", False), 0x6F: ("p2pkh", True), 0xC4: ("p2sh", True)}
_WITNESSES = {(0, 20): "p2wpkh", (0, 32): "p2wsh", (1, 32): "p2tr"}


class AddressError(StrEnum):
    EMPTY = "empty"
    SPACES = "spaces"
    LOOK_ALIKES = "look_alikes"  # characters that only look like letters, or cannot be seen
    BAD_CHARACTER = "bad_character"
    WRONG_START = "wrong_start"
    WRONG_LENGTH = "wrong_length"
    MIXED_CASE = "mixed_case"
    BAD_CHECKSUM = "bad_checksum"
    TESTNET = "testnet"
    OTHER_CHAIN = "other_chain"


class AddressKind(StrEnum):
    P2PKH = "p2pkh"
    P2SH = "p2sh"
    P2WPKH = "p2wpkh"
    P2WSH = "p2wsh"
    P2TR = "p2tr"
    WITNESS = "witness"  # of a version nobody uses yet
    ACCOUNT = "account"
    INVOICE = "invoice"


@dataclass(frozen=True, slots=True)
class AddressVerdict:
    """`position` of a wrong character: from 0, without the space around the text.

    `likely_chains`: all this text is an address of, so one that is not well formed may fit another network.
    """

    is_well_formed: bool
    error: AddressError | None = None
    position: int | None = None
    kind: AddressKind | None = None
    likely_chains: tuple[Network, ...] = ()


def looked_at(text: str, chain: str) -> AddressVerdict:
    """Space around it does not count. ValueError for a network that is none of ours."""
    network, text = Network(chain), text.strip(" \t\r\n")
    refused = _refused(text)
    if refused is not None:
        return refused
    verdict = _CHECKS[network](text)
    likely = fitting(text)
    if likely and not verdict.is_well_formed:
        return AddressVerdict(False, AddressError.OTHER_CHAIN, likely_chains=likely)
    return replace(verdict, likely_chains=likely)


def fitting(text: str) -> tuple[Network, ...]:
    """All networks this text is a whole address of."""
    if _refused(text) is not None:
        return ()
    fits = {check: check(text).is_well_formed for check in set(_CHECKS.values())}  # a family is looked at once
    return tuple(network for network, check in _CHECKS.items() if fits[check])


def in_mixed_case(twenty: bytes) -> str:
    """An account of the EVM family with the checksum its capitals carry (EIP-55)."""
    plain = twenty.hex()
    spoken = keccak256(plain.encode()).hex()
    return "0x" + "".join(c.upper() if int(h, 16) >= 8 else c for c, h in zip(plain, spoken, strict=False))


def _refused(text: str) -> AddressVerdict | None:
    if not text:
        return _wrong(AddressError.EMPTY)
    if len(text) > MAX_CHARS:
        return _wrong(AddressError.WRONG_LENGTH)
    for position, character in enumerate(text):
        if character in " \t\r\n\u00a0\u3000":
            return _wrong(AddressError.SPACES, position)
        if not "!" <= character <= "~":
            return _wrong(AddressError.LOOK_ALIKES, position)
    return None


def _bitcoin(text: str) -> AddressVerdict:
    if text.lower().startswith(("bc1", "tb1", "bcrt1")):
        return _witness(text)
    payload = _payload(text, length=21)
    if isinstance(payload, AddressVerdict):
        return payload
    kind, is_testnet = _VERSIONS.get(payload[0], ("", False))
    if not kind:
        return _wrong(AddressError.WRONG_START)
    return _wrong(AddressError.TESTNET) if is_testnet else _well(AddressKind(kind))


def _witness(text: str) -> AddressVerdict:
    found = _bech32(text)
    if isinstance(found, AddressVerdict):
        return found
    if len(text) > bech32.MAX_CHARS:
        return _wrong(AddressError.WRONG_LENGTH)
    witness = bech32.witness(found)
    if witness is None:
        version = found.words[0] if found.words else 0
        fits = found.encoding == (Encoding.BECH32 if version == 0 else Encoding.BECH32M)
        return _wrong(AddressError.WRONG_LENGTH if fits else AddressError.BAD_CHECKSUM)
    if found.prefix != "bc":
        return _wrong(AddressError.TESTNET)
    return _well(AddressKind(_WITNESSES.get((witness.version, len(witness.program)), "witness")))


def _lightning(text: str) -> AddressVerdict:
    if not text.lower().startswith("ln"):
        return _wrong(AddressError.WRONG_START)
    found = _bech32(text)
    if isinstance(found, AddressVerdict):
        return found
    told = _INVOICE.fullmatch(found.prefix)
    if told is None:
        return _wrong(AddressError.WRONG_START)
    if found.encoding is not Encoding.BECH32:
        return _wrong(AddressError.BAD_CHECKSUM)
    if len(found.words) < _INVOICE_WORDS:
        return _wrong(AddressError.WRONG_LENGTH)
    return _well(AddressKind.INVOICE) if told[1] == "bc" else _wrong(AddressError.TESTNET)


def _evm(text: str) -> AddressVerdict:
    if not text.startswith("0x"):
        return _wrong(AddressError.WRONG_START)
    digits = text[2:]
    bad = next((at for at, digit in enumerate(digits) if digit not in "0123456789abcdefABCDEF"), None)
    if bad is not None:
        return _wrong(AddressError.BAD_CHARACTER, bad + 2)
    if len(digits) != 40:
        return _wrong(AddressError.WRONG_LENGTH)
    has_checksum = bech32.is_of_mixed_case(digits)
    if has_checksum and in_mixed_case(bytes.fromhex(digits)) != text:
        return _wrong(AddressError.BAD_CHECKSUM)
    return _well(AddressKind.ACCOUNT)


def _tron(text: str) -> AddressVerdict:
    """All are of one length, so one with a letter left out is told so, though it still makes 25 bytes."""
    if not text.startswith("T"):
        return _wrong(AddressError.WRONG_START)
    payload = _payload(text, length=21)
    is_short = len(text) != _TRON_CHARS and isinstance(payload, AddressVerdict) and payload.position is None
    return _wrong(AddressError.WRONG_LENGTH) if is_short else _account(payload, version=0x41)


def _xrpl(text: str) -> AddressVerdict:
    if not text.startswith("r"):
        return _wrong(AddressError.WRONG_START)
    return _account(_payload(text, length=21, alphabet=base58.XRPL), version=0x00)


def _solana(text: str) -> AddressVerdict:
    """It has no checksum: a letter that is wrong may well be an address of nobody."""
    bad = base58.bad_position(text)
    if bad is not None:
        return _wrong(AddressError.BAD_CHARACTER, bad)
    is_whole = len(text) <= 44 and len(base58.decoded(text)) == 32
    return _well(AddressKind.ACCOUNT) if is_whole else _wrong(AddressError.WRONG_LENGTH)


def _payload(text: str, *, length: int, alphabet: str = base58.BITCOIN) -> bytes | AddressVerdict:
    bad = base58.bad_position(text, alphabet=alphabet)
    if bad is not None:
        return _wrong(AddressError.BAD_CHARACTER, bad)
    raw = base58.decoded(text, alphabet=alphabet) if len(text) <= base58.MAX_CHARS else b""
    if len(raw) != length + 4:
        return _wrong(AddressError.WRONG_LENGTH)
    payload = base58.checked(raw)
    return _wrong(AddressError.BAD_CHECKSUM) if payload is None else payload


def _account(payload: bytes | AddressVerdict, *, version: int) -> AddressVerdict:
    if isinstance(payload, AddressVerdict):
        return payload
    return _well(AddressKind.ACCOUNT) if payload[0] == version else _wrong(AddressError.WRONG_START)


def _bech32(text: str) -> bech32.Decoded | AddressVerdict:
    if bech32.is_of_mixed_case(text):
        return _wrong(AddressError.MIXED_CASE)
    bad = bech32.bad_position(text)
    if bad is not None:
        return _wrong(AddressError.BAD_CHARACTER, bad)
    found = bech32.decoded(text)
    if found is None:
        return _wrong(AddressError.WRONG_LENGTH)
    return _wrong(AddressError.BAD_CHECKSUM) if found.encoding is None else found


def _wrong(error: AddressError, position: int | None = None) -> AddressVerdict:
    return AddressVerdict(False, error, position)


def _well(kind: AddressKind) -> AddressVerdict:
    return AddressVerdict(True, kind=kind)


_CHECKS: dict[Network, Callable[[str], AddressVerdict]] = {
    Network.BITCOIN: _bitcoin,
    Network.LIGHTNING: _lightning,
    **dict.fromkeys(EVM, _evm),
    Network.TRON: _tron,
    Network.SOLANA: _solana,
    Network.XRPL: _xrpl,
}
