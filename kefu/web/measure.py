"""How many requests came to which route, how they ended and how long they took: by the route's name, never by its address."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from kefu.kit import metrics

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE = "none"  # static files, and addresses that lead nowhere

_requests = metrics.counter("kefu_http_requests", "Requests answered, by route.", ("route", "method", "status"))
_seconds = metrics.histogram("kefu_http_request_seconds", "How long answers took to make, by route.", ("route",))


class MeasureMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        route = _route(request)
        method = request.method if request.method in METHODS else "other"
        _requests.labels(route, method, f"{response.status_code // 100}xx").inc()
        _seconds.labels(route).observe(time.perf_counter() - began)
        return response


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name or NO_ROUTE if match else NO_ROUTE
