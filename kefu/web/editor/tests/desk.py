"""What an editor does by HTTP: begins, writes, submits, decides."""

import re
from typing import Any

from django.test import Client

from kefu.knowledge.models import Revision

NEW = {"title": "Codes by mail", "slug": "codes-by-mail", "locale": "en", "section": "login", "kind": "answer"}
WORDS = {
    "title": "Codes by mail",
    "summary": "When they do not come.",
    "keywords": "otp, 验证码",
    "body": "The fee is {{ fact:withdrawal_fee BTC Bitcoin }}.\n",
}


def begun(client: Client, **given: str) -> str:
    """The page where the new article is written."""
    answer = client.post("/desk/articles/new", NEW | given)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def form_of(client: Client, page: str) -> dict[str, str]:
    """What the form holds that its writer does not type."""
    shown = client.get(page).content.decode()
    return dict(
        re.findall(r'<input type="hidden" name="(revision|version|kind|locale|checked_on)" value="([^"]*)"', shown)
    )


def write(client: Client, page: str, *, act: str = "save", **typed: str) -> Any:
    return client.post(page, form_of(client, page) | WORDS | {"act": act} | typed)


def submitted(client: Client, **given: str) -> Revision:
    """A new article that waits for a second person."""
    answer = write(client, begun(client, **given), act="submit")
    assert answer.status_code == 302, answer.content.decode()
    return Revision.objects.get(public_id=str(answer["Location"]).rstrip("/").rpartition("/")[2])


def decide(client: Client, row: Revision, act: str = "publish", **typed: str) -> Any:
    sent = {"act": act, "version": str(row.version), **typed}
    return client.post(f"/desk/articles/r/{row.public_id}/decision", sent)
