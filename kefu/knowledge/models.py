"""What staff know and say often. Only this room touches its tables."""

from django.db import models

from kefu.kit import clock, ids
from kefu.knowledge.models_articles import (
    Article,
    ArticleText,
    Doubt,
    FactUse,
    Media,
    Redirect,
    Reshelving,
    Revision,
    Section,
    TextFaults,
)
from kefu.knowledge.models_learning import Calibration, MeasuredQuestion, Phrasing, Trial
from kefu.knowledge.models_official import OfficialAnswer
from kefu.knowledge.models_reading import Lookup, Unanswered, Visit, Vote

__all__ = [
    "Article",
    "ArticleText",
    "Calibration",
    "Doubt",
    "FactUse",
    "Lookup",
    "Macro",
    "MeasuredQuestion",
    "Media",
    "OfficialAnswer",
    "Phrasing",
    "Redirect",
    "Reshelving",
    "Revision",
    "Section",
    "TextFaults",
    "Trial",
    "Unanswered",
    "Visit",
    "Vote",
]


class Macro(models.Model):
    """Words to begin an answer with, in one or more languages. Without an owner it is everybody's. Writer: `macros`."""

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    slug = models.SlugField(max_length=60)
    owner = models.ForeignKey("people.Agent", null=True, on_delete=models.CASCADE, related_name="+")
    titles = models.JSONField(default=dict)  # locale -> title; the same locales as `bodies`
    bodies = models.JSONField(default=dict)
    category = models.CharField(max_length=40, blank=True)  # where the reader's language has none of its own
    categories = models.JSONField(null=True)  # locale -> category
    updated_by = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=models.Q(owner__isnull=True), name="one_shared_macro_a_slug"
            ),
            models.UniqueConstraint(fields=["owner", "slug"], name="one_own_macro_a_slug"),
        ]
