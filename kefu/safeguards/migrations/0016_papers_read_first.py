from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("safeguards", "0015_exports_tried")]

    operations = [
        migrations.AddField("secondreading", "paper", models.CharField(blank=True, db_default="", default="", max_length=10)),
    ]
