"""Requests that move an account: whose, what, why and the proofs' notes are sealed under their customer's key."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kefu.exchange.migrations._frozen_sealing import BATCH, Sealer, leaving_no_trace

_COLUMNS = ("uid", "value", "reason", "ending")


def seal(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """All of them or none, some at a time."""
    requests, sealer, after = apps.get_model("safeguards", "AccountRequest"), Sealer(apps), 0
    with leaving_no_trace(schema_editor):
        while rows := list(requests.objects.filter(pk__gt=after).order_by("pk")[:BATCH]):
            sealer.meet({row.customer_id for row in rows})
            for row in rows:
                _seal(sealer, row)
            requests.objects.bulk_update(rows, (*_COLUMNS, "proofs"), batch_size=100)
            after = rows[-1].pk


def _seal(sealer: Sealer, row: Any) -> None:
    def sealed(name: str, text: str) -> str:
        about = f"safeguards.request.{name}:{row.public_id}"
        return sealer.sealed(row.customer_id, text, about=about) if text else ""

    for name in _COLUMNS:
        setattr(row, name, sealed(name, getattr(row, name)))
    row.proofs = [
        {**each, "note": sealed(f"note.{number}", each.get("note", ""))} for number, each in enumerate(row.proofs)
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("safeguards", "0008_reveals"),
        ("people", "0007_keys"),
    ]

    operations = [
        migrations.AlterField("accountrequest", "uid", models.TextField()),
        migrations.AlterField("accountrequest", "value", models.TextField(blank=True)),
        migrations.AlterField("accountrequest", "reason", models.TextField()),
        migrations.AlterField("accountrequest", "ending", models.TextField(blank=True)),
        migrations.RunPython(seal, migrations.RunPython.noop, elidable=True),
    ]
