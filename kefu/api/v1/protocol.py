"""The frames of docs/protocol.md as JSON Schema (draft 2020-12), at /api/v1/protocol.schema.json."""

from typing import Annotated, Any

from django.http import HttpRequest
from pydantic import BaseModel, Field, TypeAdapter

from kefu.api.v1 import frames
from kefu.api.v1.door import GuardedRouter
from kefu.people.access import Rate, Who, policy

router = GuardedRouter(tags=["live protocol"])

FromClient: TypeAdapter[Any] = TypeAdapter(Annotated[frames.FROM_CLIENT, Field(discriminator="type")])
FromServer: TypeAdapter[Any] = TypeAdapter(Annotated[frames.FROM_SERVER, Field(discriminator="type")])


class Schema(BaseModel):
    """Both directions in one document."""

    from_client: Annotated[frames.FROM_CLIENT, Field(discriminator="type")]
    from_server: Annotated[frames.FROM_SERVER, Field(discriminator="type")]


@router.get("/protocol.schema.json", response=dict)
@policy(Who.ANYONE, objects="the same for all", rate=Rate.STATIC)
def protocol_schema(request: HttpRequest) -> dict[str, Any]:
    """A client's frame fits `$defs/FromClient`, the server's `$defs/FromServer`; unknown fields are to be ignored."""
    return document()


def document() -> dict[str, Any]:
    made = Schema.model_json_schema(ref_template="#/$defs/{model}")
    parts = made.pop("properties")
    made["$defs"] |= {"FromClient": parts["from_client"], "FromServer": parts["from_server"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Kefu live protocol, version 1",
        "$defs": made["$defs"],
        "anyOf": [{"$ref": "#/$defs/FromClient"}, {"$ref": "#/$defs/FromServer"}],
    }
