"""What this room holds of a customer: that an answer was missing in a conversation. Readers are nobody here."""

from collections.abc import Iterator, Mapping

from kefu.knowledge.models import Unanswered
from kefu.people.inventory import GONE, Counts, Scope, Table, nobodys

_WRITTEN = nobodys("what editors wrote")
_LEARNED = nobodys("how people ask; words of an erased customer that were proposed go with their messages")
_READ = nobodys("what readers did, by a random number that leads to no person, forgotten after KEFU_KEEP_READING_DAYS")


class Knowledge:
    tables: Mapping[str, Table] = {
        "knowledge.Unanswered": GONE,
        **dict.fromkeys(
            (
                "knowledge.Section",
                "knowledge.Article",
                "knowledge.ArticleText",
                "knowledge.Revision",
                "knowledge.TextFaults",
                "knowledge.Redirect",
                "knowledge.Media",
                "knowledge.FactUse",
                "knowledge.Reshelving",
                "knowledge.Doubt",
                "knowledge.Macro",
                "knowledge.OfficialAnswer",
            ),
            _WRITTEN,
        ),
        **dict.fromkeys(
            ("knowledge.Phrasing", "knowledge.MeasuredQuestion", "knowledge.Calibration", "knowledge.Trial"), _LEARNED
        ),
        **dict.fromkeys(("knowledge.Visit", "knowledge.Lookup", "knowledge.Vote"), _READ),
    }

    def erase(self, scope: Scope) -> Counts:
        return {"knowledge.Unanswered": Unanswered.objects.filter(conversation__in=scope.conversation_ids).delete()[0]}

    def told(self, scope: Scope) -> Iterator[tuple[str, Mapping[str, object]]]:
        for row in Unanswered.objects.filter(conversation__in=scope.conversation_ids).order_by("pk"):
            yield "questions_without_an_article", {"conversation": row.conversation, "topic": row.topic, "at": row.at}
