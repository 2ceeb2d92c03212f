"""What engineers build against is what the code reads: the document, its examples, and the copies in docs."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kefu.exchange import examples, openapi, openapi_schemas
from kefu.exchange.contract import codec, kinds
from kefu.exchange.contract.calls import EVERY, Call
from kefu.ops.exchange import openapi as written

DOCS = Path(__file__).resolve().parents[3] / "docs"
DOCUMENT = json.loads(openapi.document())


def schema(reference: str) -> dict[str, Any]:
    return {"$ref": reference, "components": DOCUMENT["components"]}


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [found for each in value.values() for found in references(each)]
    return [found for each in value for found in references(each)] if isinstance(value, list) else []


def operation(call: Call[Any, Any]) -> Any:
    return DOCUMENT["paths"][f"/kefu/v1/{call.name}"]["post"]


def test_the_copies_in_docs_are_current() -> None:
    assert (DOCS / "connector.openapi.json").read_text(encoding="utf-8") == openapi.document(), "kefu exchange openapi"
    guide = (DOCS / "connector.md").read_text(encoding="utf-8")
    assert written.with_table(guide) == guide, "kefu exchange openapi"


def test_the_document_is_the_same_each_time_and_names_only_what_it_holds() -> None:
    assert openapi.document() == openapi.document()
    for reference in references(DOCUMENT):
        held = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            held = held[step]


def test_the_document_has_the_form_of_openapi() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    assert {"title", "version"} <= set(DOCUMENT["info"])
    assert list(DOCUMENT["paths"]) == [f"/kefu/v1/{call.name}" for call in EVERY]
    names = [operation(call)["operationId"] for call in EVERY]
    assert len(set(names)) == len(EVERY)
    for call in EVERY:
        assert set(operation(call)["responses"]) == {"200", "400", "401", "403", "404", "429", "503"}
    for name, held in DOCUMENT["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema({**held, "components": DOCUMENT["components"]})
        assert name.isidentifier()


@pytest.mark.parametrize("call", EVERY, ids=lambda call: str(call.name))
def test_each_example_fits_its_schema_and_is_read_by_the_codec(call: Call[Any, Any]) -> None:
    asked = operation(call)["requestBody"]["content"]["application/json"]
    answered = operation(call)["responses"]["200"]["content"]["application/json"]
    for content in (asked, answered):
        jsonschema.validate(content["example"], {**content["schema"], "components": DOCUMENT["components"]})
    assert codec.from_json(call.asks, asked["example"]["asked"]) == examples.of(call.asks)
    assert codec.from_json(call.answers, answered["example"]["value"]) == examples.of(call.answers)


@pytest.mark.parametrize("call", EVERY, ids=lambda call: str(call.name))
def test_schema_and_codec_ask_for_the_same_fields(call: Call[Any, Any]) -> None:
    told = codec.to_json(examples.of(call.answers))
    needed = DOCUMENT["components"]["schemas"][call.answers.__name__].get("required", [])
    for name in told:
        lacking = {key: value for key, value in told.items() if key != name}
        if name in needed:
            with pytest.raises(codec.BadShape, match="is missing"):
                codec.from_json(call.answers, lacking)
        else:
            codec.from_json(call.answers, lacking)


def test_words_of_the_vocabulary_come_with_what_stands_behind_them() -> None:
    state = openapi_schemas.schema_of(kinds.AccountState)
    assert state["enum"] == ["active", "locked", "frozen", "self_frozen", "disabled", "unknown"]
    assert "- `self_frozen`: by the customer's own freeze link" in state["description"]
    held = DOCUMENT["components"]["schemas"]
    assert held["Account"]["properties"]["region"]["description"] == "ISO 3166-1 alpha-2"
    assert "description" not in held["AskBound"]
    assert set(held["Account"]["required"]) == {"state"}
    assert "noqa" not in openapi.document()


def test_a_guide_that_lost_its_place_for_the_table_is_said_to_have() -> None:
    with pytest.raises(Exception, match="has lost the lines"):
        written.with_table("no place")
