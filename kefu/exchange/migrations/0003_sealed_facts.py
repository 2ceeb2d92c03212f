"""Runs of checks: answers and findings are sealed under their customer's key. Cut off, it goes on where it stood."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kefu.exchange.migrations._frozen_sealing import BATCH, Sealer, leaving_no_trace

_COLUMNS = ("answers", "finding")


def seal(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """In batches by row; a string is sealed already."""
    runs, sealer, after = apps.get_model("exchange", "CheckRun"), Sealer(apps), 0
    with leaving_no_trace(schema_editor):
        while rows := list(runs.objects.filter(pk__gt=after).order_by("pk")[:BATCH]):
            clear = [row for row in rows if not all(isinstance(getattr(row, name), str) for name in _COLUMNS)]
            with transaction.atomic(using=schema_editor.connection.alias):
                sealer.meet({row.customer_id for row in clear})
                for row in clear:
                    _seal(sealer, row)
                runs.objects.bulk_update(clear, _COLUMNS, batch_size=100)
            after = rows[-1].pk


def _seal(sealer: Sealer, row: Any) -> None:
    for name in _COLUMNS:
        held = getattr(row, name)
        if not isinstance(held, str):
            about = f"exchange.run.{name}:{row.public_id}"
            setattr(row, name, sealer.sealed(row.customer_id, held, about=about))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("exchange", "0002_check_runs"),
        ("people", "0007_keys"),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop, elidable=True)]
