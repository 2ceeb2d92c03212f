"""Seals names and addresses, and empties where they stood in clear: in batches, so it may be killed and begun again."""

import shutil
from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.utils import OperationalError

from kefu.people.migrations import _sealing_0009


def wipe(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite keeps what was deleted in its file until the file is written anew. PostgreSQL: docs/sealed.md."""
    connection = schema_editor.connection
    file = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor != "sqlite" or not apps.get_model("people", "Customer").objects.exists():
        return
    try:
        if file.exists() and shutil.disk_usage(file.parent).free < 2 * file.stat().st_size:
            raise OperationalError("there is too little room")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except OperationalError as error:
        print(f"What was in clear may still stand in {file}, in places it no longer uses ({error}): run VACUUM there.")


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('people', '0008_sealed_columns'),
    ]

    operations = [
        migrations.RunPython(_sealing_0009.seal_what_is_clear, _sealing_0009.refuse, elidable=True),
        migrations.RunPython(wipe, migrations.RunPython.noop, elidable=True),
    ]
