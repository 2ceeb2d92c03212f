"""The help centre's tables: sections, articles, what of them is out in which language, and every revision of it."""

from django.db import models

from kefu.kit import clock, ids
from kefu.knowledge.kinds import OPEN, Audience, Kind, Origin, State


class Section(models.Model):
    """A place in the tree, at most three deep. `slug` is its whole path ("login/password"). Writer: `sections`."""

    slug = models.CharField(max_length=120, unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveIntegerField(default=100)
    icon = models.CharField(max_length=40, blank=True)
    titles = models.JSONField(default=dict)  # locale -> text
    summaries = models.JSONField(default=dict)


class Article(models.Model):
    """What all its languages share. Writers: `editing`, `library`; `review` what became of its words.

    `edited_at`: when one of our editors last touched what the library brought; from then on the library keeps off.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    slug = models.CharField(max_length=80, unique=True)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="articles")
    kind = models.CharField(max_length=8, choices=[(k.value, k.value) for k in Kind])
    audience = models.CharField(max_length=8, choices=[(a.value, a.value) for a in Audience], default=Audience.PUBLIC)
    tags = models.JSONField(default=list)
    related = models.JSONField(default=list)  # slugs, best first
    rows = models.JSONField(default=list)  # what of the product's promises it answers, for the coverage check
    owner = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    review_on = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    position = models.PositiveIntegerField(default=100)
    popular = models.PositiveSmallIntegerField(null=True)  # 1 is first among what the home page names
    source_locale = models.CharField(max_length=16, default="zh-CN")  # the language the others are made from
    library_seal = models.CharField(max_length=64, blank=True)  # of what the library last brought
    edited_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["section", "position"], name="articles_of_section"),
            models.Index(fields=["popular"], condition=models.Q(popular__isnull=False), name="articles_popular"),
            models.Index(fields=["review_on"], condition=models.Q(review_on__isnull=False), name="articles_to_review"),
        ]


class ArticleText(models.Model):
    """An article in one language: the words that are out, or none yet. Writers: `review`, `library`; `editing` begins it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="texts")
    locale = models.CharField(max_length=16)
    published = models.ForeignKey("Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=120, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    keywords = models.JSONField(default=list)
    body = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "locale"], name="one_text_a_locale")]
        indexes = [
            models.Index(fields=["expires_at"], condition=models.Q(expires_at__isnull=False), name="texts_that_expire")
        ]


class Revision(models.Model):
    """Words as somebody wrote them. Writers: `editing` while it is a draft, `review` from then on, `library`.

    `source_revision`: for a translation, the revision of the source language it was made from.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    text = models.ForeignKey(ArticleText, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    keywords = models.JSONField(default=list)
    body = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State], default=State.DRAFT)
    origin = models.CharField(max_length=8, choices=[(o.value, o.value) for o in Origin], default=Origin.EDITOR)
    author = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    reviewer = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    writers = models.JSONField(default=list)  # ids of all who saved words of it: none of them reviews it
    source_revision = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    article_version = models.PositiveIntegerField(null=True)  # of the article, as who submits and who approves see it
    note = models.CharField(max_length=1_000, blank=True)  # what the reviewer said, or why it was changed
    publish_at = models.DateTimeField(null=True)
    expire_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="one_revision_a_number"),
            models.UniqueConstraint(
                fields=["text"], condition=models.Q(state__in=sorted(OPEN)), name="one_open_revision_a_text"
            ),
            models.UniqueConstraint(
                fields=["text"], condition=models.Q(state=State.PUBLISHED), name="one_published_revision_a_text"
            ),
        ]
        indexes = [
            models.Index(fields=["publish_at"], condition=models.Q(state=State.SCHEDULED), name="revisions_to_publish"),
            models.Index(
                fields=["submitted_at"], condition=models.Q(state=State.IN_REVIEW), name="revisions_in_review"
            ),
        ]


class TextFaults(models.Model):
    """What was found wrong with a text that is out: as it was in `revision`, against what `sign` stands for. Writer: `faults`."""

    text = models.OneToOneField(ArticleText, on_delete=models.CASCADE, related_name="faults")
    revision = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    checked_on = models.DateField(null=True)
    sign = models.BigIntegerField()
    lints = models.JSONField(default=list)  # [rule, what]
    errors = models.PositiveIntegerField(default=0)
    advice = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["errors"], condition=models.Q(errors__gt=0), name="texts_with_errors")]


class Redirect(models.Model):
    """An address an article once had. Writers: `editing.move`, `library`."""

    slug = models.CharField(max_length=80, unique=True)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="redirects")
    created_at = models.DateTimeField(default=clock.now)


class Media(models.Model):
    """A picture or a video with its words in each language. Bundled ones are files of ours and have no row. Writer: `media`."""

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    name = models.CharField(max_length=80, unique=True)  # what `media:` names
    upload = models.CharField(max_length=26, unique=True)  # the file's public id in the files room
    alts = models.JSONField(default=dict)  # locale -> what is to be seen
    media_type = models.CharField(max_length=40)
    bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    poster = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    captions = models.JSONField(default=dict)  # locale -> public id of the WebVTT file in the files room
    added_by = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=clock.now)


class FactUse(models.Model):
    """A text names a fact. `name` is the fact's or the table's. Writer: `facts_used`."""

    text = models.ForeignKey(ArticleText, null=True, on_delete=models.CASCADE, related_name="fact_uses")
    macro = models.ForeignKey("Macro", null=True, on_delete=models.CASCADE, related_name="fact_uses")
    name = models.CharField(max_length=60)
    args = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["name", "args"], name="uses_of_a_fact")]


class Reshelving(models.Model):
    """A text whose words in the search room hold a figure that changed: put there anew soon. Writer: `shelf`."""

    text = models.ForeignKey(ArticleText, on_delete=models.CASCADE, related_name="+")


class Doubt(models.Model):
    """Why a text or a macro is to be looked at again: its fact changed. Writer: `facts_used`."""

    text = models.ForeignKey(ArticleText, null=True, on_delete=models.CASCADE, related_name="doubts")
    macro = models.ForeignKey("Macro", null=True, on_delete=models.CASCADE, related_name="doubts")
    fact = models.CharField(max_length=181)  # "name args"
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    since_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("people.Agent", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["since_at"], condition=models.Q(settled_at__isnull=True), name="doubts_open"),
        ]
