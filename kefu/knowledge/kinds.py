"""The help centre's closed vocabulary. No Django here."""

from datetime import timedelta
from enum import StrEnum


class Kind(StrEnum):
    GUIDE = "guide"  # has what is needed before, numbered steps, and what is seen at the end
    ANSWER = "answer"
    NOTICE = "notice"
    RULE = "rule"


class Audience(StrEnum):
    PUBLIC = "public"
    STAFF = "staff"


class State(StrEnum):
    """What becomes of a revision."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"  # another one was published
    WITHDRAWN = "withdrawn"  # taken back before, or down after it was published


OPEN = frozenset({State.DRAFT, State.IN_REVIEW, State.SCHEDULED})  # a text has one of these at most
WAITING = frozenset({State.IN_REVIEW, State.SCHEDULED})  # for a second person, or for the moment they approved


class Origin(StrEnum):
    EDITOR = "editor"
    LIBRARY = "library"


CHECKED_FOR = timedelta(days=365)  # so long an article counts as checked


class Reason(StrEnum):
    """Why an article did not help."""

    UNCLEAR = "unclear"
    WRONG = "wrong"
    OUTDATED = "outdated"
    NOT_MY_QUESTION = "not_my_question"
    OTHER = "other"
