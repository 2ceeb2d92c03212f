"""All that the content host serves."""

from django.urls import path

from kefu.web import failures
from kefu.web.content import mails, views

handler400 = failures.malformed
handler403 = handler404 = handler500 = views.nothing

urlpatterns = [
    path("f/<str:upload_id>/<str:variant>/<int:expires>/<str:handle>/<str:signature>", views.file, name="file"),
    path("p/<str:upload_id>/<str:variant>/<int:expires>/<str:handle>/<str:signature>", views.paper, name="paper"),
    path("m/<str:upload_id>/<int:expires>/<str:signature>", views.mailed_file, name="mailed-file"),
    path("h/<str:upload_id>/<str:variant>/<int:expires>/<str:handle>/<str:signature>", mails.page, name="mail-page"),
    path(
        "i/<str:upload_id>/<str:variant>/<int:expires>/<str:handle>/<str:signature>", mails.picture, name="mail-picture"
    ),
    path("<path:rest>", views.nothing),
    path("", views.nothing),
]
