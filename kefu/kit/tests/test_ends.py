"""What leads to a wallet is seen by its ends, and nothing else is."""

import pytest

from kefu.kit import ends


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("TNHM16jP7cExWbPLRTf4fw8A6YEYj5DFu7", "TNHM16…DFu7"),
        ("TNHM 16jP 7cEx WbPL RTf4 fw8A 6YEY j5DF u7", "TNHM16…DFu7"),
        ("0x" + "ab" * 32, "0xabab…abab"),
        ("bc1q5vj6scts9zeu3a5dn93vq4329tzpme2atrvrz4", "bc1q5v…vrz4"),
        ("447430048092", "447430048092"),
        ("73,190.46185", "73,190.46185"),
        ("Bitcoin Lightning Network", "Bitcoin Lightning Network"),
        ("c•••@gmail.com", "c•••@gmail.com"),
        ("", ""),
    ],
)
def test_an_address_and_a_txid_are_seen_by_their_ends_and_all_else_whole(text: str, seen: str) -> None:
    assert ends.shown(text) == seen
