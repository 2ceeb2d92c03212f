from django.db import migrations

KINDS = ("Page", "Word", "Phrase", "Vector")


def empty(apps, editor):
    """A page of the first release lacks what it was counted by, so it cannot be counted down: its shelf begins anew.

    Who keeps the shelf puts in again what is lacking (`index.lacking`).
    """
    rows = {kind: apps.get_model("search", kind).objects for kind in (*KINDS, "Shard")}
    for shelf in rows["Page"].filter(terms=b"").values_list("shelf", flat=True).distinct():
        for kind in KINDS:
            rows[kind].filter(shelf=shelf).delete()
        for shard in rows["Shard"].filter(shelf=shelf).values_list("id", flat=True):
            for table in (f"search_terms_{shard}_terms", f"search_terms_{shard}"):
                if table in editor.connection.introspection.table_names():
                    editor.execute(f"DROP TABLE {table}")
        rows["Shard"].filter(shelf=shelf).delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0002_encoder_and_merges")]

    operations = [migrations.RunPython(empty, migrations.RunPython.noop, elidable=True)]
