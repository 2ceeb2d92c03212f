"""SEC-F12: the policies our answers really carry, judged by csp_evaluator, which is vendored with the tests."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from kefu.conversations.records import ConversationRecord
from tests.security.house import House
from tests.security.test_pages import html_answers

HERE = Path(__file__).parent
HIGH, SYNTAX, MEDIUM, HIGH_MAYBE = 10, 20, 30, 40  # csp_evaluator's `Severity`; "maybe" needs a person's eyes
HOST = "https://exchange.test"
POLICY = "Content-Security-Policy"
SHOWN = ("text/html", "image/", "application/json", "text/plain")

# what csp_evaluator cannot rule out, and why it is well here
LOOKED_AT = {
    (50, "script-src"): "'self' serves no JSONP, no AngularJS and nobody's uploads: those are on the content host",
}


def evaluated(policies: list[str]) -> list[list[tuple[int, str, str]]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed: csp_evaluator was not run")
    script = HERE / "csp_findings.cjs"
    ran = subprocess.run([node, script], input=json.dumps(policies), capture_output=True, text=True, check=True)
    return [[tuple(finding) for finding in found] for found in json.loads(ran.stdout)]


def answers(house: House, chat: ConversationRecord, staff: Client) -> Iterator[tuple[str, Any]]:
    """Every kind of answer a browser may show: pages, fragments, errors, the framed chat, the API's, the content host's."""
    yield from html_answers(chat, staff)
    yield "the framed chat", Client().get("/chat", {"host": HOST})
    yield "the API described", staff.get("/api/v1/openapi.json")
    (link,) = house.call("owner", "POST", "/files/links", {"files": ["{upload}"]}).json()["links"].values()
    shown = urlsplit(link)
    yield "nothing on the content host", Client().get("/nothing", headers={"host": shown.netloc})
    yield "a picture", Client().get(shown.path, headers={"host": shown.netloc})


def as_in_production(policy: str) -> str:
    """With TLS, which the tests' addresses lack; and with one nonce, for each answer has another."""
    return re.sub(r"'nonce-[^']+'", "'nonce-R4nd0mR4nd0m'", re.sub(r"\b(http|ws)://", r"\1s://", policy))


@pytest.fixture
def policies(house: House, chat: ConversationRecord, alice_client: Client, settings: Any) -> dict[str, str]:
    """Each policy, without its nonce, and one answer that carries it."""
    settings.EMBED_ORIGINS = [HOST]
    alice_client.raise_request_exception = False
    found: dict[str, str] = {}
    for what, answer in answers(house, chat, alice_client):
        if answer.headers.get("Content-Type", "").startswith(SHOWN) and answer.status_code < 500:
            found[as_in_production(answer.headers.get(POLICY, ""))] = what
        if answer.streaming:
            answer.close()
    return found


@pytest.mark.django_db
def test_SEC_F12_csp_evaluator_finds_nothing_that_is_not_explained(policies: dict[str, str]) -> None:
    assert "" not in policies, "an answer without a policy"
    told = "\n".join(policies)
    assert HOST in told, "the framed chat's own"
    assert "sandbox" in told, "the content host's own"
    for (policy, what), findings in zip(policies.items(), evaluated(list(policies)), strict=True):
        grave = [finding for finding in findings if finding[0] <= HIGH_MAYBE]
        assert grave == [], (what, policy)
        unexplained = [finding for finding in findings if finding[0] < 60 and finding[:2] not in LOOKED_AT]
        assert unexplained == [], (what, policy)


def test_SEC_F12_csp_evaluator_would_find_a_bad_policy() -> None:
    for policy, worst in (
        ("script-src 'unsafe-inline'; object-src 'none'; base-uri 'none'", HIGH),
        ("default-src 'self'; script-src *", HIGH),
        ("img-src 'self'", HIGH),
        ("script-sr 'none'; object-src 'none'; script-src 'none'", SYNTAX),
    ):
        (findings,) = evaluated([policy])
        assert min(finding[0] for finding in findings) == worst, policy
