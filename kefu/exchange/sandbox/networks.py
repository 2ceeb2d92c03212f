"""Coins on their networks: the figures of the facts, and what only a chain knows: how long a block takes."""

from decimal import Decimal

from kefu.exchange.contract.funds import Network
from kefu.exchange.contract.kinds import Flow
from kefu.exchange.sandbox.figures import figure, values

SECONDS_A_BLOCK = {
    "Bitcoin": 600,
    "Lightning": 1,
    "Ethereum": 12,
    "Arbitrum": 1,
    "TRON": 3,
    "Solana": 1,
    "Base": 2,
    "XRPL": 4,
}
NEEDS_MEMO = frozenset({"XRPL"})


def usual() -> list[Network]:
    """Every network as it is on a quiet day."""
    return [_network(*args.split(" ", 1)) for args in values("confirmations")]


def _network(coin: str, network: str) -> Network:
    args = f"{coin} {network}"
    return Network(
        coin=coin,
        network=network,
        confirmations=int(figure("confirmations", args)),
        unlock_confirmations=int(figure("unlock_confirmations", args)),
        deposit_minimum=figure("deposit_minimum", args),
        withdrawal_minimum=figure("withdrawal_minimum", args),
        withdrawal_fee=figure("withdrawal_fee", args),
        needs_memo=network in NEEDS_MEMO,
        seconds_a_block=SECONDS_A_BLOCK[network],
    )


def unlisted(coin: str, network: str) -> Network:
    """A token that the exchange does not take, on a chain that it may know."""
    nothing = Decimal(0)
    block_s = SECONDS_A_BLOCK.get(network, 12)
    return Network(coin, network, 1, 1, nothing, nothing, nothing, Flow.PAUSED, Flow.PAUSED, seconds_a_block=block_s)
