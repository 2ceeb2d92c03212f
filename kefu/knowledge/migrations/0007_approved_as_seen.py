"""What a revision is approved with: the article's version as it was submitted. What waits now is taken as it stands."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_as_it_stands(apps, schema_editor):
    revisions = apps.get_model("knowledge", "Revision").objects.using(schema_editor.connection.alias)
    articles = apps.get_model("knowledge", "Article").objects.filter(texts__pk=OuterRef("text_id"))
    revisions.filter(state__in=["in_review", "scheduled"]).update(article_version=Subquery(articles.values("version")[:1]))


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0006_faults_of_texts")]

    operations = [
        migrations.AddField(
            model_name="revision", name="article_version", field=models.PositiveIntegerField(null=True)
        ),
        migrations.RunPython(take_as_it_stands, migrations.RunPython.noop, elidable=True),
    ]
