"""The Merkle log over the journal. Writer of all four: `trust.sealing`. Rows are added, and none is changed but to say where
a head was brought."""

from django.db import models
from django.db.models import Q


class SealedRow(models.Model):
    """The leaf at a position, and whose it is. No foreign key: a row that is gone must still be named."""

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    leaf = models.BinaryField(max_length=32)


class TreeNode(models.Model):
    """A whole subtree: 256 leaves at level 1, 65,536 at level 2, and so on. What is not whole is made when it is asked."""

    level = models.SmallIntegerField()
    position = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "position"], name="one_node_a_place")]


class TreeHead(models.Model):
    """A signed head, and when each place outside had it."""

    line = models.IntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    signed_at = models.DateTimeField()
    in_folder_at = models.DateTimeField(null=True)
    at_url_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "size"], name="one_head_a_size")]
        indexes = [
            models.Index(fields=["id"], condition=Q(in_folder_at__isnull=True), name="heads_for_the_folder"),
            models.Index(fields=["id"], condition=Q(at_url_at__isnull=True), name="heads_for_the_url"),
        ]


class JournalLine(models.Model):
    """One row: which life of the journal this is, and up to which id no row can come late any more. Its lock is the sealer's."""

    line = models.IntegerField(default=1)
    settled = models.BigIntegerField(default=0)
