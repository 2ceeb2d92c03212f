"""Is it really us? Only what is exactly ours is said to be; floods of questions and reports are stopped; no text is slow."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from kefu.people import limits
from kefu.people.access import Viewer
from kefu.safeguards import bounds, fraud
from kefu.safeguards.models import FraudReport
from kefu.trust import channels, registry
from kefu.trust.lookalike.kinds import Entry, Sort

pytestmark = pytest.mark.django_db

OURS = [
    *(
        "northwind.example",
        "https://northwind.example/login?x=1",
        "HTTP://WWW.NORTHWIND.EXAMPLE",
        "help.northwind.example",
    ),
    *("support@northwind.example", "Support@Northwind.example", "mailto:support@northwind.example"),
    *("+44 20 7946 0018", "+442079460018", "0044 20 7946 0018", "tel:+44-20-7946-0018"),
    *("@northwind_help", "https://t.me/northwind_help", "t.me/Northwind_Help", "Telegram: @northwind_help"),
    *("https://x.com/northwind", "https://twitter.com/Northwind", "微信：北风交易所"),
]
# what is asked, and the entry it imitates
NEAR = [
    ("northwlnd.example", "northwind.example"),
    ("nоrthwind.example", "northwind.example"),
    ("northwind.test", "northwind.example"),
    ("northwind.example.evil.test", "northwind.example"),
    ("https://northwind.example@evil.test/", "northwind.example"),
    ("https://evil.test\\@northwind.example", "northwind.example"),
    ("https://evil.test/northwind.example/", "northwind.example"),
    ("https://northwind.example:8443/", "northwind.example"),
    ("north-wind.example", "northwind.example"),
    ("northwind-support.test", "northwind.example"),
    ("n0rthwind.example", "northwind.example"),
    ("north\u200bwind.example", "northwind.example"),
    ("supporт@northwind.example", "support@northwind.example"),
    ("billing@northwind.example", "support@northwind.example"),
    ("support@northwind.exampIe", "support@northwind.example"),
    ("support@northwlnd.example", "support@northwind.example"),
    ("+44 20 7946 0081", "+442079460018"),
    ("+44 20 7946 0019", "+442079460018"),
    ("020 7946 0018", "+442079460018"),
    ("+49 20 7946 0018", "+442079460018"),
    ("@northwind_heIp", "northwind_help"),
    ("@northwind_he1p", "northwind_help"),
    ("@northwindhelp", "northwind_help"),
    ("t.me/northwind_helpp", "northwind_help"),
    ("https://t.me/northwind", "northwind"),
    ("https://x.com/northwlnd", "northwind"),
    ("背风交易所", "北风交易所"),
    ("北风交易所客服", "北风交易所"),
]
UNKNOWN = [
    *(
        "weather.test",
        "https://orchard.test/login",
        "alice@mailbox.test",
        "+1 202 555 0143",
        "@windsurf",
        "t.me/dailynews",
    ),
    *(
        "东风汽车",
        "https://192.0.2.7/",
        "@northcote",
        "windmill.example",
        "客服",
        "+33 1 99 00 12 34",
        "https://x.com/home",
    ),
    *("hello", "…"),
]
ENTRIES = [
    Entry(Sort.DOMAIN, "northwind.example"),
    Entry(Sort.MAIL, "support@northwind.example"),
    Entry(Sort.PHONE, "+442079460018"),
    Entry(Sort.HANDLE, "northwind_help", network="telegram"),
    Entry(Sort.HANDLE, "northwind", network="x"),
    Entry(Sort.HANDLE, "北风交易所", network="wechat"),
]


@pytest.fixture(autouse=True)
def _registry() -> None:
    channels.bring(ENTRIES)
    registry.forget()


def asked(client: Client, text: str) -> Any:
    answer = client.post("/api/v1/verify", json.dumps({"text": text}), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()["verdicts"][0]


def _from(number: int) -> Client:
    """Sixty people on sixty networks."""
    return Client(REMOTE_ADDR=f"203.0.113.{number}")


def test_SEC_L07_sixty_questions_are_answered_as_the_registry_says() -> None:
    assert len(OURS) + len(NEAR) + len(UNKNOWN) >= 60
    wrong: list[object] = [text for at, text in enumerate(OURS) if asked(_from(at), text)["verdict"] != "ours"]
    for at, (text, imitated) in enumerate(NEAR, 60):
        said = asked(_from(at), text)
        if (
            said["verdict"] != "lookalike"
            or said["entry"]["value"].removeprefix("@") != imitated
            or not said["reasons"]
        ):
            wrong.append((text, said["verdict"], said["entry"]))
    wrong += [text for at, text in enumerate(UNKNOWN, 120) if asked(_from(at), text)["verdict"] != "unknown"]
    assert wrong == []


def _one_character_changed(text: str) -> Iterator[str]:
    for at in range(len(text)):
        for other in ("1", "l", "а", "\u200b", "."):
            changed = text[:at] + other + text[at + 1 :]
            if changed != text:
                yield changed


def test_SEC_L07_whatever_is_ours_is_not_ours_any_more_with_one_character_changed() -> None:
    for text in ("northwind.example", "support@northwind.example", "@northwind_help", "+442079460018"):
        taken = {each for each in _one_character_changed(text) if registry.verdicts(each)[0].outcome == "ours"}
        assert taken <= {"support.northwind.example"}, taken  # a dot for the @ of the address: a host, and below ours


def test_SEC_I04_fifty_thousand_characters_are_answered_at_once() -> None:
    for at, unit in enumerate(["a", "@", "a.", "+1", "微信:", "http://", "<", "-", "\u200b", "北"]):
        began = time.perf_counter()
        answer = _from(at).post("/verify", {"text": (unit * 50_000)[:50_000]})
        assert answer.status_code == 200
        assert time.perf_counter() - began < 1.0, unit
    too_much = json.dumps({"text": "a" * 50_000})
    assert Client().post("/api/v1/verify", too_much, content_type="application/json").status_code == 400


def test_SEC_L07_questions_from_one_network_are_stopped_before_they_are_guesses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets(clock_s=lambda: 0.0))  # however slow the machine
    codes = [Client().post("/verify", {"text": "x"}).status_code for _ in range(60)]
    assert codes[0] == 200
    assert codes[-1] == 429


def test_reports_from_one_network_are_stopped_and_the_rest_go_on(bob: Viewer) -> None:
    codes = [Client().post("/verify/reports", {"text": f"@helper_{n}"}).status_code for n in range(40)]
    assert codes.count(200) == bounds.MOST_TELLINGS_A_DAY
    assert set(codes[bounds.MOST_TELLINGS_A_DAY :]) == {429}
    assert _from(9).post("/verify/reports", {"text": "@another"}).status_code == 200
    assert FraudReport.objects.count() == len(fraud.waiting(bob)) == bounds.MOST_TELLINGS_A_DAY + 1


def test_a_report_alone_warns_of_nobody() -> None:
    for number in range(20):
        _from(number).post("/verify/reports", {"text": "@honest_rival"})
    registry.forget()
    assert asked(Client(), "@honest_rival")["verdict"] == "unknown"
