"""Web Push: the RFCs' own example, what is refused, and a key that is made once."""

import stat
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import jwt
import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from kefu.kit import clock, vapid, webpush
from kefu.watchers.notify.tests.receiver import UserAgent

# RFC 8291, section 5 and appendix A
THEIR_KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
MESSAGE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95"
    "bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_receiver_of_these_tests_opens_the_message_of_the_rfc() -> None:
    agent = UserAgent(key=webpush.from_text(THEIR_KEY), auth=webpush.decode(AUTH))
    assert agent.open(webpush.decode(MESSAGE)) == b"When I grow up, I want to be a watermelon"


@given(st.binary(max_size=webpush.MAX_PAYLOAD_BYTES - 1).filter(lambda payload: not payload.endswith(b"\x00")))
def test_a_browser_opens_what_was_sealed_for_it(payload: bytes) -> None:
    agent = UserAgent()
    assert agent.open(webpush.encrypt(payload, agent.keys)) == payload


def test_the_length_tells_nothing_of_short_words() -> None:
    keys = UserAgent().keys
    assert len(webpush.encrypt(b"no", keys)) == len(webpush.encrypt(b"a much longer answer" * 10, keys))


def test_what_is_too_long_is_refused() -> None:
    keys = UserAgent().keys
    assert len(webpush.encrypt(b"x" * webpush.MAX_PAYLOAD_BYTES, keys)) <= 4096
    with pytest.raises(ValueError, match="too long"):
        webpush.encrypt(b"x" * (webpush.MAX_PAYLOAD_BYTES + 1), keys)


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", AUTH),
        ("AAAA", AUTH),
        ("B" * 87, AUTH),  # of the right length, and no point of the curve
        ("<script>", AUTH),
        ("good", "short"),
        ("good", AUTH + "AAAA"),
        ("good", "!" * 22),
    ],
)
def test_keys_that_are_none_are_refused(p256dh: str, auth: str) -> None:
    known = UserAgent().keys.p256dh if p256dh == "good" else p256dh
    with pytest.raises(webpush.BadKeys):
        webpush.Keys(known, auth).checked()


def test_the_signature_is_for_one_push_service_and_half_a_day() -> None:
    key, now = webpush.new_key(), clock.now()
    header = webpush.authorization("https://push.test/a/b?c", key=key, subject="mailto:a@b.test", now=now)
    token = header.split("t=")[1].split(",")[0]
    claims = jwt.decode(token, key.public_key(), algorithms=["ES256"], audience="https://push.test")
    assert claims["sub"] == "mailto:a@b.test"
    assert timedelta(0) < timedelta(seconds=claims["exp"] - now.timestamp()) <= timedelta(hours=24)
    assert header.endswith(f"k={webpush.public_of(key)}")


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.DATA, settings.PUSH_PRIVATE_KEY = tmp_path / "new" / "data", ""
    vapid.key.cache_clear()
    yield settings.DATA
    vapid.key.cache_clear()


def test_a_key_is_made_once_and_only_its_owner_may_read_it(folder: Path) -> None:
    public = vapid.public()
    vapid.key.cache_clear()
    assert vapid.public() == public
    assert stat.S_IMODE((folder / vapid.FILE).stat().st_mode) == 0o600
    assert [file.name for file in folder.iterdir()] == [vapid.FILE]


def test_processes_that_start_at_once_agree_on_one_key(folder: Path) -> None:
    found: list[str] = []
    together = threading.Barrier(8)

    def start() -> None:
        together.wait()
        found.append(webpush.public_of(vapid.key.__wrapped__()))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_key_that_is_given_is_used(folder: Path, settings: Settings) -> None:
    settings.PUSH_PRIVATE_KEY = THEIR_KEY
    assert vapid.public() == webpush.public_of(webpush.from_text(THEIR_KEY))
    assert not folder.exists()


def test_a_setting_that_is_no_key_is_named(folder: Path, settings: Settings) -> None:
    settings.PUSH_PRIVATE_KEY = "nonsense"
    with pytest.raises(ImproperlyConfigured, match="KEFU_PUSH_PRIVATE_KEY"):
        vapid.key()
