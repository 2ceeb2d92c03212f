"""Tells the help centre what closed conversations were about for which nobody named an article.

It appends nothing, and looks after what editors are told is broken. A conversation is looked at anew whenever it is closed
or, once closed, sorted anew.
"""

import time
from collections.abc import Iterable, Sequence

from django.db import transaction

from kefu.conversations import about
from kefu.conversations.kinds import Kind
from kefu.conversations.react import Effect, Watcher
from kefu.conversations.records import EntryRecord
from kefu.kit import db
from kefu.knowledge import faults, gaps

SWEEP_S, REST_S = 0.1, 60.0  # of each sweep, at most; and the rest once nothing was left


class Gaps(Watcher):
    key = "gaps"
    watches = frozenset({Kind.CLOSED, Kind.SORTED})
    _rests_until = 0.0

    def on_entries(self, entries: Sequence[EntryRecord]) -> Iterable[Effect]:
        """As the conversations stand now: telling it twice changes nothing."""
        found = about.matters({entry.conversation for entry in entries})
        if found:
            with db.on_disk_later(), transaction.atomic():
                for each in found:
                    is_answered = each.has_article or not each.is_question
                    gaps.conversation(each.public_id, topic=each.category, locale=each.locale, has_article=is_answered)
        return ()

    def sweep(self) -> None:
        """Texts whose links or pictures may lead nowhere by now are looked at, some at a time."""
        if time.monotonic() >= self._rests_until and not faults.step(SWEEP_S):
            self._rests_until = time.monotonic() + REST_S
