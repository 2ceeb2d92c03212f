"""Where names and addresses go sealed. From here on a release before this one can write no address: it knows no digest.

What held a UID to one customer goes while values are emptied; 0010 holds its digest to one.
"""

from django.db import migrations, models

from kefu.people.migrations import _sealing_0009


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_keys'),
    ]

    operations = [
        migrations.RunPython(_sealing_0009.require_key, migrations.RunPython.noop, elidable=True),
        migrations.AddField('customer', 'sealed_name', models.BinaryField(null=True)),
        migrations.AddField('address', 'sealed', models.BinaryField(null=True)),
        migrations.AddField('address', 'digest', models.CharField(default='', max_length=64)),
        migrations.RemoveConstraint('address', 'one_customer_a_uid'),
    ]
