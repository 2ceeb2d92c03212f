"""Brings alarms about reveals into their conversations, where those who watch are told of them."""

from kefu.conversations.react import Watcher
from kefu.safeguards import alarms


class Insiders(Watcher):
    key = "insiders"

    def sweep(self) -> None:
        alarms.tell()
