"""The addresses of a product in which one page breaks."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from kefu import urls
from kefu.people.access import Who, policy


@policy(Who.ANYONE)
def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret-insides")


handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
urlpatterns = [*urls.urlpatterns, path("breaks", breaks)]
