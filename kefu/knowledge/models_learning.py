"""What the assistant learns from: how people say things, and questions whose right answers are known."""

from django.db import models

from kefu.kit import clock, ids


class Phrasing(models.Model):
    """One way in which people ask for an answer: an article, or a check (then `article` is null). Writer: `phrasings`.

    `folded` is what makes two the same. Only what is live is learned from.
    """

    class Standing(models.TextChoices):
        PROPOSED = "proposed"
        LIVE = "live"
        REFUSED = "refused"  # kept, so that it is not proposed again

    class Source(models.TextChoices):
        EDITOR = "editor"
        AGENT = "agent"  # a customer's words, whose answer an agent confirmed or corrected

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    article = models.ForeignKey("Article", null=True, on_delete=models.CASCADE, related_name="phrasings")
    check_key = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    locale = models.CharField(max_length=16)
    source = models.CharField(max_length=8, choices=Source.choices)
    standing = models.CharField(max_length=8, choices=Standing.choices, default=Standing.PROPOSED)
    made_by = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "folded"],
                condition=models.Q(article__isnull=False),
                name="one_phrasing_an_article",
            ),
            models.UniqueConstraint(
                fields=["check_key", "folded"],
                condition=models.Q(article__isnull=True),
                name="one_phrasing_a_check",
            ),
        ]
        indexes = [
            models.Index(fields=["standing", "-made_at"], name="phrasings_by_standing"),
            models.Index(fields=["folded"], name="phrasings_by_words"),
        ]


class MeasuredQuestion(models.Model):
    """A question of which is known what answers it: `answers`, "article:slug" or "check:key"; none: nothing we have.

    Nothing is learned from these; they say how well what was learned does. Writer: `measured`.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, unique=True)
    locale = models.CharField(max_length=16)
    answers = models.JSONField(default=list)
    made_by = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now, db_index=True)
