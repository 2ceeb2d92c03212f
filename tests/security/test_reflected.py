"""What stands in an address comes back as text or not at all: terms, cursors, languages, hosts, places to go back to."""

from urllib.parse import quote

import pytest
from django.test import Client

from kefu.conversations.records import ConversationRecord
from tests.security.scripts import CORPUS

LIVELY = [text for text in CORPUS if "<" in text or '"' in text]
ADDRESSES = (
    "/desk/?box={}",
    "/desk/?box=open&q={}&cursor={}",
    "/desk/lines?box={}&order={}",
    "/desk/c/{}/",
    "/desk/c/{chat}/?box={}&target={}",
    "/desk/c/{chat}/entries?after={}&before={}",
    "/chat?locale={}&host={}",
    "/sign-in?next={}",
    "/sign-in/link/{}",
    "/{}",
    "/api/v1/conversations?box={}&cursor={}",
    "/static/{}",
    "/help/en/search?q={}&section={}&kind={}",
    "/help/zh-cn/contact?about={}",
    "/help/en/articles/{}",
    "/help/{}/sections/{}",
)


@pytest.mark.django_db
def test_SEC_F01_what_an_address_says_is_never_markup_in_the_answer(
    alice_client: Client, chat: ConversationRecord
) -> None:
    alice_client.raise_request_exception = True
    pages = 0
    for at, text in enumerate(LIVELY):
        for address in (ADDRESSES[at % len(ADDRESSES)], ADDRESSES[(at + 5) % len(ADDRESSES)]):
            path = address.replace("{chat}", chat.public_id).replace("{}", quote(text, safe=""))
            answer = alice_client.get(path)
            assert answer.status_code in {200, 302, 400, 401, 403, 404, 422}, path
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                pages += 1
                assert text not in answer.content.decode(), path
    assert pages > 200
    assert alice_client.get(f"/desk/c/{chat.public_id}/").status_code == 200
