"""What the API takes and gives of how conversations are sorted."""

from typing import Annotated

from ninja import Schema
from pydantic import AwareDatetime, Field, StrictBool, StrictFloat, StrictInt

from kefu.api.v1.shapes import Agent, Closed, PriorityName, Slug, TagText
from kefu.conversations.kinds import Box, Order


class Snooze(Closed):
    until: AwareDatetime


class Tags(Closed):
    tags: Annotated[list[TagText], Field(min_length=1, max_length=20)]


class TagsInUse(Schema):
    tags: list[str]


class CategoryWanted(Closed):
    category: Slug


class PriorityWanted(Closed):
    priority: PriorityName


class TeamWanted(Closed):
    team: Slug


class FieldWanted(Closed):
    value: Annotated[str, Field(max_length=300)] | StrictBool | StrictInt | StrictFloat


class NewTeam(Closed):
    slug: Slug
    name: Annotated[str, Field(min_length=1, max_length=60)]


class ListWanted(Schema):
    """Which list of the desk, narrowed down to what, in which order. `assignee` is a public id, or `me`."""

    box: Box = Box.OPEN
    team: Slug | None = None
    category: Slug | None = None
    priority: PriorityName | None = None
    locale: Annotated[str, Field(max_length=16)] | None = None
    origin: Annotated[str, Field(max_length=24)] | None = None
    tag: TagText | None = None
    assignee: Annotated[str, Field(pattern=r"^([a-z2-7]{26}|me)$")] | None = None
    order: Order = Order.NEWEST


class Team(Schema):
    slug: str
    name: str
    members: list[Agent]


class Teams(Schema):
    teams: list[Team]


class FieldDefinition(Schema):
    """`choices` are those of a field of kind `choice`: slug -> names by language."""

    slug: str
    names: dict[str, str]
    kind: str
    choices: dict[str, dict[str, str]]


class FieldDefinitions(Schema):
    fields: list[FieldDefinition]


class Boxes(Schema):
    """How many conversations stand in each list, counted to 999; `more`: the lists that hold more than that. Closed ones
    are not counted.
    """

    boxes: dict[str, int]
    more: list[str] = []
