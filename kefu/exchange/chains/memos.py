"""What must stand beside an address: the destination tag of XRPL. No other network of ours asks for anything."""

from kefu.exchange.chains.networks import Network

TAKES_MEMO = frozenset({Network.XRPL})
_MOST = 2**32 - 1


def is_memo_well_formed(chain: str, memo: str) -> bool:
    """Empty is well formed everywhere; whether an address needs one, its exchange says."""
    if not memo:
        return True
    is_number = memo.isascii() and memo.isdigit() and len(memo) <= 10
    return Network(chain) in TAKES_MEMO and is_number and int(memo) <= _MOST
