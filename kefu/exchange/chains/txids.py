"""A TxID out of what people paste: an explorer's link, capitals, space, a missing 0x. No link is ever followed."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from kefu.exchange.chains import addresses
from kefu.exchange.chains.networks import EVM, EXPLORER_SITES, Network
from kefu.kit import base58

MAX_CHARS = 2_048  # of a link
_HEX = re.compile(r"[0-9a-fA-F]{64}")
_EVM_HEX = re.compile(r"0[xX][0-9a-fA-F]{64}")
_LINK = re.compile(r"(?i)https?://|[a-z0-9.-]+\.[a-z]{2,}/")
_BARE = (Network.BITCOIN, Network.TRON, Network.XRPL, *EVM)  # by 64 digits alone, with the 0x left out
_LEAST, _MOST = 86, 88  # characters of Solana's 64 bytes


class TxidFault(StrEnum):
    EMPTY = "empty"
    IS_ADDRESS = "is_address"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    OTHER_CHAIN = "other_chain"
    BAD_CHARACTERS = "bad_characters"


@dataclass(frozen=True, slots=True)
class TxidError:
    """`chains`: whose TxID, or address, it is instead."""

    fault: TxidFault
    chains: tuple[Network, ...] = ()


def txid(text: str, chain: str) -> str | TxidError:
    """As its network writes it. ValueError for a network that is none of ours."""
    network = Network(chain)
    told, site = _taken_out(text)
    could_be = _fitting(told, site)
    if network in could_be or (network is Network.LIGHTNING and _HEX.fullmatch(told) and site is None):
        return _as_written(told, network)
    if could_be:
        return TxidError(TxidFault.OTHER_CHAIN, could_be)
    return _error(told, network)


def chains_of(text: str) -> tuple[Network, ...]:
    """All networks whose TxID this could be; a link to a known explorer says which."""
    return _fitting(*_taken_out(text))


def _taken_out(text: str) -> tuple[str, Network | None]:
    """The TxID, or what is in its place, and the network of the explorer whose link it stood in."""
    text = text.strip()
    if len(text) > MAX_CHARS or not _LINK.match(text):
        return text, None
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        site = EXPLORER_SITES.get((parts.hostname or "").removeprefix("www."))
    except ValueError:
        return text, None
    pieces = [piece for piece in re.split(r"[/?#&=]", f"{parts.path}#{parts.fragment}") if piece]
    found = next((piece for piece in pieces if _fitting(piece, None)), None)
    return found or (pieces[-1] if pieces else ""), site


def _fitting(told: str, site: Network | None) -> tuple[Network, ...]:
    if _HEX.fullmatch(told):
        could_be: tuple[Network, ...] = _BARE
    elif _EVM_HEX.fullmatch(told):
        could_be = EVM
    elif _is_of_solana(told):
        could_be = (Network.SOLANA,)
    else:
        return ()
    return could_be if site is None else tuple(network for network in could_be if network is site)


def _is_of_solana(told: str) -> bool:
    is_plain = _LEAST <= len(told) <= _MOST and base58.bad_position(told) is None
    return is_plain and len(base58.decoded(told)) == 64


def _as_written(told: str, network: Network) -> str:
    if network is Network.SOLANA:
        return told
    if network is Network.XRPL:
        return told.upper()
    plain = told.lower()
    return f"0x{plain.removeprefix('0x')}" if network in EVM else plain


def _error(told: str, network: Network) -> TxidError:
    if not told:
        return TxidError(TxidFault.EMPTY)
    if len(told) > MAX_CHARS:
        return TxidError(TxidFault.TOO_LONG)
    owners = addresses.fitting(told)
    if owners:
        return TxidError(TxidFault.IS_ADDRESS, owners)
    if network is Network.SOLANA:
        is_plain, least, most = base58.bad_position(told) is None, _LEAST, _MOST
    else:
        told = told.lower().removeprefix("0x")
        is_plain, least, most = not told.strip("0123456789abcdef"), 64, 64
    if not is_plain:
        return TxidError(TxidFault.BAD_CHARACTERS)
    if len(told) < least:
        return TxidError(TxidFault.TOO_SHORT)
    # of Solana's length, and yet not 64 bytes
    return TxidError(TxidFault.TOO_LONG if len(told) > most else TxidFault.BAD_CHARACTERS)
