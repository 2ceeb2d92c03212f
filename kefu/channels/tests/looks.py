"""What became of a mail, as one of our people sees it."""

from kefu.channels.models_arrivals import Arrived
from kefu.conversations import queries
from kefu.conversations.data import NoteData
from kefu.conversations.data_notes import MailNote
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.people.access import Viewer

WITH_FILE = (
    b"From: carol@example.test\r\nTo: support@nw.test\r\nSubject: x\r\nMessage-ID: <f@x.test>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee the file\r\n'
    b'--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="list.txt"\r\n\r\none\ntwo\r\n--b--\r\n'
)


def place(viewer: Viewer, row: Arrived) -> ConversationRecord:
    assert row.conversation is not None, (row.outcome, row.why)
    return queries.conversation_by_row(viewer, row.conversation)


def said(viewer: Viewer, row: Arrived) -> list[str]:
    return [each.body for each in entries(viewer, row) if each.kind is Kind.MESSAGE]


def entries(viewer: Viewer, row: Arrived) -> list[EntryRecord]:
    return queries.entries_for(viewer, place(viewer, row))


def notes(viewer: Viewer, row: Arrived) -> set[MailNote]:
    found = [each.data for each in entries(viewer, row)]
    return {each.arrived for each in found if isinstance(each, NoteData) and each.arrived is not None}
