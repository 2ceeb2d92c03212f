"""Whatever is written to the log is written without secrets, in whichever of its parts they stand."""

import pytest
from django.utils import translation

from conftest import says
from kefu.conversations import log, queries, words_cut
from kefu.conversations.data import FieldSetData, MessageData, OpenedData, RedactedData
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.kinds import Audience, Kind
from kefu.conversations.models import Entry
from kefu.conversations.records import ConversationRecord, Draft
from kefu.people.access import Viewer
from kefu.ui import thread

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
HEX = "5f" * 32


def everything() -> str:
    return str(list(Entry.objects.values_list("body", "data")))


def test_SEC_L01_words_notes_and_changes_are_stored_without_secrets(
    chat: ConversationRecord, carol: Viewer, alice: Viewer
) -> None:
    said = log.stored(log.reply(chat.id, author=says(carol), body=f"here: {PHRASE}. Thanks"))
    assert said.body == "here: [removed: recovery phrase]. Thanks"
    log.stored(log.note(chat.id, author=says(alice), body=f"she wrote {PHRASE}"))
    log.stored(log.edit(chat.id, author=says(carol), target=said.seq, body="my password is Hunter22"))
    log.stored(log.redact(chat.id, author=says(alice), target=said.seq, reason="密码是Hunter22"))
    assert "winner" not in everything()
    assert "Hunter22" not in everything()
    (removed,) = [entry for entry in queries.entries_for(alice, chat) if entry.kind is Kind.REDACTED]
    assert removed.data == RedactedData(removed.data.target, removed.data.target_public, "密码是[removed: password]")  # type: ignore[arg-type, union-attr]


def test_what_was_cut_can_be_sent_again_and_is_the_same_entry(chat: ConversationRecord, carol: Viewer) -> None:
    first, again = (
        log.reply(chat.id, author=says(carol), body=f"pin: 4821 {PHRASE}", key="twice-01") for _ in range(2)
    )
    assert log.stored(first) == log.stored(again)


def test_the_page_somebody_writes_from_is_kept_without_what_its_query_holds(carol: Viewer, alice: Viewer) -> None:
    pages = {
        "https://exchange.test/help?topic=fees": "https://exchange.test/help?topic=fees",
        f"https://exchange.test/help?q={PHRASE.replace(' ', '+')}&x=1": "https://exchange.test/help",
        "https://exchange.test/login?password=Hunter22": "https://exchange.test/login",
        f"https://exchange.test/{PHRASE.replace(' ', '-')}": "",
        f"https://explorer.test/tx/{HEX}": f"https://explorer.test/tx/{HEX}",
    }
    assert {page: log.page_of(page) for page in pages} == pages
    log.stored(log.open(carol.id, author=says(carol), body="hi", key=None, locale="en", page=next(iter(pages))))
    opened = Entry.objects.filter(kind=Kind.OPENED.value).latest("id")
    assert OpenedData(**opened.data).page == next(iter(pages))


def test_particulars_that_are_secrets_are_left_out(chat: ConversationRecord, carol: Viewer) -> None:
    message = Draft(chat.id, Kind.MESSAGE, says(carol), MessageData(), body="hi", key="told-001")
    told = ParticularsData(category="login", uid=HEX, phone="4111 1111 1111 1111", searched=f"reset {PHRASE}")
    kept = log.told_before(message, told).data
    assert kept == ParticularsData(category="login", searched="reset [removed: recovery phrase]")


def test_a_marker_is_worded_for_its_reader_and_its_writer_alone_is_told_what_to_do(
    chat: ConversationRecord, carol: Viewer, alice: Viewer, settings: pytest.FixtureRequest
) -> None:
    settings.EXCHANGE_LINKS = "https://exchange.test/{name}"  # type: ignore[attr-defined]
    said = log.stored(log.reply(chat.id, author=says(carol), body="密码是Hunter22"))
    with translation.override("zh-hans"):
        mine = thread.entry_json(said, viewer=carol)
    assert mine["body"] == "密码是[已移除：密码]"
    (cut,) = mine["data"]["cut"]
    assert (cut["sort"], cut["link"]) == ("password", "https://exchange.test/password-reset")
    assert "修改密码" in cut["text"]
    theirs = thread.entry_json(said, viewer=alice)
    assert theirs["body"] == "密码是[removed: password]"
    assert theirs["data"] == {}
    assert thread.shown(said, viewer=alice).has_cut


def test_words_that_only_look_like_a_marker_stay() -> None:
    assert words_cut.worded("[removed: by me]") == "[removed: by me]"
    assert words_cut.advice("[removed: by me]") == ()


def test_a_field_of_text_is_shielded_too(chat: ConversationRecord, alice: Viewer) -> None:
    draft = Draft(
        chat.id, Kind.FIELD_SET, says(alice), FieldSetData("coin", f"wallets: {PHRASE}"), audience=Audience.STAFF
    )
    (vetted,) = log.vet([draft])
    assert vetted.data == FieldSetData("coin", "wallets: [removed: recovery phrase]")  # type: ignore[union-attr]
