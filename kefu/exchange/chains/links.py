"""Links to a network's official explorer: only for what is whole, so that nobody's text becomes part of an address."""

from kefu.exchange.chains import addresses, txids
from kefu.exchange.chains.networks import ADDRESS_PAGES, TRANSACTION_PAGES, Network


def transaction_link(text: str, chain: str) -> str | None:
    """None for what is no TxID of this network, and for networks without an explorer."""
    page, found = TRANSACTION_PAGES.get(Network(chain)), txids.txid(text, chain)
    return f"{page}{found}" if page and isinstance(found, str) else None


def address_link(text: str, chain: str) -> str | None:
    page, verdict = ADDRESS_PAGES.get(Network(chain)), addresses.looked_at(text, chain)
    return f"{page}{text.strip()}" if page and verdict.is_well_formed else None
