"""Brings alarms about reveals into their conversations, where those who watch are told of them.

A lane of the worker does so at once (`ops.chores`); this sweep is for whoever runs the reactions without the lanes.
"""

from kefu.conversations.react import Watcher
from kefu.safeguards import alarms


class Insiders(Watcher):
    key = "insiders"

    def sweep(self) -> None:
        alarms.tell()
