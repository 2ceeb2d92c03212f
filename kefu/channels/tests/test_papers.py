"""Identity papers that come by mail go to the vault: nobody gets them as files, their sender is told once, nothing is lost."""

from dataclasses import replace
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import dkim
import pytest
from django.test import Client

from conftest import a_customer, says
from kefu.channels import saying, senders
from kefu.channels.models_arrivals import Arrived, Held
from kefu.channels.tests.looks import entries, place
from kefu.channels.tests.mails import PEM, SUPPORT, ZONE, Written, arrives, reply_to
from kefu.conversations import findable, finding, log, queries, react
from kefu.conversations.data import MessageData
from kefu.conversations.data_papers import PapersData, PapersStep
from kefu.conversations.deliveries import place_of
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord
from kefu.conversations.tests import leaving
from kefu.files import storage, sweep, uploads, vault
from kefu.files.kinds import Condition, State, Variant
from kefu.files.models import Upload, VaultFile
from kefu.files.tests import pictures
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.people.access import Viewer
from kefu.safeguards import vault_asks, vault_moves
from kefu.safeguards.models import Paper, PaperAsk, PaperMove
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)
PHOTO = pictures.photo("JPEG", size=(1_000, 700))
SCREEN = pictures.photo("PNG", size=(540, 1_170))


@pytest.fixture(autouse=True)
def _name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)


def a_mail(*files: tuple[str, bytes], subject: str = "My account", body: str = "Hello", to: str = SUPPORT) -> bytes:
    """Of Carol, sealed by her domain."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "carol@example.test", to, subject
    mail["Message-ID"], mail["Date"] = (
        f"<{abs(hash((files, subject, body)))}@example.test>",
        "Mon, 30 Nov 2026 12:00:00 +0000",
    )
    mail.set_content(body)
    for name, content in files:
        subtype = "png" if name.endswith("png") else "pdf" if name.endswith("pdf") else "jpeg"
        mail.add_attachment(content, maintype="image", subtype=subtype, filename=name)
    whole = mail.as_bytes().replace(b"\n", b"\r\n")
    return (
        bytes(dkim.sign(whole, b"k", b"example.test", PEM, include_headers=[b"from", b"to", b"subject", b"date"]))
        + whole
    )


def message(alice: Viewer, row: Arrived) -> MessageData:
    return next(each.data for each in entries(alice, row) if isinstance(each.data, MessageData))


def steps(alice: Viewer, row: Arrived) -> list[PapersData]:
    return [each.data for each in entries(alice, row) if isinstance(each.data, PapersData)]


def test_S123_a_passport_in_a_mail_goes_to_the_vault_and_its_sender_is_told_once(alice: Viewer) -> None:
    carol = a_customer("carol").viewer
    row = arrives(a_mail(("passport Carol Chen.jpg", PHOTO), subject="KYC", body="My passport is attached."))
    upload = Upload.objects.get()
    assert (upload.state, upload.name) == (State.MOVING, "paper.jpg")
    for viewer in (alice, carol):
        assert uploads.seen(viewer, [upload.public_id])[upload.public_id].condition is Condition.MOVED
        with pytest.raises(NotFound):
            uploads.link(upload.public_id, viewer=viewer)
    assert vault_moves.work(clock.now()) == 1
    assert vault_moves.work(clock.now()) == 0
    upload.refresh_from_db()
    paper = Paper.objects.get()
    assert (upload.state, paper.ask.kind, paper.ask.asked_by, paper.ask.customer) == (
        "moved",
        "passport",
        None,
        carol.id,
    )
    assert vault.drawn(paper.file, marks=["x"]).startswith(b"\xff\xd8")
    with pytest.raises(FileNotFoundError):
        storage.opened(upload.stored_as, variant=Variant.FULL)
    assert [file.name for file in message(alice, row).files] == ["paper.jpg"]
    (told,) = steps(alice, row)
    assert (told.step, told.ask, told.until is not None) == (PapersStep.MOVED, paper.ask.public_id, True)
    assert Held.objects.count() == 0
    (delivery,) = leaving.rows()
    assert delivery.is_automatic


def test_S123_no_byte_of_it_stays_in_a_table_a_folder_or_the_index(alice: Viewer, settings: Any) -> None:
    a_customer("carol")
    row = arrives(a_mail(("Zhang San 身份证.jpg", PHOTO), body="Zhang San 的身份证见附件"))
    vault_moves.work(clock.now())
    there = place(alice, row)
    words = [findable.words_of(each) for each in queries.entries_for(alice, there)]
    assert not any("身份证.jpg" in each for each in words)
    stored = {Upload.objects.get().stored_as}
    assert not stored & {name for name, _place in storage.store().older_than(clock.now())}
    assert {VaultFile.objects.get().stored_as} <= {name for name, _place in storage.store().older_than(clock.now())}


def test_S123_screenshots_and_a_description_stay_attachments_like_any_other(alice: Viewer) -> None:
    files = (("Screenshot_2026.png", SCREEN), ("截图1.jpg", PHOTO))
    row = arrives(a_mail(*files, subject="KYC", body="The page says that my passport could not be read."))
    assert PaperMove.objects.count() == 0
    names = [file.name for file in message(alice, row).files]
    assert names == ["Screenshot_2026.png", "截图1.jpg"]
    assert set(Upload.objects.values_list("state", flat=True)) == {"ready"}


def test_S45_what_answers_an_ask_goes_where_it_was_asked_for(alice: Viewer, alice_agent: Any) -> None:
    a_customer("carol")
    there = place(alice, arrives(Written()))
    ask = asked(alice, there)
    row = arrives(a_mail(("IMG_2041.jpg", PHOTO), body="As you asked.", to=reply_to(there.public_id)))
    assert row.conversation == there.id
    vault_moves.work(clock.now())
    paper = Paper.objects.get()
    assert (paper.ask.public_id, paper.ask.kind) == (ask, "id_front")


def test_S45_an_ask_leaves_as_a_mail_with_its_own_link_that_ends(alice: Viewer, alice_agent: Any) -> None:
    a_customer("carol")
    there = place(alice, arrives(Written()))
    ask = asked(alice, there)
    entry = next(each for each in queries.entries_for(alice, there) if each.kind is Kind.PAPERS)
    assert [each.entry for each in leaving.rows()] == [entry.id]
    words = saying.body(entry, place_of(there.id))
    assert f"/vault/{ask}?locale=en" in words
    assert "UTC" in words
    assert "signed in to our chat" in words
    assert Client().get(f"/vault/{ask}").status_code == 404  # whoever else has the mail finds nothing


@pytest.mark.parametrize("step", ["sealed", "named", "told", "bytes"])
def test_S123_killed_at_any_step_it_is_moved_once_and_its_bytes_are_always_somewhere(
    step: str, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def dies(*_args: Any, **_named: Any) -> Any:
        raise Killed

    a_customer("carol")
    row = arrives(a_mail(("passport.jpg", PHOTO)))
    upload = Upload.objects.get()
    places: dict[str, tuple[Any, str]] = {
        "sealed": (vault, "keep"),
        "named": (vault_moves, "_tell"),
        "told": (log, "announce"),
        "bytes": (storage, "forget"),
    }
    with monkeypatch.context() as patched:
        patched.setattr(*places[step], dies)
        with pytest.raises(Killed):
            vault_moves.work(clock.now())
    assert is_somewhere(upload)
    sweep.run(clock.now())
    assert is_somewhere(upload)
    assert vault_moves.work(clock.now() + vault_moves.LEASE) == 1
    assert (Paper.objects.count(), VaultFile.objects.count(), Upload.objects.get().state) == (1, 1, "moved")
    assert [each.step for each in steps(alice, row)] == [PapersStep.MOVED]
    assert len(leaving.rows()) == 1
    vault.drawn(Paper.objects.get().file, marks=["x"])


def test_an_agent_moves_a_chat_file_by_one_word_and_nothing_brings_it_back(
    chat: ConversationRecord, carol: Viewer, alice: Viewer, alice_client: Client
) -> None:
    file = uploads.receive(carol, BytesIO(PHOTO), name="my face and card.jpg")
    entry = log.stored(log.reply(chat.id, author=says(carol), body="Here.", files=[file], key="file-1"))
    findable.keep(findable.look([entry.id]))
    place = f"/desk/c/{chat.public_id}/to-vault"
    asked = alice_client.get(f"{place}?target={entry.seq}&file={file.id}")
    assert "There is no way back" in asked.content.decode()
    sent = {"target": entry.seq, "file": file.id, "kind": "selfie"}
    mallory = Client()
    assert mallory.post(place, sent).status_code in {302, 401, 403}
    assert Upload.objects.get().state == State.READY
    assert alice_client.post(place, sent).status_code in {200, 302}
    assert Upload.objects.get().state == State.MOVING
    vault_moves.work(clock.now())
    assert JournalEntry.objects.filter(action__in=["paper_move_asked", "paper_moved"]).count() == 2
    page = alice_client.get(f"/desk/c/{chat.public_id}/").content.decode()
    assert "moved to the vault" in page
    assert "my face" not in page
    react.run_pass()
    assert not finding.found(alice, finding.Sought("my face and card")).entries
    assert alice_client.post(place, sent).status_code in {404, 400}  # once more: it is no file any more
    assert (Paper.objects.get().ask.kind, Paper.objects.count()) == ("selfie", 1)


def test_one_that_cannot_be_sealed_just_now_waits_and_nobody_gets_it(
    alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_customer("carol")
    arrives(a_mail(("passport.jpg", PHOTO)))
    with monkeypatch.context() as patched:
        patched.setattr(vault, "taken_in", full)
        vault_moves.work(clock.now())
    assert Upload.objects.get().state == State.MOVING
    assert vault_moves.overdue(clock.now()) == 0
    PaperMove.objects.update(at=clock.now() - vault_moves.OVERDUE * 2)
    assert vault_moves.overdue(clock.now()) == 1
    vault_moves.work(clock.now() + vault_moves.LONGEST_PAUSE)
    assert (Upload.objects.get().state, vault_moves.overdue(clock.now())) == (State.MOVED, 0)


def full(*_args: Any) -> Any:
    raise OSError("no room")


def is_somewhere(upload: Upload) -> bool:
    upload.refresh_from_db()
    if VaultFile.objects.exists():
        return bool(vault.drawn(VaultFile.objects.get().public_id, marks=["x"]))
    with storage.opened(upload.stored_as, variant=Variant.FULL) as file:
        return upload.state == State.MOVING and bool(file.read())


def asked(alice: Viewer, there: Any) -> str:
    log.stored(log.assign(there.id, author=says(alice), agent=alice.id))
    vault_asks.ask(replace(alice, session="desk:one"), there, kind="id_front", why="To check who you are")
    return str(PaperAsk.objects.get().public_id)
