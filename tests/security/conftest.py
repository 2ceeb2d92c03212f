"""Everybody around one conversation; and no test inherits another's rate limits."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import pytest

from kefu.conversations.records import ConversationRecord
from kefu.files import reencode
from kefu.people import limits
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.people.sessions import StartedSession
from kefu.trust import identities
from kefu.trust.sso import provider
from kefu.trust.sso.said import Protocol
from tests.security import openid
from tests.security.house import House
from tests.security.openid import OpenId


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets())


_decoded: dict[tuple[str, int, bytes], tuple[str, bytes, bytes]] = {}


@pytest.fixture(autouse=True)
def _each_picture_is_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every house stands with the same photo, and the decoder is a process of its own."""
    decode = reencode._child

    def once(kind: str, max_side_px: int, source: bytes, full: BinaryIO, thumb: BinaryIO) -> str:
        key = (kind, max_side_px, source)
        if key in _decoded:
            said, *pictures = _decoded[key]
            for file, picture in zip((full, thumb), pictures, strict=True):
                file.write(picture)
                file.flush()
            return said
        said = decode(kind, max_side_px, source, full, thumb)
        for file in (full, thumb):
            file.seek(0)
        _decoded[key] = (said, full.read(), thumb.read())
        return said

    monkeypatch.setattr(reencode, "_child", once)


@pytest.fixture
def house(chat: ConversationRecord, carol_session: StartedSession, mallory_session: StartedSession) -> House:
    return House(chat, carol_session, mallory_session)


@pytest.fixture
def factors_are_demanded(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As installations have it; the other tests sign in by less. No try is forgiven by the time a slow run takes."""
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets(clock_s=lambda: 0.0))
    settings.SECOND_FACTOR = dict.fromkeys(Role, "any")


OPENID_KEY = openid.new_key()


@pytest.fixture(scope="session")
def openid_serving() -> Iterator[OpenId]:
    with openid.running() as found:
        yield found


@pytest.fixture
def idp(openid_serving: OpenId, settings: Any) -> Iterator[OpenId]:
    serving = openid_serving
    provider.forget()
    for name in ("lies", "header", "told", "more_keys", "codes", "asked"):
        getattr(serving, name).clear()
    serving.is_down, serving.with_key, serving.algorithm = False, None, "RS256"
    serving.kid, serving.key = "first", OPENID_KEY
    settings.SSO_OIDC = serving.settings()
    yield serving
    provider.forget()


@pytest.fixture
def alice_known(alice_agent: Agent, idp: OpenId) -> Agent:
    identities.link_by_operator(alice_agent, protocol=Protocol.OIDC, issuer=idp.issuer, subject="alice-7")
    return alice_agent
