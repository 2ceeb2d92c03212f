"""The two addresses a host page and an app know."""

from django.urls import path

from kefu.web.widget import views

app_name = "widget"

urlpatterns = [
    path("widget.js", views.loader, name="loader"),
    path("chat", views.chat, name="chat"),
]
