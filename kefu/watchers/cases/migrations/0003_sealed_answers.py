"""The answers that a followed case is asked with are sealed, and the verdict that was told last is a keyed mark."""

import hashlib
import hmac
from typing import Any

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kefu.exchange.migrations._frozen_sealing import BATCH, Sealer, leaving_no_trace


def seal(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """In batches by row. A string is sealed already; a mark has no colon."""
    jobs, sealer, after = apps.get_model("cases", "CaseJob"), Sealer(apps), 0
    customers = apps.get_model("people", "Customer")
    with leaving_no_trace(schema_editor):
        while rows := list(jobs.objects.filter(pk__gt=after).order_by("pk")[:BATCH]):
            with transaction.atomic(using=schema_editor.connection.alias):
                clear = [row for row in rows if row.answers and not isinstance(row.answers, str)]
                theirs = customers.objects.filter(pk__in={row.customer for row in clear})
                living = set(theirs.values_list("pk", flat=True))
                sealer.meet(living)
                for row in clear:
                    row.answers = _sealed(sealer, row) if row.customer in living else {}
                for row in rows:
                    row.told = _mark(row.customer, row.told) if ":" in row.told else row.told
                jobs.objects.bulk_update(rows, ("answers", "told"), batch_size=100)
            after = rows[-1].pk


def _sealed(sealer: Sealer, row: Any) -> str:
    about = f"cases.job.answers:{row.conversation}.{row.diagnosis}.{row.reason}"
    return sealer.sealed(row.customer, row.answers, about=about)


def _mark(customer: int, told: str) -> str:
    key = hmac.digest(settings.SECRET_KEY.encode(), b"kefu:cases.told", hashlib.sha256)
    return hmac.digest(key, f"{customer}:{told}".encode(), hashlib.sha256).hex()


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("cases", "0002_own_and_told"),
        ("people", "0007_keys"),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop, elidable=True)]
