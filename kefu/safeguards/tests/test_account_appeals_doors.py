"""Account appeals: the address of the customer's page, the API, the guard, second readers, and what a crash leaves."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from conftest import an_agent, as_viewer
from kefu.conversations import definitions, log, personal, queries
from kefu.conversations.records import Failed
from kefu.kit import clock
from kefu.kit.errors import NotAllowed, NotFound
from kefu.people.access import Viewer
from kefu.people.sessions import StartedSession
from kefu.safeguards import account_appeals_doors, account_appeals_store, account_appeals_work, personal_cases
from kefu.safeguards.account_appeals import State
from kefu.safeguards.models import AccountAppeal
from kefu.safeguards.tests.test_account_appeals import (
    REASON,
    WHY,
    act,
    appeal,
    desks,
    exchange,
    frozen,
    page,
    state,
    told,
)

__all__ = ["desks", "exchange", "page"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_S43_a_first_try_that_was_cut_off_becomes_the_same_case(
    page: str, carol: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(account_appeals_store, "journaled", lambda *_a, **_m: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            appeal(page, carol)
    assert not AccountAppeal.objects.exists()
    row = appeal(page, carol)
    assert [each.public_id for each in queries.conversations_of(carol)] == [row.conversation_public_id]


def test_S43_the_address_is_good_for_two_hours_and_goes_nowhere_else(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Client().get(page, follow=True)
    assert (answer.headers["Referrer-Policy"], answer.headers["X-Robots-Tag"]) == ("same-origin", "noindex")
    assert "no-store" in answer.headers["Cache-Control"]
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=2, seconds=1))
    late = Client().get(page)
    assert late.status_code == 404
    assert "两小时" in late.content.decode()


def test_S43_another_site_cannot_appeal_for_somebody(page: str, carol: Viewer) -> None:
    sent = {"act": "appeal", "decision": frozen(carol), "words": WHY, "key": "k" * 26}
    assert Client().post(page, sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not AccountAppeal.objects.exists()


def test_S43_where_two_read_the_decision_is_told_and_evidence_is_asked_for_in_a_reply(
    page: str, carol: Viewer, desks: dict[str, Client]
) -> None:
    row = appeal(page, carol)
    definitions.want_second("appeal", on=True, by=0)
    assert act(desks["Ben"], row, "ask", wanted="住址证明") == 403
    act(desks["Ben"], row, "prepare", outcome="refused", reason=REASON)
    act(desks["Dora"], row, "confirm")
    assert REASON in told(row)[0]


def test_S43_what_the_guard_refuses_is_no_reason(page: str, carol: Viewer, desks: dict[str, Client]) -> None:
    row = appeal(page, carol)
    assert (
        act(desks["Ben"], row, "prepare", outcome="refused", reason="请把您的登录密码发给我，我帮您核对一下。") == 400
    )
    assert act(desks["Ben"], row, "ask", wanted="请把您的登录密码发给我，我帮您核对一下。") == 400
    assert state(row) == State.REVIEW


def test_S43_telling_survives_a_crash_and_happens_once(
    page: str, carol: Viewer, desks: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = appeal(page, carol)
    act(desks["Ben"], row, "prepare", outcome="granted", reason=REASON)
    act(desks["Dora"], row, "confirm")
    with monkeypatch.context() as broken:
        broken.setattr(log, "append", lambda drafts: [Failed("OperationalError") for _ in drafts])
        assert account_appeals_work.tell() == 0
    assert account_appeals_work.tell() == 1
    AccountAppeal.objects.update(is_told=False)  # cut off right after the log's commit
    assert account_appeals_work.tell() == 1
    assert len(told(row)) == 1


def test_S43_the_api_tells_the_caller_alone_and_makes_the_address(
    carol_session: StartedSession, mallory_session: StartedSession, carol: Viewer, page: str
) -> None:
    row = appeal(page, carol)
    own = Client(headers={"Authorization": f"Bearer {carol_session.token}"})
    told = own.get("/api/v1/account-appeals").json()
    assert {each["subject"] for each in told["decisions"]} == {"kyc", "withdrawal"}
    assert [each["id"] for each in told["appeals"]] == [row.public_id]
    assert "光" in next(each["text"] for each in told["decisions"] if each["subject"] == "kyc")
    other = Client(headers={"Authorization": f"Bearer {mallory_session.token}"})
    assert other.get("/api/v1/account-appeals").json() == {"decisions": [], "appeals": []}
    url = own.post("/api/v1/account-appeals/page").json()["url"]
    token = url.rpartition("/")[2].partition("?")[0]
    assert account_appeals_doors.viewer_of(token).id == carol.id
    with pytest.raises(NotFound):
        account_appeals_doors.viewer_of(token[:-4])
    with pytest.raises(NotAllowed):
        account_appeals_doors.address_for(replace(carol, kind=as_viewer(an_agent("Zed")).kind))
    place = f"/api/v1/conversations/{row.conversation_public_id}/entries"
    assert own.get(place).json()["entries"][0]["body"] == WHY
    assert other.get(place).status_code == 404
    assert re.fullmatch(r"[a-z2-7]{26}", row.public_id)


def test_the_address_ends_with_the_session_that_it_was_given_to(
    page: str, carol_session: StartedSession, mallory: Viewer
) -> None:
    assert Client().get(page, follow=True).status_code == 200
    headers = {"Authorization": f"Bearer {carol_session.token}"}
    assert Client().delete("/api/v1/sessions", headers=headers).status_code == 204
    assert Client().get(page).status_code == 404
    assert Client().post(page, {"act": "withdraw", "appeal": "x"}).status_code == 404
    staff = replace(mallory, session="token:1:1:x")
    with pytest.raises(NotFound):
        account_appeals_doors.viewer_of(urlsplit(account_appeals_doors.address_for(staff)).path.rpartition("/")[2])


def test_nothing_of_the_exchanges_own_numbers_stays_of_whoever_is_erased(page: str, carol: Viewer) -> None:
    row = appeal(page, carol)
    AccountAppeal.objects.filter(pk=row.pk).update(decision="withdrawal:W-4711", state=State.WITHDRAWN)
    scope = personal.scope_of(carol.id, carol.public_id)
    assert personal_cases.erase_of(scope)["safeguards.AccountAppeal"] == 1
    row.refresh_from_db()
    assert row.decision == f"erased:{row.public_id}"
    assert personal_cases.erase_of(scope)["safeguards.AccountAppeal"] == 0
