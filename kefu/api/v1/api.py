"""Version 1 of the API: the same functions as the screens, in JSON, described at /api/v1/openapi.json."""

import logging

import orjson
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.types import DictStrAny

from kefu.api.v1 import (
    account_appeals,
    agents,
    articles,
    chat_mails,
    checklists,
    checks,
    choices,
    conduct,
    conversations,
    entries,
    files,
    form,
    joins,
    own_data,
    proofs,
    protocol,
    push,
    search,
    sessions,
    sorting,
    stepup,
    teams,
    transcripts,
    uploads,
    vault,
    verify,
)
from kefu.files.errors import WrongOffset
from kefu.kit import outages
from kefu.kit.errors import Invalid, KefuError, NotFound
from kefu.people.access import Rate, Who, policy
from kefu.trust.refusal import Guarded

logger = logging.getLogger(__name__)


class Reader(Parser):
    """Strict JSON, and only where the request says it is JSON. Depth is bounded by the parser."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        if request.content_type != "application/json":
            raise HttpError(400, "not JSON")
        body: DictStrAny = orjson.loads(request.body)
        return body


class Writer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> bytes:
        return orjson.dumps(data)


api = NinjaAPI(
    title="Kefu",
    version="1",
    description="Conversations of an exchange's customers. Live updates: see protocol.schema.json.",
    urls_namespace="api-1",
    docs_url=None,
    parser=Reader(),
    renderer=Writer(),
)
PARTS = (
    sessions,
    account_appeals,
    form,
    chat_mails,
    articles,
    conversations,
    entries,
    joins,
    conduct,
    checklists,
    stepup,
    choices,
    checks,
    sorting,
    search,
    transcripts,
    files,
    uploads,
    agents,
    teams,
    push,
    verify,
    proofs,
    own_data,
    protocol,
    vault,
)
for part in PARTS:
    api.add_router("", part.router)


def refusal(error: KefuError) -> HttpResponse:
    """The one shape of every error."""
    told: dict[str, object] = {"code": error.code, "message": str(error.message)}
    response_headers = {"Cache-Control": "no-store"}
    if error.retry_after_s is not None:
        told["retry_after_s"] = round(error.retry_after_s, 3)
        response_headers["Retry-After"] = str(max(1, round(error.retry_after_s + 0.5)))
    if isinstance(error, Guarded):
        told |= {"rule": error.rule, "meant": error.meant, "safe": str(error.safe)}
    if isinstance(error, WrongOffset):
        told["offset"] = error.offset
        response_headers["Upload-Offset"] = str(error.offset)
    if error.status == 401:
        response_headers["WWW-Authenticate"] = "Bearer"
    return JsonResponse({"error": told}, status=error.status, headers=response_headers)


@api.exception_handler(KefuError)
def _on_refusal(request: HttpRequest, error: KefuError) -> HttpResponse:
    return refusal(error)


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
@api.exception_handler(OSError)
def _on_outage(request: HttpRequest, error: Exception) -> HttpResponse:
    """No room on the disk, or the database away: told to come back. Whatever else it is stays a fault of ours."""
    problem = outages.refusal(error)
    if problem is None:
        raise error
    return refusal(problem)


@api.exception_handler(ValidationError)
def _on_wrong_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Names the fields, never repeats what was sent."""
    fields = sorted({".".join(str(part) for part in fault["loc"][1:]) for fault in error.errors})
    logger.debug("wrong shape: %s", fields)
    return refusal(Invalid(f"{Invalid.default_message} [{', '.join(fields)[:300]}]"))


@api.exception_handler(HttpError)
def _on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return refusal(Invalid())


@api.exception_handler(Http404)
def _on_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return refusal(NotFound())


@policy(Who.ANYONE, rate=Rate.STATIC)
def missing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever no operation answers."""
    return refusal(NotFound())
