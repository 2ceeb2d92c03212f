"""The columns that most conversations never use: how they are joined to others, and the steps against abuse.

They stand at the end of a head's row, are written only where they changed, and are read at no cost where nothing happened.
"""

import json
from collections.abc import Sequence
from typing import Any

from kefu.conversations.data_conduct import FREE, Appeal, Conduct, Step
from kefu.conversations.data_joins import ALONE, Joins
from kefu.kit import db

COLUMNS = "merged_into_id, split_from_id, split_seqs, step, paused_until, ended_by, appeal"
UNUSED = (None, None, "[]", "", None, None, "")


def joins_from(row: Sequence[Any]) -> Joins:
    """From a row that ends with COLUMNS."""
    merged_into, split_from, split_seqs = row[-7:-4]
    if merged_into is None and split_from is None:
        return ALONE
    stored = json.loads(split_seqs) if isinstance(split_seqs, str) else split_seqs
    return Joins(merged_into=merged_into, split_from=split_from, split_seqs=tuple(stored))


def conduct_from(row: Sequence[Any]) -> Conduct:
    """From a row that ends with COLUMNS."""
    step, paused_until, ended_by, appeal = row[-4:]
    if not step and not appeal:
        return FREE
    return Conduct(Step(step), paused_until=db.from_moment(paused_until), ended_by=ended_by, appeal=Appeal(appeal))


def values(joins: Joins, conduct: Conduct) -> tuple[object, ...]:
    """As COLUMNS wants them."""
    return (
        joins.merged_into,
        joins.split_from,
        json.dumps(joins.split_seqs),
        conduct.step.value,
        db.to_moment(conduct.paused_until),
        conduct.ended_by,
        conduct.appeal.value,
    )
