"""What readers did with the help centre, kept for a bounded time and without who they are. `tidying` forgets it."""

from django.db import models

from kefu.kit import clock, ids


class Visit(models.Model):
    """One sitting of somebody who read or searched; the id is random and leads to no person. Writer: `visits`."""

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    locale = models.CharField(max_length=16)
    pages = models.JSONField(default=list)  # slugs in the order read
    searches = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField(default=clock.now, db_index=True)
    seen_at = models.DateTimeField(default=clock.now)
    contacted_at = models.DateTimeField(null=True)


class Lookup(models.Model):
    """One search: `words` after the shield, `folded` by which equal ones are counted. Writer: `visits`."""

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    visit = models.ForeignKey(Visit, null=True, on_delete=models.SET_NULL, related_name="lookups")
    words = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    locale = models.CharField(max_length=16)
    results = models.PositiveIntegerField()
    clicked = models.ForeignKey("Article", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now, db_index=True)


class Vote(models.Model):
    """Whether an article helped, and why not. Writer: `votes`."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="votes")
    locale = models.CharField(max_length=16)
    visit = models.ForeignKey(Visit, null=True, on_delete=models.SET_NULL, related_name="votes")
    is_helpful = models.BooleanField()
    reason = models.CharField(max_length=16, blank=True)
    words = models.CharField(max_length=1_000, blank=True)
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "visit"], name="one_vote_a_visit")]
        indexes = [models.Index(fields=["article", "-at"], name="votes_of_an_article")]


class Unanswered(models.Model):
    """A conversation for which no article was named. Writer: `gaps`."""

    conversation = models.CharField(max_length=26, unique=True)  # its public id
    topic = models.CharField(max_length=80)
    locale = models.CharField(max_length=16)
    at = models.DateTimeField(default=clock.now, db_index=True)
