"""What every channel that pushes promises of what it sends: whole, once, harmless, and told apart where it fails."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes, policy

import pytest

from kefu.channels import registry, shaping
from kefu.channels.contract import AccountRecord, Channel, DeliveryError, Outbound, OutboundFile
from kefu.channels.tests import sink

SECRET = "correct horse battery"
TOO_BIG = OutboundFile("film.mp4", 900_000_000, "https://files.nw.example/m/abc/1/sig")
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</p></blockquote><iframe src=//evil.example>",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>@import url(//evil.example)</style>",
    "<!--><svg onload=alert(1)>",
]


@dataclass
class World:
    """The other side of a channel, as a test drives it. `arrived`: all that it holds of what came, as its reader's program
    decodes it, each form for itself; `refuses(permanent)` makes it refuse from then on."""

    account: AccountRecord
    to: str
    arrived: Callable[[], list[Mapping[str, str]]]
    refuses: Callable[[bool], None]


@contextmanager
def _email() -> Iterator[World]:
    with sink.running() as server:
        settings: dict[str, str | int | bool] = {
            "smtp_host": "127.0.0.1",
            "smtp_port": server.port,
            "smtp_security": "none",
            "smtp_user": "support",
        }
        account = AccountRecord(
            "email", "support@nw.example", "Northwind Support", settings=settings, secrets={"smtp_password": SECRET}
        )

        def arrived() -> list[Mapping[str, str]]:
            mails = [message_from_bytes(raw, policy=policy.default) for raw in server.mails]
            return [
                {part.get_content_type(): str(part.get_content()) for part in mail.walk() if not part.is_multipart()}
                for mail in mails
            ]

        def refuses(permanent: bool) -> None:
            server.answers["RCPT"] = "550 no" if permanent else "450 later"

        yield World(account, "carol@example.test", arrived, refuses)


WORLDS: dict[str, Callable[[], AbstractContextManager[World]]] = {"email": _email}
PUSHING = sorted(key for key, channel in registry.channels().items() if channel.capabilities.pushes)


@pytest.fixture(params=PUSHING)
def channel(request: pytest.FixtureRequest) -> Channel:
    return registry.channels()[request.param]


@pytest.fixture
def world(channel: Channel) -> Iterator[World]:
    with WORLDS[channel.key]() as made:
        yield made


def said(channel: Channel, world: World, body: str = "It is here.") -> Outbound:
    conversation = "a" * 26
    return Outbound(
        account=world.account,
        to=world.to,
        conversation=conversation,
        external_id=channel.external_id(world.account, conversation=conversation),
        body=body,
        locale="en",
        brand="Northwind",
        verify_url="https://help.nw.example/verify",
        proof_code="K7QM-3XTE-9PA4",
    )


def send(channel: Channel, outbound: Outbound) -> None:
    for piece in shaping.shape(outbound, channel.capabilities):
        channel.send(piece)


def texts(world: World) -> str:
    return "\n".join(text for each in world.arrived() for text in each.values())


def test_each_channel_that_pushes_is_tried_here() -> None:
    assert set(WORLDS) == set(PUSHING)


def test_a_message_arrives_once_with_its_code_and_a_receipt(channel: Channel, world: World) -> None:
    outbound = said(channel, world)
    receipt = channel.send(outbound)
    assert receipt.external_id == outbound.external_id
    assert len(receipt.content_hash) == 64
    assert len(world.arrived()) == 1
    for word in (outbound.body, outbound.proof_code, outbound.verify_url):
        assert word in texts(world)


def test_what_is_too_long_is_split_and_nothing_is_lost(channel: Channel, world: World) -> None:
    words = [f"word{number:06d}" for number in range(channel.capabilities.max_text_chars // 5)]
    outbound = said(channel, world, " ".join(words))
    pieces = shaping.shape(outbound, channel.capabilities)
    assert len(pieces) > 1
    assert all(len(piece.body) <= channel.capabilities.max_text_chars for piece in pieces)
    send(channel, outbound)
    assert len(world.arrived()) == len(pieces)
    whole = texts(world)
    assert [word for word in words if word not in whole] == []


@pytest.mark.parametrize("permanent", [True, False])
def test_for_good_and_for_now_are_told_apart(channel: Channel, world: World, permanent: bool) -> None:
    world.refuses(permanent)
    with pytest.raises(DeliveryError) as refused:
        send(channel, said(channel, world))
    assert refused.value.permanent is permanent
    assert not refused.value.is_uncertain
    assert refused.value.reason
    assert not world.arrived()


def test_no_secret_and_no_address_is_logged(
    channel: Channel, world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    outbound = said(channel, world)
    send(channel, outbound)
    world.refuses(True)
    with pytest.raises(DeliveryError) as refused:
        send(channel, outbound)
    told = caplog.text + "".join(capfd.readouterr()) + repr(outbound) + repr(refused.value)
    assert SECRET not in told
    assert world.to not in told


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_html_is_shown_as_text(channel: Channel, world: World, text: str) -> None:
    send(channel, replace(said(channel, world, text), quoted=text, subject=text))
    for form, shown in world.arrived()[0].items():
        if form.endswith("html"):
            assert text not in shown
            assert not any(
                word in shown for word in ("<script", "<img", "<iframe", "<style", "<svg", "href='javascript")
            )
        else:
            assert text in shown


def test_no_words_and_a_file_is_a_message_too(channel: Channel, world: World) -> None:
    send(channel, replace(said(channel, world, ""), files=(TOO_BIG,)))
    assert len(world.arrived()) == 1
    assert TOO_BIG.url in texts(world)


def test_a_file_of_any_size_goes_as_a_link(channel: Channel, world: World) -> None:
    send(channel, replace(said(channel, world), files=(TOO_BIG,) * 10))
    assert len(texts(world)) < 100_000
    assert "film.mp4 (900.0 MB)" in texts(world)
