"""Shapes of the help centre: articles as they are listed, found and read."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from kefu.api.v1.shapes import LanguageTag
from kefu.api.v1.shapes_checks import CheckCard
from kefu.knowledge.kinds import Kind

Locale = LanguageTag
MAX_ANSWERS = 20


class Card(Schema):
    """`locale` is the language its words are in, which is another than was asked for where there is no translation."""

    slug: str
    title: str
    summary: str
    kind: Kind
    locale: str
    section: str
    url: str
    published_at: datetime


class Section(Schema):
    slug: str
    title: str
    count: int


class HelpCentre(Schema):
    sections: list[Section]
    popular: list[Card]
    notices: list[Card]


class Search(Schema):
    """`q` is text, whatever is in it; of a longer one the beginning counts.

    `as_typed`: it is asked again with each key that is pressed. Found by words alone, sooner, and answered without snippets.
    """

    q: str = ""
    locale: LanguageTag = "en"
    section: Annotated[str, Field(max_length=120)] = ""
    kind: Kind | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_ANSWERS)] = 10
    as_typed: bool = False


class Piece(Schema):
    text: str
    hit: bool


class Answer(Schema):
    article: Card
    snippet: list[Piece]


class Answers(Schema):
    """`corrected`: the question that was answered where the one asked has a slip. `complete`: time sufficed."""

    answers: list[Answer]
    complete: bool
    corrected: str | None = None


class Article(Schema):
    article: Card
    html: str
    checked_on: date | None = None
    updated_at: datetime
    locales: list[str]
    sections: list[str]
    related: list[Card]
    checks: list[CheckCard]
