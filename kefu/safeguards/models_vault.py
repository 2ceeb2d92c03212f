"""Identity papers: what was asked for, what came, who looked at it. Only this room touches the tables; bytes: `files.vault`."""

from django.db import models
from django.db.models import Q

from kefu.files.vault_kinds import PaperKind
from kefu.kit import clock, ids
from kefu.safeguards.vault_kinds import Verdict

_KINDS = [(each.value, each.value) for each in PaperKind]


class PaperAsk(models.Model):
    """Papers of one kind, asked for in a case, of its customer (a row). `ended_at`: taken back, or asked for anew.
    `asked_by` null: nobody asked, it came as an ordinary file (`vault_moves`).

    Writers: `vault_asks`, `vault_moves`.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.PROTECT, related_name="+")
    conversation_public_id = models.CharField(max_length=26)
    customer = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=_KINDS)
    why = models.CharField(max_length=200)
    asked_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["customer", "-id"], name="paper_asks_of_a_customer")]


class Paper(models.Model):
    """One that came. `file` is what `files.vault` calls it; deleted, the row stays with its hash.

    Writers: `vault_asks` and `vault_moves` (it came), `vault_marks` (the verdict), `vault_keeping` (`deleted_at`, and `told_at`:
    the log says so).
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    ask = models.ForeignKey(PaperAsk, on_delete=models.PROTECT, related_name="papers")
    form = models.CharField(max_length=64)  # of one sending: a browser may send it again
    file = models.CharField(max_length=26, unique=True)
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=clock.now)
    verdict = models.CharField(max_length=10, blank=True, choices=[(each.value, each.value) for each in Verdict])
    marked_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    marked_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ask", "form"], name="one_paper_a_form")]
        indexes = [
            models.Index(fields=["id"], condition=Q(deleted_at=None), name="papers_kept"),
            models.Index(
                fields=["id"], condition=Q(deleted_at__isnull=False, told_at=None), name="papers_deleted_untold"
            ),
        ]


class PaperView(models.Model):
    """One agent's look at a paper, written before the first byte leaves. `look` is what a second person agreed to, if it needed
    one. Writer: `vault_views`.
    """

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="views")
    agent = models.ForeignKey("people.Agent", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10)
    look = models.ForeignKey("safeguards.PaperLook", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["paper", "agent", "-ends_at"], name="paper_views_of_an_agent")]


class PaperLook(models.Model):
    """A further look that somebody asked for, and what a second person said. Good for one view. Writer: `vault_looks`."""

    public_id = models.CharField(max_length=26, unique=True, default=ids.public_id)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="looks")
    agent = models.ForeignKey("people.Agent", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey("people.Agent", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_allowed = models.BooleanField(default=False)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("agent")), name="paper_looks_by_two_people"
            ),
            models.UniqueConstraint(
                fields=["paper", "agent"], condition=Q(decided_at=None), name="one_open_look_a_paper"
            ),
        ]
