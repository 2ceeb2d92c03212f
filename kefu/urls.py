"""Every room's addresses, one include each."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from kefu.web import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("healthz", home.healthz, name="healthz"),
    path("readyz", home.readyz, name="readyz"),
    path("", include("kefu.web.desk.urls")),
    path("", include("kefu.web.account.urls")),
    path("api/v1/", include("kefu.api.v1.urls")),
    path("", include("kefu.web.widget.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("dev/", include("kefu.ui.urls")))
