from django.db import migrations, models


class Migration(migrations.Migration):
    """Nothing was indexed before it: nobody called the room yet."""

    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="page", name="pages_to_embed"),
        migrations.RemoveField(model_name="page", name="is_embedded"),
        migrations.AddField("page", "keywords", models.TextField(default=""), preserve_default=False),
        migrations.AddField("page", "embedded_by", models.CharField(default="", max_length=80)),
        migrations.AddField("page", "terms", models.BinaryField(default=b""), preserve_default=False),
        migrations.AddIndex("page", models.Index(fields=["embedded_by", "id"], name="pages_to_embed")),
        migrations.RenameField("shard", "is_stale", "needs_merge"),
    ]
