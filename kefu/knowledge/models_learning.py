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


class Calibration(models.Model):
    """From when on the assistant trusts a match, found on this installation's own questions. Writer: `calibrated`.

    One row each for matches by words and by meaning. Where `problem` says why not, `thresholds` are empty. `rests_on`:
    where the questions are from -> how many. The figures are of held-out parts, weighted: counts may be fractions.
    """

    class Problem(models.TextChoices):
        NONE = ""
        FEW = "few"
        FEW_OUTSIDE = "few_outside"

    by = models.CharField(max_length=12, unique=True)
    made_at = models.DateTimeField()
    mark = models.CharField(max_length=64)  # of what it rests on: another one where that has changed
    problem = models.CharField(max_length=12, blank=True, choices=Problem.choices, default=Problem.NONE)
    rests_on = models.JSONField(default=dict)
    folds = models.PositiveSmallIntegerField()
    out_of_scope_share = models.FloatField()
    wrong_share = models.FloatField()
    thresholds = models.JSONField(default=dict)
    answered = models.FloatField(default=0)
    answered_of = models.FloatField(default=0)
    wrong = models.FloatField(default=0)
    wrong_of = models.FloatField(default=0)


class Trial(models.Model):
    """Phrases that are to come and to go, before they do: what becomes of the measured questions. Writer: `trials`.

    One is open at a time, shared by all editors. `adds`, `removes`: public ids of phrases. `result`: as `Measured` of the
    assistant writes it; empty until it was measured. `version`: another one with each change, so that no late result counts.
    """

    class Standing(models.TextChoices):
        ASKED = "asked"
        MEASURING = "measuring"
        MEASURED = "measured"
        LIVE = "live"
        DROPPED = "dropped"

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.ASKED)
    version = models.PositiveIntegerField(default=1)
    adds = models.JSONField(default=list)
    removes = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    made_by = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    asked_at = models.DateTimeField(default=clock.now)
    measured_at = models.DateTimeField(null=True)
    is_open = models.BooleanField(null=True, unique=True, default=True)  # null once it is decided: one open at most
