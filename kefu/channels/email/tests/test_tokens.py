"""The token that brings an answer home: ours alone, whatever a mail did to its letters."""

import secrets

import pytest

from kefu.channels.email import tokens
from kefu.kit import ids

KEY, OTHER = b"k" * 32, b"o" * 32


def test_a_token_names_its_conversation_in_small_and_in_large_letters() -> None:
    conversation = ids.public_id()
    token = tokens.mint(conversation, KEY)
    assert tokens.read(token, KEY) == conversation
    assert tokens.read(token.upper(), KEY) == conversation


def test_what_we_did_not_mint_names_nothing() -> None:
    mine, theirs = ids.public_id(), ids.public_id()
    token = tokens.mint(mine, KEY)
    forged = [
        "",
        token[:-1],
        token + "a",
        token[: tokens.ID_CHARS],
        tokens.mint(mine, OTHER),
        theirs + token[tokens.ID_CHARS :],
        token[:-1] + ("a" if token[-1] != "a" else "b"),
        token + "\n",
        "é" * tokens.CHARS,
        "1" * tokens.CHARS,
    ]
    assert [tokens.read(each, KEY) for each in forged] == [None] * len(forged)


def test_ten_thousand_guesses_beside_a_token_name_nothing() -> None:
    token = tokens.mint(ids.public_id(), KEY)
    guesses = (
        token[: tokens.ID_CHARS] + "".join(secrets.choice(ids.ALPHABET) for _ in range(16)) for _ in range(10_000)
    )
    assert not any(tokens.read(guess, KEY) for guess in guesses)


def test_the_mac_has_eighty_bits() -> None:
    assert tokens.MAC_CHARS * 5 >= 80


@pytest.mark.parametrize("address", ["support@nw.example", "a+b@nw.example"])
def test_a_reply_address_holds_the_token_and_leads_back_to_the_mailbox(address: str) -> None:
    token = tokens.mint(ids.public_id(), KEY)
    made = tokens.reply_address(address, token)
    assert tokens.token_in_address(made) == token
    assert tokens.plain_address(made.upper()) == address


def test_a_mailbox_with_a_long_name_keeps_its_address() -> None:
    token = tokens.mint(ids.public_id(), KEY)
    long = f"{'x' * 30}@nw.example"
    assert tokens.reply_address(long, token) == long


def test_message_ids_hold_the_token_and_are_never_the_same() -> None:
    token = tokens.mint(ids.public_id(), KEY)
    one, other = tokens.message_id(token, "nw.example"), tokens.message_id(token, "nw.example")
    assert one != other
    told = f"<abc@elsewhere.example>\r\n {one.upper()} {other} {tokens.thread_id(token, 'nw.example')}"
    assert tokens.tokens_in_ids(told) == [token]
    assert tokens.tokens_in_ids("<nobody@elsewhere.example>") == []
