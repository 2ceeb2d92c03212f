"""How many decimals coins and tokens have, and how a Transfer of a token looks in a log: the same on the EVM family and TRON."""

from collections.abc import Mapping
from decimal import Context, Decimal

BITCOIN, EVM_COIN, TRX = 8, 18, 6
OWN_COINS: Mapping[str, str] = {
    "Bitcoin": "BTC",
    "Ethereum": "ETH",
    "Arbitrum": "ETH",
    "Base": "ETH",
    "BNB Smart Chain": "BNB",
    "Polygon": "POL",
    "TRON": "TRX",
}
# by network, then by contract in lower case or as TRON writes it: its coin's short name and its decimals
TOKENS: Mapping[str, Mapping[str, tuple[str, int]]] = {
    "Ethereum": {
        "0xdac17f958d2ee523a2206206994597c13d831ec7": ("USDT", 6),
        "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48": ("USDC", 6),
    },
    "Arbitrum": {
        "0xfd086bc7cd5c481dcc9c85ebe478a1c0b69fcbb9": ("USDT", 6),
        "0xaf88d065e77c8cc2239327c5edb3a432268e5831": ("USDC", 6),
    },
    "Base": {"0x833589fcd6edb6e08f4c7c32d4f71b54bda02913": ("USDC", 6)},
    "BNB Smart Chain": {
        "0x55d398326f99059ff775485246999027b3197955": ("USDT", 18),  # of another number here
        "0x8ac76a51cc950d9822d68b83fe1ad97b32cd580d": ("USDC", 18),
    },
    "Polygon": {
        "0xc2132d05d31c914a87c6611c10748aeb04b58e8f": ("USDT", 6),
        "0x3c499c542cef5e3811e1192ce70d8cc03d5c3359": ("USDC", 6),
    },
    "TRON": {"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t": ("USDT", 6)},
}
DECIMALS: Mapping[str, Mapping[str, int]] = {
    network: {contract: decimals for contract, (_coin, decimals) in known.items()} for network, known in TOKENS.items()
}
TRANSFER = bytes.fromhex("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
_EXACT = Context(prec=100)  # 2**256 has 78 digits


def amount(units: int, decimals: int) -> Decimal:
    return Decimal(units).scaleb(-decimals, context=_EXACT)


def coin_of(network: str, contract: str) -> str:
    """The short name of the network's own coin (no contract) or of a token; empty where we know none."""
    if not contract:
        return OWN_COINS.get(network, "")
    known = TOKENS.get(network, {})
    coin, _decimals = known.get(contract) or known.get(contract.lower()) or ("", 0)
    return coin
