from django.db import migrations, models

STATES = ("asked", "waiting", "approved", "refused", "ready", "fetched", "expired", "too_long", "dropped", "failed")


class Migration(migrations.Migration):
    dependencies = [("safeguards", "0014_account_appeals")]

    operations = [
        migrations.AddField("export", "tries", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AddField("export", "due_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "export",
            "state",
            models.CharField(max_length=10, choices=[(each, each) for each in STATES], default="asked"),
        ),
    ]
