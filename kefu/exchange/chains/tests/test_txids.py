"""TxIDs as people paste them, links to explorers, and two addresses side by side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.exchange.chains import links
from kefu.exchange.chains.comparison import compare
from kefu.exchange.chains.keccak import keccak256
from kefu.exchange.chains.networks import EVM, EXPLORER_SITES, TRANSACTION_PAGES, Network
from kefu.exchange.chains.txids import TxidError, TxidFault, chains_of, txid

HEX = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
SOLANA = "5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW"
ACCOUNT = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
TETHER = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"


@pytest.mark.parametrize(
    ("text", "chain", "found"),
    [
        (HEX, "Bitcoin", HEX),
        (f"  {HEX.upper()}\n", "Bitcoin", HEX),
        (HEX, "Ethereum", f"0x{HEX}"),
        (f"0X{HEX.upper()}", "Base", f"0x{HEX}"),
        (HEX, "TRON", HEX),
        (HEX, "XRPL", HEX.upper()),
        (HEX, "Lightning", HEX),
        (SOLANA, "Solana", SOLANA),
        (f"https://mempool.space/tx/{HEX}", "Bitcoin", HEX),
        (f"mempool.space/de/tx/{HEX}?showFlow=true", "Bitcoin", HEX),
        (f"https://www.bscscan.com/tx/0x{HEX}#eventlog", "BNB Smart Chain", f"0x{HEX}"),
        (f"https://tronscan.org/#/transaction/{HEX}", "TRON", HEX),
        (f"https://tronscan.org/#/transaction/{HEX}?lang=zh", "TRON", HEX),
        (f"HTTPS://solscan.io/tx/{SOLANA}", "Solana", SOLANA),
        (f"https://livenet.xrpl.org/transactions/{HEX.upper()}/detailed", "XRPL", HEX.upper()),
        (f"https://explorer.unknown.example/tx/{HEX}", "Bitcoin", HEX),
    ],
)
def test_a_txid_is_found_in_what_people_paste(text: str, chain: str, found: str) -> None:
    assert txid(text, chain) == found


@pytest.mark.parametrize(
    ("text", "chain", "error"),
    [
        ("", "Bitcoin", TxidError(TxidFault.EMPTY)),
        ("https://mempool.space/", "Bitcoin", TxidError(TxidFault.EMPTY)),
        (ACCOUNT, "Ethereum", TxidError(TxidFault.IS_ADDRESS, EVM)),
        (TETHER, "Solana", TxidError(TxidFault.IS_ADDRESS, (Network.TRON,))),
        (f"https://tronscan.org/#/address/{TETHER}", "TRON", TxidError(TxidFault.IS_ADDRESS, (Network.TRON,))),
        (HEX[:-1], "Bitcoin", TxidError(TxidFault.TOO_SHORT)),
        (f"0x{HEX}0", "Arbitrum", TxidError(TxidFault.TOO_LONG)),
        ("a" * 3_000, "Bitcoin", TxidError(TxidFault.TOO_LONG)),
        (HEX[:-1] + "g", "TRON", TxidError(TxidFault.BAD_CHARACTERS)),
        (SOLANA[:-9], "Solana", TxidError(TxidFault.TOO_SHORT)),
        (SOLANA + "11", "Solana", TxidError(TxidFault.TOO_LONG)),
        ("z" * 88, "Solana", TxidError(TxidFault.BAD_CHARACTERS)),
        (HEX, "Solana", TxidError(TxidFault.OTHER_CHAIN, (Network.BITCOIN, Network.TRON, Network.XRPL, *EVM))),
        (f"0x{HEX}", "TRON", TxidError(TxidFault.OTHER_CHAIN, EVM)),
        (SOLANA, "Bitcoin", TxidError(TxidFault.OTHER_CHAIN, (Network.SOLANA,))),
        (f"https://etherscan.io/tx/0x{HEX}", "Base", TxidError(TxidFault.OTHER_CHAIN, (Network.ETHEREUM,))),
        (f"https://tronscan.org/#/transaction/{HEX}", "Bitcoin", TxidError(TxidFault.OTHER_CHAIN, (Network.TRON,))),
        ("https://[broken/tx", "Bitcoin", TxidError(TxidFault.BAD_CHARACTERS)),
        ("my transaction", "Bitcoin", TxidError(TxidFault.BAD_CHARACTERS)),
    ],
)
def test_what_is_no_txid_is_told_why(text: str, chain: str, error: TxidError) -> None:
    assert txid(text, chain) == error


def test_a_text_says_whose_txid_it_could_be() -> None:
    assert chains_of(f"0x{HEX}") == EVM
    assert chains_of(SOLANA) == (Network.SOLANA,)
    assert chains_of(f"https://basescan.org/tx/0x{HEX}") == (Network.BASE,)
    assert chains_of(f"https://basescan.org/tx/{SOLANA}") == ()
    assert chains_of(ACCOUNT) == ()


@given(st.text(max_size=200), st.sampled_from(list(Network)))
def test_any_text_gets_an_answer(text: str, chain: Network) -> None:
    found = txid(text, chain)
    assert isinstance(found, TxidError) or txid(found, chain) == found


def test_a_link_leads_to_the_official_explorer_and_only_with_what_is_whole() -> None:
    assert links.transaction_link(HEX, "TRON") == f"https://tronscan.org/#/transaction/{HEX}"
    assert links.transaction_link(HEX, "Ethereum") == f"https://etherscan.io/tx/0x{HEX}"
    assert links.transaction_link(f"{HEX}/../evil", "Ethereum") is None
    assert links.transaction_link(HEX, "Lightning") is None
    assert links.address_link(f" {TETHER} ", "TRON") == f"https://tronscan.org/#/address/{TETHER}"
    assert links.address_link(f"{TETHER}?x", "TRON") is None
    assert links.address_link(TETHER, "Ethereum") is None


@pytest.mark.parametrize("chain", TRANSACTION_PAGES)
def test_our_own_links_are_read_back(chain: Network) -> None:
    given_id = SOLANA if chain is Network.SOLANA else HEX
    link = links.transaction_link(given_id, chain)
    assert link is not None
    assert chains_of(link) == (chain,)
    assert txid(link, chain) == txid(given_id, chain)
    assert chain in EXPLORER_SITES.values()


def test_addresses_are_compared_whole() -> None:
    same = compare(f"{ACCOUNT} ", ACCOUNT.lower())
    assert (same.is_same, same.is_look_alike, same.differs_at) == (True, False, ())
    assert same.mine[:2] == ("0x5a", "Aeb6")
    assert not compare(TETHER, TETHER.lower()).is_same  # capitals are part of it
    assert not compare("", "").is_same
    longer = compare(TETHER, TETHER + "1")
    assert (longer.is_same, longer.differs_at) == (False, (34,))
    with pytest.raises(ValueError, match="at most"):
        compare("a" * 5_000, ACCOUNT)


@pytest.mark.parametrize(
    ("mine", "target", "is_look_alike"),
    [
        (ACCOUNT, "0x5aAe000000000000000000000000000000001BeAed", True),
        (ACCOUNT, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee", False),
        (TETHER, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", False),
        (TETHER, "TR7NHxxxxxxxxxxxxxxxxxxxxxxxxjLj6t", True),
        ("bc1qaaaabbbbcccc", "bc1qaaaaddddcccc", True),
        ("bc1qaaaabbbbcccc", "bc1qeeeebbbbcccc", False),
        ("0x5aAeBeAed", ACCOUNT, True),
        ("TR7Nj6t", "TR7NNj6t", False),  # nothing between the ends
    ],
)
def test_who_agrees_at_the_ends_alone_is_a_trap(mine: str, target: str, is_look_alike: bool) -> None:
    found = compare(mine, target)
    assert (found.is_same, found.is_look_alike) == (False, is_look_alike)


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
        (
            b"Transfer(address,address,uint256)",
            "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
        ),
    ],
)
def test_keccak_gives_what_is_published(text: bytes, digest: str) -> None:
    assert keccak256(text).hex() == digest
