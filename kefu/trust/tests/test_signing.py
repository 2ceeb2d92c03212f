import base64

import pytest

from kefu.trust import signing

WORDS = "从不索取验证码".encode()


def test_what_was_signed_is_known_by_the_public_key_alone() -> None:
    assert signing.is_signed(WORDS, signing.sign(WORDS), signing.public_key())
    assert len(signing.sign(WORDS)) == 88
    assert len(signing.public_key()) == 44


def test_any_other_byte_breaks_the_signature() -> None:
    signature, key = signing.sign(WORDS), signing.public_key()
    for place in range(len(WORDS)):
        changed = bytearray(WORDS)
        changed[place] ^= 1
        assert not signing.is_signed(bytes(changed), signature, key)


@pytest.mark.parametrize("signature", ["", "nonsense", "AAAA", "签名", "A" * 88])
def test_what_is_no_signature_is_refused_and_breaks_nothing(signature: str) -> None:
    assert not signing.is_signed(WORDS, signature, signing.public_key())
    assert not signing.is_signed(WORDS, signing.sign(WORDS), signature)


def test_another_installation_signs_with_another_key(settings: object) -> None:
    ours, signature = signing.public_key(), signing.sign(WORDS)
    settings.SECRET_KEY = "another installation's secret, long enough"  # type: ignore[attr-defined]
    assert signing.public_key() != ours
    assert not signing.is_signed(WORDS, signature, signing.public_key())
    assert signing.is_signed(WORDS, signature, ours)


def test_another_way_to_write_the_same_bytes_is_no_signature() -> None:
    """The last character of base64 has bits to spare, which decoders let be."""
    signature, key = signing.sign(WORDS), signing.public_key()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    alike = [signature[:85] + letter + "==" for letter in letters if letter != signature[85]]
    same = [each for each in alike if base64.b64decode(each) == base64.b64decode(signature)]
    assert same
    assert not [each for each in alike if signing.is_signed(WORDS, each, key)]
