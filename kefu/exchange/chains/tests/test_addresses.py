"""Addresses by the published examples of those who defined them; and one wrong letter is never taken."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kefu.exchange.chains import addresses, bech32
from kefu.exchange.chains.addresses import AddressError, AddressKind, looked_at
from kefu.exchange.chains.memos import is_memo_well_formed
from kefu.exchange.chains.networks import EVM, Network
from kefu.kit import base58

GENESIS = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
SEGWIT = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
TAPROOT = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"
ACCOUNT = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
TETHER = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
XRP_GENESIS = "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"
USDC = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
INVOICE = (
    "lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwz"
    "qfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8"
    "qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp9lfyql"
)

WELL = [
    (GENESIS, "Bitcoin", AddressKind.P2PKH),
    ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "Bitcoin", AddressKind.P2SH),
    (SEGWIT.upper(), "Bitcoin", AddressKind.P2WPKH),
    (TAPROOT, "Bitcoin", AddressKind.P2TR),
    ("bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", "Bitcoin", AddressKind.WITNESS),
    ("BC1SW50QGDZ25J", "Bitcoin", AddressKind.WITNESS),
    ("bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "Bitcoin", AddressKind.WITNESS),
    (INVOICE, "Lightning", AddressKind.INVOICE),
    (TETHER, "TRON", AddressKind.ACCOUNT),
    (XRP_GENESIS, "XRPL", AddressKind.ACCOUNT),
    ("rrrrrrrrrrrrrrrrrrrrrhoLvTp", "XRPL", AddressKind.ACCOUNT),
    ("rrrrrrrrrrrrrrrrrrrrBZbvji", "XRPL", AddressKind.ACCOUNT),
    ("11111111111111111111111111111111", "Solana", AddressKind.ACCOUNT),
    ("So11111111111111111111111111111111111111112", "Solana", AddressKind.ACCOUNT),
    ("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "Solana", AddressKind.ACCOUNT),
    (USDC, "Solana", AddressKind.ACCOUNT),
]
# EIP-55's own
IN_MIXED_CASE = [
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x27b1fdb04752bbc536007a920d24acb045561c26",
    ACCOUNT,
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
]


@pytest.mark.parametrize(("text", "chain", "kind"), WELL)
def test_addresses_people_know_are_well_formed(text: str, chain: str, kind: AddressKind) -> None:
    verdict = looked_at(f" {text}\n", chain)
    assert (verdict.is_well_formed, verdict.error, verdict.kind) == (True, None, kind)
    assert verdict.likely_chains == (Network(chain),)


@pytest.mark.parametrize("text", IN_MIXED_CASE)
@pytest.mark.parametrize("chain", EVM)
def test_the_evm_family_shares_its_addresses(text: str, chain: str) -> None:
    verdict = looked_at(text, chain)
    assert (verdict.is_well_formed, verdict.kind, verdict.likely_chains) == (True, AddressKind.ACCOUNT, EVM)
    assert addresses.in_mixed_case(bytes.fromhex(text[2:])) == text


@pytest.mark.parametrize(
    ("text", "chain", "error", "position"),
    [
        ("", "Bitcoin", AddressError.EMPTY, None),
        (" \n", "TRON", AddressError.EMPTY, None),
        (f"{TETHER[:9]} {TETHER[9:]}", "TRON", AddressError.SPACES, 9),
        (TETHER.replace("e", "е"), "TRON", AddressError.LOOK_ALIKES, 7),  # a Cyrillic letter
        (f"\u200b{TETHER}", "TRON", AddressError.LOOK_ALIKES, 0),
        (TETHER.replace("N", "0", 1), "TRON", AddressError.BAD_CHARACTER, 3),
        (TETHER[:-1], "TRON", AddressError.WRONG_LENGTH, None),
        (TETHER + "1" * 5_000, "TRON", AddressError.WRONG_LENGTH, None),
        (TETHER + "1" * 1_000, "TRON", AddressError.WRONG_LENGTH, None),
        (TETHER[:-1] + "u", "TRON", AddressError.BAD_CHECKSUM, None),
        (ACCOUNT, "TRON", AddressError.OTHER_CHAIN, None),
        (GENESIS, "TRON", AddressError.OTHER_CHAIN, None),
        (TETHER, "Ethereum", AddressError.OTHER_CHAIN, None),
        (USDC, "Bitcoin", AddressError.OTHER_CHAIN, None),
        (ACCOUNT.replace("aA", "aa"), "Ethereum", AddressError.BAD_CHECKSUM, None),
        (ACCOUNT[:-1], "Base", AddressError.WRONG_LENGTH, None),
        (ACCOUNT[2:], "Base", AddressError.WRONG_START, None),
        (ACCOUNT[:-1] + "g", "Polygon", AddressError.BAD_CHARACTER, 41),
        ("mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", "Bitcoin", AddressError.TESTNET, None),
        ("2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc", "Bitcoin", AddressError.TESTNET, None),
        ("tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7", "Bitcoin", AddressError.TESTNET, None),
        ("tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c", "Bitcoin", AddressError.TESTNET, None),
        (XRP_GENESIS.replace("9C", "9c"), "XRPL", AddressError.BAD_CHECKSUM, None),
        (XRP_GENESIS.replace("9C", "l"), "XRPL", AddressError.BAD_CHARACTER, 3),
        (USDC + "1", "Solana", AddressError.WRONG_LENGTH, None),
        (USDC.replace("F", "O", 1), "Solana", AddressError.BAD_CHARACTER, 3),
        (INVOICE[:-1] + "q", "Lightning", AddressError.BAD_CHECKSUM, None),
        (SEGWIT, "Lightning", AddressError.OTHER_CHAIN, None),
        ("lightning", "Lightning", AddressError.WRONG_START, None),
    ],
)
def test_what_is_wrong_has_a_name(text: str, chain: str, error: AddressError, position: int | None) -> None:
    verdict = looked_at(text, chain)
    assert not verdict.is_well_formed
    assert (verdict.error, verdict.position) == (error, position)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        # BIP-350's list of what is no address, and why
        ("tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut", AddressError.BAD_CHARACTER),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", AddressError.BAD_CHECKSUM),
        ("tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf", AddressError.BAD_CHECKSUM),
        ("BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL", AddressError.BAD_CHECKSUM),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh", AddressError.BAD_CHECKSUM),
        ("tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47", AddressError.BAD_CHECKSUM),
        ("bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4", AddressError.BAD_CHARACTER),
        ("BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R", AddressError.WRONG_LENGTH),
        ("bc1pw5dgrnzv", AddressError.WRONG_LENGTH),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav", AddressError.WRONG_LENGTH),
        ("BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", AddressError.WRONG_LENGTH),
        ("tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq", AddressError.MIXED_CASE),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf", AddressError.WRONG_LENGTH),
        ("tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j", AddressError.WRONG_LENGTH),
        ("bc1gmk9yu", AddressError.WRONG_LENGTH),
    ],
)
def test_what_the_definition_refuses_is_refused(text: str, error: AddressError) -> None:
    verdict = looked_at(text, "Bitcoin")
    assert (verdict.is_well_formed, verdict.error, verdict.likely_chains) == (False, error, ())


@pytest.mark.parametrize(
    "text",
    [
        "A12UEL5L",
        "a12uel5l",
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
        "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
        "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
        "?1ezyfcl",
    ],
)
def test_examples_of_bech32(text: str) -> None:
    found = bech32.decoded(text)
    assert found is not None
    assert found.encoding is bech32.Encoding.BECH32


@pytest.mark.parametrize(
    "text",
    [
        "A1LQFN3A",
        "a1lqfn3a",
        "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
        "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
        "?1v759aa",
    ],
)
def test_examples_of_bech32m(text: str) -> None:
    found = bech32.decoded(text)
    assert found is not None
    assert found.encoding is bech32.Encoding.BECH32M


@pytest.mark.parametrize(
    "text",
    [
        *("1pzry9x0s0muk", "pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "A1G7SGD8", "10a06t8", "1qzzfhee"),
        *("\x201nwldj5", "\x7f1axkwrx", "\x801eym55h", "de1lg7wt\xff"),
        *("1xj0phk", "1g6xzxy", "qyrz8wqd2c9m", "y1b0jsk6g", "lt1igcx5c0", "in1muywd", "mm1crxm3i", "au1s5cgom"),
        *("M1VUXWEZ", "16plkw9", "1p2gdwpf", "\x201xj0phk", ""),
    ],
)
def test_what_is_no_bech32(text: str) -> None:
    found = bech32.decoded(text)
    assert found is None or found.encoding is None


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_one_other_letter_in_base58check_is_always_refused(data: st.DataObject) -> None:
    """The four bytes of its checksum let one in four billion through; a letter alone, none of these."""
    text, chain = data.draw(st.sampled_from([(GENESIS, "Bitcoin"), (TETHER, "TRON"), (XRP_GENESIS, "XRPL")]))
    assert looked_at(text, chain).is_well_formed
    assert not looked_at(_with_another(data, text, base58.BITCOIN), chain).is_well_formed


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_one_other_letter_in_bech32_is_always_refused(data: st.DataObject) -> None:
    text, chain = data.draw(st.sampled_from([(SEGWIT, "Bitcoin"), (TAPROOT, "Bitcoin"), (INVOICE, "Lightning")]))
    assert looked_at(text, chain).is_well_formed
    assert not looked_at(_with_another(data, text, bech32.CHARACTERS), chain).is_well_formed


@given(st.binary(min_size=1, max_size=64))
def test_base58_there_and_back(data: bytes) -> None:
    for alphabet in (base58.BITCOIN, base58.XRPL):
        assert base58.decoded(base58.encoded(data, alphabet=alphabet), alphabet=alphabet) == data


@given(st.text(max_size=120), st.sampled_from(list(Network)))
def test_any_text_gets_a_verdict(text: str, chain: Network) -> None:
    verdict = looked_at(text, chain)
    assert verdict.is_well_formed is (verdict.error is None)


def test_a_network_that_is_none_of_ours_is_an_error() -> None:
    with pytest.raises(ValueError, match="Dogecoin"):
        looked_at(GENESIS, "Dogecoin")


@pytest.mark.parametrize(
    ("chain", "memo", "is_well"),
    [
        ("XRPL", "", True),
        ("XRPL", "0", True),
        ("XRPL", "4294967295", True),
        ("XRPL", "4294967296", False),
        ("XRPL", "-1", False),
        ("XRPL", "１２", False),
        ("XRPL", "12a", False),
        ("XRPL", " 12", False),
        ("XRPL", "9" * 5_000, False),
        ("TRON", "", True),
        ("TRON", "12", False),
    ],
)
def test_a_destination_tag_is_a_number_of_32_bits_and_only_xrpl_has_one(chain: str, memo: str, is_well: bool) -> None:
    assert is_memo_well_formed(chain, memo) is is_well


def _with_another(data: st.DataObject, text: str, alphabet: str) -> str:
    at = data.draw(st.integers(min_value=0, max_value=len(text) - 1))
    other = data.draw(st.sampled_from([letter for letter in alphabet if letter != text[at]]))
    return text[:at] + other + text[at + 1 :]
