"""A draft without secrets: its words, and whatever else of it somebody typed. Pure; called by `log` alone."""

from dataclasses import replace

from kefu.conversations.data import FieldSetData, MessageData, NoteData, RedactedData
from kefu.conversations.data_particulars import ParticularsData, well_formed_of
from kefu.conversations.kinds import AuthorKind
from kefu.conversations.records import Draft
from kefu.trust import shield
from kefu.trust.shield.checks import is_mixed

MOST_UID_CHARS = 26  # of mixed letters: ULIDs and the ids of most exchanges are shorter


def without_secrets(draft: Draft) -> Draft:
    """What a watcher quotes was cut before: of its lone runs of 64 digits none is a key. Nor in a field that we fill in."""
    is_ours = draft.author.kind is AuthorKind.WATCHER
    body = shield.cut(draft.body, is_txid=is_ours).text
    data = draft.data
    if isinstance(data, MessageData) and data.mail is not None:
        data = replace(data, mail=replace(data.mail, subject=shield.cut(data.mail.subject).text))
    match data:
        case ParticularsData():
            data = particulars(data)
        case FieldSetData(value=str(value)):
            is_txid = draft.author.kind is not AuthorKind.CUSTOMER
            data = replace(data, value=shield.cut(value, is_txid=is_txid).text)
        case RedactedData(reason=reason):
            data = replace(data, reason=shield.cut(reason, is_txid=True).text)
        case MessageData(files=files) | NoteData(files=files) if files:
            kept = tuple(replace(file, name=shield.cut(file.name, is_txid=True).text) for file in files)
            data = replace(data, files=kept)
    return draft if body == draft.body and data == draft.data else replace(draft, body=body, data=data)


def particulars(told: ParticularsData) -> ParticularsData:
    """A secret in place of an account's number leaves nothing there; one that was searched for leaves its marker."""
    return well_formed_of(
        replace(
            told,
            uid="" if _is_no_number(told.uid) else shield.cut(told.uid).text,
            email=shield.cut(told.email).text,
            phone=shield.cut(told.phone).text,
            searched=shield.cut(told.searched).text,
        )
    )


def _is_no_number(uid: str) -> bool:
    """A long run of small and capital letters and digits: some key, pasted into the wrong box."""
    return len(uid) > MOST_UID_CHARS and is_mixed(uid)
