from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def at_home(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Those merged before now stay as they were: their promise went on with the other one's clock, or ended."""
    apps.get_model("sla", "Clock").objects.using(schema.connection.alias).update(runs_in=models.F("conversation"))


class Migration(migrations.Migration):
    dependencies = [("sla", "0002_returned")]

    operations = [
        migrations.AddField("clock", "moved_at", models.DateTimeField(null=True)),
        migrations.AddField("clock", "runs_in", models.BigIntegerField(null=True)),
        migrations.RunPython(at_home, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex("clock", models.Index(fields=["runs_in", "due_at"], name="clocks_where")),
    ]
