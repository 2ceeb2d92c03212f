"""What the tests of pushes say and look at."""

from datetime import timedelta

from conftest import says
from kefu.conversations import log
from kefu.conversations.records import ConversationRecord
from kefu.people.access import Viewer
from kefu.watchers.notify.models import PushJob

GRACE, AWAY, MINUTE = timedelta(seconds=6), timedelta(seconds=31), timedelta(seconds=61)


def statuses() -> list[str]:
    return list(PushJob.objects.order_by("pk").values_list("status", flat=True))


def writes(carol: Viewer, chat: ConversationRecord, body: str = "我的助记词是 apple") -> int:
    return log.stored(log.reply(chat.id, author=says(carol), body=body)).seq


def answers(chat: ConversationRecord, agent: Viewer, body: str = "Your deposit has arrived") -> int:
    return log.stored(log.reply(chat.id, author=says(agent), body=body)).seq
