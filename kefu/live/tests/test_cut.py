"""A message that something was cut out of is read by its customer in the language of their screen, also over the socket."""

import pytest

from conftest import says
from kefu.conversations import log
from kefu.conversations.records import ConversationRecord
from kefu.live.render import Renderer
from kefu.people.access import Viewer
from kefu.people.sessions import with_locale

pytestmark = pytest.mark.django_db


def test_the_marker_and_the_advice_are_in_each_screens_own_language(chat: ConversationRecord, carol: Viewer) -> None:
    entry = log.stored(log.reply(chat.id, author=says(carol), body="my password is Hunter2-Hunter2"))
    renderer = Renderer()
    chinese = renderer.frame(entry, viewer=with_locale(carol, "zh-hans"), html=False).decode()
    assert "my password is [已移除：密码]" in chinese
    assert "修改密码" in chinese
    assert "change it now" in renderer.frame(entry, viewer=with_locale(carol, "en"), html=False).decode()
