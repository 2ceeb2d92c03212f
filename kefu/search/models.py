"""What the index remembers beside the engine's own tables. Only this room touches them."""

from django.db import models

from kefu.kit import clock


class Shard(models.Model):
    """A run of keys of one shelf with an engine's table of its own. Writer: `shards`."""

    shelf = models.CharField(max_length=40)
    first_key = models.BigIntegerField()
    last_key = models.BigIntegerField(default=0)
    rows = models.IntegerField(default=0)
    needs_merge = models.BooleanField(
        default=False
    )  # holds terms of a replaced text, or is full and would be read faster

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shelf", "first_key"], name="one_shard_a_first_key")]


class Page(models.Model):
    """A document of a ranked shelf, as ranking needs it. Writer: `pages`."""

    shelf = models.CharField(max_length=40)
    key = models.BigIntegerField()
    locale = models.CharField(max_length=20)
    title = models.TextField()
    scopes = models.JSONField()
    weights = models.BinaryField()  # term -> how much the document is about it (`packed`)
    keywords = models.TextField()
    text = models.TextField()  # both for the encoder
    embedded_by = models.CharField(max_length=80, default="")  # the encoder its vectors are of
    terms = models.BinaryField()  # as they were counted: what to count down when it goes

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shelf", "key"], name="one_page_a_key")]
        indexes = [models.Index(fields=["embedded_by", "id"], name="pages_to_embed")]


class Word(models.Model):
    """How many documents of a ranked shelf hold a term. Writer: `pages`."""

    shelf = models.CharField(max_length=40)
    term = models.CharField(max_length=160)
    documents = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shelf", "term"], name="one_word_a_term")]


class Phrase(models.Model):
    """What may be offered while somebody types: a title or keyword by one of the ways to type it. Writer: `pages`."""

    shelf = models.CharField(max_length=40)
    key = models.BigIntegerField()
    locale = models.CharField(max_length=20)
    form = models.CharField(max_length=120)
    shown = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["shelf", "form"], name="phrases_by_form"),
            models.Index(fields=["shelf", "key"], name="phrases_by_key"),
        ]


class Synonym(models.Model):
    """Words that mean the same, in any languages. Writer: `glossary`."""

    starter = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001 - the bundled group it changes
    words = models.JSONField()
    updated_at = models.DateTimeField(default=clock.now)


class Vector(models.Model):
    """A piece of a page as the encoder sees it: `numbers` are int8, of length 127. Writer: `vectors`."""

    shelf = models.CharField(max_length=40)
    key = models.BigIntegerField()
    chunk = models.IntegerField()
    model = models.CharField(max_length=80)
    numbers = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shelf", "key", "chunk", "model"], name="one_vector_a_chunk"),
        ]


class Example(models.Model):
    """What somebody said who meant `key`. Its row id is its key on the shelf of examples. Writer: `matching.examples`."""

    shelf = models.CharField(max_length=30)
    key = models.BigIntegerField()
    text = models.CharField(max_length=500)
    locale = models.CharField(max_length=20)
    scopes = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["shelf", "key"], name="examples_by_key")]


class Head(models.Model):
    """A classifier over the vectors of a shelf of examples, as `head` packs it. Writer: `matching.learning`."""

    shelf = models.CharField(max_length=40)
    model = models.CharField(max_length=80)
    count = models.IntegerField()  # of the vectors it was trained on, and the newest of them
    last_id = models.BigIntegerField()
    version = models.IntegerField(default=1)
    trained_at = models.DateTimeField()
    numbers = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shelf", "model"], name="one_head_a_shelf")]
