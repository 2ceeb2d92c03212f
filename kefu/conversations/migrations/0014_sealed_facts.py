"""What entries tell of an account is sealed under their customer's key. Cut off, it goes on where it stood.

What was sent under their keys was hashed without one, by which a figure could be guessed: these hashes are forgotten.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kefu.exchange.migrations._frozen_sealing import BATCH, Sealer, leaving_no_trace

_FACTS = {
    "diagnosed": ("finding",),
    "particulars": ("uid", "email", "phone", "searched"),
    "bot_said": ("known", "typed"),
    "handed_over": ("question", "known"),
}
_UPDATE = "UPDATE conversations_entry SET data = %s, key_body_hash = '' WHERE id = %s"


def seal(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """In batches by row: what has a sealed part is done."""
    entries, sealer, after = apps.get_model("conversations", "Entry"), Sealer(apps), 0
    alias = schema_editor.connection.alias
    with leaving_no_trace(schema_editor):
        while True:
            of_kinds = entries.objects.filter(pk__gt=after, kind__in=sorted(_FACTS)).order_by("pk")
            rows = list(of_kinds.values_list("pk", "kind", "data", "conversation__customer_id")[:BATCH])
            if not rows:
                return
            clear = [(row, told, facts, whose) for row, kind, told, whose in rows if (facts := _facts(kind, told))]
            with transaction.atomic(using=alias), schema_editor.connection.cursor() as cursor:
                sealer.meet({whose for *_, whose in clear})
                cursor.executemany(_UPDATE, [(_sealed(sealer, *each), each[0]) for each in clear])
            after = rows[-1][0]


def _facts(kind: str, told: Any) -> dict[str, Any]:
    """None of a row that nobody can read."""
    if not isinstance(told, dict) or "sealed" in told:
        return {}
    return {name: told[name] for name in _FACTS[kind] if told.get(name)}


def _sealed(sealer: Sealer, row: int, told: Mapping[str, Any], facts: Mapping[str, Any], whose: int) -> str:
    part = sealer.sealed(whose, facts, about=f"conversations.entry.data:{row}")
    return json.dumps({**{name: value for name, value in told.items() if name not in facts}, "sealed": part})


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("conversations", "0013_public_ones"),
        ("people", "0007_keys"),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop, elidable=True)]
