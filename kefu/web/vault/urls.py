"""Where papers are sent, and the list of them."""

from django.urls import path

from kefu.web.vault import entrance, pages

app_name = "vault"
urlpatterns = [
    path("vault/", pages.own, name="own"),
    path("vault/entrance", entrance.entrance, name="entrance"),
    path("vault/<str:ask_id>", pages.ask, name="ask"),
]
