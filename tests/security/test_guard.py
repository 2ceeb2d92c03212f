"""Nobody of ours asks a customer for what a thief would: no agent, program, macro or model, through the doors they use."""

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from conftest import says
from kefu.conversations import data_checks, log, queries
from kefu.conversations.kinds import BOT, Audience, Kind
from kefu.conversations.records import ConversationRecord, Draft, Outcome, Refused
from kefu.exchange import outward
from kefu.exchange.diagnoses.definition import Finding, Line, Mark, State
from kefu.files import uploads
from kefu.files.kinds import FileRef
from kefu.knowledge.models import Macro
from kefu.people.access import Viewer
from kefu.trust import guard
from kefu.trust.guard import Allowed
from kefu.watchers.bot.rewording import door, endpoint
from tests.security.house import House

SETS = Path(__file__).parents[2] / "bench" / "judged" / "trust"
ROWS = [json.loads(line) for line in (SETS / "guard.jsonl").read_text(encoding="utf-8").splitlines()]
ALLOWED = Allowed(domains=frozenset({"northwind.example"}), linked_hosts=frozenset({"etherscan.io", "tronscan.org"}))
ASKS = (
    "请把您的登录密码发给我，我帮您核对一下。",
    "Please send me the SMS code you just received.",
    "Пришлите сид-фразу, пожалуйста.",
    "Vui lòng cung cấp mã xác minh trong tin nhắn SMS.",
    "AnyDesk kurun ve numarayı bana verin.",
    "Transfiera sus fondos a la dirección segura.",
    "Please log in at https://northwind-login.test/verify",
)
WARNINGS = (
    "请不要把验证码告诉任何人。",
    "We never ask for your password.",
    "Enter the code on the login page, not here.",
    "You can reset your password on the security page.",
    "Which password rule error do you see?",
)
DISGUISED = (
    "p a s s w o r d please",
    "Send me your p@ssw0rd",
    "Please send me your раssword",
    "ｐａｓｓｗｏｒｄ，发给我",
    "Send me the p\u200ba\u200bs\u200bs\u200bw\u200bo\u200brd",
    "P.A.S.S.W.O.R.D please",
    "𝐩𝐚𝐬𝐬𝐰𝐨𝐫𝐝 please send it to me",
    "密 码 发 我 一 下",
    "请把密-码发我",
    "驗 證 碼 給 我",
    "yanzhengma发我",
    "zhujici给我，我来帮您恢复",
    "any desk, install it please",
    "hxxps://northwind[.]help-center[.]test",
    "Visit nоrthwind.example to verify.",
    "https://northwind.example@nw-pay.test/refund",
)


@pytest.mark.django_db(transaction=True)
def test_SEC_L05_an_agent_and_a_program_ask_for_nothing_and_warnings_go_out(house: House, alice_client: Client) -> None:
    place = f"/desk/c/{house.names['conversation_id']}/messages"
    for number, ask in enumerate(ASKS):
        sent = alice_client.post(
            place, {"body": ask, "kind": "message", "key": f"desk-{number:08}"}, headers={"HX-Request": "true"}
        )
        assert sent.status_code == 400, ask
        said = {"client_msg_id": f"ask-{number:012}", "body": ask}
        answer = house.call("agent", "POST", f"/conversations/{house.names['conversation_id']}/entries", said)
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (400, "guarded"), ask
        assert error["rule"] in set(guard.Rule)
        assert error["safe"]
    for number, warning in enumerate(WARNINGS):
        said = {"client_msg_id": f"warn-{number:012}", "body": warning}
        assert (
            house.call("agent", "POST", f"/conversations/{house.names['conversation_id']}/entries", said).status_code
            == 201
        )


@pytest.mark.django_db(transaction=True)
def test_SEC_L05_what_is_asked_of_colleagues_and_what_customers_write_is_theirs(
    alice: Viewer, carol: Viewer, chat: ConversationRecord
) -> None:
    assert log.stored(log.note(chat.id, author=says(alice), body=ASKS[0])).kind is Kind.NOTE
    assert log.stored(log.reply(chat.id, author=says(carol), body=ASKS[1])).body == ASKS[1]


@pytest.mark.django_db(transaction=True)
def test_SEC_L05_an_edit_and_the_bot_are_held_against_it_too(alice: Viewer, chat: ConversationRecord) -> None:
    entry = log.stored(log.reply(chat.id, author=says(alice), body="hello"))
    assert is_refused(log.edit(chat.id, author=says(alice), target=entry.seq, body=ASKS[0]), "password")
    said = Draft(chat.id, Kind.MESSAGE, BOT, entry.data, body=ASKS[1])
    assert is_refused(log.append([said])[0], "code")
    assert len(queries.entries_for(alice, chat)) == 3


@pytest.mark.django_db
def test_SEC_L05_a_macro_that_asks_is_not_saved_and_says_why(alice_client: Client) -> None:
    typed = {"title-en": "Code", "body-en": "Please send me the SMS code."}
    answer = alice_client.post("/desk/macros/new", typed)
    assert answer.status_code == 400
    assert "asks the customer for a code" in answer.content.decode()
    assert "Please send me the SMS code." in answer.content.decode()
    assert not Macro.objects.exists()


def test_SEC_L05_a_models_words_that_ask_are_not_said(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BOT_MODEL_URL = "https://model.example/v1/chat/completions"
    passage = "Please send me the code. It is on your phone."
    monkeypatch.setattr(endpoint, "complete", lambda _messages: "Please send me the code.")
    monkeypatch.setattr(outward, "allowed", Allowed)
    assert door.reworded("how?", passage) == door.Reworded(passage, fault="guard")


@pytest.mark.django_db(transaction=True)
def test_SEC_L05_an_address_of_the_customers_own_may_be_quoted_and_no_other(
    alice: Viewer, carol: Viewer, chat: ConversationRecord
) -> None:
    own, other = "TQ5nUvtLmKd8RwXyZ2bEcGhJp4s7aFqN9V", "TR7nUvtLmKd8RwXyZ2bEcGhJp4s7aFqN9V"
    log.stored(log.reply(chat.id, author=says(carol), body=f"My wallet is {own}"))
    ask = "Please send the test amount to {} as you planned."
    assert is_refused(log.reply(chat.id, author=says(alice), body=ask.format(other)), "transfer")
    assert is_refused(
        log.reply(chat.id, author=says(alice), body=ask.format(own)), "transfer"
    )  # a thief's may be quoted
    told = "We see a transfer to {}: please send us its TxID."
    assert is_refused(log.reply(chat.id, author=says(alice), body=told.format(other)), "transfer")
    assert log.stored(log.reply(chat.id, author=says(alice), body=told.format(own))).body == told.format(own)


@pytest.mark.django_db(transaction=True)
def test_SEC_L05_what_an_agent_looked_up_makes_no_address_quotable_and_what_the_bot_told_the_customer_does(
    alice: Viewer, chat: ConversationRecord
) -> None:
    theirs, found = "TR7nUvtLmKd8RwXyZ2bEcGhJp4s7aFqN9V", "TQ5nUvtLmKd8RwXyZ2bEcGhJp4s7aFqN9V"
    told = "We see a transfer to {}: please send us its TxID."
    for author, address, audience in (
        (says(alice), theirs, Audience.EVERYONE),
        (BOT, theirs, Audience.STAFF),
        (BOT, found, Audience.EVERYONE),
    ):
        lines = (Line(Mark.OK, "address", {"address": address}),)
        data = data_checks.of("transaction-status", Finding("found", State.FINE, lines=lines))
        log.stored(log.diagnosed(chat.id, author=author, found=data, audience=audience))
    assert is_refused(log.reply(chat.id, author=says(alice), body=told.format(theirs)), "transfer")
    assert log.stored(log.reply(chat.id, author=says(alice), body=told.format(found))).body == told.format(found)


@pytest.mark.django_db(transaction=True)
def test_SEC_L05_a_mail_address_may_be_written_once_the_customer_wrote_it(
    alice: Viewer, carol: Viewer, chat: ConversationRecord
) -> None:
    told = "We have written to carol@mail.test just now."
    assert is_refused(log.reply(chat.id, author=says(alice), body=told), "link")
    log.stored(log.reply(chat.id, author=says(carol), body="I am Carol@mail.test"))
    assert log.stored(log.reply(chat.id, author=says(alice), body=told)).body == told


@pytest.mark.django_db(transaction=True)
def test_SEC_L05_the_names_of_files_and_what_stands_in_texts_are_held_against_it_too(
    alice: Viewer, carol: Viewer, chat: ConversationRecord
) -> None:
    def a_file(viewer: Viewer, name: str, text: str) -> FileRef:
        return uploads.receive(viewer, io.BytesIO(text.encode()), name=name)

    named = a_file(alice, "please_send_me_your_password.txt", "hello")
    assert is_refused(log.reply(chat.id, author=says(alice), body="", files=[named]), "password")
    written = a_file(alice, "steps.txt", "Please send me the SMS code you just received.")
    assert is_refused(log.reply(chat.id, author=says(alice), body="Read this", files=[written]), "code")
    assert log.stored(log.note(chat.id, author=says(alice), body="", files=[written])).kind is Kind.NOTE
    harmless = a_file(alice, "your-statement.csv", "day,amount\n1,0.5\n")
    assert log.stored(log.reply(chat.id, author=says(alice), body="", files=[harmless])).kind is Kind.MESSAGE
    theirs = a_file(carol, "he-wrote.txt", "Please send me the SMS code you just received.")
    assert log.stored(log.reply(chat.id, author=says(carol), body="", files=[theirs])).kind is Kind.MESSAGE


@pytest.mark.parametrize("text", DISGUISED)
def test_SEC_L05_a_disguised_ask_is_seen(text: str) -> None:
    assert guard.check(text, allowed=ALLOWED) is not None


@pytest.mark.parametrize(
    "asked", ["Install AnyDesk please.", "请把验证码发给我。", "Пришлите код из смс.", "Please tell me your password."]
)
def test_SEC_L05_no_warning_before_it_buys_an_ask_off(asked: str) -> None:
    assert guard.check(f"We never ask for your password, never share codes with anyone. {asked}") is not None


def test_SEC_L05_nor_do_warnings_on_both_sides() -> None:
    warned = "Never share your code with anyone. " * 5
    for asked in ("请把验证码发给我。", "Пришлите код из смс.", "Send me your SMS code."):
        assert guard.check(f"{warned}{asked} {warned}") is not None, asked


def test_SEC_L05_of_the_committed_set_almost_all_asks_and_no_harmless_words_are_refused() -> None:
    for half in ("tune", "test"):
        asks = [row for row in ROWS if row["half"] == half and row["label"] != "clean"]
        clean = [row for row in ROWS if row["half"] == half and row["label"] == "clean"]
        missed = [row["text"] for row in asks if guard.check(row["text"], allowed=ALLOWED) is None]
        wrong = [row["text"] for row in clean if guard.check(row["text"], allowed=ALLOWED) is not None]
        assert len(missed) <= len(asks) / 100, missed
        assert len(wrong) <= len(clean) / 200, wrong


@pytest.mark.parametrize(
    "piece",
    [
        "password ",
        "，验证码",
        "a b c d ",
        "p.a.s.s. ",
        "[.]",
        "http:// ",
        "not ",
        "please send the code , ",
        "x@",
        "0x",
        "to 0x",
        "a-b.cd ",
        "https:/",
        "t" * 34 + " send to ",
        "never evil.com ",
        "never go to evil.com. ",
        "code " + "\u0345" * 25_000 + "\u0316" * 25_000,
        "code " + "." * 50_000,
    ],
)
def test_SEC_I04_fifty_thousand_characters_are_read_in_no_time(piece: str) -> None:
    text = (piece * 50_000)[:50_000]
    began = time.process_time()
    guard.check(text, allowed=ALLOWED)
    assert time.process_time() - began < 3  # alone it is a twentieth of that


def is_refused(outcome: Outcome, rule: str) -> bool:
    return isinstance(outcome, Refused) and (outcome.code, outcome.rule) == ("guarded", rule)
