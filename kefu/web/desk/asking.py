"""A question before an act: in the desk's dialog, or as a page of its own where there are no scripts."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kefu.kit.errors import KefuError
from kefu.web.desk.asked import is_htmx


def ask(request: HttpRequest, part: str, context: Mapping[str, object]) -> HttpResponse:
    """`part` is one of desk/parts."""
    told = {**context, "part": part}
    return render(request, part if is_htmx(request) else "desk/asking.html", told)


def ask_again(request: HttpRequest, part: str, context: Mapping[str, object], error: KefuError) -> HttpResponse:
    """The same question with what was wrong; what was typed is still there."""
    response = ask(request, part, {**context, "problem": error.message, "typed": request.POST})
    response.status_code = error.status
    if is_htmx(request):
        response["HX-Retarget"], response["HX-Reswap"] = "#dialog", "innerHTML"
    return response
