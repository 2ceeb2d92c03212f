"""The contract as an OpenAPI 3.1 document and as a table, for an exchange's engineers: made from calls.EVERY, never typed.

`kefu exchange openapi` writes both into docs; a test holds what is there against what is made.
"""

import json
from datetime import datetime
from typing import Any

from kefu.exchange import examples, openapi_schemas
from kefu.exchange.contract import codec
from kefu.exchange.contract.calls import EVERY, VERSION, Call
from kefu.exchange.contract.confirm import Confirmed
from kefu.exchange.contract.kinds import Level, Trouble
from kefu.exchange.http import callback, signing, wire

_AT = datetime.fromisoformat("2026-11-29T12:00:00Z")
_ERRORS = {
    400: "What was asked does not fit the contract",
    401: "The signature, the timestamp or the nonce is not right",
    403: "Not for this customer, or nobody is named",
    404: "`not_offered`: this exchange does not answer this call; `not_found`: there is none such, or it is another's",
    429: "Too many questions; `retry_after_s` says when to ask again",
    503: "It cannot be told just now",
}
_KINDS = {
    **{status: trouble for trouble, status in wire.STATUS_OF.items()},
    401: Trouble.REFUSED,
    404: Trouble.NOT_FOUND,
}
_ABOUT = (
    "What a Kefu installation asks an exchange about its own customers. All calls but `notify`, `act` and `confirm` only"
    " read; these three carry a key, and the same key again changes nothing. Amounts are exact decimals as text, moments are"
    " ISO 8601 with their zone. Fields that are not known are passed over, so new ones may be added."
)


def document() -> str:
    """The whole as text, the same each time."""
    return json.dumps(_document(), ensure_ascii=False, indent=1) + "\n"


def table() -> str:
    """The calls as a table in Markdown."""
    head = "| call | what it tells | who may know | within | asked | answered |\n|---|---|---|---|---|---|"
    return "\n".join([head, *(_row(call) for call in EVERY)])


def _row(call: Call[Any, Any]) -> str:
    who = "everybody" if call.level is Level.PUBLIC else "this customer"
    names = [f"`{each}`" for each in (call.name, *_asked(call))]
    asked = ", ".join(names[1:]) or "nothing"
    return f"| {names[0]} | {call.summary} | {who} | {call.timeout_s:g} s | {asked} | `{call.answers.__name__}` |"


def _asked(call: Call[Any, Any]) -> list[str]:
    return list(openapi_schemas.schema_of(call.asks)["properties"])


def _document() -> dict[str, Any]:
    named = openapi_schemas.reached([each for call in EVERY for each in (call.asks, call.answers)] + [Confirmed])
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kefu's exchange connector", "version": f"{VERSION}.0.0", "description": _ABOUT},
        "servers": [
            {
                "url": "https://{host}",
                "description": "Your endpoint: what KEFU_EXCHANGE names",
                "variables": {"host": {"default": "api.exchange.example"}},
            }
        ],
        "security": [{"signature": []}],
        "webhooks": {"confirmed": {"post": _callback()}},
        "paths": {f"{wire.FOLDER}{call.name}": {"post": _operation(call)} for call in EVERY},
        "components": {
            "securitySchemes": {"signature": _SCHEME},
            "parameters": _PARAMETERS,
            "headers": {"Signature": _ANSWER_SIGNATURE},
            "responses": {f"Error{status}": _error(status, told) for status, told in _ERRORS.items()},
            "schemas": {**{each.__name__: openapi_schemas.schema_of(each) for each in named}, "Error": _ERROR_SCHEMA},
        },
    }


def _operation(call: Call[Any, Any]) -> dict[str, Any]:
    is_public = call.level is Level.PUBLIC
    told = "`uid` is empty: what everybody may know." if is_public else "`uid` names the customer whose own it is."
    asked = {"uid": "" if is_public else "c-1001", "asked": codec.to_json(examples.of(call.asks))}
    answered = {"as_of": codec.to_json(_AT), "value": codec.to_json(examples.of(call.answers))}
    return {
        "operationId": call.name,
        "summary": call.summary,
        "description": f"{told} An answer later than {call.timeout_s:g} s is not waited for.",
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in _PARAMETERS],
        "requestBody": {"required": True, "content": _json(_question(call, is_public=is_public), asked)},
        "responses": {
            "200": {
                "description": call.summary,
                "headers": _SIGNED,
                "content": _json(_answer(call), answered),
            },
            **{str(status): {"$ref": f"#/components/responses/Error{status}"} for status in _ERRORS},
        },
    }


def _callback() -> dict[str, Any]:
    """What the exchange sends us: the one thing that goes the other way."""
    example = codec.to_json(examples.of(Confirmed))
    return {
        "summary": "What the customer answered in your app",
        "description": f"Sent to {callback.PATH} of the Kefu installation, at most {callback.MAX_BYTES} bytes, signed as"
        " Kefu's own questions are. Sent again with the same answer it changes nothing.",
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in _PARAMETERS],
        "requestBody": {"required": True, "content": _json(openapi_schemas.named(Confirmed), example)},
        "responses": {
            "200": {"description": "Taken, or known already"},
            "400": {"description": "It does not fit the contract"},
            "401": {
                "description": "The signature, the timestamp or the nonce is not right, or the nonce was there before"
            },
            "404": {"description": "No such question, or it is another customer's"},
            "409": {"description": "Answered otherwise already, called off, or too late: nothing changes any more"},
            "429": {"description": "Too many; ask again later"},
            "503": {"description": "It cannot be taken just now; send it again"},
        },
    }


def _question(call: Call[Any, Any], *, is_public: bool) -> dict[str, Any]:
    least = {} if is_public else {"minLength": 1}
    uid = {"type": "string", "maxLength": wire.MAX_UID_CHARS, "description": "As in `sub` of your identity token"}
    return _object({"uid": {**uid, **least}, "asked": openapi_schemas.named(call.asks)})


def _answer(call: Call[Any, Any]) -> dict[str, Any]:
    as_of = {**openapi_schemas.PLAIN[datetime], "description": "When you knew it: the age people are told"}
    return _object({"as_of": as_of, "value": openapi_schemas.named(call.answers)})


def _error(status: int, told: str) -> dict[str, Any]:
    example = {"error": {"kind": _KINDS[status].value}}
    if status == 429:
        example["error"]["retry_after_s"] = 5  # type: ignore[assignment]
    schema = {"$ref": "#/components/schemas/Error"}
    return {"description": told, "headers": _SIGNED, "content": _json(schema, example)}


def _json(schema: dict[str, Any], example: object) -> dict[str, Any]:
    return {"application/json": {"schema": schema, "example": example}}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _header(told: str, pattern: str) -> dict[str, Any]:
    return {"description": told, "required": True, "schema": {"type": "string", "pattern": pattern}}


_SIGNED = {signing.SIGNATURE: {"$ref": "#/components/headers/Signature"}}
_SCHEME = {
    "type": "apiKey",
    "in": "header",
    "name": signing.SIGNATURE,
    "description": 'Hex HMAC-SHA256, under the shared secret, of "v1\\n{timestamp}\\n{nonce}\\nPOST\\n{path}\\n{sha256 of body}"',
}
_PARAMETERS = {
    "Timestamp": {
        "name": signing.TIMESTAMP,
        "in": "header",
        **_header(f"Unix seconds; refuse what is more than {signing.SKEW_S} from now", "^[0-9]{1,12}$"),
    },
    "Nonce": {
        "name": signing.NONCE,
        "in": "header",
        **_header("Random; refuse one that was there before", "^[A-Za-z0-9_-]{16,64}$"),
    },
    "RequestSignature": {
        "name": signing.SIGNATURE,
        "in": "header",
        **_header("Whose question it is", "^v1=[0-9a-f]{64}$"),
    },
}
_ANSWER_SIGNATURE = _header(
    'Hex HMAC-SHA256, under the same secret, of "v1\\n{nonce of the question}\\n{status}\\n{sha256 of body}"',
    "^v1=[0-9a-f]{64}$",
)
_ERROR_SCHEMA = _object(
    {
        "error": {
            "type": "object",
            "required": ["kind"],
            "properties": {
                "kind": {"type": "string", "enum": [each.value for each in wire.STATUS_OF]},
                "retry_after_s": {"type": "number", "minimum": 0, "description": "With `busy`: seconds"},
            },
        }
    }
)
