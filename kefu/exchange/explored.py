"""A transaction as an explorer saw it, in the words of the contract. `asking` asks it where the exchange does not tell.

What is public on the chain comes from the explorer; whose an address is, the exchange alone can say.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from kefu.exchange.chains import explorers, tokens, txids
from kefu.exchange.chains.explorer import ChainTransaction, Explorer, ExplorerTrouble, State, TroubleKind
from kefu.exchange.chains.explorer import Output as Paid
from kefu.exchange.chains.networks import Network
from kefu.exchange.contract.funds import AddressCheck, AskAddress, AskTransaction, Output, Transaction
from kefu.exchange.contract.kinds import AddressUse

MOST_ASKED = 6  # addresses of a payment to many: in each of two rounds

Whose = Callable[[Sequence[AskAddress]], Sequence[AddressCheck | None]]


def explorer_for(asked: object) -> Explorer | None:
    """None for all but a whole TxID of a network that one of our explorers serves."""
    if not isinstance(asked, AskTransaction) or asked.network not in set(Network):
        return None
    return explorers.for_network(asked.network) if _txid(asked) else None


def transaction(explorer: Explorer, asked: AskTransaction, *, whose: Whose) -> Transaction:
    """ExplorerTrouble if there is no word of it, or none of whom it paid. `whose`: None where nobody tells."""
    seen = explorer.transaction(_txid(asked))
    if seen is None:
        return Transaction(asked.network, asked.txid, is_found=False)
    if seen.state is State.UNKNOWN:  # in a block, and nobody says with what outcome
        raise ExplorerTrouble(TroubleKind.BAD_ANSWER)
    has_failed, outputs = seen.state is State.FAILED, _outputs(seen, asked.network, whose)
    if not outputs and not has_failed:  # a token on its way leaves no log yet; one that nobody knows is no coin of ours
        raise ExplorerTrouble(TroubleKind.BAD_ANSWER)
    at = seen.confirmed_at
    return Transaction(asked.network, asked.txid, True, seen.confirmations, has_failed, outputs, at)


def _txid(asked: AskTransaction) -> str:
    """As its network writes it, or nothing."""
    found = txids.txid(asked.txid, asked.network)
    return found if isinstance(found, str) else ""


def _outputs(seen: ChainTransaction, network: str, whose: Whose) -> tuple[Output, ...]:
    """Without tokens of which we know neither name nor decimals. Where there are such, nothing is called a stranger's."""
    paid = list(_named(seen, network))
    uses = _uses([AskAddress(coin, network, each.address) for coin, _amount, each in paid], whose)
    is_whole = len(paid) == len(seen.outputs)
    found = []
    for coin, amount, each in paid:
        use = uses.get(each.address, AddressUse.UNKNOWN)
        use = AddressUse.UNKNOWN if use is AddressUse.OUTSIDE and not is_whole else use
        found.append(Output(each.address, coin, amount, use, each.memo))
    return tuple(found)


def _named(seen: ChainTransaction, network: str) -> Iterator[tuple[str, Decimal, Paid]]:
    for each in seen.outputs:
        coin = tokens.coin_of(network, each.token)
        if coin and each.amount is not None:
            yield coin, each.amount, each


def _uses(addresses: Sequence[AskAddress], whose: Whose) -> dict[str, AddressUse]:
    """Address -> whose it is, as far as it was asked: the first ones, then those that look like the customer's own."""
    first = list({each.address: each for each in addresses}.values())
    asked, rest = first[:MOST_ASKED], first[MOST_ASKED:]
    told = whose(asked) if asked else []
    uses = {one.address: check.use for one, check in zip(asked, told, strict=True) if check}
    masked = next((check.own_masked for check in told if check and check.own_masked), "")
    alike = [each for each in rest if _looks_like(each.address, masked)][:MOST_ASKED]
    if alike:
        uses |= {one.address: check.use for one, check in zip(alike, whose(alike), strict=True) if check}
    return uses


def _looks_like(address: str, masked: str) -> bool:
    """By what the exchange shows of the customer's own: the first characters and the last."""
    head, _, tail = masked.partition("…")
    return bool(head and tail) and address.startswith(head) and address.endswith(tail)
