"""From here on no row can hold a name or an address in clear: what a release before wrote meanwhile is sealed, then it is held to.

The emptied columns stay for that release, whose pages read them, and go with the next one.
"""

from django.db import migrations, models

from kefu.people.migrations import _sealing_0009


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0009_seal'),
    ]

    operations = [
        migrations.RunPython(_sealing_0009.seal_what_is_clear, _sealing_0009.refuse, elidable=True),
        migrations.RemoveIndex('address', 'customers_by_email'),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField('customer', 'name', 'no_name'),
                migrations.AlterField(
                    'customer',
                    'no_name',
                    models.CharField(blank=True, db_column='name', default='', editable=False, max_length=80),
                ),
                migrations.RenameField('address', 'value', 'no_value'),
                migrations.AlterField(
                    'address',
                    'no_value',
                    models.CharField(db_column='value', default='', editable=False, max_length=254),
                ),
            ],
        ),
        migrations.AddIndex(
            'address',
            models.Index(condition=models.Q(('kind', 'email')), fields=['digest'], name='customers_by_address'),
        ),
        migrations.AddConstraint(
            'address',
            models.UniqueConstraint(
                condition=models.Q(('kind', 'uid')), fields=('digest',), name='one_customer_a_digest'
            ),
        ),
        migrations.AddConstraint(
            'address',
            models.CheckConstraint(
                condition=models.Q(('no_value', ''), models.Q(('digest', ''), _negated=True)),
                name='no_address_in_clear',
            ),
        ),
        migrations.AddConstraint(
            'customer',
            models.CheckConstraint(condition=models.Q(('no_name', '')), name='no_name_in_clear'),
        ),
        migrations.AddConstraint(
            'namepart',
            models.CheckConstraint(condition=models.Q(('part__startswith', 'h')), name='no_part_in_clear'),
        ),
    ]
