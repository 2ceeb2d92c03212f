"""Every room's addresses, one include each."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from kefu.web import failures, home, push

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("healthz", home.healthz, name="healthz"),
    path("readyz", home.readyz, name="readyz"),
    path("metrics", home.measured, name="metrics"),
    path("csp-reports", failures.csp_reports, name="csp-reports"),
    path("desk/worker.js", push.worker, name="desk-worker"),
    path("chat-worker.js", push.worker, name="chat-worker"),
    path("push/receipts/<str:receipt>", push.receipts, name="push-receipts"),
    path("", include("kefu.web.desk.urls")),
    path("", include("kefu.web.setup.urls")),
    path("", include("kefu.web.editor.urls")),
    path("", include("kefu.web.account.urls")),
    path("api/v1/", include("kefu.api.v1.urls")),
    path("", include("kefu.web.widget.urls")),
    path("", include("kefu.web.verify.urls")),
    path("", include("kefu.web.vault.urls")),
    path("", include("kefu.web.help.urls")),
]

handler400 = failures.malformed
handler403 = failures.denied
handler404 = failures.missing
handler500 = failures.broken

if settings.DEBUG:
    urlpatterns.append(path("dev/", include("kefu.ui.urls")))
