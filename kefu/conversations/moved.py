"""Files of a message that lie in the vault now lose their names in the log: such names name people. For `batch` alone."""

from dataclasses import replace

from kefu.conversations import store
from kefu.conversations.data import MessageData, NoteData
from kefu.conversations.data_papers import PapersData
from kefu.files import moving


def rename(conversation: int, data: PapersData) -> None:
    """In the transaction of the entry that says so, under the conversation's lock."""
    target = store.entry_at(conversation, data.target or 0)
    if target is None or not isinstance(target.data, MessageData | NoteData):
        return
    files = tuple(moving.named(file) if file.id in data.moved else file for file in target.data.files)
    if files != target.data.files:
        store.rename_files(target, replace(target.data, files=files))
