"""How to reach whoever appeals against a warning lay in clear; sealed, as everything by which somebody can be reached."""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from kefu.exchange.migrations._frozen_sealing import BATCH, Sealer, leaving_no_trace


def seal(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """All of them or none, some at a time. Without one no key is asked for."""
    appeals, after, box = apps.get_model("safeguards", "FraudAppeal"), 0, None
    with leaving_no_trace(schema_editor):
        while rows := list(appeals.objects.filter(pk__gt=after).exclude(contact="").order_by("pk")[:BATCH]):
            box = box or _box(apps)
            for row in rows:
                nonce, about = os.urandom(12), f"safeguards.fraud_appeal.contact:{row.public_id}"
                row.contact = base64.b64encode(nonce + box.encrypt(nonce, row.contact.encode(), about.encode())).decode()
            appeals.objects.bulk_update(rows, ["contact"], batch_size=100)
            after = rows[-1].pk


def _box(apps: Apps) -> AESGCM:
    """As `people.strangers` had it then."""
    outside = Sealer(apps)._leading()
    wrapped = bytes(apps.get_model("people", "KeyRing").objects.get(pk=1).digests)
    digests = outside.unwrapped(wrapped, about="digests")
    return AESGCM(hmac.digest(digests, b"people.strangers\0", hashlib.sha256))


class Migration(migrations.Migration):
    dependencies = [("safeguards", "0016_papers_read_first"), ("people", "0007_keys")]

    operations = [
        migrations.AlterField("fraudappeal", "contact", models.TextField(blank=True)),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
